#!/usr/bin/env bash
# Installs what the guides for OpenID Connect need that only `make test-all` runs: Apache with its module, Python libraries in
# target/openid-guides, and the program of the guide for Rust in target/openid-guide. guides.sh and browser.sh install the rest.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# Without the package `apache2`, which starts a service.
[ -x /usr/sbin/apache2 ] && [ -e /usr/lib/apache2/modules/mod_auth_openidc.so ] ||
  apt_install "the guide for Apache" apache2-bin libapache2-mod-auth-openidc

python_packages "Synapse, JupyterHub and libraries for Django" target/openid-guides scripts/setup/openid-guides.txt

step "The program of the guide for Rust (a minute the first time)"
cargo build --quiet --locked --manifest-path examples/openid/Cargo.toml --target-dir target/openid-guide
