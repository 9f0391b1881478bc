#!/usr/bin/env bash
# archive.sh FOLDER: tries the archive that `make dist` has written to FOLDER, as a user would: unpacks it into an empty folder, starts
# the program there with an empty environment, in a root folder that has nothing else in it, and registers an account.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/dist-tests/lib.sh

dist=$(cd "${1:?usage: scripts/dist-tests/archive.sh FOLDER}" && pwd)
version=$(scripts/release-version.sh)
name=vestibule-$version-linux-$(uname -m)

step "Checksums"
(cd "$dist" && sha256sum --check --strict --quiet SHA256SUMS)

step "Archive in an empty folder"
tar -xzf "$dist/$name.tar.gz" -C "$folder"
root=$folder/$name
for file in vestibule vestibule.1 vestibule.service vestibule-backup.service vestibule-backup.timer vestibule.env.example README.md LICENSES.txt completions/_vestibule \
  completions/vestibule.bash completions/vestibule.fish; do
  [ -s "$root/$file" ] || fail "the archive has no $file"
done
printed=$(env -i "$root/vestibule" --version)
[[ $printed == "vestibule $version (commit "* ]] || fail "'vestibule --version' printed \"$printed\""
say "$printed"
[ "$(env -i bash -c ". $root/completions/vestibule.bash && complete -p vestibule")" ] || fail "the completion for bash does not load"
man --warnings --local-file "$root/vestibule.1" 2>&1 >/dev/null | grep . && fail "the manual page has mistakes, see above"

# No C library, no shell, no /etc: a program that needs one of them does not start here.
mkdir "$folder/root"
cp "$root/vestibule" "$folder/root/"
start "$folder/log" chroot "$folder/root" /vestibule
accounts_work
stop

step "What cannot work says so"
for other in x86_64 aarch64; do
  archive=$dist/vestibule-$version-linux-$other.tar.gz
  [ "$other" != "$(uname -m)" ] && [ -e "$archive" ] || continue
  tar -xzf "$archive" -C "$folder"
  status=0
  "$folder/vestibule-$version-linux-$other/vestibule" --version 2>"$folder/error" || status=$?
  [ $status -eq 126 ] || fail "a program for $other ended with $status on $(uname -m)"
done
