# Each target does its own set-up: it needs Python 3.11 or newer, make and pip, and puts everything into .venv.
PYTHON ?= python3
ARTICLES ?= assistant/sample/articles
INDEX ?= .dateline/sample
PORT ?= 7860
Q ?= How long was Dravan Pelisk sentenced to prison?

BIN := .venv/bin
SETUP := .venv/.installed
DEV_SETUP := .venv/.installed-dev

export HF_HUB_OFFLINE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is installed uncompiled is compiled when it is first imported, which has to be kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: chat ask test check clean

chat: $(SETUP)
	@$(BIN)/dateline index "$(ARTICLES)" --index-dir "$(INDEX)"
	@trap : INT; $(BIN)/dateline chat --index-dir "$(INDEX)" --port $(PORT)

ask: $(SETUP)
	@$(BIN)/dateline index "$(ARTICLES)" --index-dir "$(INDEX)" >&2
	@$(BIN)/dateline ask "$$Q" --index-dir "$(INDEX)"
ask: export Q := $(Q)

test: $(DEV_SETUP)
	@sh tests/install_tools.sh $(BIN)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(DEV_SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .dateline

# uv installs side by side what pip installs one after the other; where it cannot be had, or cannot reach what pip can, pip does it all.
# Compiled beforehand, what is never imported would take a third of the room.
PIP := $(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt
INSTALL = { { test -x $(BIN)/uv || $(PIP) uv; } && $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt $(1); } \
	|| $(PIP) $(1)

$(SETUP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(call INSTALL,--editable .)
	@touch $@

# torch first and by itself, by pip, which may know a smaller build: with it installed at the pinned version nothing pulls another.
$(DEV_SETUP): $(SETUP)
	$(PIP) torch
	$(call INSTALL,--editable ".[dev]")
	@touch $@
