# The commands of the shop. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
ARGS ?=

# uv uses this machine's Python and trusts the certificates that this machine trusts.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow test-browser screenshots lint format bench

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## install everything into .venv

$(VENV)/.ready: pyproject.toml uv.lock $(wildcard locale/*/LC_MESSAGES/*.po)
	@sh .ci/bootstrap "$(PYTHON)" "$(VENV)" "$(UV_VERSION)"
	@$(BIN)/uv sync --quiet --frozen
	@$(BIN)/python manage.py translations
	@touch $@

demo: setup ## start the shop with demo data (PORT=8000)
	@exec $(BIN)/python manage.py demo $(ARGS)

test: setup ## run the fast tests (ARGS= goes to pytest)
	@$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

test-slow: setup ## run the slow tests: killed processes, whole demo
	@$(BIN)/pytest -n auto --dist worksteal -m "slow and not browser" $(ARGS)

test-browser: setup ## run all tests in Chromium; the gate runs half of them
	@$(BIN)/pytest -n auto --dist loadfile -m browser tests/browser $(ARGS)

bench: setup ## measure speed on PostgreSQL (ARGS="web search mail")
	@$(BIN)/python -m bench $(ARGS)

screenshots: setup ## keep a picture of every page and mail in var/screenshots (ARGS="--only cart")
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)
	@$(BIN)/pytest -q -m browser tests/browser/test_mails.py --pictures var/screenshots

lint: setup ## check style, types, layers, templates, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check $$(git ls-files 'templates/**.html' '*/templates/**.html')
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run

format: setup ## rewrite code and templates in the house style
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djade $$(git ls-files 'templates/**.html' '*/templates/**.html')
