# Everything a newcomer needs: `make chat`. Works from any folder with `make -C`.
# ARGS="..." is passed on; PYTHON names another interpreter. Where pip would pull a CUDA
# build of torch: make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu

MAKEFLAGS += --no-print-directory
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
PIP := $(RUN) pip install -q --disable-pip-version-check -c constraints.txt
STAMP := $(VENV)/.installed
EXTRAS := test,openai,evals

.PHONY: help setup chat test eval lint constraints clean

help:
	@echo "make chat         set up, ingest the pages if needed, open the chat"
	@echo "make setup        make .venv and install the pinned packages (about 2 GB)"
	@echo "make test         set up and run all tests; ARGS=... goes to pytest"
	@echo "make eval         ask the eval sets; fails where answers got worse"
	@echo "make lint         ruff and mypy"
	@echo "make constraints  pin the newest releases that pyproject.toml allows"
	@echo "make clean        remove .venv and caches; the store (.ppp) stays"

setup: $(STAMP)

chat: $(STAMP)
	@$(RUN) ppp chat $(ARGS)

test: $(STAMP)
	@$(RUN) pytest $(ARGS)

eval: $(STAMP)
	@$(RUN) ppp eval --baseline evals/baseline.json $(ARGS)

lint: $(STAMP)
	@$(RUN) ruff check .
	@$(RUN) mypy

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing; run: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version) is too old, 3.11 is needed: install it," \
	    "then run: make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing; run: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV): about 2 GB, some minutes"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) torch
	@$(PIP) -e '.[$(EXTRAS)]'
	@touch $@

constraints:
	@rm -rf build/pins && $(PYTHON) -m venv build/pins
	@build/pins/bin/python -m pip install -q "$$(grep '^torch==' constraints.txt)"
	@build/pins/bin/python -m pip install -q -e '.[$(EXTRAS),anthropic,ollama]'
	@build/pins/bin/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt
	@rm -rf build/pins

clean:
	@rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis *.egg-info
