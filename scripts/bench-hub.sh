#!/usr/bin/env bash
# Measures the hub beside other programs that do the same, and prints medians
# and ratios. On an idle machine it takes about a quarter of an hour.
#   BENCH_GIB=4       size of the file that goes up and down
#   BENCH_LFS_GIB=2   what git-lfs pushes and pulls
#   BENCH_ROUNDS=3    how often
#   BENCH_REPOS=      repositories of the catalogue, such as 1000000 (an hour more to make them); none if it is empty
#   BENCH_CARDS=      a file of model cards that the catalogue is made of, a line of JSON each
#   BENCH_CATALOGUE=  a database that keeps the catalogue for the next time
#   BENCH_DIR=        a folder on the disk that is measured
#   BENCH_ONLY=       some of transfer, memory, commits, peer, xet and catalogue, with commas between
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh scripts/debian-run.txt scripts/debian-test.txt scripts/debian-bench.txt
scripts/venv.sh giftless
only=${BENCH_ONLY:-}
wanted() { [ -z "$only" ] || [[ ",$only," == *",$1,"* ]]; }
status=0
if wanted transfer || wanted memory || wanted commits || wanted peer; then
  go run ./internal/hub/hubbench -tenon bin/tenon -giftless "$PWD/.cache/venv/giftless/bin/python" -gib "${BENCH_GIB:-4}" \
    -lfs-gib "${BENCH_LFS_GIB:-2}" -rounds "${BENCH_ROUNDS:-3}" -dir "${BENCH_DIR:-}" -only "$only" || status=1
fi
if wanted xet; then
  scripts/venv.sh clients
  echo "==> a second version of a file of 1 GiB by Xet (at most 7 % of its bytes)"
  go test -count 1 -run TheSecondVersionOfAFile -v ./internal/api/xet -args -mib 1024 | grep -E 'sent|ok|FAIL|SKIP' || status=1
fi
if wanted catalogue && [ -n "${BENCH_REPOS:-}" ]; then
  echo "==> a catalogue of $BENCH_REPOS repositories (99 of 100 searches in less than 30 ms, of lists in less than 15)"
  cards=${BENCH_CARDS:+$(realpath "$BENCH_CARDS")} kept=${BENCH_CATALOGUE:+$(realpath "$BENCH_CATALOGUE")}
  go test -run '^$' -bench Catalogue -benchtime 3x -timeout 0 ./internal/sqlstore/hub -args -repos "$BENCH_REPOS" -cards "$cards" -catalogue "$kept" || status=1
fi
exit $status
