# The two commands: `make run` and `make test`. `make help` lists the others.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run chat test check lint format types imports content tests train pictures bench browser lock clean

help:  ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

run: $(VENV)/.run  ## Install, then run the bot: web chat on 127.0.0.1:8080, SQLite under data/
	$(BIN)/python -m bot run

chat: $(VENV)/.run  ## Hold the same conversation in this terminal
	$(BIN)/python -m bot chat

test: $(VENV)/.dev browser  ## Install, then run every check: format, lint, types, imports, content, tests
	@$(MAKE) --no-print-directory check

check: lint types imports content tests  ## Run every check, without installing

lint:  ## Check format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(VENV)/.dev  ## Format the code and mend what lint can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types:  ## Check the types
	$(BIN)/mypy

imports:  ## Check the direction of the imports
	$(BIN)/lint-imports --no-cache

content:  ## Check the handbook as it stood on the date of its review
	$(BIN)/python -m bot content check --today $(CONTENT_DATE)

# Pinned so that a clean clone does not fail by the calendar; editors run the check with today's date.
CONTENT_DATE := 2026-11-25

train: $(VENV)/.dev  ## Train the base model anew from training/data; some minutes
	$(BIN)/python -m training

pictures: $(VENV)/.dev  ## Draw the guides' pictures anew from content/*/platforms/
	$(BIN)/python -m drawing

tests:  ## Run the tests, on up to four processors
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal

browser:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || \
		{ command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && \
		  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; } || \
		echo "chromium is not here and could not be installed: the browser tests will be skipped."

bench: $(VENV)/.dev  ## Run the benchmarks: a table, and JSON under benchmarks/results/
	$(BIN)/python -m benchmarks

lock: $(BIN)/python  ## Compile the locks anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header -p 3.11 \
		--extra dev --extra bench -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header -p 3.11 \
		-c requirements-dev.lock -o requirements.lock pyproject.toml

clean:  ## Remove what was installed and built; the data stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
