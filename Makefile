# Hoa Hồi: `make demo` shows it, `make test` tests it. Every target may be run again.
SHELL := /bin/bash
PORT ?= 8000
PEOPLE ?= 2000
PYTHON ?= python3
CERTIFICATES ?= 2000
VENV := .venv
PY := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: help setup demo test check check-types check-rest format messages requirements bench faults clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 22

setup: var/setup/done ## everything the project needs, inside .venv and node_modules

var/setup/python: requirements/dev.txt
	@scripts/prerequisites $(PYTHON)
	@echo "→ Python packages (about a minute the first time)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p $(@D) && touch $@

var/setup/node: var/setup/python package.json package-lock.json
	@echo "→ Front-end packages"
	@npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

MESSAGES := $(shell find locale -name '*.po')
var/setup/messages: var/setup/python $(MESSAGES)
	@echo "→ Translations"
	@set -e; for folder in locale locale/allauth locale/django locale/wagtail; do pybabel --quiet compile -D django -d $$folder -l vi; done
	@pybabel --quiet compile -D djangojs -d locale/wagtail -l vi
	@touch $@

var/setup/done: var/setup/python var/setup/node var/setup/messages
	@touch $@

demo: setup ## the site with demo people at http://localhost:$(PORT)
	@LMS_BASE_URL=http://localhost:$(PORT) $(PY) manage.py demo --people $(PEOPLE)
	@LMS_BASE_URL=http://localhost:$(PORT) exec $(PY) manage.py runserver --noreload $(PORT)

test: setup ## the whole suite on SQLite; PART="not once" for a part of it
	@$(PY) -m pytest $(if $(PART),-m "$(PART)")

check: setup ## what must be clean before a commit
	@$(MAKE) --no-print-directory --jobs=2 check-types check-rest

# As long as all the others together, so it runs beside them.
check-types:
	mypy

check-rest:
	ruff check .
	ruff format --check .
	djade --target-version 5.2 --check $$(git ls-files '*.html')
	lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	scripts/check_deploy

format: setup ## let the tools put the code in order
	ruff check --fix .
	ruff format .
	-djade --target-version 5.2 $$(git ls-files '*.html')

messages: setup ## collect the sentences of the screen into locale/vi
	$(PY) manage.py makemessages -l vi --no-obsolete --no-wrap --add-location file -i .venv -i node_modules -i var -i tests -i benchmarks
	@# Sorted by sentence, so that two people's new sentences seldom meet in one place.
	@msgcat --sort-output --no-wrap --add-location=file -o locale/vi/LC_MESSAGES/django.po locale/vi/LC_MESSAGES/django.po

requirements: ## compile requirements/*.txt from pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements/base.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt

bench: setup ## measure, on PostgreSQL with 31,619 people
	@$(PY) -m benchmarks

faults: setup ## break things while papers are issued; CERTIFICATES=100, ONLY="redis_killed disk_full"
	@$(PY) -m tests.faults --certificates $(CERTIFICATES) $(if $(ONLY),--only $(ONLY))

clean: ## forget the virtual environment, packages, data and keys
	rm -rf $(VENV) node_modules var
