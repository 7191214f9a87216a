#!/usr/bin/env bash
# What a change must pass: formatting, vet, lint, race tests, a tidy go.mod.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "==> formatting"
test -z "$(go run mvdan.cc/gofumpt@v0.8.0 -l . | tee /dev/stderr)"
echo "==> vet and lint"
go vet ./...
go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.4.0 run ./...
echo "==> a tidy go.mod"
go mod tidy -diff
echo "==> tests with the race detector"
CGO_ENABLED=1 go test -race -shuffle=on -timeout 60m ./...
echo "==> the tests of real clients, on PostgreSQL"
go test ./internal/api/git ./internal/api/huggingface/... ./internal/api/modelscope ./internal/cli -postgres
