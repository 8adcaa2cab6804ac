# `make` alone explains itself. Without make: python3 -m tools.dev demo
PYTHON ?= python3
DEV = @$(PYTHON) -m tools.dev $@

.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-all check fix lock messages bench
export PORT SERVE

help:  ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install everything for work on Umit, and migrate
	$(DEV)

demo:  ## from a bare clone to a running demonstration (PORT=8000, SERVE=0 to stop before serving)
	$(DEV)

run:  ## serve what is in var/ with development settings (PORT=8000)
	$(DEV)

test:  ## run the tests on SQLite, with coverage
	$(DEV)

test-all:  ## run the tests on SQLite, on PostgreSQL and in a browser
	$(DEV)

check:  ## check style, types, contracts, migrations, translations and versions
	$(DEV)

fix:  ## mend style where that needs no thought
	$(DEV)

lock:  ## compile requirements*.in into the pinned requirements*.txt
	$(DEV)

messages:  ## collect, compile and check translations
	$(DEV)

bench:  ## measure speed
	$(DEV)
