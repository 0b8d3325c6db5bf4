# `make run` and `make test` set up what is missing: git, make and Python 3.11 or newer are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is quick and starts no server, no cluster, no browser and no second process that reads.
FAST := $(patsubst %,tests/%.py,test_golden library/test_library keys/test_keys \
	$(addprefix extract/test_,encoding outline manifest markup) \
	$(addprefix transform/test_,read arithmetic figures legacy skeleton))

.DEFAULT_GOAL := help
.PHONY: help run test test-fast mutants accuracy docs pictures setup setup-run clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: setup-run ## Read the samples, publish a warehouse, its exports and pages (half a minute, after set-up)
	$(BIN)/gongkai ingest data/samples data/county
	$(BIN)/gongkai export data/export
	$(BIN)/gongkai site data/site

# One process more than there are cores: the tests of nights wait most of the time, and begin first.
test: setup ## Style, types and all tests (a quarter of an hour on two cores, after set-up)
	$(BIN)/python -m pytest -rs --numprocesses $$(($$(getconf _NPROCESSORS_ONLN) + 1))

test-fast: setup ## The tests of reading and of the library, for every change
	$(BIN)/python -m pytest -rs --numprocesses auto $(FAST)

mutants: setup ## Break rules one at a time, and see a test go red (long)
	$(BIN)/python -m tests.mutants

accuracy: setup ## Measure the reader on all documents whose truth is known
	$(BIN)/python -m tests.accuracy

docs: setup ## Write the pages anew that follow from code and data
	$(BIN)/python -m tests.docs.generated

pictures: setup ## Take the pictures of the documentation anew, with Chromium
	$(BIN)/python -m tests.docs.pictures

setup: $(VENV)/.ready ## Only install what working on it needs
setup-run: $(VENV)/.ready-to-run ## Only install what running needs

# --require-hashes: exactly the files that the lock names, whatever the index offers. --no-deps: the lock is whole, and pip
# would otherwise look at newer releases of what has extras, and refuse them for having no hash.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

$(VENV)/.ready-to-run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "gongkai needs Python 3.11 or newer; found: $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Installing what running needs into $(VENV): one to four minutes, 0.7 GB on disk."
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) -e .
	@touch $@

$(VENV)/.ready: requirements-dev.lock $(VENV)/.ready-to-run
	@echo "Installing what the tests need, too: one to four minutes, 1.2 GB on disk together."
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

clean: ## Remove the environment, the warehouse, all its exports and its pages
	rm -rf $(VENV) data/warehouse data/export data/export-* data/site
