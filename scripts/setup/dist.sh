#!/usr/bin/env bash
# dist.sh TARGET...: installs what `make dist` needs for these targets: zig, which compiles C and links for any Linux, cargo-zigbuild,
# which lets cargo use it, and Rust's standard library. dist.txt has versions and checksums; to update it, pass "cargo-zigbuild" and
# "ziglang" on two lines to: uv pip compile --generate-hashes --no-annotate --no-header -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

python_packages "zig and cargo-zigbuild" "$ZIG_HOME" scripts/setup/dist.txt

# The name under which rustup knows the compiler, which scripts/setup/rust.sh may have linked as `vestibule`.
toolchain=$(basename "$(realpath "$(rustc --print sysroot)")")
for target in "$@"; do
  [ ! -e "$(rustc --print sysroot)/lib/rustlib/$target" ] || continue
  step "Rust's standard library for $target (seconds)"
  reachable https://static.rust-lang.org/ && rustup target add --toolchain "$toolchain" "$target" ||
    fail "Rust's standard library for $target could not be installed: run 'rustup target add $target' where https://static.rust-lang.org can be reached"
done
scripts/setup/cargo-cyclonedx.sh
have dpkg-deb || apt_install "building the Debian package" dpkg
