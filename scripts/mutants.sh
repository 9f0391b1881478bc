#!/usr/bin/env bash
# mutants.sh [COMMIT]: breaks, one at a time, each piece of the server's code that has changed since COMMIT (else within
# the last day), and runs the tests: a change that no test notices is named. One that changes nothing anybody could
# notice belongs into .cargo/mutants.toml, with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/setup/cargo-mutants.sh

since=${1:-$(git rev-list -1 --first-parent --before='1 day ago' HEAD)}
[ -n "$since" ] || fail "the history does not reach back a day: fetch all of it, or name a commit: scripts/mutants.sh COMMIT"
diff=target/reports/changes.diff
mkdir -p target/reports
git diff "$since" -- src >"$diff"
if [ ! -s "$diff" ]; then
  say "nothing has changed in src since $since"
  exit
fi

step "Mutants of what has changed since $since (half a minute each)"
cargo mutants --in-diff "$diff" --output target/reports --package vestibule --features ssr --test-tool nextest \
  -- -E 'not test(/^(postgres|torture|cli::health|process)::/)' ||
  fail "there are mutants that no test notices, or they could not be tested; the lines above and target/reports/mutants.out name them"
