#!/usr/bin/env bash
# Installs the native libraries that models run with into .cache/engines, for
# tests and measurements. What is there already is left alone, without a network.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v npm >/dev/null || scripts/install.sh scripts/debian-node.txt
echo "==> installing the engine's libraries"
if ! CGO_ENABLED=0 go run ./cmd/tenon engine install --to .cache/engines; then
  echo "The engine's libraries could not be installed; the lines above say why. Run again when that is mended." >&2
  exit 1
fi
if ! command -v g++ >/dev/null; then
  echo "==> libmtmd, which models see pictures with, is not built: there is no g++" >&2
elif ! CGO_ENABLED=0 go run ./cmd/tenon engine install vision --to .cache/engines; then
  echo "libmtmd could not be built; the lines above say why. Run again when that is mended." >&2
  exit 1
fi
