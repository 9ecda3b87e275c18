# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
BIN := bin/tongxing
TONGXING_DATA ?= ./data
TONGXING_DEMO ?= true
export TONGXING_DATA TONGXING_DEMO
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0
GOVULN := golang.org/x/vuln/cmd/govulncheck@v1.9.0

.PHONY: help build run seed test test-web differential mutants test-mongo race lint generate verify check bench growth nightly tools

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# The npm packages, installed again only when the lock file changes.
NODE_MODULES := web/node_modules/.package-lock.json
$(NODE_MODULES): web/package-lock.json
	@./deploy/need-node.sh
	cd web && npm ci --no-progress
	@touch $@

# The web apps that the binary embeds, built again only when their sources change.
WEB := web/dist/.built
WEB_SOURCES := $(shell find web/shared web/volunteer web/console \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
$(WEB): $(NODE_MODULES) web/build.mjs $(WEB_SOURCES)
	cd web && node build.mjs
	@touch $@

.PHONY: node web warm
node: $(NODE_MODULES)
web: $(WEB) ## build the apps for volunteers and staff
warm:
	$(GO) build ./services/... ./notify/... ./scheduler/... ./openapi/...

build: ## build the binary, which contains the web apps
	@$(MAKE) --no-print-directory -j2 $(WEB) warm
	$(GO) build -o $(BIN) ./cmd/tongxing

run: build ## build, load a demonstration county on first start, serve
	@[ -e "$(TONGXING_DATA)/demo-logins.json" ] || $(BIN) seed --size small
	$(BIN) serve

tools: ## install tools that the tests use (Debian's redis-server, chromium and a Chinese font) if they are missing
	@./deploy/test-tools.sh

test: tools build ## all tests
	$(GO) test -timeout 20m ./...
	cd web && npm run --silent check && npm run --silent test
	@$(MAKE) --no-print-directory differential test-web

test-web: build ## the tests in a browser
	@if [ -x "$$CHROMIUM" ] || command -v chromium chromium-browser google-chrome >/dev/null; then cd web && npm run --silent browser -w tests; \
	else echo "No Chromium on this machine: the tests in a browser are left out. apt-get install chromium fonts-wqy-microhei"; fi

differential: ## both engines by random queries, and move, backup and restore between them; MongoDB's on embedded FerretDB
	cd services/platform/docstore/ferrettest && $(GO) test -tags ferretdb_no_postgresql -timeout 120m -rapid.nofailfile -v ./...

mutants: ## plant faults in the engines, and switch off each check of authorisation: the tests have to notice
	$(GO) run ./services/platform/docstore/mutants
	$(GO) run ./services/platform/auth/mutants

test-mongo: ## the store's contract and each feature's tests on MONGODB_URI
	@[ -n "$$MONGODB_URI" ] || { echo "set MONGODB_URI to a replica set, for example mongodb://127.0.0.1:27017/?replicaSet=rs0"; exit 1; }
	$(GO) test -count=1 -p 1 -timeout 30m ./services/... ./notify/... ./scheduler/...

race: ## the race detector, on the packages that share data between goroutines
	$(GO) test -race -short -timeout 20m ./services/platform/... ./services/activities/... ./services/attendance/... ./notify/... ./scheduler/...

lint: node ## go vet, formatting (Go and web) and the linters of .golangci.yml
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	cd web && npx prettier --log-level warn --check .
	$(GO) vet ./...
	$(GO) run $(GOLANGCI) run

generate: node ## write the generated files: openapi/openapi.json, the web client's types, and the words for the web apps
	$(GO) run ./openapi/gen
	cd web && npm run --silent generate -w shared
	$(GO) run ./cmd/tongxing words > web/shared/.words.ts && mv web/shared/.words.ts web/shared/words.ts

verify: node ## fail when generated files differ from the committed ones
	$(GO) mod tidy -diff
	cd services/platform/docstore/ferrettest && $(GO) mod tidy -diff
	$(GO) run ./openapi/gen -check
	$(GO) run ./cmd/tongxing words | diff web/shared/words.ts - || { echo "web/shared/words.ts is out of date: run make generate"; exit 1; }
	cd web && npm run --silent verify -w shared

check: lint race verify ## all checks that must pass before a commit

bench: build ## speed and memory as ratios, measured in one run
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 30m ./cmd/tongxing ./services/surveys
	$(GO) test -run '^$$' -bench . -benchtime 2s -timeout 30m ./services/platform/docstore/... ./services/activities ./services/attendance ./services/register ./services/statistics ./services/servicelog
	cd web/tests && TONGXING_SUITE=speed npx vitest run

growth: ## every list and job at 10,000 and 100,000 documents (GROWTH=2000,8000 for others; GROWTH_EACH=1000000 for each collection alone as well, which takes hours): cost in steps, with plans
	TONGXING_GROWTH=$${GROWTH:-10000,100000} TONGXING_GROWTH_EACH=$(GROWTH_EACH) $(GO) test -count=1 -timeout 600m -run 'TestGrowth$$' -v ./cmd/tongxing

pictures: build ## take the pictures of the guides again (web/guide)
	cd web/tests && TONGXING_SUITE=pictures npx vitest run

nightly: tools build ## the long forms of the proofs
	TONGXING_NIGHTLY=1 $(GO) test -count=1 -timeout 60m ./...
	TONGXING_MILLION=1000000 $(GO) test -count=1 -timeout 60m -run 'Million$$' ./services/opendata ./services/platform/sheet
	TONGXING_NIGHTLY=1 $(MAKE) --no-print-directory differential
	$(MAKE) --no-print-directory mutants
	GROWTH_EACH=200000 $(MAKE) --no-print-directory growth
