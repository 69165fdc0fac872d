# Everything a developer needs. `make help` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
TEST_ENV := DJANGO_SETTINGS_MODULE=config.settings.test
COMPILE := --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: help install run test check messages lock bench chaos year tour docs mutants kills fuzz deep clean
help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.run: requirements-embedded.txt
	@sh deploy/system-packages.sh run
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-embedded.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.run
	@sh deploy/system-packages.sh test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

locale/en/LC_MESSAGES/django.mo: locale/en/LC_MESSAGES/django.po
	@msgfmt -o $@ $<

install: .venv/.run ## Set up: system libraries, virtual environment, translations, static files, fonts
	@$(BIN)/python manage.py build

run: install ## Run everything in one terminal (PORT, 8000 if unset)
	@$(BIN)/python manage.py demo

test: .venv/.test check ## Run every check and every test, and hold the coverage against its floors
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=json:var/coverage.json

check: .venv/.test locale/en/LC_MESSAGES/django.mo ## Lint, types, floors, migrations, translations, pinned files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@sh deploy/check-files.sh
	@$(TEST_ENV) $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0

messages: .venv/.test ## Take up new texts into the English catalogue
	@$(TEST_ENV) $(BIN)/python manage.py makemessages --locale en --no-location --no-wrap --ignore .venv --ignore var

lock: .venv/.test ## Compile the pinned requirements
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile $(COMPILE) requirements.in -o requirements.txt
	@$(BIN)/uv pip compile $(COMPILE) requirements-s3.in -o requirements-s3.txt
	@$(BIN)/uv pip compile $(COMPILE) requirements-embedded.in -o requirements-embedded.txt
	@$(BIN)/uv pip compile $(COMPILE) requirements-dev.in -o requirements-dev.txt

bench: .venv/.test ## Measure speed (FILING="--seconds 20 --bursts 50" shortens the load of filings)
	@$(BIN)/python bench/law_deadlines.py
	@$(BIN)/python -m bench sweep
	@$(BIN)/python -m bench board
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python -m bench.filing $(FILING)

chaos: .venv/.test ## Kill sweep workers for two minutes and count what is lost or doubled
	@$(BIN)/python -m bench chaos

year: .venv/.test ## Live through a year of a thousand cases and hold each rung against the oracle
	@QINGXIN_FULL=1 $(BIN)/python -m pytest tests/simulation -n 0

tour: .venv/.test ## Photograph every screen into docs/tour
	@rm -rf var/tour
	@QINGXIN_TOUR=var/tour $(BIN)/python -m pytest tests/browser -n 0
	@rm -f docs/tour/*.png && mv var/tour/*.png docs/tour/ # only what every journey has passed

docs: .venv/.test ## Write the generated pages
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python manage.py limits --markdown > docs/law.md
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python manage.py access > docs/access.md
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python manage.py sms_templates > docs/sms-templates.md
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python manage.py export_flows docs/flows
	@DJANGO_SETTINGS_MODULE=config.settings.check $(BIN)/python manage.py document_variables docs/operations.md

mutants: .venv/.test ## Make small wrong edits in a copy and see that the tests notice each
	@$(BIN)/python -m tests.mutants

kills: .venv/.test ## Kill processes at random while people file and officers accept over HTTP, and count
	@$(BIN)/python -m bench.kills

fuzz: .venv/.test ## Send 20,000 random requests to every address as everybody
	@$(BIN)/python -m bench fuzz

deep: .venv/.test ## Everything too long for make test; docs/proofs.md says what came out
	@$(BIN)/python -m bench.proofs

clean: ## Remove what was built (data in var/ stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
