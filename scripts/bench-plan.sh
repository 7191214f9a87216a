#!/usr/bin/env bash
# Measures the planner on TaskBench. TASKBENCH names a folder with huggingface/
# and multimedia/, each with tool_desc.json and gold_dev.jsonl. First by five
# folds, so that no request is planned by a model that has seen it; then the
# models that are in the program, on what they were learned from (the fit) and
# as if every tool were new.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TASKBENCH:?name the folder of TaskBench data, such as TASKBENCH=../taskbench}"
echo "==> five folds (a minute or two)"
go run ./internal/plan/taskbench/teach -taskbench "$TASKBENCH" -parts 5
echo "==> the models in the program: the fit, and tools never seen"
for domain in huggingface multimedia; do
  bin/tenon bench plan --gold "$TASKBENCH/$domain/gold_dev.jsonl" --tools "$TASKBENCH/$domain/tool_desc.json"
done
