"""Kinds and API versions that do not exist."""

from __future__ import annotations

import pytest

from scanner.kubernetes.schema import MINORS, ProblemKind, Schemas, validate

SCHEMAS = Schemas.of(())


@pytest.mark.parametrize(
    ("api_version", "kind", "field", "suggestion"),
    [
        ("apps/v1", "Deploymnet", "kind", "Deployment"),
        ("apps/v1", "deployment", "kind", "Deployment"),
        ("apps/v1", "Widget", "kind", ""),
        ("v1", "Deployment", "apiVersion", "apps/v1"),
        ("v1", "Ingress", "apiVersion", "networking.k8s.io/v1"),
        ("apps/v1", "Ingress", "apiVersion", "networking.k8s.io/v1"),
        ("apps/v2", "Deployment", "apiVersion", "apps/v1"),
        ("apps", "Deployment", "apiVersion", "apps/v1"),
        ("app/v1", "Deployment", "apiVersion", "apps/v1"),
        ("networking.k8.io/v1", "Ingress", "apiVersion", "networking.k8s.io/v1"),
        ("batch/v1beta1", "CronJobb", "kind", "CronJob"),
        ("resource.k8s.io/v1", "ResourcePoolStatusRequest", "apiVersion", "resource.k8s.io/v1alpha3"),
        ("", "Pod", "apiVersion", "v1"),
        ("apps/v1", "Config", "kind", ""),
        ("apps/v1", "Ingres", "kind", ""),
        ("resource.k8s.io/v1", "PodScheduling", "apiVersion", ""),
    ],
)
def test_what_never_was(api_version: str, kind: str, field: str, suggestion: str) -> None:
    (problem,) = validate({"apiVersion": api_version, "kind": kind}, SCHEMAS)
    assert problem.kind is ProblemKind.UNKNOWN_KIND
    assert (problem.path, problem.suggestion) == ((field,), suggestion)


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("apps/v1", "ReplicaSet"),
        ("v1", "List"),
        ("v1", "Config"),
        ("v1", "PodList"),
        # Removed, or not yet there.
        ("apps/v1beta1", "Deployment"),
        ("apps/v1alpha9", "Deployment"),
        ("extensions/v1beta1", "Ingress"),
        ("networking.k8s.io/v1beta1", "Ingress"),
        ("coordination.k8s.io/v1beta1", "Lease"),
        ("policy/v1beta1", "PodSecurityPolicy"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler"),
        ("admissionregistration.k8s.io/v1alpha1", "InitializerConfiguration"),
        ("scheduling.k8s.io/v1alpha1", "Workload"),
        ("resource.k8s.io/v1alpha2", "ResourceClass"),  # spelt like ResourceClaim
        # Anybody's.
        ("networking.istio.io/v1", "Gateway"),
        ("gateway.networking.k8s.io/v1", "GatewayClass"),
        ("serving.knative.dev/v1", "Service"),
        ("apps.kruise.io/v1alpha1", "StatefulSet"),
        ("apps.openshift.io/v1", "DeploymentConfig"),
        ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"),
        ("skaffold/v4beta11", "Config"),
        ("batch.volcano.sh/v1alpha1", "Job"),
        ("policy.linkerd.io/v1beta3", "Server"),
        ("policy.karmada.io/v1alpha1", "PropagationPolicy"),
        ("rbac.istio.io/v1alpha1", "ServiceRole"),
        ("node.k8s.io/v1", "RuntimeClass"),
    ],
)
def test_what_may_be(api_version: str, kind: str) -> None:
    problems = list(validate({"apiVersion": api_version, "kind": kind}, SCHEMAS))
    assert [problem for problem in problems if problem.kind is ProblemKind.UNKNOWN_KIND] == []


@pytest.mark.parametrize(
    ("api_version", "kind", "message"),
    [
        ("apps/v2", "Deployment", "is of 'apps/v2', which does not have its kind; 'apps/v1' is probably meant"),
        ("resource.k8s.io/v1", "PodScheduling", "is of 'resource.k8s.io/v1', which does not have its kind"),
        ("apps/v1", "Deploymnet", "is of a kind that 'apps/v1' does not have; 'Deployment' is probably meant"),
        ("apps/v1", "Widget", "is of a kind that 'apps/v1' does not have"),
    ],
)
def test_what_is_meant_is_named_where_it_is_known(api_version: str, kind: str, message: str) -> None:
    (problem,) = validate({"apiVersion": api_version, "kind": kind}, SCHEMAS)
    assert problem.message == message


@pytest.mark.parametrize("minor", MINORS)
def test_what_a_release_has_is_among_what_ever_was(minor: int) -> None:
    release = Schemas.of((), f"1.{minor}").release
    assert set(release.versions_of) - set(release.former) == set()
