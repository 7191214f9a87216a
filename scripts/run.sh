#!/usr/bin/env bash
# Installs what is missing, builds Tenon, starts it, runs a sample request and
# prints the address. Ctrl-C ends it. Settings: TENON_DATA, TENON_LISTEN. Where
# a Tenon answers already, the sample is run against that.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo "Go is missing: install it from your system or from go.dev, then run again." >&2; exit 1; }
listen=${TENON_LISTEN:-127.0.0.1:7410}
export TENON_SERVER="http://$listen"
server='' out=''
cleanup() {
  trap '' INT TERM # one that comes again, as from make, must not leave the server behind
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  [ -z "$out" ] || rm -rf "$out"
}
trap cleanup EXIT
trap 'trap "" INT TERM; exit 0' INT TERM # make calls any other status an error

sample() {
  local request='Read this contract, tell me how long the notice period is, and turn the picture into a watercolour'
  out=$(mktemp -d)
  echo "==> a sample request: $request"
  bin/tenon ask "$request" testdata/contract.pdf testdata/lake.jpg --out "$out" ||
    echo "==> the sample request was not fulfilled (status $?); the lines above say why" >&2
}

scripts/install.sh scripts/debian-run.txt
make --no-print-directory build

if bin/tenon runs >/dev/null 2>&1; then
  echo "==> a Tenon answers on $listen already"
  sample
  printf '\n==> Tenon is ready: open %s in your browser\n' "$TENON_SERVER"
  exit 0
fi

echo "==> starting Tenon on $listen"
set -m # in a group of its own: Ctrl-C reaches this script, which ends the server
bin/tenon serve --listen "$listen" &
server=$!
set +m
end=$((SECONDS + 120))
until bin/tenon runs >/dev/null 2>&1; do
  if ! kill -0 "$server" 2>/dev/null; then
    server=''
    echo "The server ended; its words are above." >&2
    exit 1
  fi
  if [ "$SECONDS" -ge "$end" ]; then
    echo "The server was not ready within two minutes; its words are above." >&2
    exit 1
  fi
  sleep 0.1
done
sample
printf '\n==> Tenon is ready: open %s in your browser (Ctrl-C ends it)\n' "$TENON_SERVER"
wait "$server"
