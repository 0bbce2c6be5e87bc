"""Reviews as the API server sends them, and what judges them in tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scanner.admission.decision import Thresholds
from scanner.admission.settings import JudgeSettings, judge_settings
from scanner.config import Config
from scanner.rego import EngineSettings, PolicySet, load_policies
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from pathlib import Path

UID = "705ab4f5-6393-11e8-b7cc-42010a800002"
GOOD = {
    "name": "cart",
    "image": "registry.example.com/cart:1.0.0",
    "securityContext": {
        "runAsNonRoot": True,
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    },
}
PRIVILEGED = {**GOOD, "securityContext": {"privileged": True}}
ROOT = {**GOOD, "securityContext": {**GOOD["securityContext"], "runAsNonRoot": False}}  # type: ignore[dict-item]


def pod(*containers: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return a Pod with these containers."""
    named = {"name": "cart", "namespace": "shop", **metadata}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": named, "spec": {"containers": list(containers or (GOOD,))}}


def request(operation: str = "CREATE", **changes: Any) -> dict[str, Any]:
    """Return a request about a Pod."""
    kind = {"group": "", "version": "v1", "kind": "Pod"}
    resource = {"group": "", "version": "v1", "resource": "pods"}
    return {
        "uid": UID,
        "kind": kind,
        "resource": resource,
        "requestKind": kind,
        "requestResource": resource,
        "name": "cart",
        "namespace": "shop",
        "operation": operation,
        "userInfo": {"username": "ana@example.com", "groups": ["developers", "system:authenticated"]},
        "object": None if operation == "DELETE" else pod(),
        "oldObject": None if operation in {"CREATE", "CONNECT"} else pod(),
        "dryRun": False,
        "options": {"apiVersion": "meta.k8s.io/v1", "kind": "CreateOptions"},
        **changes,
    }


def body(asked: dict[str, Any], **changes: Any) -> bytes:
    """Return an AdmissionReview."""
    whole = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": asked, **changes}
    return json.dumps(whole).encode()


def settings(
    *rules: str, policies: Path | None = None, config: Config | None = None, thresholds: Thresholds | None = None
) -> JudgeSettings:
    """Return what judges: these built-in rules, and all policies of a directory."""
    checks = [check for check in CHECKS if check.rule.id in rules]
    loaded = load_policies([policies]) if policies else PolicySet()
    return judge_settings(checks, loaded, config or Config(), EngineSettings(), thresholds or Thresholds())
