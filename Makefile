# make demo and make test are all a newcomer needs. Both make the environment themselves. No root.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# One process more than processors: some tests wait for pauses and answers. Tests of a file stay together: they share crawls.
WORKERS ?= $(shell expr $$(nproc) + 1)
PYTEST := $(RUN)/python -m pytest -q
TOGETHER := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# What costs little and proves much: rules, figures, titles, texts and lists, without crawls, LibreOffice or OCR.
QUICK := tests/test_layers.py tests/checks tests/judging tests/store/test_form.py tests/store/test_registry.py \
	$(addprefix tests/reading/test_,claims.py disclosure_heads.py front.py header.py odd_heads.py pages.py placing.py values.py) \
	$(addprefix tests/spiders/test_,details.py menus.py pages.py searching.py sniff.py units.py)
SLOW := $(addprefix --ignore=tests/checks/test_,clean_country.py seeded_faults.py varied_filings.py ruleset.py)

.PHONY: help demo quick test test-all fmt lint types generated bench accuracy install ocr clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: install ## replica portals, five virtual nights, the alerts, then Datasette
	$(RUN)/nianbao demo

quick: install ## some 3,000 tests in a minute of processor time
	$(PYTEST) -m "not search" $(TOGETHER) $(SLOW) $(QUICK)

test: install ## every test but the long searches; T=tests/x.py for a file or folder, K=words for tests named so
	$(PYTEST) $(if $(T)$(K),$(T) $(if $(K),-k "$(K)"),-m "not search" $(TOGETHER))

test-all: install ## every test, as CI does
	$(PYTEST) $(TOGETHER)

fmt: install ## put code in its form
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

generated: install ## write what is generated: the references of the rules, what Datasette is told
	$(RUN)/python -m store.checks.describe zh > docs/rules.zh.md
	$(RUN)/python -m store.checks.describe en > docs/rules.en.md
	$(RUN)/python -m store.datasette.describe > datasette-metadata.json

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
