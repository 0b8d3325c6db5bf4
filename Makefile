# `make run` and `make test` set up what is missing: git, make and Python 3.11 or newer are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test mutants accuracy setup clean

run: setup
	$(BIN)/gongkai ingest data/samples
	$(BIN)/gongkai export data/export
	$(BIN)/gongkai site data/site

test: setup
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

mutants: setup
	$(BIN)/python -m tests.mutants

accuracy: setup
	$(BIN)/python -m tests.accuracy

setup: $(VENV)/.ready

# --require-hashes: exactly the files that the lock names, whatever the index offers. --no-deps: the lock is whole, and pip
# would otherwise look at newer releases of what has extras, and refuse them for having no hash.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "gongkai needs Python 3.11 or newer; found: $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

clean:
	rm -rf $(VENV) data/warehouse data/export data/site
