#!/usr/bin/env bash
# Starts the release, or VESTIBULE_BIN, on an empty database and sends it made-up requests: at least FUZZ_CASES of them, for every
# operation of its OpenAPI document. Fails if a response is not as the document says, or the program has an internal error.
# FUZZ_SEED repeats a run. With TEST_DATABASE_URL, as scripts/with-postgres.sh sets it, the database is on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

program=$(realpath "${VESTIBULE_BIN:-target/release/vestibule}")
[ -x "$program" ] || fail "$program does not exist; run 'make build' first"
cases=${FUZZ_CASES:-600}
seed=${FUZZ_SEED:-$((RANDOM * 32768 + RANDOM))}
scripts/setup/schemathesis.sh
python=$SCHEMATHESIS_HOME/bin/python

# Stays when the script has ended: the log of the program, the output of schemathesis and its report.
results=$PWD/target/fuzz
rm -rf "$results"
mkdir -p "$results"
folder=$(mktemp -d)
server=
database=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait
  [ -z "$database" ] || psql --quiet "$TEST_DATABASE_URL" --command "DROP DATABASE IF EXISTS $database WITH (FORCE)"
  rm -rf "$folder"
}
trap stop EXIT

port=$(free_port)
# Nothing else from the environment, and below no .env from the current folder: no other database is ever touched.
settings=(
  PATH="$PATH" HOME="$folder" HOST=127.0.0.1 PORT="$port" VESTIBULE_DATA_DIR="$folder/data" VESTIBULE_RATE_LIMIT=off
  FUZZ_URL="http://127.0.0.1:$port" FUZZ_PROGRAM="$program" FUZZ_PASSWORD=Correct-Horse-9 FUZZ_OUTBOX="$folder/data/outbox"
  SCHEMATHESIS_HOOKS="$PWD/fuzz/hooks.py"
)
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  database=vestibule_fuzz_$$
  psql --quiet "$TEST_DATABASE_URL" --command "CREATE DATABASE $database"
  settings+=(DATABASE_URL="${TEST_DATABASE_URL%/*}/$database" VESTIBULE_SECRET="$("$program" secret)")
fi
config=$PWD/fuzz/schemathesis.toml
summary=$PWD/fuzz/summary.py
cd "$folder"

env -i "${settings[@]}" "$program" serve >"$results/output.txt" 2>"$results/server.log" &
server=$!
for _ in $(seq 100); do
  curl --silent --fail --output /dev/null "http://127.0.0.1:$port/ready" && break
  kill -0 "$server" 2>/dev/null || fail "the program did not start: $(tail -n 3 "$results/server.log")"
  sleep 0.2
done
# Otherwise the account that sends the requests would be the last administrator, who can neither be demoted nor deleted.
env -i "${settings[@]}" "$program" user create --username spare --email spare@fuzz.example --role admin --password-stdin \
  >/dev/null <<<"Battery-Staple-7"
# What fuzz/hooks.py names.
env -i "${settings[@]}" "$program" group create fuzz-group-7c1e >/dev/null
env -i "${settings[@]}" "$program" application create fuzz-application-7c1e --location https://fuzz.example/ --everyone >/dev/null
env -i "${settings[@]}" "$program" client create fuzz-application-7c1e --client-id fuzz-client-7c1e \
  --redirect-uri https://fuzz.example/callback >/dev/null

curl --silent --fail --output document.json "http://127.0.0.1:$port/api/openapi.json" || fail "there is no OpenAPI document"
# Each operation gets an equal share of the random requests. Those for the boundaries of each parameter are added to them.
share=$("$python" - "$cases" <<'PYTHON'
import json, sys
operations = sum(len(path) for path in json.load(open("document.json"))["paths"].values())
print(-(-int(sys.argv[1]) // operations))
PYTHON
)

step "Fuzzing: $share random requests for each operation, and more; repeat with FUZZ_SEED=$seed FUZZ_CASES=$cases"
status=0
env -i "${settings[@]}" "$SCHEMATHESIS_HOME/bin/schemathesis" --config-file "$config" run "http://127.0.0.1:$port/api/openapi.json" \
  --checks all --phases examples,coverage,fuzzing,stateful --max-examples "$share" --seed "$seed" --continue-on-failure \
  --generation-database none --no-color --report json --report-json-path "$results/report.json" >"$results/findings.txt" 2>&1 || status=$?
[ "$status" -eq 0 ] || cat "$results/findings.txt"

# It still runs, and ends as it should.
stopped=0
kill -TERM "$server" || stopped=$?
wait "$server" || stopped=$?
server=
[ "$stopped" -eq 0 ] || say "the program died, or did not stop with status 0: $stopped"
"$python" "$summary" "$results" "$cases" || status=1
[ "$status" -eq 0 ] && [ "$stopped" -eq 0 ] || fail "fuzzing has found errors; see above, and $results"
