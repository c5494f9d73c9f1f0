# make demo and make test are all a newcomer needs. Both make the environment themselves. No root.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: demo test lint types bench accuracy install ocr clean

demo: install ## replica portals, five virtual nights, the alerts, then Datasette
	$(RUN)/nianbao demo

test: install ## every test, a process a core; the tests of a file stay together: they share crawls
	$(RUN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

lint: install ## style of the code
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: install ## mypy --strict
	$(RUN)/mypy

bench: install ## rates and memory, against named alternatives
	$(RUN)/python -m bench.speed
	$(RUN)/python -m bench.judging 10000
	$(RUN)/python -m bench.verify

accuracy: install ## figures right, doubtful and wrong over made reports of every format; needs LibreOffice
	$(RUN)/python -m tests.corpus.accuracy

install: $(INSTALLED) ## .venv with every pinned package and .venv/bin/nianbao

ocr: install ## add what reading scans and pictures needs (350 MB)
	@PYTHON="$(PYTHON)" VENV="$(VENV)" REQUIREMENTS=requirements-ocr.txt sh tools/install.sh

$(INSTALLED): requirements.txt requirements-dev.txt pyproject.toml tools/install.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/install.sh
	@touch $@

clean: ## remove the environment and caches, never data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
