# `make` lists the targets. Everything is installed into .venv and nothing outside this folder is touched.

VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-input -c constraints.txt
EVERYTHING := .[slack,matrix,postgresql,testing,dev]
# The least share of core/ that the tests must reach, in per cent.
COVERAGE ?= 100
WORKERS ?= 2
ARGS ?=

# Any Python from 3.11 on; `make PYTHON=/path/to/python …` chooses one.
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

# The stamps say what was installed. They lie in the virtual environment and vanish with it.
RUNTIME := $(VENV)/.stamp-runtime
TESTING := $(VENV)/.stamp-testing
# A Synapse for the tests of the Matrix adapter, in an environment of its own.
SYNAPSE_VENV := .venv-synapse
SYNAPSE := $(SYNAPSE_VENV)/.stamp
PEER := tests/matrix/peer/node_modules/.stamp
# A local Slack, and Slack's own types, for the tests of the Slack adapter.
SLACK := tests/slack/peer/node_modules/.stamp

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint types unit test-long bench bench-peers docs clean moved synapse slack

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: $(RUNTIME)  ## Run a session in this terminal; options in ARGS, e.g. make demo ARGS="--auto --speed max"
	@$(VENV)/bin/space-to-think demo $(ARGS)

test: lint types unit  ## Everything a change has to pass: lint, types, unit
	@echo "== All passed."

lint: $(TESTING)  ## Check the style with ruff
	@echo "== Style: ruff"
	@$(PY) -m ruff check .

types: $(TESTING)  ## Check the types with mypy and pyright
	@echo "== Types: mypy"
	@$(PY) -m mypy
	@echo "== Types: pyright"
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(PY) -m pyright

unit: $(TESTING) synapse slack  ## Run the tests with coverage; options for pytest in ARGS
	@echo "== Tests: pytest"
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -n $(WORKERS) $(ARGS)
	@$(PY) -m coverage combine -q
	@echo "== Coverage of everything"
	@$(PY) -m coverage report
	@echo "== Coverage of core/ (at least $(COVERAGE) %)"
	@$(PY) -m coverage report --include='core/*' --format=total --fail-under=$(COVERAGE)

test-long: $(TESTING) synapse slack  ## Run the tests with many more examples; takes long
	@SPACE_TO_THINK_LONG=1 $(PY) -m pytest -n $(WORKERS) --timeout=0 $(ARGS)

synapse: $(TESTING)  ## Install what the Matrix adapter is tested against: Synapse and matrix-js-sdk
	@$(MAKE) -s --no-print-directory $(SYNAPSE) || { \
	    echo "== Synapse could not be installed: THE TESTS OF THE MATRIX ADAPTER ARE SKIPPED" >&2; test -z "$$CI"; }
	@$(MAKE) -s --no-print-directory $(PEER) || { \
	    echo "== matrix-js-sdk could not be installed: THE TESTS WITH A CLIENT NOT OURS ARE SKIPPED" >&2; test -z "$$CI"; }

slack:  ## Install what the Slack adapter is tested against: local-slack and Slack's own types
	@$(MAKE) -s --no-print-directory $(SLACK) || { \
	    echo "== local-slack could not be installed: THE TESTS OF THE SLACK ADAPTER WITH IT ARE SKIPPED" >&2; test -z "$$CI"; }

bench: $(TESTING)  ## Measure how fast it is
	@$(PY) -m bench $(ARGS)

bench-peers: $(TESTING)  ## Show opsdroid and errbot beside it, each in an environment of its own
	@$(MAKE) -s --no-print-directory .venv-peers/opsdroid/.stamp .venv-peers/errbot/.stamp
	@$(PY) -m bench.peers .venv-peers

# What they need beside themselves: opsdroid imports what newer setuptools no longer bring, errbot's null transport pytest.
.venv-peers/opsdroid/.stamp: ALSO := 'setuptools<81'
.venv-peers/errbot/.stamp: ALSO := pytest
.venv-peers/%/.stamp:
	@echo "== Setting up .venv-peers/$*: once, about a minute"
	@rm -rf .venv-peers/$* && $(PY) -m venv .venv-peers/$*
	@.venv-peers/$*/bin/python -m pip install -qq --disable-pip-version-check --no-input $* $(ALSO)
	@touch $@

docs: $(TESTING)  ## Build the documentation into site/
	@$(PY) -m docs.make
	@$(PY) -m mkdocs build --quiet --strict --site-dir site

clean:  ## Remove everything that make made, .venv too
	@rm -rf $(VENV) $(SYNAPSE_VENV) .venv-peers tests/*/peer/node_modules build dist site htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment knows its folder's full path. A copied or moved folder needs its own: the old one runs the old code.
ifneq ($(shell cat $(VENV)/.home 2>/dev/null),$(CURDIR))
$(RUNTIME) $(TESTING): moved
endif

define make_venv
if [ "$$(cat $(VENV)/.home 2>/dev/null)" != "$(CURDIR)" ] || ! $(PY) -m pip --version >/dev/null 2>&1; then \
    found=""; \
    for candidate in $(CANDIDATES); do \
        if $$candidate -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
        then found=$$candidate; break; fi; \
    done; \
    if [ -z "$$found" ]; then \
        echo "Space to Think needs Python 3.11 or newer with its venv module, and none was found (tried: $(CANDIDATES))." >&2; \
        echo "Install one (on Debian and Ubuntu: python3 and python3-venv)," \
             "or name yours: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
        exit 1; \
    fi; \
    rm -rf $(VENV) && $$found -m venv $(VENV) && printf '%s\n' "$(CURDIR)" > $(VENV)/.home || exit 1; \
fi
endef

$(RUNTIME): pyproject.toml constraints.txt
	@echo "== Setting up $(VENV) to run: once, about a minute"
	@$(make_venv)
	@$(PIP_INSTALL) -e .
	@touch $@

$(TESTING): pyproject.toml constraints.txt
	@echo "== Setting up $(VENV) to test: once, a minute or two"
	@$(make_venv)
	@$(PIP_INSTALL) -e '$(EVERYTHING)'
	@touch $(RUNTIME) $@

$(SYNAPSE): tests/matrix/constraints.txt
	@echo "== Setting up $(SYNAPSE_VENV): once, about a minute"
	@$(PY) -c 'import sys; print(sys._base_executable)' | { read base; rm -rf $(SYNAPSE_VENV); "$$base" -m venv $(SYNAPSE_VENV); }
	@$(SYNAPSE_VENV)/bin/python -m pip install -qq --disable-pip-version-check --no-input \
	    -c tests/matrix/constraints.txt matrix-synapse
	@touch $@

$(PEER): tests/matrix/peer/package-lock.json
	@echo "== Setting up matrix-js-sdk for the tests: once, some seconds"
	@cd tests/matrix/peer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(SLACK): tests/slack/peer/package-lock.json
	@echo "== Setting up local-slack for the tests: once, some seconds"
	@cd tests/slack/peer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
