SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

WITH_TOOLS := . scripts/env.sh &&
BINARY     := target/release/vestibule
# Folders are in the list too: their time changes when a file goes.
SOURCES    := $(shell find src style public assets migrations build.rs Cargo.toml Cargo.lock package-lock.json 2>/dev/null)

.PHONY: help run build sbom setup dev check test test-all torture coverage bench migration hooks clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: build ## Build the release and serve it, on SQLite in ./data
	@exec $(BINARY)

build: $(BINARY) ## Build the release: one binary, with the pages' files inside

$(BINARY): $(SOURCES) | setup
	@echo '==> Release build (about 6 minutes the first time, 2 after a change)'
	@scripts/build.sh
	@touch $@

sbom: setup ## List all crates in the binary (CycloneDX) in target/vestibule.cdx.json
	@scripts/sbom.sh

setup: ## Install what building needs and this machine lacks
	@scripts/setup.sh

dev: setup ## Serve while you edit: rebuilds and reloads at every save
	@$(WITH_TOOLS) VESTIBULE_ENV=development cargo leptos watch --split

check: setup ## The quick gate: format, lints for server and wasm32, dependencies, fast tests
	@scripts/check.sh

test: setup ## What a change must pass: format, lints, all tests, the program in a browser
	@scripts/test.sh

test-all: setup ## The same with every browser test on both engines, more torture, coverage and mutants (hours)
	@scripts/test.sh --all

torture: build ## Kill the release's servers, and PostgreSQL, under load: 100 rounds of each kind
	@$(WITH_TOOLS) VESTIBULE_BIN=$(CURDIR)/$(BINARY) TORTURE_ROUNDS=$${TORTURE_ROUNDS:-100} \
	  cargo test --quiet --features ssr --test outside -- torture:: --nocapture --test-threads 1

coverage: setup ## Line coverage of the server's code, at least 85 %
	@scripts/coverage.sh

bench: build ## Measure the release binary; both engines side by side: make bench ARGS='--database postgres'
	@$(WITH_TOOLS) cargo bench --package vestibule-bench -- $(ARGS)

migration: ## Make the next migration's empty files: make migration NAME=add_something
	@scripts/migration.sh "$${NAME:-}"

hooks: ## Run `make check` before every commit
	@scripts/hooks.sh

clean: ## Remove what was built; ./data stays
	@rm -rf target node_modules end2end/node_modules end2end/test-results end2end/playwright-report
