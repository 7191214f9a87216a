#!/usr/bin/env bash
# Measures a worker beside llama.cpp's own server (scripts/llama-server.sh), with
# a model in the shape of Qwen2.5-0.5B and random weights, packed as Q4_0 and
# as Q8_0. On an idle machine it takes half an hour; pairs in which other
# programs were busy do not count.
#   BENCH_PAIRS=9          how often each is measured
#   BENCH_THREADS=2        threads of both
#   BENCH_TYPES=q4_0,q8_0  how the weights are packed
#   BENCH_ONLY=            some of single, shared and beside, with commas between
#   BENCH_BUSY=0.05        the share of the machine that other programs may have
#   BENCH_TINY=            1 takes a tiny model, to see whether the measurement works
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/llama-server.sh
scripts/engine.sh
mkdir -p .cache/models
tiny=()
[ -z "${BENCH_TINY:-}" ] || tiny=(-tiny)
go run ./internal/worker/servebench -worker "$PWD/bin/tenon-worker" -server "$PWD/.cache/llama-server/3.22.1/llama-server" \
  -libs "$PWD/.cache/engines/llama-3.22.1" -dir .cache/models -threads "${BENCH_THREADS:-2}" -pairs "${BENCH_PAIRS:-9}" \
  -types "${BENCH_TYPES:-q4_0,q8_0}" -only "${BENCH_ONLY:-}" -busy "${BENCH_BUSY:-0.05}" "${tiny[@]}"
