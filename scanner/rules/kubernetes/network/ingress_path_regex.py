"""Regular expressions in the paths of Ingresses that are compared as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_LITERAL_TYPES = frozenset({"Exact", "Prefix"})
_REGEX = frozenset("()[]|^$*\\")
"""What no path of a URL is written with, and most regular expressions are."""


@rule(
    id="ingress-path-regex",
    title="Path of an Ingress is a regular expression, and is compared as it stands",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Set pathType to ImplementationSpecific, or write the path without a pattern.",
    tags=("kubernetes", "correctness", "network"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types",
        "https://kubernetes.github.io/ingress-nginx/faq/#validation-of-path",
    ),
)
def ingress_path_regex(ingress: KubernetesObject) -> Iterator[Match]:
    """A path with a pattern, such as `/api(/|$)(.*)` or `/api/*`, has the `pathType` Prefix or Exact.

    ## Why it matters

    Both types compare the characters as they stand, so that no request matches; ingress-nginx refuses the Ingress since
    its release 1.12. It shows at the first request or before, which makes this medium.

    ## Avoid

    ```yaml
    - path: /api(/|$)(.*)
      pathType: Prefix
    ```

    ## Prefer

    ```yaml
    - path: /api(/|$)(.*)
      pathType: ImplementationSpecific
    ```

    ## Notes

    Taken for a pattern is a path with a bracket, a bar, a caret, a dollar sign, an asterisk or a backslash.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
    - https://kubernetes.github.io/ingress-nginx/faq/#validation-of-path
    """
    if ingress.group not in {"extensions", "networking.k8s.io"}:
        return
    for item in ingress.read("spec", "rules").items():
        for path in item.read("http", "paths").items():
            written, path_type = path.read("path"), path.read("pathType").text
            if path_type in _LITERAL_TYPES and not _REGEX.isdisjoint(written.text):
                yield Match(
                    written.path, f"The path '{written.text}' is a pattern, and '{path_type}' compares it as it stands."
                )
