#!/usr/bin/env bash
# Generates the types of the TypeScript client for end2end/tests/client.spec.ts from the OpenAPI document of VESTIBULE_BIN.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${VESTIBULE_BIN:-$PWD/target/release/vestibule}
cd end2end
mkdir -p generated
"$binary" openapi >generated/openapi.json
# Without the option, a field of a request that has a default would be required. The generator declares TypeScript 5 but works
# with 6, therefore `overrides` in package.json.
npx openapi-typescript generated/openapi.json --default-non-nullable=false >generated/api.ts
