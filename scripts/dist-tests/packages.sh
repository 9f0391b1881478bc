#!/usr/bin/env bash
# packages.sh FOLDER: tries the npm packages and the wheels that `make dist` has written to FOLDER. Installs those for this machine
# from the files, without a registry, starts the program that they contain, and runs the examples of docs/testing.md with it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

[ -d "${1:-}" ] || fail "usage: scripts/dist-tests/packages.sh FOLDER"
dist=$(cd "$1" && pwd)
root=$PWD
version=$(scripts/release-version.sh)
case $(uname -sm) in
  'Linux x86_64') npm=linux-x64 wheel=musllinux_1_1_x86_64 ;;
  'Linux aarch64') npm=linux-arm64 wheel=musllinux_1_1_aarch64 ;;
  'Darwin arm64') npm=darwin-arm64 wheel=macosx_11_0_arm64 ;;
  *) fail "there are no packages for $(uname -sm)" ;;
esac

# the_file PATTERN: prints the only file of that name.
the_file() {
  local found
  found=$(find "$dist" -maxdepth 1 -name "$1")
  [ -f "$found" ] || fail "$dist should have exactly one $1; it has: ${found:-none}"
  echo "$found"
}

folder=$(mktemp -d)
server=
clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean_up EXIT
# The examples speak to this machine only.
export no_proxy='*'

# example FILE: writes the example of docs/testing.md that names this file in its first line.
example() {
  awk -v name="$1" '
    /^```/ { if (found) exit; inside = !inside; first = 1; next }
    inside && first { first = 0; found = $2 == name }
    found { print }
  ' "$root/docs/testing.md" >"$1"
  [ -s "$1" ] || fail "docs/testing.md has no example $1"
}

# ends_with CODE COMMAND...: the exit code is the program's own.
ends_with() {
  local expected=$1 status=0
  shift
  "$@" >/dev/null 2>&1 || status=$?
  [ "$status" -eq "$expected" ] || fail "'$*' ended with $status instead of $expected"
}

# serves COMMAND...: starts a server for tests with this command, asks it, and stops it with SIGTERM, which the program gets: it
# removes its folder.
serves() {
  local temporary=$folder/temporary ready=$folder/ready log=$folder/log wait url
  rm -rf "$temporary" "$ready"
  mkdir "$temporary"
  TMPDIR=$temporary "$@" serve --ephemeral >"$ready" 2>"$log" &
  server=$!
  for wait in $(seq 300); do
    [ ! -s "$ready" ] || break
    kill -0 "$server" 2>/dev/null || fail "'$* serve --ephemeral' ended: $(cat "$log")"
    sleep 0.1
  done
  url=$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).url' <"$ready") ||
    fail "'$* serve --ephemeral' printed no line of JSON after $wait tries: $(cat "$ready" "$log")"
  curl --silent --fail --max-time 10 --output /dev/null "$url/ready" || fail "$url/ready does not answer"
  kill "$server"
  # npx ends with the signal, the program with 0.
  wait "$server" || true
  server=
  for wait in $(seq 100); do
    [ -n "$(ls -A "$temporary")" ] || return 0
    sleep 0.1
  done
  fail "'$* serve --ephemeral' did not stop at SIGTERM: its folder is still there"
}

# is_program COMMAND...: this is the program of this version, and its arguments, exit codes and signals pass through.
is_program() {
  local printed
  printed=$("$@" --version)
  [[ $printed == "vestibule $version"* ]] || fail "'$* --version' printed \"$printed\" instead of \"vestibule $version\""
  ends_with 0 "$@" --help
  ends_with 2 "$@" --no-such-option
  serves "$@"
}

step "npm packages, from the files"
scripts/setup/browser.sh
browser=
playwright_has_chromium || browser=$(command -v chromium-headless-shell)
main=$(the_file "vestibule-server-$version.tgz")
program=$(the_file "vestibule-server-$npm-$version.tgz")
mkdir "$folder/node"
cd "$folder/node"
echo '{"private": true, "type": "module"}' >package.json
# Offline: the packages for the other platforms are not needed. Without scripts: the packages must work without them.
npm install --offline --ignore-scripts --silent --no-audit --no-fund "$main" "$program"
is_program npx --offline vestibule-server
is_program node_modules/.bin/vestibule

say "without the package for this platform, and on another platform"
rm -rf "$folder/alone"
mkdir "$folder/alone"
tar -xzf "$main" -C "$folder/alone"
launcher=$folder/alone/package/bin/vestibule.js
refused=$(node "$launcher" --version 2>&1) && fail "the launcher started without a program"
[[ $refused == *"npm install vestibule-server-$npm@$version"* ]] || fail "the message does not say what to install: $refused"
refused=$(node --eval "
  Object.defineProperty(process, 'platform', { value: 'sunos' });
  require('$launcher');
" 2>&1) && fail "the launcher started on another platform"
[[ $refused == *'no program for sunos-'*'linux-x64'* ]] || fail "the message does not name the platforms: $refused"

step "The example for Playwright in docs/testing.md"
mkdir node_modules/@playwright
ln -s "$root/end2end/node_modules/@playwright/test" node_modules/@playwright/test
example vestibule.js
example registration.spec.js
cat >playwright.config.js <<END
export default { use: { launchOptions: { executablePath: '$browser' || undefined } } };
END
# As `npx playwright test` does it: the commands of the packages are on the PATH.
PATH=$PWD/node_modules/.bin:$PATH node node_modules/@playwright/test/cli.js test --reporter=list

step "The wheel, from the file"
cd "$root"
scripts/setup/dist-tests.sh
python=$root/target/dist-tests/bin/python
wheel=$(the_file "vestibule_server-*-py3-none-*$wheel.whl")
mkdir "$folder/python"
cd "$folder/python"
"$python" -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check --no-index "$wheel"
for command in "vestibule" "vestibule-server" "python -m vestibule_server"; do
  # The last one is three words.
  # shellcheck disable=SC2086
  is_program environment/bin/$command
done

step "The example for pytest in docs/testing.md"
example conftest.py
example test_tokens.py
PATH=$PWD/environment/bin:$PATH "$python" -m pytest --quiet

step "Contents of all packages"
cd "$root"
"$python" scripts/dist-tests/contents.py "$dist"
