#!/usr/bin/env bash
# Fails with a message when a tool for building the web apps is missing.
set -euo pipefail
have=$(node --version 2>/dev/null || true)
if ! command -v npm >/dev/null || [ -z "$have" ] || ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  cat >&2 <<TEXT
The web apps need Node 20.19 or newer with npm (found: ${have:-none}). Install it from https://nodejs.org or your distribution.
Without it, everything but the apps for volunteers and staff can be built and served:
    go build -o bin/tongxing ./cmd/tongxing && TONGXING_DEMO=true bin/tongxing seed --size small && TONGXING_DEMO=true bin/tongxing serve
TEXT
  exit 1
fi
