#!/usr/bin/env bash
# Installs Playwright and Chromium: the build that Playwright downloads, or the package of the distribution.
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
say "installing the package of the distribution (about a minute)"
apt_install "a browser for the tests (elsewhere: npx playwright install chromium, in end2end)" chromium
