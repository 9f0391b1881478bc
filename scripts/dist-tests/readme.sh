#!/usr/bin/env bash
# readme.sh FOLDER: runs the commands of README.md with the artefacts that `make dist` has written to FOLDER, as a reader would: in the
# order of the page, in an empty folder, with an empty environment.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/dist-tests/lib.sh

dist=$(cd "${1:?usage: scripts/dist-tests/readme.sh FOLDER}" && pwd)
readme=$PWD/README.md

# block HEADING: the lines of the block of commands below a heading, without their comments.
block() {
  awk -v heading="$1" '
    !inside && /^##/ { below = $0 == heading }
    /^```$/ { inside = 0 }
    inside && below
    /^```sh$/ { inside = 1 }
  ' "$readme" | sed -E 's/ +#.*//'
}

# What is not run here, and why: building needs the sources (CI does it to make these files), an image needs a daemon (image.sh tries
# it), and a download needs a release.
expected='## Quick start
## The API
## The command line
## Files of a release
### As an image
### In the CI of your application
## Development'
found=$(awk '
  !inside && /^##/ { heading = $0 }
  /^```$/ { inside = 0 }
  /^```sh$/ { inside = 1; print heading }
' "$readme")
[ "$found" = "$expected" ] || fail "README.md has other blocks of commands than this test knows: $found"
for target in $({ block '## Quick start'; block '## Development'; } | awk '$1 == "make" { print $2 }'); do
  grep --quiet "^$target:" Makefile || fail "README.md has 'make $target', and the Makefile has not"
done

step "Files of a release, as README.md has them"
mkdir "$folder/files" "$folder/bin" "$folder/home"
cp "$dist"/* "$folder/files/"
mapfile -t lines < <(block '## Files of a release' | sed "s/x86_64/$(uname -m)/")
[ ${#lines[@]} -eq 3 ] || fail "README.md has ${#lines[@]} commands for the files of a release"
cd "$folder/files"
env -i PATH="$PATH" bash -euc "${lines[0]}; ${lines[1]}" >"$folder/unpacked" || fail "$(cat "$folder/unpacked")"
start "$folder/log" "./${lines[2]}"
cp "$folder/files/${lines[2]}" "$folder/bin/vestibule"

step "The API, as README.md has it"
cat >"$folder/api.sh" <<'API'
set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 20 "$@"; }
API
while IFS= read -r line; do
  case $line in
    # A reader copies the token from the answer.
    */auth/login*) printf 'answer=$(%s)\naccess_token=$(sed -E %s <<<"$answer")\n' "$line" "'s/.*\"access_token\": ?\"([^\"]+)\".*/\1/'" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < <(block '## The API' | sed "s/localhost:3000/localhost:$port/") >>"$folder/api.sh"
env -i PATH="$PATH" no_proxy='*' bash "$folder/api.sh" >"$folder/answers" || fail "$(cat "$folder/api.sh" "$folder/answers")"
grep --quiet maren@example.org "$folder/answers" || fail "/api/auth/me did not answer: $(cat "$folder/answers")"
stop

step "The command line, as README.md has it"
cd "$folder/home"
printf 'email,name\njonas@example.org,Jonas\n' >people.csv
# typed COMMAND: runs a command on a terminal, on which somebody types a password twice.
typed() {
  { for _ in 1 2; do sleep 1; echo Quiet-Lantern-42; done; sleep 1; } | script --quiet --return --command "$1" /dev/null
}
count=0
while IFS= read -r line; do
  [[ $line == vestibule* ]] || fail "README.md has another program in its command line: $line"
  count=$((count + 1))
  run=(env -i PATH="$folder/bin:$PATH" HOME="$folder/home" PORT="$port" bash -euc "$line")
  case $line in
    vestibule) start "$folder/log" "$folder/bin/vestibule" ;;
    *'user create'*) typed "$(printf '%q ' "${run[@]}")" >"$folder/printed" || fail "'$line': $(cat "$folder/printed")" ;;
    *) "${run[@]}" >"$folder/printed" 2>&1 </dev/null || fail "'$line': $(cat "$folder/printed")" ;;
  esac
done < <(block '## The command line')
[ $count -gt 10 ] || fail "README.md has only $count commands"
for file in users.csv accounts.db copy.db openapi.json; do [ -s "$file" ] || fail "the commands of README.md have made no $file"; done
stop
say "$count commands"
