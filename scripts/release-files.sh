#!/usr/bin/env bash
# The files of a release, in one place.
#   release-files.sh collect PLATFORM   copies those of a platform from target/dist to target/release-files
#   release-files.sh sums               checks that target/release-files has those of all platforms and no others, and writes
#                                       SHA256SUMS beside them
# PLATFORM: linux-x86_64, linux-aarch64 or macos-arm64.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

platforms='linux-x86_64 linux-aarch64 macos-arm64'
version=$(scripts/release-version.sh)
# A wheel has its version in the form of Python: 1.2.3rc1 instead of 1.2.3-rc.1.
python_version=$(sed -E 's/-(a|b|rc)[a-z]*\./\1/' <<<"$version")

# files_of PLATFORM: prints the names. What is the same for all platforms belongs to the first.
files_of() {
  local wheel=vestibule_server-$python_version-py3-none linux
  case $1 in
    linux-x86_64)
      linux='amd64 x64 x86_64'
      echo "vestibule-$version.cdx.json vestibule-server-$version.tgz"
      ;;
    linux-aarch64) linux='arm64 arm64 aarch64' ;;
    macos-arm64)
      echo "vestibule-$version-macos-arm64.tar.gz vestibule-server-darwin-arm64-$version.tgz $wheel-macosx_11_0_arm64.whl"
      return
      ;;
    *) fail "unknown platform $1: use one of $platforms" ;;
  esac
  # The names that Debian and OCI, npm, and Linux and Python have for the processor.
  read -r debian npm machine <<<"$linux"
  echo "vestibule-$version-linux-$machine.tar.gz vestibule_${version}_$debian.deb vestibule-$version-oci-$debian.tar"
  echo "vestibule-server-linux-$npm-$version.tgz"
  echo "$wheel-manylinux_2_17_$machine.manylinux2014_$machine.musllinux_1_1_$machine.whl"
}

case ${1:-} in
  collect)
    files=$(files_of "${2:-}")
    mkdir -p target/release-files
    for file in $files; do
      [ -s "target/dist/$file" ] || fail "target/dist/$file is missing; 'make dist' should have written it"
      cp "target/dist/$file" target/release-files/
    done
    ;;
  sums)
    rm -f target/release-files/SHA256SUMS
    expected=$(for platform in $platforms; do files_of "$platform"; done | tr ' ' '\n' | LC_ALL=C sort)
    present=$(cd target/release-files && find . -type f | sed 's#^\./##' | LC_ALL=C sort)
    difference=$(diff <(echo "$expected") <(echo "$present") | sed -n 's/^</missing:/p; s/^>/unexpected:/p' || true)
    [ -z "$difference" ] || fail "target/release-files does not have the files of a release:
$difference"
    cd target/release-files
    # The names are those above, without spaces.
    # shellcheck disable=SC2086
    sha256sum $present >SHA256SUMS
    ;;
  *) fail "usage: scripts/release-files.sh collect PLATFORM | sums" ;;
esac
