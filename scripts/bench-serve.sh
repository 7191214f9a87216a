#!/usr/bin/env bash
# Measures a worker beside llama.cpp's own server (scripts/llama-server.sh), with
# a model in the shape of Qwen2.5-0.5B and random weights, packed as Q4_0 and
# as Q8_0: one answer, answers that begin alike, short requests beside a long
# prompt, and a second start. A part is done when more than half of its pairs
# are on one side of its bar, which the others could not change. On an idle
# machine that reads 150 tokens of prompt a second with two cores it takes half an
# hour (with BENCH_ALL=1 an hour), on one that reads 700 ten minutes; it tells each
# pair as it comes. Pairs in which other programs were busy do not count. Short
# requests come at 4 a second, or at half of what the machine can answer.
#   BENCH_PAIRS=9          how often each is measured
#   BENCH_ALL=             1 measures all of them, also where those that were measured decide
#   BENCH_THREADS=2        threads of both
#   BENCH_TYPES=q4_0,q8_0  how the weights are packed
#   BENCH_ONLY=            some of single, shared, beside and start, with commas between
#   BENCH_BUSY=0.05        the share of the machine that other programs may have
#   BENCH_TINY=            1 takes a tiny model, to see whether the measurement works
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/llama-server.sh
scripts/engine.sh
mkdir -p .cache/models
flags=()
[ -z "${BENCH_TINY:-}" ] || flags+=(-tiny)
[ -z "${BENCH_ALL:-}" ] || flags+=(-all)
go run ./internal/worker/servebench -worker "$PWD/bin/tenon-worker" -server "$PWD/.cache/llama-server/3.22.1/llama-server" \
  -libs "$PWD/.cache/engines/llama-3.22.1" -dir .cache/models -threads "${BENCH_THREADS:-2}" -pairs "${BENCH_PAIRS:-9}" \
  -types "${BENCH_TYPES:-q4_0,q8_0}" -only "${BENCH_ONLY:-}" -busy "${BENCH_BUSY:-0.05}" "${flags[@]}"
