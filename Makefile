# The tasks of a working day. `make setup` first; CONTRIBUTING.md says more.

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PAIRS = 100000
MUTANTS = 20000
SECONDS = 20
ROUNDS = 7
ROOMS =

.PHONY: help setup test deep lint coverage mutation docs docs-update bench dist clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile

setup: ## make .venv with the program, the tests' packages and the linters
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint,coverage]'

test: ## run the tests: the same examples every time
	$(BIN)/python -m pytest -q -n auto

deep: ## run the tests with random examples and every case, compare pairs with the oracle, try mutants, fuzz
	CIS_EVIDENCE_PROFILE=deep $(BIN)/python -m pytest -q -n auto
	$(BIN)/python -m tests.patterns.oracle.run --pairs $(PAIRS) --processes 2
	$(BIN)/python -m tests.mutants.run --mutants $(MUTANTS) --processes 2
	for target in round-trip evaluate compare; do \
		$(BIN)/python -m tests.fuzz.run $$target --seconds $(SECONDS) || exit 1; \
	done

lint: ## run ruff, mypy, and shellcheck where it is installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	if command -v shellcheck >/dev/null; then \
		shellcheck -s sh collectors/*.sh && shellcheck .ci/run; \
	fi

coverage: ## ask for every line and branch of the rooms that decide by themselves
	PYTHONHASHSEED=0 $(BIN)/python -m coverage run
	$(BIN)/python -m coverage report

mutation: ## change the rooms that decide in ten thousand small ways, and see that a test fails each time
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutation]'
	PYTHONHASHSEED=0 nice $(BIN)/python -m tests.mutation.run $(ROOMS)

docs: ## compare the documents with the program
	$(BIN)/python -m pytest -q tests/docs

docs-update: ## write the sessions of the documents and the recorded reports anew
	CIS_EVIDENCE_UPDATE=1 $(BIN)/python -m pytest -q tests/reports tests/rules tests/accounts tests/evidence tests/docs

bench: ## measure start-up and speed, as ratios
	$(BIN)/python benchmarks/startup.py $(ROUNDS)
	$(BIN)/python benchmarks/controls.py $(ROUNDS)
	$(BIN)/python benchmarks/patterns.py

dist: ## build the source archive and the wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check build
	$(BIN)/python -m build

clean: ## remove what these made, but for .venv
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
