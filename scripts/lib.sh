# shellcheck shell=bash
# Sourced by the set-up scripts: how they speak, fail, download, and reach for root.

say()  { printf '   %s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# True when a host answers within a few seconds. Some downloaders hang for ever on a closed network, while a short
# limit on them would cut off a slow line: so ask first, then give the download itself plenty of time.
reachable() { curl --silent --head --output /dev/null --max-time 8 "$1"; }

# macOS has no timeout(1); there the limit is the user's patience.
have timeout || timeout() { shift; "$@"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    fail "root is needed for: $*. Run that as root, or install sudo, then run this again"
  fi
}

# apt_install PURPOSE PACKAGE...: adds what is missing; without apt-get it says what to install by hand.
apt_install() {
  local purpose=$1 package missing=()
  shift
  have apt-get || fail "$purpose: this system has no apt-get. Install by hand what Debian calls $*, then run this again"
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing from the distribution: ${missing[*]}"
  as_root apt-get update -qq ||
    fail "$purpose: 'apt-get update' failed. Check the network and /etc/apt/sources.list, then run this again"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "$purpose: 'apt-get install ${missing[*]}' failed; the lines above say why"
}

# The SHA-256 of a file, by the program that this system has for it.
sha256_of() {
  if have sha256sum; then sha256sum "$1"; else shasum --algorithm 256 "$1"; fi | cut -d' ' -f1
}

# prebuilt PROGRAM HOME URL SHA256: takes PROGRAM out of a .tar.gz into HOME/bin. Fails where the host does not answer, or
# where no checksum is known; ends everything when what was downloaded is not what was published.
prebuilt() {
  [ -n "$4" ] && reachable "$(cut -d/ -f1-3 <<<"$3")/" || return 1
  local unpacked
  unpacked=$(mktemp -d)
  say "downloading (seconds)"
  if curl --silent --fail --location --connect-timeout 8 --max-time 300 --output "$unpacked/archive" "$3"; then
    if [ "$(sha256_of "$unpacked/archive")" != "$4" ]; then
      rm -rf "$unpacked"
      fail "$3 does not have the SHA-256 that is expected ($4): somebody changed it, or the download was damaged. Try again; if it stays so, do not use it"
    fi
    tar -xzf "$unpacked/archive" -C "$unpacked"
    mkdir -p "$2/bin"
    find "$unpacked" -type f -name "$1" -exec mv {} "$2/bin/" \;
  fi
  rm -rf "$unpacked"
  [ -x "$2/bin/$1" ]
}

# cargo_tool CRATE VERSION: builds a program from the registry into $TOOLS, unoptimised: that takes a third of the time, and
# the programs mostly wait for the compiler.
cargo_tool() {
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$TOOLS" --version "$2" "$1" ||
    fail "$1 did not build; the lines above say why"
}

# npm_ci FOLDER: installs what its lock file says, unless that is what is there.
npm_ci() {
  cmp --quiet "$1/package-lock.json" "$1/node_modules/installed-lock.json" && return
  step "npm packages of $1/package.json (seconds)"
  npm ci --prefix "$1" --silent --no-audit --no-fund ||
    fail "'npm ci' failed in $1; if the lines above speak of the network, check it and run this again"
  cp "$1/package-lock.json" "$1/node_modules/installed-lock.json"
}

# Where Playwright keeps the Chromium that belongs to its version, whether or not it is there.
playwright_chromium() { (cd end2end && node -p 'require("@playwright/test").chromium.executablePath()'); }

host_triple() { rustc -vV | awk '/^host:/ { print $2 }'; }

# The way to call rustfmt here.
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
