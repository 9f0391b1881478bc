#!/usr/bin/env bash
# Installs aiosmtpd, the mail server of the tests, into target/aiosmtpd. aiosmtpd.txt has the versions and checksums; to update
# it, pass "aiosmtpd==VERSION" to: uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

have openssl || apt_install "certificates for the mail server of the tests" openssl
python_packages aiosmtpd target/aiosmtpd scripts/setup/aiosmtpd.txt
