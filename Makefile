# One command each. Every one does its own set-up, on a machine with Python 3.11 or newer, git and make.
#
#   make serve   the app, in a browser (ARGS="--port 9000" passes options on)
#   make test    everything that is tested: style, types, JavaScript, Python, notebooks, browser
#   make lint    style and types only
#   make bench   how fast it is
#   make faults  kills kernel, server and browser while two people type (ARGS="--each 100 --seed 7")
#   make clean   removes the environment that the others made
#   make binder-versions   writes down the versions that Binder builds from
#   make bundle            writes down which scripts of Voilà every page loads

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: serve test lint bench faults clean test-js test-unit test-notebooks test-browser tools

serve: .venv/serve.stamp
	$(BIN)/mentorbook serve $(ARGS)

# What is quick comes first, so that a mistake shows early.
test: lint test-js test-unit test-notebooks test-browser

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The machine's own Node where there is one, else the one in Playwright's package.
test-js: .venv/test.stamp
	@set -e; node=$$(command -v node || $(BIN)/python -c \
		'from playwright._impl._driver import compute_driver_executable as driver; print(driver()[0])'); \
	files=$$(find tests/js -name '*.test.js' | sort); \
	if [ -n "$$files" ]; then "$$node" --test $$files; else echo "no JavaScript tests"; fi

test-unit: .venv/test.stamp tools
	$(PYTEST) -n 2 tests/unit

test-notebooks: .venv/test.stamp
	$(PYTEST) -n 2 tests/notebooks

test-browser: .venv/test.stamp tools
	$(PYTEST) -n 2 --dist loadfile tests/browser

bench: .venv/test.stamp tools
	$(BIN)/python -m tests.load $(ARGS)

faults: .venv/test.stamp tools
	$(BIN)/python -m tests.load.faults $(ARGS)

# Says a hundred thousand things to a page's desk that no page would say; `make test` says four thousand.
.PHONY: strangers
strangers: .venv/test.stamp
	MENTORBOOK_MESSAGES=100000 $(PYTEST) -n 2 tests/unit/test_desk_strangers.py

# Chromium, LibreOffice to open Word files with, and strace for the test that watches what reaches the disk: installed where
# that is allowed.
tools: .venv/test.stamp
	@sh tests/tools.sh

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "mentorbook needs Python 3.11 or newer, and found none. Install it and run make again." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make a virtual environment here. On Debian and Ubuntu, install what it needs with: apt install python3-venv" >&2; exit 1; }

.venv/serve.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ .venv/serve.stamp

clean:
	rm -rf .venv

# The pinned versions of a Binder: those that the tests ran with, without what only tests need.
.PHONY: binder-versions
binder-versions: .venv/test.stamp
	@set -e; work=$$(mktemp -d); $(BIN)/python -m pip freeze --exclude-editable > $$work/tested; \
	$(BIN)/python -m venv $$work/env; \
	$$work/env/bin/python -m pip install --quiet --constraint $$work/tested . hatchling; \
	{ echo "# What a Binder is built from: every version as tested together. Made by: make binder-versions"; \
	$$work/env/bin/python -m pip freeze --exclude mentorbook; } > binder/requirements.txt; rm -r $$work

# After an upgrade of Voilà or the widget managers: which of their scripts every page loads.
.PHONY: bundle
bundle: .venv/test.stamp tools
	$(BIN)/python tests/browser/bundle.py
