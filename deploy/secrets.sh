#!/usr/bin/env bash
# Generates the secrets of docker-compose.yml in the folder `secrets` next to this script. Existing files are kept.
set -euo pipefail
cd "$(dirname "$0")"

# Only the owner can open the folder. The files in it are readable, because a container runs as another user.
mkdir -p -m 700 secrets
cd secrets
umask 022

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

# keep NAME VALUE: writes VALUE into the file NAME, unless it exists.
keep() { [ -s "$1" ] || printf '%s' "$2" >"$1"; }

keep vestibule-secret "$(random)"
keep postgres-password "$(random)"
keep vestibule-password "$(random)"
keep database-url "postgres://vestibule:$(cat vestibule-password)@database/vestibule"
