#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml in the folder `secrets` beside this script. What is there already stays.
set -euo pipefail
cd "$(dirname "$0")"

# The folder is the owner's alone. The files in it are open, for a container's user is another than the owner.
mkdir -p -m 700 secrets
cd secrets
umask 022

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

# keep NAME VALUE: writes VALUE into the file NAME, if there is none.
keep() { [ -s "$1" ] || printf '%s' "$2" >"$1"; }

keep vestibule-secret "$(random)"
keep postgres-password "$(random)"
keep vestibule-password "$(random)"
keep database-url "postgres://vestibule:$(cat vestibule-password)@database/vestibule"
