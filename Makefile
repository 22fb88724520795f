# Everything is built on demand and kept until what it was built from changes.
# A machine needs make, git and Python 3.11 or newer; PYTHON=… chooses one.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Not the first found but the first that runs: a shim may be there with nothing behind it.
PYTHON ?= $(shell for candidate in python3.13 python3.12 python3.11 python3 python3.14 python; do \
	$$candidate -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && command -v $$candidate && break; done)

BIN := .venv/bin
RUN := $(BIN)/python
export PATH := $(CURDIR)/$(BIN):$(PATH)
PYTEST := $(RUN) -m pytest -n logical --dist worksteal
VAR := $(or $(TRAMA_VAR),var)
PG15 ?= /usr/lib/postgresql/15/bin

UV := .venv/made-uv
RUNTIME := .venv/made-runtime
DEV := .venv/made-dev
NODE := node_modules/.made-runtime
NODE_DEV := node_modules/.made-dev
STATIC := $(VAR)/static/.made
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC_SOURCES := $(shell find trama -path '*/static/*' -type f 2>/dev/null)

.PHONY: help demo rehearsal rehearse serve test check lint bench lock messages clean

help:
	@echo "make demo      the demo city at http://localhost:8000 (PORT=… for another)"
	@echo "make rehearsal a demo city to rehearse in (TRAMA_REHEARSAL=name, PORT=… for each group)"
	@echo "make test      style, types, imports, every test"
	@echo "make check     validators of the standards, PostgreSQL 15"
	@echo "make bench     speed, each figure beside its floor"
	@echo "make serve     the platform as in production, without demo people"
	@echo "make lock      renew the locked requirements     make messages   renew the translations"
	@echo "make clean     remove what is built here; databases, keys and documents stay"

demo: $(RUNTIME) $(NODE) $(STATIC) $(CATALOGS)
	@$(RUN) -m config.supervisor --demo

# Each has a folder of its own: database, documents, keys.
rehearsal:
	@$(MAKE) rehearse TRAMA_VAR=$(VAR)/rehearsals/$(or $(TRAMA_REHEARSAL),prova)

rehearse: $(RUNTIME) $(NODE) $(STATIC) $(CATALOGS)
	@$(RUN) -m config.supervisor --rehearsal

serve: $(RUNTIME) $(NODE) $(STATIC) $(CATALOGS)
	@$(RUN) -m config.supervisor

test: lint $(NODE_DEV) $(CATALOGS)
	$(PYTEST)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint trama
	$(BIN)/lint-imports
	$(BIN)/mypy

# On the second server only what asks a database, and not the access matrix, which is about people.
check: $(DEV) $(NODE_DEV) $(CATALOGS)
	$(PYTEST) -m check
	@if [ -x $(PG15)/postgres ]; then echo "PostgreSQL 15:"; \
	TRAMA_PG_BIN=$(PG15) $(PYTEST) -m "database and not browser and not check" \
		--ignore tests/test_access_matrix.py; fi
	@PG15=$(PG15) $(RUN) -m tests.machine

bench: $(DEV) $(NODE) $(STATIC) $(CATALOGS)
	@missed=0; for file in benchmarks/[a-z]*.py; do echo; echo "== $$file"; \
	$(RUN) -m benchmarks.$$(basename $$file .py) || missed=1; done; exit $$missed

# ---------------------------------------------------------------- Python

$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer (with its venv module) was not found:" \
		"install it, or name it with PYTHON=/path/to/python3."; exit 1; }
	@echo "Preparing Python: $(PYTHON)"
	@$(PYTHON) -m venv .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Who develops keeps the development requirements, which contain those of the platform.
$(RUNTIME): requirements/runtime.txt $(UV)
	@if [ -e $(DEV) ]; then $(MAKE) $(DEV); \
	else $(BIN)/uv pip sync --quiet --require-hashes --python $(RUN) $<; fi
	@touch $@

$(DEV): requirements/dev.txt $(UV)
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(RUN) $<
	@touch $@ $(RUNTIME)

# ---------------------------------------------------------------- front end

# Node of the machine, or the one of the wheel; PATH begins with our own programs.
NPM_CI = { command -v npm && npm --version; } >/dev/null 2>&1 \
	|| $(BIN)/uv pip install --quiet --require-hashes --python $(RUN) -r requirements/node.txt; \
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

$(NODE): package-lock.json | $(RUNTIME)
	@echo "Preparing the front-end packages"
	@if [ -e $(NODE_DEV) ]; then $(MAKE) $(NODE_DEV); else $(NPM_CI) --omit=dev; fi
	@touch $@

$(NODE_DEV): package-lock.json | $(DEV)
	@$(NPM_CI)
	@touch $@ $(NODE)

$(STATIC): $(NODE) $(RUNTIME) $(STATIC_SOURCES) config/settings.py
	@echo "Collecting styles, fonts and scripts"
	@$(RUN) -m config.keys
	@$(RUN) manage.py collectstatic --noinput --clear --verbosity=0 --ignore ext
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(RUN) -m config.messages $(@D)

# ---------------------------------------------------------------- upkeep

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --upgrade

lock: $(UV)
	@for name in uv node runtime dev; do \
		$(COMPILE) requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

messages: $(DEV)
	$(RUN) manage.py makemessages --locale en --no-wrap --no-obsolete --add-location file \
		--ignore .venv --ignore node_modules --ignore var --ignore "*/tests/*"
	$(RUN) -m config.messages locale

clean:
	rm -rf .venv node_modules $(VAR)/static $(VAR)/test-postgres .hypothesis test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	rm -f locale/*/LC_MESSAGES/*.mo
	find config trama tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
