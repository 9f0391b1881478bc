#!/usr/bin/env bash
# Runs Vestibule, the journal (examples/journal) behind it and Caddy in front of both, with new accounts in target/example.
# Ctrl-C stops all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

public=8080 vestibule_port=8081 journal_port=8082
binary=$PWD/target/release/vestibule
journal=$PWD/target/release/journal
folder=$PWD/target/example

[ -x "$binary" ] || fail "$binary does not exist; run 'make build' first"
scripts/setup/proxies.sh caddy
step "The journal (a minute the first time)"
cargo build --quiet --release --package journal

for port in $public $vestibule_port $journal_port; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "port $port is in use; stop the program that uses it"; fi
done

rm -rf "$folder"
# The folder contains secrets.
(umask 077 && mkdir -p "$folder")
cd "$folder"

# Runs Vestibule with these settings only: the ones of another installation must not apply.
vestibule() {
  env -i PATH="$PATH" HOME="$folder" PORT=$vestibule_port VESTIBULE_BASE_URL=http://localhost:$public \
    VESTIBULE_TRUSTED_PROXIES=127.0.0.1 "$binary" "$@"
}

# new_account USERNAME OPTIONS...: creates an account and prints its line of the list of credentials.
new_account() {
  local password
  password=$(head -c 15 /dev/urandom | base64 | tr '+/' '-_')
  vestibule user create --username "$1" --email "$1@example.org" "${@:2}" --password-stdin <<<"$password" >>commands.log
  printf '   %-8s %s\n' "$1" "$password"
}

cat >vestibule.toml <<APPLICATIONS
[[application]]
name = "journal"
title = "Journal"
locations = ["http://journal.localhost:$public/"]
groups = ["writers"]
APPLICATIONS

# The configuration of the guide, with the addresses of this machine, and open to API clients.
guide=$ROOT/docs/applications/caddy.md
{
  printf '{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n'
  printf 'http://localhost:%s {\n\treverse_proxy 127.0.0.1:%s\n}\n' $public $vestibule_port
  sed -n '/^```caddyfile$/,/^```$/{/^```/!p}; /^## Trying it/q' "$guide" | sed \
    -e "s|https://journal.example.com|http://journal.localhost:$public|" \
    -e "s|Host journal.example.com|Host journal.localhost:$public|" -e "s|Proto https|Proto http|" \
    -e 's|^\t*forward_auth |\t@visitor not {\n\t\tpath /api/*\n\t\theader Authorization "Bearer *"\n\t}\n&@visitor |' \
    -e "s|127.0.0.1:3000|127.0.0.1:$vestibule_port|" -e "s|127.0.0.1:5000|127.0.0.1:$journal_port|"
} >Caddyfile

step "Accounts"
administrator=$(new_account ada --name 'Ada Holt' --role admin)
people=$(new_account maren --name 'Maren Holt' && new_account otto --name 'Otto Berg')
vestibule group create writers >>commands.log
for person in maren otto; do vestibule group add writers "$person" >>commands.log; done
# With it the journal looks up the names and pictures of authors.
vestibule service-account create --username journal --name Journal --role admin >>commands.log
token=$(vestibule token create --user journal --name 'make example' --scope users:read)

pids=()
# stop: ends all programs and waits for them.
stop() {
  trap '' INT TERM
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND...: starts a program; its log is NAME.log.
start() {
  "${@:2}" >"$1.log" 2>&1 &
  pids+=($!)
}

# answers URL: waits until a server answers.
answers() {
  local attempt
  for attempt in {1..100}; do
    curl --silent --output /dev/null --max-time 2 --noproxy '*' "$1" && return
    sleep 0.1
  done
  fail "$1 does not answer after $attempt attempts; the logs are in target/example"
}

start vestibule env -i PATH="$PATH" HOME="$folder" PORT=$vestibule_port VESTIBULE_BASE_URL=http://localhost:$public \
  VESTIBULE_TRUSTED_PROXIES=127.0.0.1 "$binary"
answers http://127.0.0.1:$vestibule_port/ready
start journal env JOURNAL_LISTEN=127.0.0.1:$journal_port JOURNAL_DATABASE="$folder/journal.db" JOURNAL_API_TOKEN="$token" JOURNAL_GROUPS=writers \
  JOURNAL_VESTIBULE_URL=http://localhost:$public JOURNAL_VESTIBULE_INTERNAL_URL=http://127.0.0.1:$vestibule_port "$journal"
answers http://127.0.0.1:$journal_port/
start caddy env XDG_DATA_HOME="$folder" XDG_CONFIG_HOME="$folder" caddy run --adapter caddyfile --config Caddyfile
answers http://localhost:$public/ready

cat <<READY
==> Ready. Ctrl-C stops everything.

   The journal     http://journal.localhost:$public
   Vestibule       http://localhost:$public

   Writers:
$people
   Administrator (not a writer):
$administrator

   Data and logs are in target/example, until the next start.
READY

wait -n || true
fail "a program has ended; the logs are in target/example"
