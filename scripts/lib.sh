# shellcheck shell=bash
# Sourced by the scripts: functions for output, errors, downloads and packages.

say()  { printf '   %s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# The tests that run on PostgreSQL, as a filter of nextest. Tests of SQLite files, of backups, of the usage texts of the command
# line, and of pages, forms, headers and parsing only run on SQLite.
# shellcheck disable=SC2034
on_postgres='(binary(inside) + (binary(outside) & test(/^(cli|process|torture)::/))) - test(/(^|::)(sqlite|usage|moving|http|pages)::/)'

# What the gate leaves to `make test-all`. On SQLite: the guides except two real clients of OpenID Connect, the proxies except what
# many tabs at once need of nginx, and the test of what a model leaves out.
# shellcheck disable=SC2034
nightly_on_sqlite='(test(/^guides::/) - test(/^guides::openid::gate::/)) + (test(/^proxies::/) - test(/^proxies::tabs::/))
  + test(/^accounts::recovery_model::what_is_left_out/)'
# The tests that the gate runs on PostgreSQL: those that depend on the engine, which is concurrency, locks, migrations, outages, lists, and
# every address once (the matrix). Mail servers, disks, memory and reloaded files behave the same on both engines. Faults of standbys, whose
# tests start three servers each, are nightly. The other tests of the API and of the command line run on SQLite,
# and so do the models of rules, except a sample of the model of recovery.
# shellcheck disable=SC2034
gate_on_postgres='(test(/^(accounts|store|postgres|transfer|process|torture)::/)
  - test(/^accounts::(recovery_model::(each|what)_|sign_in_model::|ways_in::)/)
  - test(/^accounts::outbox::bad_servers::/) - test(/^process::(full_disk|memory|reload)::/) - test(/^postgres::standbys::faults::/))
  + test(/^api::(dropped|bulk|directory|idempotency|imports|refused_writes|api_tokens::everywhere|users::lost_race)::/)
  + test(/^api::matrix::responses/) + test(/^api::(openid|second_factor)::dropped::/) + test(/^api::openid::replicas::/)
  + test(/^api::ways_in::at_once::/) + test(/^cli::(migrate|running_server|empty_database|servers)::/)'

# Whether a host responds within a few seconds. Some download tools hang forever without a network, and a short timeout would
# abort downloads on a slow connection. So the host is checked first, and the download itself gets a long timeout.
reachable() { curl --silent --head --output /dev/null --max-time 8 "$1"; }

# macOS has no timeout(1), so commands run without a time limit there.
have timeout || timeout() { shift; "$@"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    fail "this command needs root: $*. Run it as root or install sudo, then run this again"
  fi
}

# apt_install PURPOSE PACKAGE...: installs the missing packages. Fails without apt-get and lists what to install by hand.
apt_install() {
  local purpose=$1 package missing=()
  shift
  have apt-get || fail "$purpose: this system has no apt-get. Install the equivalents of these Debian packages, then run this again: $*"
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing from the distribution: ${missing[*]}"
  as_root apt-get update -qq ||
    fail "$purpose: 'apt-get update' failed. Check the network and /etc/apt/sources.list, then run this again"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "$purpose: 'apt-get install ${missing[*]}' failed; see the lines above"
}

# install_daemon PURPOSE PROGRAM: installs a program from Debian that tests run in temporary folders, not as a service.
install_daemon() {
  # Debian installs it where only root looks for programs.
  if have "$2" || [ -x "/usr/sbin/$2" ]; then return; fi
  step "$2, $1 (seconds)"
  apt_install "$1" "$2"
  # The package starts a service, which takes the port of it on a machine that only runs tests.
  if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet --now "$2"; fi
}

# The SHA-256 of a file. Linux has sha256sum, macOS has shasum.
sha256_of() {
  if have sha256sum; then sha256sum "$1"; else shasum --algorithm 256 "$1"; fi | cut -d' ' -f1
}

# download URL SHA256 FILE: returns an error if it could not be downloaded. Ends the script if the checksum does not match.
download() {
  curl --silent --fail --location --connect-timeout 8 --max-time 300 --output "$3" "$1" || return 1
  [ "$(sha256_of "$3")" = "$2" ] ||
    fail "$1 does not have the expected SHA-256 ($2): the download is damaged, or somebody has changed the file. Try again; if the error persists, do not use the file"
}

# prebuilt PROGRAM HOME URL SHA256: downloads a .tar.gz and installs PROGRAM into HOME/bin. Returns an error if the host is not
# reachable or SHA256 is empty. Ends the script if the checksum does not match.
prebuilt() {
  [ -n "$4" ] && reachable "$(cut -d/ -f1-3 <<<"$3")/" || return 1
  local unpacked
  unpacked=$(mktemp -d)
  say "downloading (seconds)"
  if download "$3" "$4" "$unpacked/archive"; then
    tar -xzf "$unpacked/archive" -C "$unpacked"
    mkdir -p "$2/bin"
    find "$unpacked" -type f -name "$1" -exec mv {} "$2/bin/" \;
  fi
  rm -rf "$unpacked"
  [ -x "$2/bin/$1" ]
}

# cargo_tool CRATE VERSION: builds a program from the registry into $TOOLS. A debug build takes a third of the time, and the
# programs mostly wait for the compiler.
cargo_tool() {
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$TOOLS" --version "$2" "$1" ||
    fail "$1 could not be built; see the lines above"
}

# python_packages NAME HOME REQUIREMENTS: installs exactly the files in REQUIREMENTS into a virtual environment, unless they are
# installed already.
python_packages() {
  local name=$1 home=$2 requirements=$3
  # Written last, so that an installation that was interrupted is repeated.
  cmp --quiet "$requirements" "$home/installed.txt" && return
  step "$name (seconds)"
  have python3 && python3 -c "import ensurepip, venv" 2>/dev/null || apt_install "$name" python3 python3-venv
  python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
    fail "$name: Python 3.11 or later is needed: install it as python3, then run this again"
  rm -rf "$home"
  python3 -m venv "$home" || fail "'python3 -m venv $home' failed; see the lines above"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
    --requirement "$requirements" ||
    fail "$name could not be installed; see the lines above. If it is a network error, check the network and run this again"
  cp "$requirements" "$home/installed.txt"
}

# npm_ci FOLDER: installs the packages of its lock file, unless they are installed already.
npm_ci() {
  cmp --quiet "$1/package-lock.json" "$1/node_modules/installed-lock.json" && return
  step "npm packages of $1/package.json (seconds)"
  npm ci --prefix "$1" --silent --no-audit --no-fund ||
    fail "'npm ci' failed in $1; see the lines above. If it is a network error, check the network and run this again"
  cp "$1/package-lock.json" "$1/node_modules/installed-lock.json"
}

# Whether the Chromium for this version of Playwright is installed and starts.
playwright_has_chromium() {
  (cd end2end && node -e 'require("@playwright/test").chromium.launch().then((browser) => browser.close())' 2>/dev/null)
}

host_triple() { rustc -vV | awk '/^host:/ { print $2 }'; }

# A free port below the ephemeral range, so that no connection takes it before a server does.
free_port() {
  node -e 'const next = () => {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const listener = require("net").createServer().once("error", next);
    listener.listen(port, "127.0.0.1", () => listener.close(() => console.log(port)));
  };
  next();'
}

# The command for rustfmt: not every toolchain has it.
rustfmt_command() {
  local command
  for command in "cargo fmt" "cargo +stable fmt"; do
    if $command --version >/dev/null 2>&1; then
      echo "$command"
      return
    fi
  done
  return 1
}
