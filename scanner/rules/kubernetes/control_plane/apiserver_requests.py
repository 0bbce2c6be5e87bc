"""How long kube-apiserver works on a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_apiserver as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="apiserver-request-timeout",
    title="API server lets requests take very long",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Remove --request-timeout, or set it to 5m or less.",
    frameworks=(*cis(tables.TIMEOUT), "nsa-cisa/control-plane-hardening"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
    profile=Profile.STRICT,
)
def apiserver_request_timeout(component: Component) -> Iterator[Judgement]:
    """The API server has a `--request-timeout` of more than five minutes, or one that is no duration above zero.

    ## Why it matters

    A client that is slow, by accident or by intent, holds memory and a place in the queue for that long, and a few of
    them hold up everybody. Priority and fairness bounds the harm, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --request-timeout=1h
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --request-timeout=2m
    ```

    ## Notes

    The default is one minute. Watches are exempt from the flag. The benchmark asks for a time that fits and names five
    minutes. What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a
    value comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.TIMEOUT)
