# shellcheck shell=bash
# Sourced by the tests of the artefacts: starts the program of an artefact and uses it as a visitor would.

folder=$(mktemp -d)
port=${DIST_TEST_PORT:-3917}
url=http://localhost:$port
server=
# Roots contain mounts, so each test unmounts them before this.
clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf --one-file-system "$folder"
}
trap clean_up EXIT
export no_proxy='*'

# start LOG COMMAND...: starts a server with nothing in its environment but the port, and waits until it is ready.
start() {
  local log=$1
  shift
  env -i PORT="$port" "$(command -v "$1")" "${@:2}" >"$log" 2>&1 &
  server=$!
  wait_until_ready "$log"
}

wait_until_ready() {
  local attempt
  for attempt in $(seq 100); do
    if curl --silent --fail --max-time 5 --output /dev/null "$url/ready"; then return; fi
    kill -0 "$server" 2>/dev/null || fail "the server has ended: $(cat "$1")"
    sleep 0.1
  done
  fail "the server is not ready after $attempt tries: $(cat "$1")"
}

# stop: stops the server as systemd does, and fails unless it ends cleanly.
stop() {
  local status=0
  kill "$server"
  wait "$server" || status=$?
  server=
  [ $status -eq 0 ] || fail "the server ended with $status at SIGTERM"
}

json() { curl --silent --show-error --fail-with-body --max-time 20 --header 'Content-Type: application/json' "$@"; }

# accounts_work: registers an account, signs in, and loads the sign-in page with its program for the browser.
accounts_work() {
  json "$url/api/users/register" --data '{"username": "maren", "email": "maren@example.org", "password": "Quiet-Lantern-42"}' >/dev/null
  sign_in
  local page file
  page=$(curl --silent --fail "$url/login")
  file=$(grep --only-matching '/pkg/[^"]*\.wasm' <<<"$page" | head -1)
  [ -n "$file" ] || fail "the sign-in page names no WebAssembly"
  curl --silent --fail --compressed --output /dev/null "$url$file" || fail "$file is not there"
}

# sign_in: signs in with the account of accounts_work.
sign_in() {
  json "$url/api/auth/login" --data '{"login": "maren", "password": "Quiet-Lantern-42"}' | grep --quiet '"access_token"' ||
    fail "signing in failed"
}
