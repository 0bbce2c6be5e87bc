"""How pods look up names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="dnsconfig-options",
    title="Pod asks the cluster's DNS up to five times for each name",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Set the option ndots in dnsConfig.options, e.g. to 2.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config",),
    profile=Profile.STRICT,
)
def dnsconfig_options(pod: Pod) -> Iterator[Match]:
    """The pod looks up names with the kubelet's `ndots:5`.

    ## Why it matters

    A name with fewer than five dots, such as `api.example.com`, is first tried below every search domain: most
    look-ups fail before one succeeds. It costs time and load, and only where many names are looked up, which makes
    this low.

    ## Avoid

    ```yaml
    spec:
      dnsPolicy: ClusterFirst
    ```

    ## Prefer

    ```yaml
    spec:
      dnsConfig:
        options:
          - name: ndots
            value: "2"
    ```

    ## Notes

    Pods with the dnsPolicy `Default` or `None` are exempt, and pods on the node's network, which use the node's
    resolver unless they have `ClusterFirstWithHostNet`.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
    """
    policy = pod.read("dnsPolicy").text or "ClusterFirst"
    if policy in {"Default", "None"} or (policy == "ClusterFirst" and pod.host_network):
        return
    options = pod.read("dnsConfig", "options")
    if not any(option.read("name").text == "ndots" and option.read("value").is_set for option in options.items()):
        yield Match(options.path, "The pod does not set the DNS option 'ndots'.")
