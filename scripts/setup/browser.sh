#!/usr/bin/env bash
# Playwright and a Chromium for it: the one that Playwright downloads, or the distribution's.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

npm_ci end2end
if [ -x "$(playwright_chromium)" ] || have chromium; then exit 0; fi

step "Chromium for the browser tests"
if reachable https://cdn.playwright.dev/; then
  say "downloading with Playwright (about a minute)"
  (cd end2end && timeout 600 npx playwright install --with-deps chromium) && exit
fi
say "taking the distribution's (about a minute)"
apt_install "a browser for the tests (elsewhere: npx playwright install chromium, in end2end)" chromium
