# Everything is set up by the target that needs it; nothing has to be started by hand.
# Slow builds (OPA for tests and lint, the SARIF validator) are cached outside the tree and made only when missing.

PYTHON ?= python3
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/plimsoll
VENV := .venv
BIN := $(VENV)/bin
GO := $(shell command -v go 2>/dev/null)
NPM := $(shell command -v npm 2>/dev/null)
OPA := $(CACHE)/bin/opa-1.22.2
REGAL := $(CACHE)/bin/regal-0.42.0
MULTITOOL_VERSION := 5.7.0
MULTITOOL := $(CACHE)/sarif-multitool-$(MULTITOOL_VERSION)
GOBUILD := CGO_ENABLED=0 go build -trimpath -ldflags='-s -w'

.PHONY: setup scan test test-mutants tools lint fmt docs bench wheel clean

setup: $(VENV)/.ready $(if $(GO),build/plimsoll-engine)

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q scanner
	touch $@

$(VENV)/.developer: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

build/plimsoll-engine: $(wildcard engine/*.go) engine/go.mod engine/go.sum
	cd engine && $(GOBUILD) -o ../$@ .

scan: setup
	$(BIN)/plimsoll scan --report-dir kubernetes/reports

test: setup tools
	$(BIN)/python -m pytest
	$(if $(GO),$(BIN)/plimsoll test --examples tests/examples --threshold 100)
	$(if $(GO),cd engine && go test ./...)

tools: $(VENV)/.developer $(if $(GO),$(OPA) $(REGAL)) $(if $(NPM),$(MULTITOOL)/.ready)

# Their versions are in their names: they are built when missing, not when a clone is newer.
$(OPA):
	mkdir -p $(@D)
	cd tools/opa && $(GOBUILD) -o $@ github.com/open-policy-agent/opa

$(REGAL):
	mkdir -p $(@D)
	cd tools/regal && $(GOBUILD) -o $@ github.com/open-policy-agent/regal

# Without its install script, which only makes the program executable, for whoever is asked to trust it.
$(MULTITOOL)/.ready:
	npm install --silent --prefix $(@D) --no-save --ignore-scripts @microsoft/sarif-multitool@$(MULTITOOL_VERSION)
	chmod u+x $(@D)/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
	touch $@

# Slow: each condition of the shared semantics is turned round, and the tests run once for each.
test-mutants: setup tools
	$(BIN)/python -m tests.mutants $$(git ls-files 'scanner/kubernetes/*.py')

lint: setup tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(if $(GO),$(OPA) fmt --list --fail policies && $(OPA) check --strict policies && $(REGAL) lint policies)
	$(if $(GO),cd engine && test -z "$$(gofmt -l .)" && go vet ./...)

fmt: setup tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(GO),$(OPA) fmt --write policies && gofmt -w engine)

docs: setup
	$(BIN)/python -m scanner.docs docs

bench: setup tools
	$(BIN)/python -m benchmarks.peers

wheel: setup
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
