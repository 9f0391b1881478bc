#!/usr/bin/env bash
# mutants.sh [COMMIT]: mutation tests of the server code that has changed since COMMIT (default: MUTANTS_SINCE, else the last
# day). Lists the mutants that no test detects. A mutant that is equivalent to the original belongs in .cargo/mutants.toml, with
# the reason.
# mutants.sh --sample: mutation tests of 60 mutants of all server code, drawn with a fixed seed, of which at least 56 must be detected.
# After an interruption it goes on where it was; it takes some hours.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh
scripts/setup/cargo-mutants.sh

options=(--package vestibule --features ssr --test-tool nextest)
tests='not test(/^(postgres|torture|cli::health|clients|guides|moving|process|proxies)::/)'

# The seed and the size of the sample (issue 32).
seed=32
size=60
enough=56

# sample: prints the sample, one name per line. The same mutants are drawn as long as there are the same.
sample() { cargo mutants --list "${options[@]:0:2}" | shuf --head-count $size --random-source=<(yes $seed); }

if [ "${1:-}" = --sample ]; then
  results=target/reports/mutants-sample
  mkdir -p $results
  [ -s $results/drawn ] || sample >$results/drawn
  chosen=()
  while read -r name; do
    chosen+=(--re "^$(sed 's/[][\\.^$*+?(){}|]/\\&/g' <<<"$name")\$")
  done <$results/drawn
  step "Mutation tests of $size mutants (some minutes each; what is done is not repeated)"
  # Missed mutants are not an error here, because they are counted below.
  cargo mutants --iterate "${chosen[@]}" --output $results "${options[@]}" -- -E "$tests" || [ $? = 2 ] ||
    fail "some mutants could not be tested; see the lines above"
  missed=$(wc -l <$results/mutants.out/missed.txt)
  say "$((size - missed)) of $size mutants are detected"
  [ $((size - missed)) -ge $enough ] || fail "at least $enough must be; see $results/mutants.out/missed.txt"
  exit
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
cargo mutants --in-diff "$diff" --output target/reports "${options[@]}" -- -E "$tests" ||
  fail "some mutants are not detected by any test or could not be tested; see the lines above and target/reports/mutants.out"
