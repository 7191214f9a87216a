#!/usr/bin/env bash
# Installs the Debian packages of the given lists that are missing.
# usage: install.sh LIST...   (a list has a package a line; # begins a comment)
set -euo pipefail
missing=()
for list in "$@"; do
  packages=$(sed 's/#.*//; s/[[:space:]]*$//' "$list")
  while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done <<<"$packages"
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "==> all system packages are installed"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get. Install what provides these Debian packages, then run again: ${missing[*]}" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and installing them needs root: ${missing[*]}" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "==> installing ${#missing[@]} system packages: ${missing[*]}"
apt() { "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; } 2>&1 </dev/null | tee "$log" |
  sed -un 's/^Get:[0-9]* [^ ]* [^ ]* [^ ]* \([^ ]*\).*\(\[.*\]\)$/    fetching \1 \2/p; s/^Setting up \([^ ]*\).*/    setting up \1/p'; then
  tail -n 20 "$log" >&2
  echo "The packages could not be installed; the lines above say why. Run again when that is mended." >&2
  exit 1
fi
