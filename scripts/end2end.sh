#!/usr/bin/env bash
# Runs the browser tests against the release or against VESTIBULE_BIN. Arguments are passed to Playwright, for example:
# scripts/end2end.sh -g 'signs in'
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

export VESTIBULE_BIN=${VESTIBULE_BIN:-$PWD/target/release/vestibule}
[ -x "$VESTIBULE_BIN" ] || fail "$VESTIBULE_BIN does not exist; run 'make build' first"
scripts/setup/browser.sh
scripts/setup/aiosmtpd.sh
scripts/setup/proxies.sh caddy
scripts/typescript-client.sh
# A quick run leaves out the tests that need it (end2end/playwright.config.ts).
[ -n "${GATE:-}" ] || scripts/later-build.sh

playwright_has_chromium || CHROMIUM_PATH=$(command -v chromium-headless-shell)
export CHROMIUM_PATH
cd end2end
# TypeScript 7 checks the types in a tenth of the time, but the generator of the client needs the API of version 6.
npm run --silent check
exec npx playwright test "$@"
