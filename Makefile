# Type `make demo`: a running Sightline with an organisation in it. `make test`: the whole suite.
# Each works on a fresh machine that has Python 3.11 or later with venv, and make. What it does: README.md.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
VAR ?= $(or $(BIG_VAR),var)
DATA ?= demo
ARGS ?=
# Test processes at once; 0 for none but the first, which is quicker for a few tests.
JOBS ?= 2
# What is measured: the size of the organisation (XS, S, M), how often, and which pages (part of a name or kind).
TIER ?= M
ROUNDS ?= 15
ONLY ?=

RUN = $(VENV)/bin/python

.PHONY: help setup setup-dev demo test bench lint format lock clean

help:
	@echo "make demo [PORT=8000] [VAR=var] [DATA=demo|none]   run the product with a demo organisation"
	@echo "make test [JOBS=2] [ARGS='tests/portfolio -x']     run the tests"
	@echo "make bench [TIER=M] [ROUNDS=15] [ONLY=search]      measure every page against a bare list (docs/bench.md)"
	@echo "make setup                                         make $(VENV) only"
	@echo "make lint | make format                            what the gate checks | mend what a machine can"
	@echo "make lock                                          compile requirements*.in anew (needs uv)"

NO_PYTHON = "Python 3.11 or later is needed. As root: apt-get install python3 python3-venv"

setup:
	@command -v $(PYTHON) >/dev/null || { echo $(NO_PYTHON) >&2; exit 1; }
	@$(PYTHON) -m big.servers.setup $(VENV) base
	@$(RUN) -m big.servers.packages pango

setup-dev:
	@command -v $(PYTHON) >/dev/null || { echo $(NO_PYTHON) >&2; exit 1; }
	@$(PYTHON) -m big.servers.setup $(VENV) dev
	@$(RUN) -m big.servers.packages pango browser poppler

demo: setup
	@BIG_VAR='$(VAR)' exec $(RUN) manage.py demo --port $(PORT) --data $(DATA) --parent $$PPID

test: setup-dev
	@exec $(RUN) -m pytest -n $(JOBS) $(ARGS)

bench: setup
	@exec $(RUN) -m bench --tier $(TIER) --rounds $(ROUNDS) --only '$(ONLY)'

lint: setup-dev
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

format: setup-dev
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock:
	@command -v uv >/dev/null || { echo "uv is needed to compile the lock: pip install uv" >&2; exit 1; }
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	@! grep -nE '://|index-url' requirements.txt requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
