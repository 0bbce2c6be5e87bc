"""What only the level restricted forbids: some types of volumes, some capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, Pod
from scanner.kubernetes.pod_security.controls import CAPABILITIES_RESTRICTED, RESTRICTED_VOLUMES
from scanner.kubernetes.pod_security.privileges import BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_pod

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="caps-add-back",
    title="Container takes back Linux capabilities",
    severity=Severity.LOW,
    judges=Container,
    remediation="Remove the capability; a process that does not start as root rarely needs one.",
    frameworks=("pss/restricted", "cis-kubernetes/5.2.9", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ),
    profile=Profile.STRICT,
)
def caps_add_back(container: Container) -> Iterator[Match]:
    """The container's `capabilities.add` has an entry that baseline allows and restricted does not.

    ## Why it matters

    CHOWN, SETUID and their like are what the runtime gives by default; images that start as root and then change
    their user need some of them. They reach no further than the container, which makes this low.

    ## Avoid

    ```yaml
    securityContext:
      capabilities:
        drop: [ALL]
        add: [CHOWN, SETGID, SETUID]
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsUser: 1000
      capabilities:
        drop: [ALL]
        add: [NET_BIND_SERVICE]
    ```

    ## Notes

    Restricted allows NET_BIND_SERVICE alone. `caps-add-dangerous` reports what not even baseline allows. Pods with
    `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    if not CAPABILITIES_RESTRICTED.applies_to(container.pod):
        return
    for item in container.security("capabilities", "add").items():
        if item.text in BASELINE_CAPABILITIES - RESTRICTED_CAPABILITIES:
            yield Match(item.path, f"{container.title} is given the capability '{item.text}'.")


@rule(
    id="restricted-volume-types",
    title="Pod has a volume of a type that restricted does not allow",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Use a PersistentVolumeClaim, behind which an administrator puts the storage.",
    frameworks=("pss/restricted", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/concepts/storage/volumes/",
    ),
    profile=Profile.STRICT,
)
def restricted_volume_types(pod: Pod) -> Iterator[Match]:
    """A volume of the pod is neither provided by the cluster nor claimed.

    ## Why it matters

    Whoever writes the pod chooses server and path of an NFS share or a disk of the cloud, past what an administrator
    allows by PersistentVolumes. The storage has its own access control, which makes this low.

    ## Avoid

    ```yaml
    volumes:
      - name: data
        nfs:
          server: nfs.example.com
          path: /exports
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: data
        persistentVolumeClaim:
          claimName: data
    ```

    ## Notes

    Allowed are configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret.
    `host-path` reports volumes of the type hostPath.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    for match in faults_of_pod(RESTRICTED_VOLUMES, pod):
        if match.path[-1] != "hostPath":
            yield match
