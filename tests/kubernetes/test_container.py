"""What a container inherits from its pod."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kubernetes.manifests import container, pod

POD = ("spec", "securityContext")
OWN = ("spec", "containers", 0, "securityContext")


@pytest.mark.parametrize(
    ("of_pod", "of_container", "value", "path"),
    [
        ("null", "null", None, (*OWN, "runAsNonRoot")),
        ("{}", "{}", None, (*OWN, "runAsNonRoot")),
        ("{runAsNonRoot: true}", "null", True, (*POD, "runAsNonRoot")),
        ("{runAsNonRoot: true}", "{}", True, (*POD, "runAsNonRoot")),
        ("{runAsNonRoot: true}", "{runAsNonRoot: null}", True, (*POD, "runAsNonRoot")),
        ("{runAsNonRoot: true}", "{runAsNonRoot: false}", False, (*OWN, "runAsNonRoot")),
        ("{runAsNonRoot: false}", "{runAsNonRoot: true}", True, (*OWN, "runAsNonRoot")),
        ("null", "{runAsNonRoot: false}", False, (*OWN, "runAsNonRoot")),
        ("{runAsNonRoot: 'true'}", "null", "true", (*POD, "runAsNonRoot")),
        ("[]", "{runAsNonRoot: true}", True, (*OWN, "runAsNonRoot")),
        ("[]", "null", [], POD),
        ("{runAsNonRoot: true}", "[]", [], OWN),
    ],
)
def test_the_container_wins_over_its_pod(
    of_pod: str, of_container: str, value: Any, path: tuple[str | int, ...]
) -> None:
    one = container(f"{{securityContext: {of_pod}, containers: [{{name: web, securityContext: {of_container}}}]}}")
    setting = one.security("runAsNonRoot")
    assert (setting.value, setting.path) == (value, path)


@pytest.mark.parametrize(
    "field", ["allowPrivilegeEscalation", "capabilities", "privileged", "procMount", "readOnlyRootFilesystem"]
)
def test_what_exists_on_the_container_only_is_not_inherited(field: str) -> None:
    one = container(f"{{securityContext: {{{field}: true}}, containers: [{{name: web}}]}}")
    assert not one.security(field).is_set


@pytest.mark.parametrize("field", ["appArmorProfile", "runAsGroup", "runAsUser", "seLinuxOptions", "seccompProfile"])
def test_a_profile_is_inherited_as_a_whole(field: str) -> None:
    one = container(f"{{securityContext: {{{field}: {{type: A, level: B}}}}, containers: [{{name: web}}]}}")
    assert one.security(field, "type").value == "A"
    one = container(
        f"{{securityContext: {{{field}: {{type: A, level: B}}}},"
        f" containers: [{{name: web, securityContext: {{{field}: {{type: C}}}}}}]}}"
    )
    assert one.security(field, "type").value == "C"
    assert not one.security(field, "level").is_set


def test_windows_options_are_merged_field_by_field() -> None:
    one = container(
        "{securityContext: {windowsOptions: {hostProcess: true, runAsUserName: a}},"
        " containers: [{name: web, securityContext: {windowsOptions: {runAsUserName: b}}}]}"
    )
    assert one.security("windowsOptions", "hostProcess").value is True
    assert one.security("windowsOptions", "runAsUserName").value == "b"


def test_each_place_that_decides_is_answered_for_once() -> None:
    found = pod(
        "{securityContext: {runAsUser: 0}, initContainers: [{name: c}],"
        " containers: [{name: a, securityContext: {runAsUser: 1}}, {name: b}]}"
    )
    decided = {one.name: [setting.path for setting in one.decisions("runAsUser")] for one in found.containers}
    assert decided == {"a": [(*POD, "runAsUser"), (*OWN, "runAsUser")], "b": [], "c": []}


def test_a_gap_is_answered_for_by_each_container() -> None:
    found = pod("{containers: [{name: a}, {name: b, securityContext: {seccompProfile: {}}}]}")
    decided = [setting.path for one in found.containers for setting in one.decisions("seccompProfile", "type")]
    assert decided == [
        (*OWN, "seccompProfile", "type"),
        ("spec", "containers", 1, "securityContext", "seccompProfile", "type"),
    ]


def test_resources_are_those_of_the_container_or_else_of_the_pod() -> None:
    one = container(
        "{resources: {limits: {cpu: 2, memory: 1Gi}}, containers: [{name: web, resources: {limits: {cpu: 1}}}]}"
    )
    assert one.resource("limits", "cpu").value == 1
    assert one.resource("limits", "memory").value == "1Gi"
    assert one.resource("requests", "cpu").path == ("spec", "containers", 0, "resources", "requests", "cpu")
    assert [one.owner(one.resource("limits", name)) for name in ("cpu", "memory")] == ["Container 'web'", "The pod"]


def test_the_image_is_none_where_it_is_missing_or_invalid() -> None:
    assert container("{containers: [{name: web}]}").image is None
    assert container("{containers: [{name: web, image: [web]}]}").image is None
    image = container("{containers: [{name: web, image: 'web:1'}]}").image
    assert image is not None
    assert image.tag == "1"


@pytest.mark.parametrize(
    ("spec", "keeps_running"),
    [
        ("{containers: [{name: a}]}", [True]),
        ("{restartPolicy: Never, containers: [{name: a}]}", [False]),
        (
            "{containers: [{name: a}], initContainers: [{name: b}, {name: c, restartPolicy: Always}]}",
            [True, False, True],
        ),
        ("{containers: [{name: a}], ephemeralContainers: [{name: b}]}", [True, False]),
    ],
)
def test_containers_and_sidecars_keep_running(spec: str, keeps_running: list[bool]) -> None:
    assert [one.keeps_running for one in pod(spec).containers] == keeps_running
