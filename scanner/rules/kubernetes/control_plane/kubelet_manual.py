"""What the benchmark asks people to review of a kubelet: its events, its certificate, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_kubelet as tables
from scanner.rules.kubernetes.control_plane.controls import cis, shown
from scanner.rules.kubernetes.control_plane.kubelet import KINDS, is_file, judge_kubelet, kubelet_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="kubelet-event-rate",
    title="Kubelet records too few events",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Remove eventRecordQPS, or set it to 5 or more.",
    frameworks=(*cis(tables.KUBELET_EVENTS), "nsa-cisa/audit-logging", "owasp-k8s/K10"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
    profile=Profile.STRICT,
)
def kubelet_event_rate(configuration: KubernetesObject) -> Iterator[Judgement]:
    """The kubelet records fewer than five events a second.

    ## Why it matters

    When a node is in trouble, or under attack, many things happen at once, and those that go over the rate are lost.
    It hides traces and breaks nothing, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    eventRecordQPS: 1
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    eventRecordQPS: 50
    ```

    ## Notes

    0 is no limit. The default is 50, and was 5 until Kubernetes 1.26. The benchmark asks for a level that fits, without
    a number. The flag `--event-qps` in `kubeletExtraArgs` of kubeadm's configuration is judged as well.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_EVENTS)


@rule(
    id="kubelet-serving-certificate",
    title="Kubelet serves a certificate that it signed itself",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set serverTLSBootstrap to true, or name tlsCertFile and tlsPrivateKeyFile.",
    frameworks=("cis-kubernetes/4.2.9", "nsa-cisa/control-plane-hardening", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation",
    ),
    profile=Profile.STRICT,
)
def kubelet_serving_certificate(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet neither asks the cluster for a serving certificate nor has one in files.

    ## Why it matters

    The API server cannot tell such a kubelet from somebody in between who reads what `kubectl exec` and `kubectl logs`
    show. It takes somebody on the network of the nodes, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    serverTLSBootstrap: false
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    serverTLSBootstrap: true
    ```

    ## Notes

    With `serverTLSBootstrap` somebody has to approve the signing requests of kubelets. Flags of the kubelet that name
    the files are not seen here.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation
    """
    if not is_file(configuration) or configuration.read("serverTLSBootstrap").is_true:
        return
    files = [configuration.read(name) for name in ("tlsCertFile", "tlsPrivateKeyFile")]
    missing = next((file for file in files if not file.text), None)
    if missing is not None:
        message = (
            "KubeletConfiguration has neither 'serverTLSBootstrap: true' nor both 'tlsCertFile' and"
            " 'tlsPrivateKeyFile', so that the kubelet signs its own certificate."
        )
        yield Match(missing.path, message, "key")


@rule(
    id="kubelet-hostname-override",
    title="Node does not keep its own name",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("InitConfiguration", "JoinConfiguration"),
    remediation="Remove hostname-override, and let the node have the name of its host.",
    frameworks=("cis-kubernetes/4.2.7", "nsa-cisa/control-plane-hardening"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/",),
    profile=Profile.STRICT,
)
def kubelet_hostname_override(configuration: KubernetesObject) -> Iterator[Match]:
    """Kubeadm starts the kubelet with `--hostname-override`.

    ## Why it matters

    Names that differ from those of the hosts break certificates made out to the host, and make it hard to tell from a
    log which machine it was. Providers of clouds need the flag at times, which makes this low.

    ## Avoid

    ```yaml
    kind: JoinConfiguration
    nodeRegistration:
      kubeletExtraArgs:
        - name: hostname-override
          value: node-1
    ```

    ## Prefer

    ```yaml
    kind: JoinConfiguration
    nodeRegistration:
      kubeletExtraArgs: []
    ```

    ## Notes

    `nodeRegistration.name`, from which kubeadm makes the same flag where it differs from the host's name, is not
    reported: the host's name is in no file.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
    """
    flag = kubelet_flags(configuration).get(tables.HOSTNAME_OVERRIDE)
    if flag is not None and flag.value:
        yield Match(flag.path, f"kubeadm names the node '{shown(flag.value)}', whatever its host is called.")
