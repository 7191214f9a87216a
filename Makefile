# Tenon. `make run` and `make test` are all that is needed; both install what is missing.
GO      ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export CGO_ENABLED = 0

.PHONY: run test build check bench bench-plan bench-hub bench-serve bench-gateway clean help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: ## install what is missing, build, start Tenon and run a sample request
	@scripts/run.sh

test: ## install what the tests need and run them all
	@scripts/test.sh

build: ## build bin/tenon and bin/tenon-worker
	@echo "==> building bin/tenon $(VERSION)"
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/tenon ./cmd/tenon
	@$(GO) build -trimpath -ldflags '-s -w' -o bin/tenon-worker ./cmd/tenon-worker

check: ## formatting, vet, lint, race tests, a tidy go.mod
	@scripts/check.sh

bench-plan: build ## measure the planner on TaskBench: TASKBENCH=dir (huggingface and multimedia folders)
	@scripts/bench-plan.sh

bench-hub: build ## measure the hub beside nginx, sha256sum with a copy, and another Git LFS server (settings: scripts/bench-hub.sh)
	@scripts/bench-hub.sh

bench-serve: build ## measure a worker beside llama.cpp's own server (settings: scripts/bench-serve.sh)
	@scripts/bench-serve.sh

bench-gateway: build ## measure what the gateway adds to a request, beside another gateway (settings: scripts/bench-gateway.sh)
	@scripts/bench-gateway.sh

bench: ## benchmarks of the executor, the stores and the models
	@$(GO) test -run '^$$' -bench . -benchtime 20x ./...

clean: ## remove what was built; data folders stay
	@rm -rf bin .cache
