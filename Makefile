# Soundings: `make` alone lists what can be asked for. Works with GNU Make 3.81 and later.
PORT ?= 8000
ARGS ?=
export PYTHON

RUN := .venv/bin/python -m flask --app wsgi
DEV := .venv-dev/bin/python -m
SOURCES := $(wildcard app config.py wsgi.py migrations tests benchmarks .ci/limits)
TYPED := $(wildcard app config.py wsgi.py tests benchmarks .ci/limits)
# The hashes are to be those of the public registry alone, so no folder of this machine's own is asked.
COMPILE := env -u UV_FIND_LINKS -u UV_EXTRA_INDEX_URL -u UV_INDEX $(DEV) uv pip compile --quiet --no-config --universal \
	--python-version 3.11 --generate-hashes --custom-compile-command "make lock"

.PHONY: help run test lint check prove bench screenshots format lock clean environment dev-environment
.DEFAULT_GOAL := help

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: environment  ## Start the site on http://localhost:8000 (PORT=9000 for another port), with a demonstration
	@exec $(RUN) serve --prepare --port $(PORT)

test: dev-environment  ## Run the tests on SQLite and PostgreSQL (ARGS="-k name" picks some)
	@.ci/tools
	@.ci/suite -n auto -m "not prove" $(ARGS)

lint: dev-environment  ## Check style, types, the direction of imports and the size of files
	@$(DEV) ruff check $(SOURCES)
	@$(DEV) ruff format --check $(SOURCES)
	@$(DEV) mypy $(TYPED)
	@.venv-dev/bin/lint-imports --no-logo
	@.venv-dev/bin/python .ci/limits

check: lint test  ## Lint and test

prove: dev-environment  ## Run the long proofs: browsers, big inputs, crashes
	@.ci/tools
	@.ci/suite -m prove $(ARGS)

bench: dev-environment  ## Run the benchmarks
	@$(DEV) benchmarks $(ARGS)

screenshots: dev-environment  ## Take a picture of every page, wide and narrow, light and dark, into screenshots/
	@.ci/tools
	@$(DEV) tests.browser.screenshots

format: dev-environment  ## Put the code into the common style
	@$(DEV) ruff check --fix $(SOURCES)
	@$(DEV) ruff format $(SOURCES)

lock: dev-environment  ## Compile requirements/*.in and the benchmark's anew (ARGS=--upgrade takes newer versions)
	@$(COMPILE) requirements/run.in -o requirements/run.txt $(ARGS)
	@$(COMPILE) requirements/dev.in -o requirements/dev.txt $(ARGS)
	@$(COMPILE) benchmarks/versus_requirements.in -o benchmarks/versus_requirements.txt $(ARGS)
	@npm install --package-lock-only --no-audit --no-fund

clean:  ## Remove what can be made again (never the site's data in instance/)
	rm -rf .venv .venv-dev node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './instance/*' -prune -exec rm -rf {} +

environment:
	@.ci/environment .venv requirements/run.txt

dev-environment:
	@.ci/environment .venv-dev requirements/dev.txt
