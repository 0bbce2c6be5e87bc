"""Reports built by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from scanner.model import (
    ClusterCoverage,
    Coverage,
    Finding,
    FindingStatus,
    KindCoverage,
    KindStatus,
    Located,
    NotEvaluated,
    RelatedLocation,
    Report,
    Rule,
    RuleOrigin,
    Severity,
    Source,
    Span,
    Undecided,
    Unread,
    UnreadReason,
)

CART = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/cart:latest
          securityContext:
            privileged: true
"""

DOCUMENTATION = """\
Finds containers that may run as `root`.

## Why it matters

Root in a container is root on the node, should it break out.

## Avoid

```yaml
securityContext: {}
```

## Prefer

```yaml
securityContext:
  runAsNonRoot: true
```
"""

RUN_AS_ROOT = Rule(
    id="run-as-root",
    title="Container may run as root",
    severity=Severity.HIGH,
    documentation=DOCUMENTATION,
    remediation="Set securityContext.runAsNonRoot to true.",
    origin=RuleOrigin.BUILTIN,
    frameworks=("pss/restricted", "cis-kubernetes/5.2.7"),
    tags=("kubernetes",),
    references=("https://kubernetes.io/docs/concepts/security/pod-security-standards/",),
)
PRIVILEGED = replace(
    RUN_AS_ROOT,
    id="privileged",
    title="Container is privileged",
    severity=Severity.CRITICAL,
    remediation="Remove privileged: true.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.2"),
)
IMAGE_TAG = replace(
    RUN_AS_ROOT,
    id="image-tag",
    title="Image has no fixed tag",
    severity=Severity.LOW,
    remediation="Name a version.",
    frameworks=("cis-kubernetes/5.2.10",),
    tags=("kubernetes", "reliability"),
)
REPLICA_FLOOR = Rule(
    id="replica-floor",
    title="Too few replicas for the tier",
    severity=Severity.MEDIUM,
    documentation="",
    remediation="",
    origin=RuleOrigin.POLICY,
)
NOTICE = replace(REPLICA_FLOOR, id="notice", title="Something to know", severity=Severity.INFO)

RULES = (IMAGE_TAG, NOTICE, PRIVILEGED, REPLICA_FLOOR, RUN_AS_ROOT)
COVERAGE = Coverage(files=2, documents=3, judged=3, rules=3, policies=2, engine="embedded engine (OPA 1.22.2)")


