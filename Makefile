# make demo | test | check | bench | soak | docs | train-demo.  One virtual environment, .venv, made on first use.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
WORKERS ?= auto

.PHONY: demo test check bench soak docs train-demo clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml | $(BIN)/python
	$(PIP) install -e .
	touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[scientific,hub,llm,train,embed,test,dev]'
	touch $@ $(VENV)/.core

demo: $(VENV)/.core
	$(BIN)/kodenv demo --out demo-out

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy

$(VENV)/.bench: $(VENV)/.test
	$(PIP) install -c constraints.txt -e '.[bench]'
	touch $@

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks.verdicts --json benchmarks/results/verdicts.json --update-doc docs/performance.md

soak: $(VENV)/.test
	$(BIN)/python -m benchmarks.soak_programs 100000 --json benchmarks/results/soak.json --update-doc docs/soak.md

SEEDS ?= 0 1 2
train-demo: $(VENV)/.test
	$(BIN)/python examples/train_demo.py --seeds $(SEEDS) --out train-demo-out

docs: $(VENV)/.test
	$(BIN)/python tests/test_docs.py

clean:
	rm -rf $(VENV) build dist *.egg-info demo-out train-demo-out
