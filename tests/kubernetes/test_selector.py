"""Label selectors."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scanner.kubernetes import LabelSelector, Setting
from scanner.kubernetes.service import service_selector
from tests.kubernetes.manifests import single

LABELS = {"app": "web", "tier": "front"}


def expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, **({"values": list(values)} if values else {})}]}


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": None}, True),
        ({"matchLabels": {}, "matchExpressions": []}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchLabels": {"version": "1"}}, False),
        (expression("app", "In", "db", "web"), True),
        (expression("app", "In", "db"), False),
        (expression("version", "In", "1"), False),
        (expression("app", "NotIn", "db"), True),
        (expression("app", "NotIn", "web"), False),
        (expression("version", "NotIn", "1"), True),
        (expression("app", "Exists"), True),
        (expression("version", "Exists"), False),
        (expression("app", "DoesNotExist"), False),
        (expression("version", "DoesNotExist"), True),
        ({"matchLabels": {"app": "web"}, **expression("tier", "NotIn", "front")}, False),
        ({"matchLabels": {"app": "web"}, **expression("tier", "Exists")}, True),
    ],
)
def test_all_requirements_must_be_met(selector: Any, selected: bool) -> None:
    assert LabelSelector.of(Setting((), selector)).matches(LABELS) is selected


@pytest.mark.parametrize(
    "selector",
    [
        [],
        "app=web",
        {"matchLabels": ["app"]},
        {"matchLabels": {"app": ["web"]}},
        {"matchExpressions": {"key": "app"}},
        {"matchExpressions": [None]},
        expression("app", "Equals", "web"),
        expression("app", "In"),
        expression("app", "Exists", "web"),
        expression("", "Exists"),
        {"matchExpressions": [{"key": "app", "operator": "In", "values": [{}]}]},
        {"matchExpressions": [{"key": ["app"], "operator": "Exists"}]},
        {"matchExpressions": [{"key": "app", "operator": ["Exists"]}]},
    ],
)
def test_what_the_api_server_refuses_is_malformed_and_selects_nothing(selector: Any) -> None:
    found = LabelSelector.of(Setting((), selector))
    assert found.malformed
    assert not found.matches(LABELS)


def test_an_absent_selector_differs_from_an_empty_one() -> None:
    assert LabelSelector.of(Setting(("spec", "selector"))) == LabelSelector(("spec", "selector"), absent=True)
    assert not LabelSelector.of_map(Setting(())).matches(LABELS)
    assert LabelSelector.of_map(Setting((), {})).matches(LABELS)


def test_scalars_of_a_wrong_type_compare_as_text() -> None:
    assert LabelSelector.of_map(Setting((), {"version": 1, "canary": True})).matches({"version": "1", "canary": "true"})


def test_a_requirement_knows_its_place() -> None:
    selector = {"matchLabels": {"app": "db"}, "matchExpressions": [{"key": "app", "operator": "Exists"}] * 2}
    found = LabelSelector.of(Setting(("spec", "selector"), selector))
    assert [one.path for one in found.unmet(LABELS)] == [("spec", "selector", "matchLabels", "app")]
    assert [one.path for one in found.unmet({})] == [
        ("spec", "selector", "matchLabels", "app"),
        ("spec", "selector", "matchExpressions", 0),
        ("spec", "selector", "matchExpressions", 1),
    ]


def test_what_every_selected_object_has_is_a_label_of_one_value() -> None:
    expressions = (
        "{key: a, operator: In, values: [x]}, {key: b, operator: In, values: [x, y]},"
        " {key: c, operator: NotIn, values: [x]}, {key: d, operator: Exists}"
    )
    selector = LabelSelector.of(Setting((), yaml.safe_load(f"{{matchExpressions: [{expressions}]}}")))
    assert selector.pairs == (("a", "x"),)


def test_a_service_that_leads_outside_selects_nothing() -> None:
    service = "{{apiVersion: v1, kind: Service, spec: {{type: {}, selector: {{app: web}}}}}}"
    assert service_selector(single(service.format("ClusterIP"))).matches({"app": "web"})
    assert service_selector(single(service.format("ExternalName"))).absent
