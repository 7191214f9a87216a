#!/usr/bin/env bash
# Makes a folder of node modules of each list of pinned packages, for tests that
# drive real clients: scripts/node-NAME.json becomes .cache/node/NAME.
# usage: node.sh NAME...   One that is up to date is left alone, without a network.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in "$@"; do
  list=$PWD/scripts/node-$name.json dir=.cache/node/$name
  if cmp -s "$list" "$dir/installed.json"; then
    echo "==> node modules $name are up to date"
    continue
  fi
  command -v npm >/dev/null || scripts/install.sh scripts/debian-node.txt
  echo "==> installing node modules $name"
  rm -rf "$dir"
  mkdir -p "$dir"
  cp "$list" "$dir/package.json"
  if ! (cd "$dir" && npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts); then
    rm -rf "$dir"
    echo "The packages of $list could not be installed; the lines above say why. Run again when that is mended." >&2
    exit 1
  fi
  cp "$list" "$dir/installed.json"
done
