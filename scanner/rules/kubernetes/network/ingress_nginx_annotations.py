"""Annotations by which an Ingress writes into the configuration of ingress-nginx."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "nginx.ingress.kubernetes.io/"

_SNIPPETS = frozenset(
    {"auth-snippet", "configuration-snippet", "modsecurity-snippet", "server-snippet", "stream-snippet"}
)
"""Annotations whose value becomes configuration as it is: risk "Critical" in
https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/, as of 2026-01."""

_BREAKS_OUT = re.compile(r"[\s;{}\"'`\\]")
"""What ends a word of nginx's configuration, where an address has none of it."""
_BREAKS_OUT_OF_REGEX = re.compile(r"[\r\n;#\"'`]")
"""The same for a value that is a regular expression, where braces and backslashes belong."""

_WRITTEN_THROUGH = {
    "auth-signin": _BREAKS_OUT,
    "auth-tls-error-page": _BREAKS_OUT,
    "auth-tls-match-cn": _BREAKS_OUT_OF_REGEX,
    "auth-url": _BREAKS_OUT,
    "mirror-host": _BREAKS_OUT,
    "mirror-target": _BREAKS_OUT,
    "permanent-redirect": _BREAKS_OUT,
    "proxy-ssl-name": _BREAKS_OUT,
    "server-alias": _BREAKS_OUT_OF_REGEX,
    "temporal-redirect": _BREAKS_OUT,
}
"""Annotations whose value old versions write into the configuration unchecked: CVE-2025-24514 (auth-url),
CVE-2025-1097 (auth-tls-match-cn), CVE-2025-1098 (mirror-target, mirror-host), CVE-2023-5044 (permanent-redirect), and
others of risk "High" on the page above. Sources: https://github.com/kubernetes/kubernetes/issues/131006, …/131007,
…/131008 and …/126817."""


@rule(
    id="ingress-nginx-annotations",
    title="Ingress writes into the configuration of ingress-nginx",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Use the annotation made for the purpose, or the controller's ConfigMap, and forbid snippets there.",
    tags=("kubernetes", "security", "network"),
    references=(
        "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/",
        "https://github.com/kubernetes/kubernetes/issues/126811",
    ),
)
def ingress_nginx_annotations(ingress: KubernetesObject) -> Iterator[Match]:
    """An annotation of the Ingress becomes configuration of the ingress-nginx controller as it is.

    ## Why it matters

    The controller reads the Secrets of all namespaces. Whoever may write such an annotation runs code in it, and so has
    all certificates and passwords of the cluster. One namespace takes over all, which makes this high.

    ## Avoid

    ```yaml
    metadata:
      annotations:
        nginx.ingress.kubernetes.io/configuration-snippet: "more_set_headers 'X-Frame-Options: DENY';"
    ```

    ## Prefer

    ```yaml
    metadata:
      annotations:
        nginx.ingress.kubernetes.io/custom-headers: shop/security-headers
    ```

    ## Notes

    Reported are the five kinds of snippets whatever they hold, and addresses and names that old versions write through
    (CVE-2025-1097, CVE-2025-1098, CVE-2025-24514, CVE-2023-5044) where they hold what ends a word of the configuration.

    ## References

    - https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
    - https://github.com/kubernetes/kubernetes/issues/126811
    """
    annotations = ingress.read("metadata", "annotations")
    for key in annotations.mapping:
        name = key.removeprefix(_PREFIX)
        if name == key:
            continue
        setting = annotations.read(key)
        unsafe = _WRITTEN_THROUGH.get(name)
        if name in _SNIPPETS and setting.is_set and setting.value != "":
            yield Match(setting.path, f"{ingress.title} writes configuration of the controller by '{name}'.")
        elif unsafe is not None and unsafe.search(setting.text):
            yield Match(
                setting.path, f"{ingress.title} has characters in '{name}' that write configuration of the controller."
            )
