#!/usr/bin/env bash
# mutants.sh [COMMIT]: mutation tests of the server code that has changed since COMMIT (default: MUTANTS_SINCE, else the last
# day). Lists the mutants that no test detects. A mutant that is equivalent to the original belongs in .cargo/mutants.toml, with
# the reason.
# mutants.sh --sample [OPTIONS]: mutation tests of 60 mutants of all server code, drawn with a fixed seed; fails if less than 56 are
# detected. What has been interrupted goes on where it was (scripts/mutant-sample).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh
scripts/setup/pgbouncer.sh
scripts/setup/cargo-mutants.sh

sqlite='not test(/^(postgres|torture|cli::health|clients|guides|moving|process|proxies)::/)'

if [ "${1:-}" = --sample ]; then
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} TORTURE_WRITES=${TORTURE_WRITES:-10}
  exec python3 scripts/mutant-sample --sqlite "$sqlite" --postgres "$on_postgres" "${@:2}"
fi

since=${1:-${MUTANTS_SINCE:-$(git rev-list -1 --first-parent --before='1 day ago' HEAD)}}
[ -n "$since" ] || fail "the Git history is shorter than a day: fetch the full history, or specify a commit: MUTANTS_SINCE=COMMIT"
diff=target/reports/changes.diff
mkdir -p target/reports
git diff "$since" -- src >"$diff"
if [ ! -s "$diff" ]; then
  say "nothing has changed in src since $since"
  exit
fi

step "Mutation tests of the changes since $since (a minute each)"
cargo mutants --in-diff "$diff" --output target/reports --package vestibule --features ssr --test-tool nextest \
  -- -E "$sqlite" ||
  fail "some mutants are not detected by any test or could not be tested; see the lines above and target/reports/mutants.out"
