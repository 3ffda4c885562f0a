# What an organiser and a developer do, each from a bare machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Hashes are required, so that what is installed is what was locked.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test test-long browser lint check bench lock clean

demo: $(VENV)/run
	$(BIN)/eventkit demo build/demo

# Files of tests go to the workers whole, in the order of tests/conftest.py.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

test: browser
	$(PYTEST)

# As `test`, and tries four times as often what is left to chance.
test-long: browser
	$(PYTEST) --long

# The Chromium that tests of the site drive, installed if there is none.
browser: $(VENV)/dev
	@$(BIN)/python tests/browser/chromium.py

# What needs no test to be run: style, types and the layers.
lint: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(PYTEST) --quiet tests/structure tests/docs

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@ $(VENV)/run

lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	    --extra postgres --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	    --extra postgres --extra scan --extra thai --extra cluster --extra svg --group build --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build
