# What an organiser and a developer do, each from a bare machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Hashes are required, so that what is installed is what was locked, and the lists are complete: no package
# has to be asked what it depends on.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Python writes the bytecode of what it compiles, so that programs that tests start need not compile it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo docs test test-long browser lint style types layers scripts bytecode check bench lock clean

demo: $(VENV)/run
	$(BIN)/eventkit demo build/demo

# Each worker runs a stretch of the tests in their order, and then takes what others have not begun.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist worksteal

test: browser
	$(PYTEST)

# As `test`, and tries what is left to chance many times as often.
test-long: browser
	$(PYTEST) --long

# The Chromium that tests of the site drive, installed if there is none.
browser: $(VENV)/dev
	@$(BIN)/python tests/browser/chromium.py

# What needs no test to be run.
lint: types style layers scripts docs

style: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev
	$(BIN)/mypy

layers: $(VENV)/dev
	$(BIN)/lint-imports

# The types of scripts that browsers run, by TypeScript, which is installed if it is missing.
scripts: $(VENV)/dev
	@$(BIN)/python tests/javascript/type_check.py

# The documentation as a web site. A link that leads nowhere, in a page or a docstring, is an error.
docs: $(VENV)/dev
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going docs build/docs

# Compiles all tests and modules: the workers of a run would each do it for themselves.
bytecode: $(VENV)/dev
	@mkdir -p build
	@$(BIN)/python -m pytest --collect-only --quiet > build/collected.txt || (cat build/collected.txt; false)

check: lint
	$(PYTEST) --quiet tests/structure tests/docs

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Two lists, installed at the same time by `make --jobs 2`: half of the time goes to waiting for the network.
# Much of what is installed is never imported: what is imported is compiled then.
$(VENV)/run-packages: $(VENV)/bin/python requirements/run.txt
	$(INSTALL) --no-compile --no-deps --require-hashes -r requirements/run.txt
	touch $@

$(VENV)/dev-packages: $(VENV)/bin/python requirements/dev.txt
	$(INSTALL) --no-compile --no-deps --require-hashes -r requirements/dev.txt
	touch $@

# Compiles the catalogues of messages too.
$(VENV)/run: $(VENV)/run-packages pyproject.toml $(wildcard src/eventkit/messages/locale/*.po)
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/dev: $(VENV)/run $(VENV)/dev-packages
	touch $@

LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header

# The second list has what tests need beside the packages of the first, in the same versions.
lock:
	$(LOCK) --extra postgres --extra sign --extra serif --group build pyproject.toml -o requirements/run.txt
	$(LOCK) --extra postgres --extra sign --extra serif --extra scan --extra thai --extra svg --extra web \
	    --group build --group dev --constraint requirements/run.txt \
	    $$(sed -n 's/==.*//p' requirements/run.txt | sed 's/^/--no-emit-package /') \
	    pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build
