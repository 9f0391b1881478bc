#!/usr/bin/env bash
# dist-macos.sh PROGRAM: writes the archive and the packages for macOS on arm64 to target/release-files, from a program that was
# built on a Mac. All other files are those of the archive for Linux, which is there already. Needs GNU tar.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ -f "${1:-}" ] || fail "usage: scripts/dist-macos.sh PROGRAM"
version=$(scripts/release-version.sh)
out=$PWD/target/release-files
linux=vestibule-$version-linux-x86_64
macos=vestibule-$version-macos-arm64
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

tar -xzf "$out/$linux.tar.gz" -C "$folder"
mv "$folder/$linux" "$folder/$macos"
rm "$folder/$macos"/vestibule.service "$folder/$macos"/vestibule-backup.{service,timer}
install -m 755 "$1" "$folder/$macos/vestibule"
# The times of the files are those of the other archive, also that of the program.
touch --reference="$folder/$macos/LICENSES.txt" "$folder/$macos/vestibule" "$folder/$macos"
tar --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -C "$folder" -cf - "$macos" |
  gzip -9 --no-name >"$out/$macos.tar.gz"
for build in packaging/npm/build.mjs packaging/pypi/build.py; do
  "$build" --binary "$folder/$macos/vestibule" --version "$version" --platform darwin-arm64 --out "$out"
done
