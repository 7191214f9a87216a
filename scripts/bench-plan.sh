#!/usr/bin/env bash
# Measures the embedded planner on TaskBench. TASKBENCH names a folder with
# huggingface/ and multimedia/, each with tool_desc.json and gold_dev.jsonl.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TASKBENCH:?name the folder of TaskBench data, such as TASKBENCH=../taskbench}"
for domain in huggingface multimedia; do
  bin/tenon bench plan --gold "$TASKBENCH/$domain/gold_dev.jsonl" --tools "$TASKBENCH/$domain/tool_desc.json"
done
