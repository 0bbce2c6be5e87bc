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
KUBE_SCORE := $(CACHE)/bin/kube-score-1.20.0
ACTIONLINT := $(CACHE)/bin/actionlint-1.7.12
HELM := $(CACHE)/bin/helm-4.3.1
KUSTOMIZE := $(CACHE)/bin/kustomize-5.8.2
MULTITOOL_VERSION := 5.7.0
MULTITOOL := $(CACHE)/sarif-multitool-$(MULTITOOL_VERSION)
GOBUILD := CGO_ENABLED=0 go build -trimpath -ldflags='-s -w'
KUBERNETES := 1.37.2
KUBE_APISERVER := $(CACHE)/bin/kube-apiserver-$(KUBERNETES)
KUBECTL := $(CACHE)/bin/kubectl-$(KUBERNETES)
ETCD := $(CACHE)/bin/etcd-3.7.0
PROMTOOL := $(CACHE)/bin/promtool-3.16.0
AMTOOL := $(CACHE)/bin/amtool-0.34.2
OTELCOL := $(CACHE)/bin/otelcol-0.165.0
EXTERNAL_SECRETS := 1.3.2
CERT_MANAGER := 1.21.2
EXTERNAL_SECRETS_CRDS := $(CACHE)/crds-external-secrets-$(EXTERNAL_SECRETS).yaml
CERT_MANAGER_CRDS := $(CACHE)/crds-cert-manager-$(CERT_MANAGER).yaml
KUBE_VERSION := gitMajor=$(word 1,$(subst ., ,$(KUBERNETES))) gitMinor=$(word 2,$(subst ., ,$(KUBERNETES))) \
	gitVersion=v$(KUBERNETES) gitTreeState=clean
KUBE_LDFLAGS := -s -w $(foreach at,k8s.io/component-base/version k8s.io/client-go/pkg/version,\
	$(foreach field,$(KUBE_VERSION),-X $(at).$(field)))

.PHONY: setup scan test test-mutants tools cluster-tools platform-tools opa-policies lint fmt docs peer-findings bench bench-admission bench-audit bench-workflows wheel clean

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

tools: $(VENV)/.developer $(if $(GO),$(OPA) $(REGAL) $(HELM) $(KUSTOMIZE)) $(if $(NPM),$(MULTITOOL)/.ready)

# Their versions are in their names: they are built when missing, not when a clone is newer.
$(OPA):
	mkdir -p $(@D)
	cd tools/opa && $(GOBUILD) -o $@ github.com/open-policy-agent/opa

$(REGAL):
	mkdir -p $(@D)
	cd tools/regal && $(GOBUILD) -o $@ github.com/open-policy-agent/regal

$(HELM):
	mkdir -p $(@D)
	cd tools/helm && $(GOBUILD) -o $@ helm.sh/helm/v4/cmd/helm

$(KUSTOMIZE):
	mkdir -p $(@D)
	cd tools/kustomize && $(GOBUILD) -o $@ sigs.k8s.io/kustomize/kustomize/v5

# A Kubernetes API server for the tests in tests/cluster. Slow (minutes), so only when asked for; those tests run where
# it is. Built with its version in it, or /version would tell of an unreleased one.
cluster-tools: $(if $(GO),$(ETCD) $(KUBE_APISERVER) $(KUBECTL))
	@:

$(ETCD):
	mkdir -p $(@D)
	cd tools/cluster && $(GOBUILD) -o $@ go.etcd.io/etcd/server/v3

$(KUBE_APISERVER):
	mkdir -p $(@D)
	cd tools/cluster && CGO_ENABLED=0 go build -trimpath -ldflags='$(KUBE_LDFLAGS)' -o $@ k8s.io/kubernetes/cmd/kube-apiserver

$(KUBECTL):
	mkdir -p $(@D)
	cd tools/cluster && CGO_ENABLED=0 go build -trimpath -ldflags='$(KUBE_LDFLAGS)' -o $@ k8s.io/kubernetes/cmd/kubectl

