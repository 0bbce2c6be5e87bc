"""What the API server writes down about requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.audit_policy import AuditPolicy, Request, level_of, levels_of
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path

_REFERENCES = (
    "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
    "https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/",
)

_RECORDED = (
    ("changes of Secrets", (Request("", "secrets", "update"), Request("", "secrets", "delete"))),
    ("reads of Secrets", (Request("", "secrets", "get"), Request("", "secrets", "list"))),
    ("changes of ConfigMaps", (Request("", "configmaps", "update"),)),
    ("changes of pods", (Request("", "pods", "create"), Request("", "pods", "delete"))),
    ("changes of Deployments", (Request("apps", "deployments", "create"), Request("apps", "deployments", "update"))),
    ("commands in pods", (Request("", "pods/exec", "create"), Request("", "pods/exec", "get"))),
    ("forwarded ports of pods", (Request("", "pods/portforward", "create"),)),
    ("requests through the proxy", (Request("", "pods/proxy", "get"), Request("", "services/proxy", "get"))),
)
"""What the CIS Kubernetes Benchmark 1.12 asks for in 3.2.2, in words and as requests."""

_BODIES = frozenset({"Request", "RequestResponse"})
_TOKENS = "serviceaccounts/token"
_CONFIDENTIAL = (
    Request("", "secrets", "create"),
    Request("", "secrets", "update"),
    Request("", "secrets", "patch"),
    Request("", "secrets", "get"),
    Request("", "secrets", "list"),
    Request("authentication.k8s.io", "tokenreviews", "create"),
    Request("", _TOKENS, "create"),
)


@rule(
    id="audit-policy-gaps",
    title="Audit policy leaves out requests that matter",
    severity=Severity.MEDIUM,
    judges=AuditPolicy,
    remediation="End the rules with one of the level Metadata for everything, and let no rule for all users say None.",
    frameworks=("cis-kubernetes/3.2.2", "nsa-cisa/audit-logging", "owasp-k8s/K10"),
    tags=("kubernetes", "security", "control-plane"),
    references=_REFERENCES,
)
def audit_policy_gaps(policy: AuditPolicy) -> Iterator[Match]:
    """An audit policy records nothing of access to Secrets, of changes of workloads, or of commands in pods.

    ## Why it matters

    Who read a Secret or ran a command in a pod is what is asked first after a break-in, and what is not recorded then
    cannot be had later. It hinders the defence rather than helps the attack, which makes this medium.

    ## Avoid

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        resources:
          - group: ""
            resources: [pods]
    ```

    ## Prefer

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        users: ["system:kube-proxy"]
        verbs: [watch]
      - level: Metadata
    ```

    ## Notes

    As in the API server the first rule that is about a request decides, and where none is nothing is recorded. A rule
    for certain users, namespaces or objects may say `None`. `omitStages` is not judged.

    ## References

    - https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
    - https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
    """
    without_rule = []
    refused: dict[Path, list[str]] = {}
    for what, requests in _RECORDED:
        levels = [level_of(policy, request) for request in requests]
        said = next((level for level in levels if level is not None and level.text in {"", "None"}), None)
        if said is not None:
            refused.setdefault(said.path, []).append(what)
        elif None in levels:
            without_rule.append(what)
    for path, left_out in refused.items():
        yield Match(path, f"The audit policy does not record {_listed(left_out)}.")
    if without_rule:
        yield Match(policy.rules.path, f"The audit policy has no rule for {_listed(without_rule)}.", "key")


def _listed(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)


@rule(
    id="audit-policy-secret-bodies",
    title="Audit policy writes Secrets to the log",
    severity=Severity.HIGH,
    judges=AuditPolicy,
    remediation="Put a rule of the level Metadata for secrets, tokenreviews and serviceaccounts/token before this one.",
    frameworks=("cis-kubernetes/3.2.2", "nsa-cisa/audit-logging", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security", "control-plane"),
    references=_REFERENCES,
)
def audit_policy_secret_bodies(policy: AuditPolicy) -> Iterator[Match]:
    """An audit policy records the bodies of requests that hold Secrets or tokens.

    ## Why it matters

    The log then holds every Secret that is written or read, in plain text, on the node's disk and wherever logs are
    sent, to be read by whoever may read logs; nothing else has to go wrong, which makes this high.

    ## Avoid

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: RequestResponse
    ```

    ## Prefer

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        resources:
          - group: ""
            resources: [secrets, serviceaccounts/token]
          - group: authentication.k8s.io
            resources: [tokenreviews]
      - level: RequestResponse
    ```

    ## Notes

    Rules for certain users, namespaces or objects are judged as well.

    ## References

    - https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
    - https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
    """
    seen: dict[Path, str] = {}
    for request in _CONFIDENTIAL:
        for level in levels_of(policy, request):
            if level.text in _BODIES and _has_body(level.text, request):
                seen.setdefault(level.path, request.resource)
    for path, resource in seen.items():
        yield Match(path, f"The audit policy records the bodies of requests for '{resource}'.")


def _has_body(level: str, request: Request) -> bool:
    """Whether what is confidential is in what a level records: who reads a Secret, or asks for a token, sends none."""
    return level == "RequestResponse" or (request.verb not in {"get", "list"} and request.resource != _TOKENS)
