"""Registries that a Gatekeeper constraint allows by a prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = "constraints.gatekeeper.sh"
_LONGEST_QUOTE = 100


@rule(
    id="gatekeeper-repo-prefix",
    title="Constraint allows registries that only begin alike",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("K8sAllowedRepos",),
    remediation="End each prefix with a slash, or name an image with its tag or digest.",
    frameworks=("cis-kubernetes/5.5.1",),
    tags=("kubernetes", "security", "correctness"),
    references=("https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/",),
)
def gatekeeper_repo_prefix(constraint: KubernetesObject) -> Iterator[Match]:
    """A `K8sAllowedRepos` names a registry or repository without a sign that ends it.

    ## Why it matters

    The constraint compares the beginnings of texts: `registry.example.com` allows
    `registry.example.com.attacker.example` too, which anybody can set up. It takes somebody who may create pods, which
    makes this medium.

    ## Avoid

    ```yaml
    kind: K8sAllowedRepos
    spec:
      parameters:
        repos:
          - registry.example.com
    ```

    ## Prefer

    ```yaml
    kind: K8sAllowedRepos
    spec:
      parameters:
        repos:
          - registry.example.com/
    ```

    ## References

    - https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/
    """
    if constraint.group != _GROUP:
        return
    for prefix in constraint.read("spec", "parameters", "repos").items():
        text = prefix.text
        if text and not text.endswith(("/", ":")) and "@" not in text:
            shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
            yield Match(prefix.path, f"{constraint.title} also allows what only begins with '{shown}'.")
