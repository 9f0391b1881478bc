# shellcheck shell=bash
# Sourced by the scripts that run tests, after env.sh: compiles the server and all tests once, and lints them meanwhile.

# Clippy is a compiler: as the compiler of this project's crates it lints what it compiles, where `cargo clippy` would read all sources once
# more. The output differs from that of rustc, so every cargo command that uses it needs the variable.
export RUSTC_WORKSPACE_WRAPPER=clippy-driver

# compile_tests LOG: compiles the server and all tests, with the dependencies of another checkout of this machine if one has kept them. A
# warning is an error, but everything is compiled, so that the tests can run nevertheless.
compile_tests() {
  scripts/dependencies.sh take debug
  cargo test --no-run --all-targets --features ssr 2>&1 | tee "$1"
  [ "${PIPESTATUS[0]}" -eq 0 ] || return 1
  scripts/dependencies.sh keep debug
  without_warnings "$1"
}

# without_warnings LOG: fails if the compiler has written a warning to a file.
without_warnings() {
  ! grep --quiet '^warning' "$1" || { say "warnings are errors; see the lines above"; return 1; }
}
