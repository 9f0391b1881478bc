SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

WITH_TOOLS := . scripts/env.sh &&
BINARY     := target/release/vestibule
# The program of `make run`, which reads the files for the browser from target/site.
QUICK      := target/quick/vestibule
# Includes folders, because their modification time changes when a file is deleted. Not the name `docs`, which is a target that always runs.
SOURCES    := $(shell find src locales style public assets migrations docs/. CHANGELOG.md scripts/documents build.rs Cargo.toml Cargo.lock package-lock.json 2>/dev/null)

.PHONY: help run example build dist dist-test reproducible openapi docs sbom setup dev check test test-all test-often test-upgrade unstable torture failover fuzz coverage mutants-sample bench weight plots figures pictures migration hooks clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: $(QUICK) ## Build quickly (7 minutes the first time), and run it on SQLite in ./data
	@exec $(QUICK)

$(QUICK): $(SOURCES)
	@scripts/run.sh
	@touch $@

example: build ## Run the example application behind Vestibule, with a proxy in front of both
	@scripts/example.sh

build: $(BINARY) ## Build the release: one binary that contains all files for the browser (15 minutes the first time)

$(BINARY): $(SOURCES) | setup
	@echo '==> Release build (15 minutes the first time on two cores)'
	@scripts/build.sh
	@touch $@

dist: setup ## Build the artefacts of a release in target/dist: archive, Debian package, image, npm and PyPI packages (20 minutes the first time)
	@scripts/dist.sh $(ARCHITECTURES)

dist-test: setup ## Try these artefacts as their users would, in clean roots
	@scripts/dist-test.sh

reproducible: setup ## Build the artefacts twice, in two folders, and compare them byte by byte (half an hour)
	@scripts/reproducible.sh

openapi: setup ## Write the description of the API to docs/openapi.json
	@scripts/openapi.sh

docs: ## Make a site of the documents in target/docs, with a search; fails at a dead link
	@scripts/setup/rust.sh
	@$(WITH_TOOLS) cargo run --quiet --package vestibule-documents

sbom: setup ## Write the bill of materials (CycloneDX) to target/vestibule.cdx.json
	@scripts/sbom.sh

setup: ## Install the missing build tools
	@scripts/setup.sh

dev: setup ## Run a development server that rebuilds and reloads on every change
	@node_modules/.bin/tailwindcss --input style/administration.css --output target/site/pkg/administration.css --watch=always & \
	  trap "kill $$!" EXIT; $(WITH_TOOLS) VESTIBULE_ENV=development cargo leptos watch --split

check: ## Run the quick checks: format, lints for server and wasm32, dependencies, fast tests
	@scripts/check.sh

test: ## Run all checks that a change must pass: format, lints, all tests, browser tests
	@scripts/test.sh

test-all: setup ## Also run all tests on both engines, guides, proxies, longer models and torture, failover, an upgrade of a million accounts, coverage and mutation tests (hours)
	@scripts/test.sh --all

test-often: ## Run the tests ten times beside eight busy processes, to find those that fail by chance (hours; goes on where it was): RUNS, BUSY, SUITES
	@scripts/often.sh

unstable: ## List the tests that failed in `make test` and passed alone; fails if there are any
	@node scripts/reports/unstable.mjs

test-upgrade: build ## Test the upgrade from the version before and the way back; builds that version once (12 minutes)
	@VESTIBULE_BIN=$(CURDIR)/$(BINARY) scripts/upgrade.sh

torture: build ## Kill servers and PostgreSQL under load and check that no data is lost: 100 rounds of each kind
	@scripts/setup/aiosmtpd.sh
	@$(WITH_TOOLS) VESTIBULE_BIN=$(CURDIR)/$(BINARY) TORTURE_ROUNDS=$${TORTURE_ROUNDS:-100} \
	  cargo test --quiet --features ssr --test outside -- torture:: --nocapture --test-threads 1

failover: build ## Let PostgreSQL fail over under load and check that no data is lost, in network namespaces, as root (an hour)
	@VESTIBULE_BIN=$(CURDIR)/$(BINARY) scripts/failover.sh

fuzz: build ## Send 10,000 made-up requests to the release binary and check every response
	@VESTIBULE_BIN=$(CURDIR)/$(BINARY) FUZZ_CASES=$${FUZZ_CASES:-10000} scripts/fuzz.sh

coverage: setup ## Measure the line coverage of the server code; fails below 97 %
	@scripts/coverage.sh

mutants-sample: setup ## Test that at least 56 of 60 random mutants of the server code are detected; goes on where it was (half an hour)
	@scripts/mutants.sh --sample $(ARGS)

bench: build ## Benchmark the release binary, and draw plots of it in target/plots; compare it with the build of another commit: make bench ARGS='--against REF', or with other programs: make bench ARGS=--peers
	@$(WITH_TOOLS) cargo bench --package vestibule-bench -- $(ARGS) | tee target/bench.md || failed=$$?; \
	  node scripts/plots.mjs target/bench.md target/plots; exit $${failed:-0}

weight: build ## Print what each feature adds to the binary, the WebAssembly, the memory at rest and the start (two minutes)
	@scripts/setup/valgrind.sh
	@$(WITH_TOOLS) cargo run --quiet --package vestibule-weight -- $(ARGS)

plots: ## Draw the plots of docs/internals/benchmarks.md from its tables (docs/pictures/benchmarks)
	@node scripts/plots.mjs

figures: ## Print how large the program is, and which files need each other in a circle; fails above a limit (`make check` does too)
	@CIRCLES=1 node scripts/figures.mjs

pictures: build ## Keep pictures of 72 states of pages, with which `make test-all` compares (docs/pictures/pages)
	@VESTIBULE_BIN=$(CURDIR)/$(BINARY) scripts/pictures.sh --accept

migration: ## Create the empty files of the next migration: make migration NAME=add_something
	@scripts/migration.sh "$${NAME:-}"

hooks: ## Install a Git hook that runs `make check` before every commit
	@scripts/hooks.sh

clean: ## Remove all build output; keeps ./data
	@rm -rf target node_modules end2end/node_modules end2end/generated end2end/test-results end2end/playwright-report
