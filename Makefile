# One word per job: `make help` lists them. Works with GNU make 3.81 and newer; writes only to .venv and to caches
# that git ignores.

.DEFAULT_GOAL := help
VENV   := .venv
PY     := $(VENV)/bin/python
RUN_OK := $(VENV)/.run-set-is-installed
ALL_OK := $(VENV)/.test-set-is-installed
PIP    := $(PY) -m pip --disable-pip-version-check --no-input

# The first Python on the path that is new enough; `make run PYTHON=/usr/bin/python3.12` names another.
NEWEST := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if "$$p" -c '$(NEWEST)' </dev/null >/dev/null 2>&1; then echo "$$p"; break; fi; done)

# A copied, half-made or outdated environment is made anew, whatever its stamps say.
ifneq ($(shell $(PY) -c '$(NEWEST)' </dev/null >/dev/null 2>&1 && echo works),works)
.PHONY: $(RUN_OK)
endif

# pip shows its progress to a person and is quiet in a log.
QUIET   = $$([ -t 1 ] || echo --quiet)

.PHONY: help setup run check test browser fix readme bench lock clean

help: ## list these jobs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(RUN_OK) ## make .venv and install what the studio needs
	@echo "The studio is set up in $(VENV). Start it: make run"

run: $(RUN_OK) ## set up, start the studio, open the browser (PORT=8600 to begin at another port)
	@exec $(PY) -m pages._ui.serve --port $(or $(PORT),8501)

check: $(ALL_OK) ## format, lint and types
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

test: check browser ## everything CI runs: check, then unit, contract, page and browser tests
	$(PY) -m pytest -n 2 --dist loadfile tests/browser
	OMP_NUM_THREADS=1 $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --ignore tests/browser

fix: $(ALL_OK) ## write the format and the lint fixes that are safe
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

readme: $(ALL_OK) ## write the tables of the README anew from the model cards
	$(PY) -m tests.test_readme

bench: $(RUN_OK) ## time the models and the index on this machine
	$(PY) -m fvl_core bench

# Only root can install a system package; anyone else reads why the browser tests are skipped.
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests ..."; \
		apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium </dev/null >/dev/null \
		|| echo "Chromium could not be installed."; \
	else echo "No Chromium here: the browser tests are skipped. Install it (Debian: sudo apt-get install chromium)."; fi

lock: ## write constraints.txt anew from the ranges, in an environment of its own
	@rm -rf build/lock && "$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --no-input install -r requirements.txt -r tests/requirements.txt
	@{ echo "# The exact set that is tried: written by \`make lock\`, read by every pip call of the Makefile."; \
	build/lock/bin/python -m pip freeze --all | sed -n 's/^\([A-Za-z0-9._-]*==[^+ ]*\).*$$/\1/p' | grep -v '^pip==' | LC_ALL=C sort -f; \
	} > constraints.txt
	@rm -rf build/lock

clean: ## remove .venv and the tools' caches
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache

$(RUN_OK): requirements.txt constraints.txt
	@test -n "$(PYTHON)" || { \
		echo "The studio needs Python 3.11 or newer, and none is on the path."; \
		echo "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -c '$(NEWEST)' || { \
		echo "The studio needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1)."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		v=$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		echo "$(PYTHON) cannot make virtual environments. Install the missing package (Debian, Ubuntu: sudo apt-get install $$v)"; exit 1; }
	@if ! $(PY) -c '$(NEWEST)' >/dev/null 2>&1 || ! $(PIP) --version >/dev/null 2>&1; then \
		echo "Making $(VENV) with $$("$(PYTHON)" --version) ..."; "$(PYTHON)" -m venv --clear $(VENV); fi
	@echo "Installing the studio's libraries; PyTorch makes the first time long ..."
	@$(PIP) install $(QUIET) -r requirements.txt -c constraints.txt </dev/null
	@touch $@

$(ALL_OK): $(RUN_OK) tests/requirements.txt
	@echo "Installing the tools for tests and checks ..."
	@$(PIP) install $(QUIET) -r requirements.txt -r tests/requirements.txt -c constraints.txt </dev/null
	@touch $@
