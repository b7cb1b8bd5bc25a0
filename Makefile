# make run    everything from nothing; http://localhost:8000/ (PORT, DATABASE_URL, REDIS_URL, VAXPORTAL_VAR, DEMO)
# make test   every check and test, from nothing
# make bench  measurements (ONLY=name for one)
# Needs Python 3.11+, make and git; the rest is fetched.

PYTHON ?= python3
PY := .venv/bin/python
LOCAL := $(PY) -m vaxportal.local
BOOTSTRAP := $(PYTHON) vaxportal/local/bootstrap.py
# compiled once for the many programs that start here, wherever the machine forbids it beside the sources
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(abspath $(or $(VAXPORTAL_VAR),var))/pycache

.PHONY: run test lint bench simulate messages shell clean screenshots
.NOTPARALLEL:

run:
	@$(BOOTSTRAP) run
	@exec $(LOCAL) run

test:
	@$(BOOTSTRAP) test
	@exec $(LOCAL) exec --throwaway -- $(PY) -m tests.everything

lint:
	@$(BOOTSTRAP) dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check

bench:
	@$(BOOTSTRAP) dev
	@exec $(LOCAL) exec -- $(PY) -m bench $(ONLY)

# plays a campaign through the services: make simulate PEOPLE=2000 DAYS=14 SEED=1
simulate:
	@$(BOOTSTRAP) run
	@exec $(LOCAL) exec -- $(PY) manage.py simulate --people $(or $(PEOPLE),2000) --days $(or $(DAYS),14) --seed $(or $(SEED),1)

# finds the strings of code and templates, so that locale/en waits for their translation
messages:
	@$(BOOTSTRAP) dev
	$(PY) -m vaxportal.catalogs update
	$(PY) -m vaxportal.catalogs compile

# the README's pictures, from a demo that runs beside this: make run, then make screenshots
screenshots:
	@$(BOOTSTRAP) dev
	$(PY) docs/screenshots.py http://localhost:$(or $(PORT),8000)

# a command with the servers beside it: make shell, make shell DO="manage.py dbshell"
shell:
	@$(BOOTSTRAP) dev
	@exec $(LOCAL) exec -- $(PY) $(or $(DO),manage.py shell)

# forgets everything that was fetched, made and recorded, demo data included
clean:
	@if [ -s var/elsewhere ]; then rm -rf "$$(cat var/elsewhere)"; fi
	rm -rf .venv node_modules var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
