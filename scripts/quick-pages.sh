#!/usr/bin/env bash
# quick-pages.sh: builds the files for the browser for `make run`, from which the server reads them: not made small, not compressed, and
# without cargo-leptos, which takes longer to build than everything else. scripts/build.sh builds those of a release.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

folders=(pages-tool/debug wasm-quick wasm32-unknown-unknown/wasm-quick)
scripts/dependencies.sh take "${folders[@]}"

site=$PWD/target/site
rm -rf "$site"
mkdir -p "$site/pkg"

step "Style"
cp -R public/. "$site/"
node_modules/.bin/tailwindcss --input style/tailwind.css --output "$site/pkg/vestibule.css" 2>&1
node_modules/.bin/tailwindcss --input style/administration.css --output "$site/pkg/administration.css" 2>&1
step "Tool that splits the WebAssembly"
cargo build --locked --manifest-path scripts/pages/Cargo.toml --target-dir target/pages-tool
step "WebAssembly"
# The flags in .cargo/config.toml, and the one that splitting needs.
RUSTFLAGS='--cfg erase_components -Clink-args=--emit-relocs' \
  cargo build --profile wasm-quick --target wasm32-unknown-unknown --package vestibule --lib --features hydrate
target/pages-tool/debug/vestibule-pages target/wasm32-unknown-unknown/wasm-quick/vestibule.wasm "$site/pkg"
scripts/dependencies.sh keep "${folders[@]}"
