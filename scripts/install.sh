#!/usr/bin/env bash
# Installs the Debian packages of the given lists that are missing.
# usage: install.sh LIST...   (a list has a package a line; # begins a comment)
set -euo pipefail
missing=()
for list in "$@"; do
  while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done < <(sed 's/#.*//; s/[[:space:]]*$//' "$list")
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
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
