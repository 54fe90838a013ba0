# Everything that is done with a checkout of Oblik, one command each. `make` alone lists them.
# Nothing is installed outside this folder, except Chromium (by the system's packages, and only as root).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
export OBLIK_DATA ?= oblik-data
export OBLIK_ADMIN_EMAIL ?= admin@localhost
JOBS ?= 2
WORKERS ?= 3# of tests: one more than there are cores, since who drives a browser mostly waits
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(if $(shell $(p) -c 'import sys; print("ok" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(p))))

BIN := .venv/bin
# Node, where it came with .venv/node:
export PATH := $(CURDIR)/$(BIN):$(PATH)
UV := $(shell grep '^uv==' requirements/dev.txt)
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
NPM := npm ci --no-audit --no-fund --no-progress --loglevel=error
MODULES := $(patsubst %/package-lock.json,%/node_modules,$(wildcard */package-lock.json tests/*/package-lock.json))
MEASURED := benchmarks/tracker/node_modules# other trackers, only to be measured beside ours
PAGES := $(shell find ui tracker -name node_modules -prune -o -name dist -prune -o -type f -print)

# ── for everyone ──────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: run
run: .venv/oblik $(OBLIK_DATA)/demo ## Installs Oblik here, loads the demo shop and serves it at http://localhost:8000
	@echo "Sign in as $(OBLIK_ADMIN_EMAIL) with the password $$(cat $(OBLIK_DATA)/password), kept in $(OBLIK_DATA)/password."
	$(BIN)/oblik serve --port $(PORT)

.PHONY: test
test: ## Installs what the tests need and runs every check; the slowest tests are named at the end
	@$(MAKE) -j$(JOBS) ready
	@$(MAKE) -j$(JOBS) checks
	@$(MAKE) tests

.PHONY: help
help: ## Lists the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "make %-8s %s\n", $$1, $$2}'

# ── one habit each ────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: checks
checks: lint types pages tracker ## Everything but the tests: lint, types, pages, tracker

.PHONY: lint
lint: .venv/dev ## Style and the order of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

.PHONY: types
types: .venv/dev ## mypy, strict
	$(BIN)/mypy
	$(BIN)/mypy hatch_build.py requirements

.PHONY: pages
pages: .venv/oblik ui/node_modules ## The browser interface: types, lint, translations, weight, its own tests
	cd ui && npm run typecheck
	cd ui && npm run lint
	cd ui && npm run i18n
	cd ui && npm run budget
	cd ui && npm test -- --passWithNoTests

.PHONY: tracker
tracker: .venv/oblik tracker/node_modules ## The browser tracker: types, lint, weight, its own tests
	cd tracker && npm run typecheck
	cd tracker && npm run lint
	cd tracker && npm run budget
	cd tracker && npm test

PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=15

.PHONY: tests
tests: ready ## Every test
	$(PYTEST)

.PHONY: unit
unit: .venv/oblik .venv/dev ## The tests that need neither a browser nor servers
	$(PYTEST) -m "not browser and not grown"

.PHONY: stories
stories: .venv/oblik .venv/dev ## Events in, time passes, people out: on the embedded and on the grown engines
	$(PYTEST) tests/stories

.PHONY: e2e
e2e: ready ## The browser tests
	$(PYTEST) -m browser

.PHONY: golden
golden: .venv/oblik .venv/dev ## Writes the golden files and generated documents anew; look at the difference
	OBLIK_GOLDEN=write $(PYTEST) -m "not browser and not grown"

BENCHMARKS := decode pipeline imports collect profiles

.PHONY: bench
bench: .venv/oblik .venv/dev ## Every benchmark, one after the other; leave the machine alone meanwhile
	for name in $(BENCHMARKS); do echo "── $$name"; $(BIN)/python -m "benchmarks.$$name"; done

.PHONY: bench-tracker
bench-tracker: .venv/oblik .venv/dev tracker/node_modules $(MEASURED) chromium ## Measures the browser tracker beside others
	$(BIN)/python -m benchmarks.tracker

.PHONY: crash
crash: .venv/oblik .venv/dev ## Kills Oblik under load twenty times, fills its disk, and checks that nothing is lost
	$(BIN)/python -m benchmarks.crash --rounds 20
	$(BIN)/python -m benchmarks.crash --rounds 20 --engines grown
	$(BIN)/python -m benchmarks.crash --disk-full

.PHONY: format
format: .venv/dev ui/node_modules tracker/node_modules ## Formats the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cd ui && npm run format
	cd tracker && npm run format

.PHONY: lock
lock: .venv/dev ## Pins the newest versions that fit pyproject.toml and package.json
	$(LOCK) --group dev -o requirements/dev.txt
	$(LOCK) --constraints requirements/dev.txt -o requirements/runtime.txt
	$(subst pyproject.toml,,$(LOCK)) --group node -o requirements/node.txt
	for modules in $(MODULES) $(MEASURED); do (cd "$$(dirname "$$modules")" && npm update --package-lock-only --no-audit); done
	$(BIN)/python requirements/complete_package_lock.py $(patsubst %/node_modules,%/package-lock.json,$(MODULES) $(MEASURED))

LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml

.PHONY: clean
clean: ## Removes what was installed and built here, not the data
	rm -rf .venv dist ui/dist tracker/dist $(MODULES)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# ── what the commands above stand on ──────────────────────────────────────────────────────────────────────────

.PHONY: ready
ready: .venv/dev .venv/oblik $(MODULES) chromium

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Oblik needs Python 3.11 or newer, and none was found; install it or name it: make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python has no venv; on Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/bin/uv: | .venv/bin/python
	$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check $(UV)

.venv/runtime: requirements/runtime.txt | .venv/bin/uv
	$(INSTALL) -r $<
	touch $@

.venv/dev: requirements/dev.txt .venv/runtime
	$(INSTALL) -r $<
	touch $@

.venv/oblik: .venv/runtime ui/node_modules tracker/node_modules pyproject.toml hatch_build.py $(PAGES)
	$(INSTALL) --no-deps --editable .
	touch $@

%/node_modules: %/package-lock.json .venv/node
	cd $* && $(NPM)
	touch $@

NODE_FITS := node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'

.venv/node: requirements/node.txt .venv/runtime
	{ command -v npm && $(NODE_FITS); } >/dev/null 2>&1 || $(INSTALL) -r $<
	touch $@

$(OBLIK_DATA)/password: | .venv/bin/python
	mkdir -p $(OBLIK_DATA)
	umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(12))' > $@

$(OBLIK_DATA)/demo: $(OBLIK_DATA)/password | .venv/oblik
	OBLIK_ADMIN_PASSWORD="$$(cat $<)" $(BIN)/oblik demo
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; apt-get install -yqq --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need Chromium: install it (on Debian: apt-get install chromium) and try again."; exit 1; fi
