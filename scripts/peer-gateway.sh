#!/usr/bin/env bash
# Installs the other gateway that Tenon's is measured beside, Portkey, into
# .cache/peer-gateway. A second time nothing is done.
set -euo pipefail
cd "$(dirname "$0")/.."
package=@portkey-ai/gateway version=1.15.2
sum=OuwwQEJ0rnKQuPgaCqyMpP+X5Uly2h9EBDm5Lx/NYu9MXTzB/nKrKgjd8J3vPGeNpYoyxTzKSzTV2tGv8Dd+fg==
out=$PWD/.cache/peer-gateway/$version
if [ -f "$out/done" ]; then
  echo "==> the other gateway is up to date"
  exit 0
fi
command -v npm >/dev/null || scripts/install.sh scripts/debian-node.txt
echo "==> fetching $package $version"
rm -rf "$out" && mkdir -p "$out"
(cd "$out" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null)
got=$(openssl dgst -sha512 -binary "$out"/*.tgz | base64 -w 0)
if [ "$got" != "$sum" ]; then
  echo "What npm fetched is not $package $version as it was published." >&2
  exit 1
fi
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$out" "$out"/*.tgz
touch "$out/done"
