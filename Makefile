# Everything is set up by the target that needs it; nothing has to be started by hand.
# Slow builds (OPA for tests and lint, the SARIF validator) are cached outside the tree and made only when missing.

PYTHON ?= python3
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/plimsoll
VENV := .venv
BIN := $(VENV)/bin
OPA_VERSION := 1.22.2
OPA := $(CACHE)/opa-$(OPA_VERSION)/opa
MULTITOOL_VERSION := 5.7.0
MULTITOOL := $(CACHE)/sarif-multitool-$(MULTITOOL_VERSION)/node_modules
GO := $(shell command -v go 2>/dev/null)

export PATH := $(dir $(OPA)):$(PATH)

.PHONY: setup scan test tools lint fmt docs bench wheel clean

setup: $(VENV)/.ready $(if $(GO),build/plimsoll-engine)

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.developer: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

build/plimsoll-engine: $(wildcard engine/*.go) engine/go.mod engine/go.sum
	CGO_ENABLED=0 go build -C engine -trimpath -ldflags='-s -w' -o ../$@ .

scan: setup
	$(BIN)/plimsoll scan kubernetes .github --report-dir kubernetes/reports

test: setup tools
	$(BIN)/python -m pytest

tools: $(VENV)/.developer $(if $(GO),$(OPA)) $(if $(shell command -v npm),$(MULTITOOL))

$(OPA):
	mkdir -p $(@D)
	CGO_ENABLED=0 go build -C tools -trimpath -ldflags='-s -w' -o $@ github.com/open-policy-agent/opa

$(MULTITOOL):
	mkdir -p $(@D)
	npm install --silent --no-audit --no-fund --prefix $(@D) @microsoft/sarif-multitool@$(MULTITOOL_VERSION)

lint: setup tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(OPA) fmt --list --fail policies
	$(OPA) check --strict policies
	cd engine && test -z "$$(gofmt -l .)" && go vet ./...

fmt: setup tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(OPA) fmt --write policies
	gofmt -w engine

docs: setup
	$(BIN)/python -m scanner.docs docs/rules

bench: setup tools
	$(BIN)/python -m benchmarks.peers

wheel: setup
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
