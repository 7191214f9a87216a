#!/usr/bin/env bash
# Measures what Tenon adds to a request to a connected server that answers at
# once: latency, requests in a second, memory of streams; beside another gateway
# (scripts/peer-gateway.sh), in pairs that take turns. Client, gateways and
# backend have two cores together. On an idle machine it takes two minutes.
#   BENCH_ROUNDS=5      how often each is measured
#   BENCH_SECONDS=4     how long requests are counted
#   BENCH_STREAMS=1000  streams at once
#   BENCH_PEER=1        0 leaves the other gateway out
#   BENCH_CORES=0,1     the cores
#   BENCH_ONLY=         some of latency, rate and streams, with commas between
set -euo pipefail
cd "$(dirname "$0")/.."
peer=()
if [ "${BENCH_PEER:-1}" != 0 ]; then
  scripts/peer-gateway.sh
  peer=(-peer "$PWD/.cache/peer-gateway/1.15.2")
fi
go build -o .cache/gatewaybench ./internal/gateway/gatewaybench
ulimit -n 16384
run=()
command -v taskset >/dev/null && run=(taskset -c "${BENCH_CORES:-0,1}")
exec "${run[@]}" env GOMAXPROCS=2 .cache/gatewaybench -tenon "$PWD/bin/tenon" -rounds "${BENCH_ROUNDS:-5}" \
  -long "${BENCH_SECONDS:-4}s" -streams "${BENCH_STREAMS:-1000}" -only "${BENCH_ONLY:-}" "${peer[@]}"
