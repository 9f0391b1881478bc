#!/usr/bin/env bash
# Playwright 1.65.1: `playwright test --test-list FILE` succeeds with status 0 and without a word when FILE names a test that does not
# exist, so a script that runs failed tests again from such a list takes a renamed test for one that passed. `--grep` with the same name
# fails with “No tests found” and status 1. A list that names one test that exists and one that does not runs the first and does not
# mention the second.
# Seen on 30 November 2026 with Node.js 20.20.2: no output and status 0; “Error: No tests found” and status 1; “1 passed” and status 0.
# The product copes: scripts/reports/judge.mjs counts a test that is not in the report of its second run as failed.
set -euo pipefail

version=1.65.1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund "@playwright/test@$version" >/dev/null
mkdir tests
echo "module.exports = { testDir: 'tests', reporter: 'line' };" >playwright.config.js
echo "require('@playwright/test').test('present', async () => {});" >tests/a.spec.js

# run ARGUMENT...: runs Playwright, prints its output, and leaves the status in $status.
run() {
  status=0
  output=$(npx playwright test "$@" 2>&1) || status=$?
  printf 'playwright test %s\n%s\nstatus %s\n\n' "$*" "$output" "$status"
}

# expect TEXT STATUS: fails if the last run did not print TEXT, or had another status. An empty TEXT stands for no output.
expect() {
  if [ -z "$1" ]; then [ -z "${output//[[:space:]]/}" ]; else grep --quiet --fixed-strings "$1" <<<"$output"; fi &&
    [ "$status" -eq "$2" ] || { echo "the behaviour has changed"; exit 1; }
}

npx playwright --version
echo "a.spec.js › absent" >list
run --test-list list
expect '' 0
run --grep absent
expect 'No tests found' 1
echo "a.spec.js › present" >>list
run --test-list list
expect '1 passed' 0
! grep --quiet absent <<<"$output" || { echo "the behaviour has changed"; exit 1; }
