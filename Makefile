# The two commands a newcomer needs are `make demo` and `make test`.
# They create .venv and install into it; nothing outside this folder is touched.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
# durable-rules 2.0.28 calls a function that Python 3.13 dropped under its old name; harmless on older Pythons.
export CPPFLAGS := $(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check browser bench bench-load generate other-pythons clean

demo: $(BIN)/.installed
	@$(BIN)/kpi-advisor lint tests/plans/sales-team.yaml --lang both --fail-on never

test: $(BIN)/.test-installed check browser
	$(BIN)/pytest
	$(MAKE) --no-print-directory other-pythons

# What needs no run of the product: style, types, layers, generated pages.
check: $(BIN)/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the tests that look at pages need; quick when it is there.
browser:
	@bash tests/install_browser.sh

# The engine and the command line on the other Pythons this machine has.
other-pythons: $(BIN)/.test-installed
	@bash tests/other_pythons.sh

bench: $(BIN)/.bench-installed
	PYTHONPATH=tests $(BIN)/python -m bench.run

# The service under load, for some minutes (Linux).
bench-load: $(BIN)/.bench-installed
	PYTHONPATH=tests $(BIN)/python -m bench.load

generate: $(BIN)/.test-installed
	$(BIN)/python tests/generate.py

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "kpi-advisor needs Python 3.11 or later: install it (Debian, Ubuntu: apt-get install python3 python3-venv python3-dev) and run make again. / Python 3.11以降を入れてから、もう一度 make を実行してください。" >&2; exit 1; fi
	@if ! command -v cc >/dev/null && ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then echo "durable-rules needs a C compiler: install one (Debian, Ubuntu: apt-get install gcc python3-dev; macOS: xcode-select --install) and run make again. / Cコンパイラを入れてから、もう一度 make を実行してください。" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import os, sysconfig as s, sys; sys.exit(not os.path.exists(os.path.join(s.get_path("include"), "Python.h")))'; then echo "durable-rules needs Python's C headers: install them (Debian, Ubuntu: apt-get install python3-dev) and run make again. / Pythonの開発用ヘッダー（python3-dev）を入れてから、もう一度 make を実行してください。" >&2; exit 1; fi
	@if ! $(PYTHON) -m venv $(VENV); then rm -rf $(VENV); echo "Python's venv module is not complete: install it (Debian, Ubuntu: apt-get install python3-venv) and run make again. / python3-venv を入れてから、もう一度 make を実行してください。" >&2; exit 1; fi

$(BIN)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about a minute the first time) / $(VENV) に導入しています（初回は1分ほど）…" >&2
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(BIN)/.test-installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[test,lint,api]'
	@touch $@ $(BIN)/.installed

$(BIN)/.bench-installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[bench,test,api]'
	@touch $@ $(BIN)/.installed

clean:
	rm -rf $(VENV) .venvs build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
