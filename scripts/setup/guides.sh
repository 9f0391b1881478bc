#!/usr/bin/env bash
# Installs Rails, and the Python libraries that the applications in the guides import into target/guides. guides.in names them, and
# guides.txt has all versions and checksums.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

# Rails from the distribution: the registry of Ruby packages is not needed for one test.
have puma && ruby -e 'require "rails"' 2>/dev/null || apt_install "the guide for Rails" ruby-rails puma

python_packages "the Python libraries of the guides" target/guides scripts/setup/guides.txt
