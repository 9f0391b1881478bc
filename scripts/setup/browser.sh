#!/usr/bin/env bash
# Installs Playwright and Chromium without a window (headless shell), which needs half of the processor time of the whole
# browser: the build that Playwright downloads, or the package of the distribution.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

npm_ci end2end
if have chromium-headless-shell || playwright_has_chromium; then exit 0; fi

step "Chromium for the browser tests"
if reachable https://cdn.playwright.dev/; then
  say "downloading with Playwright (about a minute)"
  (cd end2end && timeout 600 npx playwright install --with-deps --only-shell chromium) && exit
fi
say "installing the package of the distribution (about a minute)"
apt_install "a browser for the tests (elsewhere: npx playwright install --only-shell chromium, in end2end)" chromium-headless-shell
