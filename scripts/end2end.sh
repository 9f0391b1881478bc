#!/usr/bin/env bash
# The browser tests against the release binary. Arguments go to Playwright: scripts/end2end.sh -g 'signs in'
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ -x target/release/vestibule ] || fail "there is no release binary yet; run 'make build' first"
scripts/setup/browser.sh
scripts/later-build.sh

[ -x "$(playwright_chromium)" ] || CHROMIUM_PATH=$(command -v chromium)
export CHROMIUM_PATH
cd end2end
npx tsc
exec npx playwright test "$@"
