#!/usr/bin/env bash
# Installs aiosmtpd, the mail server of the tests, into target/aiosmtpd.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

version=1.4.6
home=target/aiosmtpd

have openssl || apt_install "certificates for the mail server of the tests" openssl
"$home/bin/python" -c "import aiosmtpd; assert aiosmtpd.__version__ == '$version'" 2>/dev/null && exit

step "aiosmtpd $version (seconds)"
have python3 && python3 -c "import ensurepip, venv" 2>/dev/null || apt_install "the mail server of the tests" python3 python3-venv
rm -rf "$home"
python3 -m venv "$home" || fail "'python3 -m venv $home' failed; see the lines above"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check "aiosmtpd==$version" ||
  fail "aiosmtpd could not be installed; see the lines above. If it is a network error, check the network and run this again"
