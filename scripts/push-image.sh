#!/usr/bin/env bash
# push-image.sh NAME TAG...: pushes the image layouts in target/release-files to a registry, as one image for both architectures,
# and prints its digest. Needs skopeo, and a login to the registry. NAME: for example ghcr.io/vestibule/vestibule.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -ge 2 ] || fail "usage: scripts/push-image.sh NAME TAG..."
name=$1
shift
version=$(scripts/release-version.sh)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for architecture in amd64 arm64; do
  mkdir "$folder/$architecture"
  tar -xf "target/release-files/vestibule-$version-oci-$architecture.tar" -C "$folder/$architecture"
done
digest=$(node scripts/image-index.mjs "$folder/amd64" "$folder/arm64")
for tag in "$@"; do
  # Unchanged, or the registry would have another digest than the one that was built.
  skopeo copy --quiet --all --preserve-digests "oci:$folder/amd64" "docker://$name:$tag"
done
echo "$digest"
