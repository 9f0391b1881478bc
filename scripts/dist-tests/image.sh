#!/usr/bin/env bash
# image.sh FOLDER: tries the OCI image that `make dist` has written to FOLDER, without a daemon: checks every digest, unpacks the layers,
# and starts what the configuration names, as the user that it names.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/dist-tests/lib.sh

dist=$(cd "${1:?usage: scripts/dist-tests/image.sh FOLDER}" && pwd)
version=$(scripts/release-version.sh)
case $(uname -m) in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac

step "Image"
mkdir "$folder/image" "$folder/root"
tar -xf "$dist/vestibule-$version-oci-$architecture.tar" -C "$folder/image"
# The name of a blob is its digest.
(cd "$folder/image/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum --check --strict --quiet)
# blob DIGEST, field FILE EXPRESSION
blob() { echo "$folder/image/blobs/sha256/${1#sha256:}"; }
field() { node -p "const value = JSON.parse(fs.readFileSync('$1'))$2; typeof value === 'string' ? value : value.join('\n')"; }
manifest=$(blob "$(field "$folder/image/index.json" .manifests[0].digest)")
config=$(blob "$(field "$manifest" .config.digest)")
layers=$(field "$manifest" '.layers.map((layer) => layer.digest)')
unpacked=$(for layer in $layers; do echo "sha256:$(gzip --decompress --stdout "$(blob "$layer")" | sha256sum | cut -d' ' -f1)"; done)
[ "$unpacked" = "$(field "$config" .rootfs.diff_ids)" ] || fail "the layers are not those that the configuration names"
for layer in $layers; do tar -xzf "$(blob "$layer")" -C "$folder/root"; done
[ "$(field "$config" .architecture)" = "$architecture" ] || fail "the image is for another processor"

user=$(field "$config" .config.User)
[ "${user%%:*}" -ne 0 ] || fail "the image runs as root"
mapfile -t environment < <(field "$config" .config.Env)
mapfile -t command < <(field "$config" .config.Entrypoint; field "$config" .config.Cmd)
mapfile -t health < <(field "$config" '.config.Healthcheck.Test.slice(1)')

# As `docker run` does it: the environment of the image and nothing else.
env -i PORT="$port" "${environment[@]}" "$(command -v chroot)" --userspec="$user" "$folder/root" "${command[@]}" >"$folder/log" 2>&1 &
server=$!
wait_until_ready "$folder/log"
env -i PORT="$port" "${environment[@]}" "$(command -v chroot)" --userspec="$user" "$folder/root" "${health[@]}" || fail "the health check of the image fails"
accounts_work
[ "$(stat --format=%u "$folder/root/data/vestibule.db")" = "${user%%:*}" ] || fail "the data does not belong to the user of the image"
stop
if env -i PORT="$port" "${environment[@]}" "$(command -v chroot)" --userspec="$user" "$folder/root" "${health[@]}" 2>/dev/null; then
  fail "the health check of the image succeeds without a server"
fi
writable=$(find "$folder/root" -xdev \( -perm -o+w -o -user "${user%%:*}" \) -not -type l -not -path "$folder/root/data*" -not -path "$folder/root/tmp*")
[ -z "$writable" ] || fail "the user of the image can change: $writable"