def source(text: str = CART, path: str = "deploy/cart.yaml") -> Source:
    return Source(path, text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def span_of(text: str, part: str) -> Span:
    """Return the span of the first occurrence of ``part``, which lies on one line."""
    offset = text.index(part)
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(line, column, line, column + len(part))


def finding(rule: Rule = RUN_AS_ROOT, part: str = "name: web", **changes: Any) -> Finding:
    where = changes.pop("source", None) or source()
    made = Finding(
        rule=rule,
        severity=rule.severity,
        message=f"Container 'web' breaks '{rule.id}'.",
        subject="Deployment shop/cart, container web",
        source=where,
        span=changes.pop("span", None) or span_of(where.text, part),
        path=("spec", "template", "spec", "containers", 0),
        located=Located.EXACT,
        fingerprint=hashlib.sha256(f"{rule.id} {where.path} {part}".encode("utf-8", "replace")).hexdigest(),
        remediation=rule.remediation,
    )
    return replace(made, **changes)


def report(*findings: Finding, **changes: Any) -> Report:
    return replace(Report(findings=findings, rules=RULES, coverage=COVERAGE), **changes)


CLEAN = report()
FOUND = report(
    finding(RUN_AS_ROOT),
    finding(IMAGE_TAG, "registry.example.com/cart:latest", remediation=""),
    finding(
        PRIVILEGED,
        "privileged: true",
        related=(RelatedLocation("The container.", source(), span_of(CART, "name: web")),),
    ),
)
FLOW = report(
    finding(
        IMAGE_TAG,
        "image:",
        severity=Severity.INFO,
        is_flow=True,
        related=(
            RelatedLocation("Written here.", source(), span_of(CART, "kind: Deployment")),
            RelatedLocation("Passed on here.", source(), span_of(CART, "name: web")),
        ),
    ),
)
SUPPRESSED = report(
    finding(),
    finding(
        PRIVILEGED,
        "privileged: true",
        status=FindingStatus.SUPPRESSED,
        justification="The log collector needs it (until 2030-01-01)",
    ),
)
SYNTAX = Unread(
    "deploy/broken.yaml",
    UnreadReason.SYNTAX,
    "Found a tab where indentation is expected.",
    "Indent with spaces.",
    index=1,
    span=Span(7, 1, 7, 2),
)
UNREAD = report(
    coverage=replace(COVERAGE, judged=2),
    unread=(
        SYNTAX,
        Unread("deploy/secret.yaml", UnreadReason.UNREADABLE, "Permission denied."),
        Unread("values.yaml", UnreadReason.NOT_RELEVANT, "No Kubernetes object.", incomplete=False),
    ),
)
NOTHING = report(coverage=Coverage(0, 0, 0, 3, 0, ""))
SLOW = "The evaluation took more than 5 s."
SLOW = "The evaluation took more than 5 s."
NOT_EVALUATED = report(
    not_evaluated=(
        NotEvaluated("replica-floor", SLOW, "Make it simpler.", "deploy/cart.yaml", "Deployment shop/cart"),
        NotEvaluated("replica-floor", SLOW, "Make it simpler.", "deploy/web.yaml", "Deployment shop/web"),
        NotEvaluated("broken-policy", "rego_parse_error at broken.rego:3:1.", detail="Traceback of /nowhere"),
    ),
    undecided=(
        Undecided("image-tag", "No list of registries was scanned.", "deploy/cart.yaml", "Deployment shop/cart"),
        Undecided("image-tag", "No list of registries was scanned.", "deploy/web.yaml", "Deployment shop/web"),
    ),
    not_configured=("node-pool", "tier-isolation"),
)

HOSTILE = (
    "\x1b[2J\x9b31m\u202eevil\u2066\u200b\u2028\n::error::x\r##[error]y\t`|<b>@octocat[a](1){0} ${{ x }}\\ \udc80\0漢😀"
)
"""Everything that text from a repository could try."""

_HOSTILE_RULE = replace(
    RUN_AS_ROOT,
    id=f"x{HOSTILE}",
    title=HOSTILE,
    documentation=HOSTILE,
    remediation=HOSTILE,
    origin=RuleOrigin.POLICY,
    frameworks=(HOSTILE, f"{HOSTILE}/{HOSTILE}"),
    tags=tuple(f"{number}{HOSTILE}" for number in range(30)),
    references=(f"https://example.com/{HOSTILE}", "https://[::1", "javascript:alert(1)"),
)
_HOSTILE_SOURCE = source(f"a: {HOSTILE}\nb: {HOSTILE * 400}\n", f"::set-env name=x::{HOSTILE}/a:b #?%.yaml")
HOSTILE_REPORT = report(
    finding(
        _HOSTILE_RULE,
        "a:",
        source=_HOSTILE_SOURCE,
        message=HOSTILE * 300,
        subject=HOSTILE * 3,
        remediation=HOSTILE,
        status=FindingStatus.OPEN,
        is_flow=True,
        related=(RelatedLocation(HOSTILE, _HOSTILE_SOURCE, Span(2, 40, 2, 4000)),),
    ),
    finding(_HOSTILE_RULE, "a:", source=_HOSTILE_SOURCE, message="", subject="", span=Span(90, 1, 95, 1)),
    finding(
        RUN_AS_ROOT,
        "a:",
        source=_HOSTILE_SOURCE,
        status=FindingStatus.SUPPRESSED,
        justification=HOSTILE,
    ),
    rules=(_HOSTILE_RULE,),
    unread=(Unread(HOSTILE, UnreadReason.SYNTAX, HOSTILE, HOSTILE), Unread("::error::", UnreadReason.LINK, HOSTILE)),
    not_evaluated=(NotEvaluated(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    undecided=(Undecided(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    not_configured=(HOSTILE,),
    coverage=replace(COVERAGE, engine=HOSTILE),
)

_LIVE = Source("cluster/Deployment/shop/cart", "", "", live=True)
_LIVE_HOSTILE = Source(f"cluster/{HOSTILE}/::error::/{HOSTILE}", "", "", live=True)
_NOWHERE = Span(1, 1, 1, 1)
_REFUSED = KindCoverage("", "v1", "Service", KindStatus.REFUSED, reason="403 services is forbidden")
CLUSTER = report(
    finding(source=_LIVE, span=_NOWHERE, copies=(("Pod", 3),)),
    finding(PRIVILEGED, source=replace(_LIVE, path="cluster/Pod/shop/cart-1"), span=_NOWHERE, folded_into="0" * 64),
    coverage=Coverage(0, 12, 9, 3, 0, ""),
    cluster=ClusterCoverage(
        context="prod",
        version="v1.37.2",
        kinds=(
            _REFUSED,
            replace(_REFUSED, kind="ConfigMap", accepted=True),
            KindCoverage("apps", "v1", "Deployment", KindStatus.LISTED, 12, 9, 1, 1, 1, notes=("Of two snapshots.",)),
            KindCoverage("argoproj.io", "", "Rollout", KindStatus.NOT_SERVED),
        ),
        namespaces=("shop",),
        excluded_namespaces=("kube-system",),
        problems=("The group 'metrics.k8s.io' does not answer.",),
        files_only=("committed-secret",),
    ),
)
HOSTILE_CLUSTER = report(
    finding(_HOSTILE_RULE, source=_LIVE_HOSTILE, span=_NOWHERE, message=HOSTILE, subject=HOSTILE),
    finding(source=_LIVE_HOSTILE, span=_NOWHERE, message=HOSTILE, subject=HOSTILE, copies=((HOSTILE, 2),)),
    rules=(_HOSTILE_RULE, RUN_AS_ROOT),
    cluster=ClusterCoverage(
        context=HOSTILE,
        version=HOSTILE,
        kinds=(
            KindCoverage(HOSTILE, HOSTILE, HOSTILE, KindStatus.PARTIAL, 1, 1, reason=HOSTILE, notes=(HOSTILE,)),
            KindCoverage(HOSTILE, "", f"x{HOSTILE}", KindStatus.NOT_SERVED),
        ),
        namespaces=(HOSTILE,),
        excluded_namespaces=(HOSTILE,),
        problems=(HOSTILE,),
        files_only=(HOSTILE,),
    ),
)

REPORTS = {
    "clean": CLEAN,
    "found": FOUND,
    "flow": FLOW,
    "suppressed": SUPPRESSED,
    "unread": UNREAD,
    "nothing": NOTHING,
    "not-evaluated": NOT_EVALUATED,
    "hostile": HOSTILE_REPORT,
    "cluster": CLUSTER,
    "hostile-cluster": HOSTILE_CLUSTER,
}


def huge(number: int) -> Report:
    """Return a report of ``number`` findings, in files of a hundred; one in ten is critical."""
    block = "".join(f"item{index}:\n  name: web\n" for index in range(100))
    findings = []
    for index in range(number):
        where = source(f"# {index // 100}\n{block}", f"deploy/{index // 100:05}.yaml")
        line = 3 + 2 * (index % 100)
        rule = PRIVILEGED if index % 10 == 9 else IMAGE_TAG
        findings.append(finding(rule, span=Span(line, 3, line, 12), source=where, fingerprint=f"{index:064x}"))
    return report(*findings)