# The checkers of the monitoring's configuration, for tests/platform. Minutes, so only when asked for; those tests run
# where they are. Prometheus without the clouds that it could look for targets in, which halves the build.
platform-tools: $(if $(GO),$(PROMTOOL) $(AMTOOL) $(OTELCOL) $(EXTERNAL_SECRETS_CRDS) $(CERT_MANAGER_CRDS))
	@:

$(PROMTOOL):
	mkdir -p $(@D)
	cd tools/prometheus && $(GOBUILD) -tags remove_all_sd,enable_kubernetes_sd,enable_dns_sd -o $@ \
		github.com/prometheus/prometheus/cmd/promtool

$(AMTOOL):
	mkdir -p $(@D)
	cd tools/prometheus && $(GOBUILD) -o $@ github.com/prometheus/alertmanager/cmd/amtool

$(OTELCOL):
	mkdir -p $(@D)
	cd tools/otelcol && $(GOBUILD) -o $@ .

# The definitions of kinds that the platform uses: out of their projects' Go modules, which hold them beside the types.
$(EXTERNAL_SECRETS_CRDS):
	mkdir -p $(@D)
	go mod download github.com/external-secrets/external-secrets@v$(EXTERNAL_SECRETS)
	cd "$$(go env GOMODCACHE)/github.com/external-secrets/external-secrets@v$(EXTERNAL_SECRETS)/config/crds/bases" && \
		(cat external-secrets.io_secretstores.yaml; echo '---'; cat external-secrets.io_externalsecrets.yaml) > $@.part
	mv $@.part $@

$(CERT_MANAGER_CRDS):
	mkdir -p $(@D)
	go mod download github.com/cert-manager/cert-manager@v$(CERT_MANAGER)
	cp "$$(go env GOMODCACHE)/github.com/cert-manager/cert-manager@v$(CERT_MANAGER)/deploy/crds/cert-manager.io_clusterissuers.yaml" $@.part
	mv $@.part $@

# Without its install script, which only makes the program executable, for whoever is asked to trust it.
$(MULTITOOL)/.ready:
	npm install --silent --prefix $(@D) --no-save --ignore-scripts @microsoft/sarif-multitool@$(MULTITOOL_VERSION)
	chmod u+x $(@D)/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
	touch $@

# Minutes: each rule is silenced and each condition of the shared semantics disabled, and a test must notice. Remembers
# in build/mutants.json what it found. FILES=scanner/kubernetes/pod.py for one file.
test-mutants: setup tools
	$(BIN)/python -m tests.mutants $(if $(FILES),$(FILES),--rules $$(git ls-files 'scanner/kubernetes/*.py'))

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

# The policies that OPA serves in the platform, as a ConfigMap; after a change of policies/ or of their parameters.
opa-policies: setup
	$(BIN)/python -m scripts.opa_policies

docs: setup
	$(BIN)/python -m scanner.docs docs
	$(BIN)/python -m scripts.platform_inventory

# By hand, after a change of kubernetes/: what kube-score and checkov say of it, in docs/peer-findings.md.
peer-findings: setup $(if $(GO),$(KUBE_SCORE))
	$(BIN)/python -m scripts.peer_findings

# By hand: a quarter of an hour, on a machine that does nothing else. Writes docs/benchmarks.md.
bench: setup $(if $(GO),$(KUBE_SCORE))
	$(BIN)/python -m benchmarks

$(KUBE_SCORE):
	mkdir -p $(@D)
	cd benchmarks/tools/kube-score && $(GOBUILD) -o $@ github.com/zegl/kube-score/cmd/kube-score

# By hand: who tells the labelled workflows apart, and the speed on 1,500. Writes docs/workflow-benchmarks.md.
bench-workflows: setup $(if $(GO),$(ACTIONLINT))
	$(BIN)/python -m benchmarks.workflows

$(ACTIONLINT):
	mkdir -p $(@D)
	cd benchmarks/tools/actionlint && $(GOBUILD) -o $@ github.com/rhysd/actionlint/cmd/actionlint

bench-audit: setup cluster-tools
	$(BIN)/python -m benchmarks.audit

bench-admission: setup tools
	$(BIN)/python -m benchmarks.admission

wheel: setup
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
