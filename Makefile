# The doors of the house; `make help` lists them.
#
#   make test PYTHON=/opt/python3.13/bin/python3    another interpreter (after `make clean`)
#   make test ARGS="-k jsv"                         a part of the tests
#   make bench JOBS=decode_500_stdlib,generate_all  a part of the benchmarks

PYTHON ?= python3
ARGS ?=
JOBS ?=

VENV := .venv
RUN := $(VENV)/bin/python -m

# Dependency groups (PEP 735) came with pip 25.1, and the pip that Python 3.11 brings is older.
PIP := pip==26.3

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo sandbox generate check test bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## build the environment in .venv (at once when nothing changed)

demo: $(VENV)/.installed ## send over all four wires to a sandbox, and show what happened
	$(RUN) codegen
	$(RUN) smswire.cli demo

sandbox: $(VENV)/.installed ## run the sandbox until Ctrl-C; its inbox is a page on port 8025
	$(RUN) smswire.cli sandbox

generate: $(VENV)/.installed ## write generated/ anew from schemas/
	$(RUN) codegen

check: $(VENV)/.peers ## lint, format, types, import laws, drift of generated code, laws of the house
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(RUN) pyright
	$(VENV)/bin/lint-imports
	$(RUN) codegen --check
	$(RUN) pytest -q tests/house

test: $(VENV)/.installed ## run the tests; needs Python and make, nothing else
	$(RUN) pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile $(ARGS)

bench: $(VENV)/.peers ## measure against peers and bars, write tests/bench/results.json
	$(RUN) tests.bench $(if $(JOBS),--jobs $(JOBS))

clean: ## remove the environment and every cache
	rm -rf $(VENV) dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("smswire needs Python 3.11 or newer: make PYTHON=...") if sys.version_info < (3, 11) else None'
	@echo "building the environment in $(VENV); the first time takes a minute"
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml Makefile
	$(RUN) pip --disable-pip-version-check install --quiet $(PIP)
	$(RUN) pip --disable-pip-version-check install --quiet --editable '.[validate,numbers,orjson,otel,sandbox]' --group dev
	@touch $@

# The libraries that ours is measured against: the benchmarks import them, so their checking does too.
$(VENV)/.peers: $(VENV)/.installed
	$(RUN) pip --disable-pip-version-check install --quiet --group bench
	@touch $@
