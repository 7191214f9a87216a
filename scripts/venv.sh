#!/usr/bin/env bash
# Makes a Python environment of each list of pinned packages, for tests that
# drive real clients: scripts/python-NAME.txt becomes .cache/venv/NAME.
# usage: venv.sh NAME...   One that is up to date is left alone, without a network.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in "$@"; do
  list=scripts/python-$name.txt dir=.cache/venv/$name
  if cmp -s "$list" "$dir/installed.txt" && "$dir/bin/python" -c '' 2>/dev/null; then
    echo "==> Python environment $name is up to date"
    continue
  fi
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python 3 with its venv module is missing: install what provides the Debian packages python3 and python3-venv, then run again." >&2
    exit 1
  fi
  echo "==> installing Python environment $name"
  rm -rf "$dir"
  mkdir -p .cache/venv
  python3 -m venv "$dir"
  if ! "$dir/bin/python" -m pip install -q --disable-pip-version-check --only-binary :all: -r "$list"; then
    rm -rf "$dir"
    echo "The packages of $list could not be installed; the lines above say why. Run again when that is mended." >&2
    exit 1
  fi
  cp "$list" "$dir/installed.txt"
done
