# make run            the portal with its demo school, on a machine with Python 3.11+ and make
# make demo-reset     throw the demo school away and begin anew
# make test           the tests that need nothing but Python
# make test-services  all tests on PostgreSQL and Redis, with a real worker, and in the browser
# make check          lint, types, import contracts
# make shots / bench  pictures of every page / measurements
# make pin            requirements*.txt anew from requirements*.in

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DEMO ?= 1
export DEMO
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --only-binary :all:
RUN_STAMP := $(VENV)/.run-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cksum < requirements-dev.txt | cut -d' ' -f1)

HTML_CHECKER := vnu-jar@26.9.27
HTML_CHECKER_JAR := node_modules/vnu-jar/build/dist/vnu.jar

.PHONY: run demo-reset test test-services check lint types contracts format shots bench pin venv venv-dev html-checker

run: $(RUN_STAMP)
	@STATIC_COLLECTED=1 exec $(PY) manage.py serve --prepare --port $(PORT)

demo-reset: $(RUN_STAMP)
	@STATIC_COLLECTED=1 exec $(PY) manage.py serve --reset --prepare --port $(PORT)

test: $(DEV_STAMP)
	$(PY) -m pytest $(ARGS)

test-services: $(DEV_STAMP) $(HTML_CHECKER_JAR)
	$(PY) -m tests.services.run $(ARGS)

check: lint types contracts

lint: $(DEV_STAMP)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet

types: $(DEV_STAMP)
	$(PY) -m mypy .

contracts: $(DEV_STAMP)
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m deptry .

# A Java program, for the browser tests alone: it needs npm to come and java to run.
html-checker: $(HTML_CHECKER_JAR)
$(HTML_CHECKER_JAR): Makefile
	npm install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent --prefix . $(HTML_CHECKER)
	@touch $@

format: $(DEV_STAMP)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

shots: $(DEV_STAMP)
	$(PY) -m tests.browser.shots $(ARGS)

bench: $(DEV_STAMP)
	$(PY) -m bench $(ARGS)

pin: $(DEV_STAMP)
	$(PY) -m uv pip compile --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate \
		--quiet requirements.in -o requirements.txt
	$(PY) -m uv pip compile --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate \
		--quiet -c requirements.txt requirements-dev.in -o requirements-dev.txt

venv: $(RUN_STAMP)
venv-dev: $(DEV_STAMP)

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Нужен Python 3.11 или новее: make PYTHON=/путь/к/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "У этого Python нет модуля venv (в Debian: apt-get install python3-venv)."; exit 1; }

$(RUN_STAMP): | $(PY)
	@echo "Устанавливаю пакеты (один раз, около минуты)…"
	@$(PIP) -r requirements.txt
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): | $(PY)
	@echo "Устанавливаю пакеты для проверки (один раз)…"
	@$(PIP) -r requirements-dev.txt
	@rm -f $(VENV)/.run-* $(VENV)/.dev-* && touch $@ $(RUN_STAMP)
