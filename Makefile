# The commands of this project: `make help`.
.DEFAULT_GOAL := help
.PHONY: help run services province stop test check format bench screenshots messages lock backup restore secret-key clean delete-data

PYTHON ?= python3
VENV := .venv/bin/python
SOURCES := config core accounts cells meetings evaluations reports demo tools tests manage.py
TEMPLATES = $(shell find templates -name '*.html')

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .ready-to-run  ## Set up and start the application; PORT=9000 make run for another port
	@exec $(VENV) -m tools.launch run

province: .ready-to-run  ## Start it with an invented province (4,000 organisations, 120,000 members) in var/province
	@VAR_DIR=$(CURDIR)/var/province DEMO=0 $(VENV) -m tools.launch with manage.py load_province
	@VAR_DIR=$(CURDIR)/var/province DEMO=0 exec $(VENV) -m tools.launch run

services: .ready-to-run  ## Start PostgreSQL and Redis alone, for .venv/bin/python manage.py …
	@exec $(VENV) -m tools.launch services

stop:  ## Stop what make run or make services started
	@test ! -x $(VENV) || exec $(VENV) -m tools.launch stop

test: .ready-to-test  ## All tests, on PostgreSQL, Redis, Celery and a browser
	@$(VENV) -m pytest -n auto --maxprocesses 4 $(ARGS)

check: .ready-to-test  ## Style, types, layers, migrations, templates
	$(VENV) -m ruff check $(SOURCES)
	$(VENV) -m ruff format --check $(SOURCES)
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -W ignore manage.py makemigrations --check --dry-run
	@.venv/bin/djade --target-version 5.2 --check $(TEMPLATES)

format: .ready-to-test  ## Put code and templates into form
	$(VENV) -m ruff check --fix $(SOURCES)
	$(VENV) -m ruff format $(SOURCES)
	@.venv/bin/djade --target-version 5.2 $(TEMPLATES)

bench: .ready-to-run  ## Measure pages, documents and import; ratios within one run; PROVINCE=1 at the size of a province
ifdef PROVINCE
	@VAR_DIR=$(CURDIR)/var/province DEMO=0 $(VENV) -m tools.launch with manage.py load_province
	@VAR_DIR=$(CURDIR)/var/province DEMO=0 exec $(VENV) -m tools.launch with manage.py bench --province
else
	@exec $(VENV) -m tools.launch with manage.py bench
endif

screenshots: .ready-to-test  ## Take the README's pictures anew
	@exec $(VENV) -m tools.launch with tools/screenshots.py

messages: .ready-to-test  ## Collect new sentences into locale/
	$(VENV) manage.py makemessages --locale en --no-wrap --no-obsolete --add-location file --ignore 'var/*' --ignore '.venv/*' --ignore 'tests/*'
	@sed -i '/^"POT-Creation-Date: /d' locale/en/LC_MESSAGES/django.po
	$(VENV) -m tools.translations

lock: .ready-to-test  ## Renew the locked versions from requirements/*.in
	cd requirements && for name in base embedded dev; do \
		../.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --custom-compile-command 'make lock' $$name.in \
			--output-file ../requirements$$(test $$name = base || echo -$$name).txt || exit 1; \
	done

backup: .ready-to-run  ## Save the embedded database and all documents in one file under var/backup
	@DEMO=0 $(VENV) -m tools.launch with -m tools.backup save $(FILE)

restore: .ready-to-run stop  ## Put them back: make restore FILE=var/backup/….tar.gz
	@test -f "$(FILE)" || { echo "make restore FILE=…"; exit 1; }
	@DEMO=0 $(VENV) -m tools.launch with -m tools.backup restore $(FILE)

secret-key:  ## Print a value for SECRET_KEY
	@$(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))'

clean: stop  ## Remove what can be made again; data stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/static var/static.stamp var/log
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

delete-data: stop  ## Remove the embedded database and every document; backups stay
	@test ! -e var/embedded/postgres || rm -rf "$$(readlink -f var/embedded/postgres)"
	rm -rf var/embedded var/documents var/celerybeat-schedule*

.PHONY: .ready-to-run .ready-to-test
.ready-to-run:
	@$(PYTHON) -m tools.setup run

.ready-to-test:
	@$(PYTHON) -m tools.setup test
