#!/usr/bin/env bash
# Installs what is missing, builds Tenon, starts it, runs a sample request and
# prints the address. Ctrl-C ends it. Settings: TENON_DATA, TENON_LISTEN.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo "Go is missing: install it from your system or from go.dev, then run again." >&2; exit 1; }
scripts/install.sh scripts/debian-run.txt
make --no-print-directory build

listen=${TENON_LISTEN:-127.0.0.1:7410}
echo "==> starting Tenon on $listen"
bin/tenon serve --listen "$listen" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server"' EXIT
for _ in $(seq 100); do
  TENON_SERVER="http://$listen" bin/tenon runs >/dev/null 2>&1 && break
  kill -0 "$server" 2>/dev/null || { echo "The server ended; its words are above." >&2; trap - EXIT; exit 1; }
  sleep 0.1
done

request='Read this contract, tell me how long the notice period is, and turn the picture into a watercolour'
out=$(mktemp -d)
echo "==> a sample request: $request"
TENON_SERVER="http://$listen" bin/tenon ask "$request" testdata/contract.pdf testdata/lake.jpg --out "$out"
printf '\n==> Tenon is ready: open http://%s in your browser (Ctrl-C ends it)\n' "$listen"
trap - EXIT
trap 'kill "$server" 2>/dev/null' INT TERM
wait "$server"
