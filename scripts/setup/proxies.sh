#!/usr/bin/env bash
# Installs nginx and Caddy for the tests and for `make example`. Both run in temporary folders, not as services.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

for program in nginx caddy; do
  # Debian installs nginx where only root looks for programs.
  if have "$program" || [ -x "/usr/sbin/$program" ]; then continue; fi
  step "$program, a proxy for the tests (seconds)"
  apt_install "a proxy for the tests" "$program"
  # The package starts a service, which takes port 80 of a machine that only runs tests.
  if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet --now "$program"; fi
done
