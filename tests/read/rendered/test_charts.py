"""Helm charts, rendered by the real helm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.rendered.trees import DEPLOYMENT, read, traced, write

if TYPE_CHECKING:
    from pathlib import Path

CHART = "apiVersion: v2\nname: cart\nversion: 0.1.0\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n"


def test_a_chart_its_subchart_and_its_crds(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts")
    assert found.objects == [
        "charts/shop: Service release-cache",
        "charts/shop: Pod release-mail",
        "charts/shop: Pod release-stock",
        "charts/shop: Deployment release-web",
        "charts/shop/crds/baskets.yaml: CustomResourceDefinition baskets.shop.example.com",
    ]
    assert found.reasons == {
        "charts/names/Chart.yaml": "rendered",
        "charts/shop/values-prod.yaml": "not-relevant",
        "charts/shop/values.yaml": "not-relevant",
    }
    assert not any(one.incomplete for one in found.unread)


def test_places_in_templates(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts")
    web = found.object("Deployment", "release-web")
    file = "charts/shop/templates/deployment.yaml"
    pod = ("spec", "template", "spec")
    assert traced(web, *pod, "hostNetwork") == (file, 18, "true", True)
    assert traced(web, *pod, "hostNetwork", part="entry") == (file, 18, "hostNetwork: true", True)
    assert traced(web, "spec", "replicas") == (file, 9, "{{ .Values.replicas }}", True)
    # Which branch wrote it is known by what came out.
    assert traced(web, *pod, "containers", 0, "securityContext", "privileged") == (file, 27, "true", True)
    # Something that is missing is missing in what is there.
    assert traced(web, *pod, "containers", 1, "resources") == (file, 32, "name: proxy", True)
    escalation = (*pod, "containers", 1, "securityContext", "allowPrivilegeEscalation")
    assert traced(web, *escalation) == (file, 35, "true", True)
    assert traced(web, *pod, "containers", 1, "image", within=(32, 38)) == (file, 33, "latest", True)
    # What an include or toYaml writes has no line.
    assert traced(web, *pod, "securityContext", "runAsUser") == (file, 19, "securityContext", False)
    service = found.object("Service", "release-cache")
    assert traced(service, "spec", "type") == ("charts/shop/charts/cache/templates/service.yaml", 6, "NodePort", True)


def test_a_line_that_writes_several_objects(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts")
    place = ("spec", "containers", 0, "securityContext", "privileged")
    expected = ("charts/shop/templates/workers.yaml", 12, "{{ .privileged }}", True)
    assert traced(found.object("Pod", "release-mail"), *place) == expected
    assert traced(found.object("Pod", "release-stock"), *place) == expected


def test_values_files(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts", values={"charts/shop": ("values-prod.yaml",)})
    web = found.object("Deployment", "release-web")
    assert web.data["spec"]["template"]["spec"]["containers"][0]["image"] == "registry.example.com/shop/web:1.4.2"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("none.yaml", "There is no values file 'none.yaml', which plimsoll.yaml names."),
        ("../../../secret.yaml", "lies outside the root"),
        ("bad.yaml", "helm failed"),
    ],
)
def test_values_files_that_cannot_be(shop: Path, helm: str, file: str, words: str) -> None:
    write(shop, {"charts/shop/bad.yaml": "a: [", "../secret.yaml": "a: b"})
    found = read(shop, helm, "charts/shop", values={"charts/shop": (file,)})
    problems = [one for one in found.unread if one.incomplete and one.path == "charts/shop/Chart.yaml"]
    assert [(one.reason.value, words in one.detail) for one in problems] == [("not-rendered", True)], problems
    assert str(shop) not in problems[0].detail


def test_without_helm(shop: Path) -> None:
    found = read(shop, "", "charts")
    assert found.only_incomplete.path == "charts/shop/Chart.yaml"
    assert "there is no helm on the PATH" in found.only_incomplete.detail
    assert "helm template" in found.only_incomplete.remedy
    assert found.objects == [
        "charts/shop/crds/baskets.yaml: CustomResourceDefinition baskets.shop.example.com",
    ]


def test_turned_off(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts", enabled=False)
    assert found.only_incomplete.detail == "The chart was not rendered, because rendering is turned off."


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"templates/a.yaml": '{{ fail "not like this" }}\n'}, "not like this"),
        ({"templates/a.yaml": "{{ .Values.x \n"}, "unclosed action"),
        ({"Chart.yaml": "name: [\n"}, "helm failed"),
        ({"Chart.yaml": CHART + "dependencies: [{name: db, version: 1.0.0}]\n"}, "missing in charts/ directory: db"),
    ],
)
def test_a_chart_that_cannot_be_rendered(tmp_path: Path, helm: str, files: dict[str, str], words: str) -> None:
    root = write(tmp_path, {f"cart/{name}": text for name, text in {"Chart.yaml": CHART, **files}.items()})
    found = read(root, helm)
    assert found.only_incomplete.reason.value == "not-rendered"
    assert words in found.only_incomplete.detail
    assert str(tmp_path) not in found.only_incomplete.detail


def test_missing_dependencies_have_a_remedy(tmp_path: Path, helm: str) -> None:
    chart = f"{CHART}dependencies: [{{name: db, version: 1.0.0, repository: https://charts.example.com}}]\n"
    found = read(write(tmp_path, {"cart/Chart.yaml": chart}), helm)
    assert found.only_incomplete.remedy == "Fetch them first: helm dependency build."


def test_a_document_that_helm_renders_and_nobody_can_read(tmp_path: Path, helm: str) -> None:
    files = {"Chart.yaml": CHART, "templates/a.yaml": MAP.format(name="a") + "data: {x: y}\ndata: &a [*b]\n"}
    found = read(write(tmp_path, files), helm)
    assert [one.incomplete for one in found.unread] == [True], found


def test_a_chart_that_renders_to_nothing(tmp_path: Path, helm: str) -> None:
    found = read(write(tmp_path, {"Chart.yaml": CHART, "templates/a.yaml": "{{ if false }}a: b{{ end }}\n"}), helm)
    assert found.reasons == {"Chart.yaml": "rendered"}


def test_a_link_that_leads_outside(tmp_path: Path, helm: str) -> None:
    root = write(tmp_path, {"cart/Chart.yaml": CHART, "cart/templates/a.yaml": MAP.format(name="a")})
    (root / "cart/files").symlink_to("/etc")
    found = read(root / "cart", helm)
    assert any("'files' is a link that leads outside the root" in one.detail for one in found.unread)
    assert not found.documents


def test_a_template_that_lies_about_its_source(tmp_path: Path, helm: str) -> None:
    lie = MAP.format(name="b") + "---\n# Source: cart/../secret.yaml\n" + MAP.format(name="a")
    root = write(tmp_path, {"cart/Chart.yaml": CHART, "cart/templates/a.yaml": lie, "secret.yaml": "secret: true\n"})
    found = read(root, helm)
    for one in found.documents:
        file, *_ = traced(one, "metadata", "name")
        assert file in {"cart/Chart.yaml", "cart/templates/a.yaml"}


def test_a_subchart_in_a_directory_of_another_name(tmp_path: Path, helm: str) -> None:
    files = {
        "Chart.yaml": CHART,
        "charts/folder/Chart.yaml": CHART.replace("cart", "db"),
        "charts/folder/templates/a.yaml": MAP.format(name="a"),
    }
    (only,) = read(write(tmp_path, files), helm).documents
    assert traced(only, "metadata", "name") == ("charts/folder/templates/a.yaml", 4, "a", True)


def test_line_ends_of_windows(tmp_path: Path, helm: str) -> None:
    template = DEPLOYMENT.replace("replicas: 1", "replicas: {{ .Values.n }}").replace("\n", "\r\n")
    files = {"Chart.yaml": CHART, "values.yaml": "n: 2\n", "templates/a.yaml": template}
    found = read(write(tmp_path, files), helm)
    cart = found.object("Deployment", "cart")
    assert traced(cart, "spec", "replicas") == ("templates/a.yaml", 6, "{{ .Values.n }}", True)
    assert traced(cart, "spec", "template", "spec", "containers", 0, "name")[1:] == (10, "web", True)


def test_a_name_that_looks_like_an_option(tmp_path: Path, helm: str) -> None:
    root = write(tmp_path, {"--help/Chart.yaml": CHART, "--help/templates/a.yaml": MAP.format(name="a")})
    assert read(root, helm).objects == ["--help: ConfigMap a"]


def test_a_chart_beside_others_is_no_subchart(tmp_path: Path, helm: str) -> None:
    files = {
        "Chart.yaml": CHART,
        "templates/a.yaml": MAP.format(name="a"),
        "examples/other/Chart.yaml": CHART.replace("cart", "other"),
        "examples/other/templates/a.yaml": MAP.format(name="b"),
        "examples/plain.yaml": MAP.format(name="c"),
    }
    expected = [".: ConfigMap a", "examples/other: ConfigMap b", "examples/plain.yaml: ConfigMap c"]
    assert read(write(tmp_path, files), helm).objects == expected


def test_a_named_template(shop: Path, helm: str) -> None:
    found = read(shop, helm, "charts/shop/templates/workers.yaml")
    assert found.only_incomplete.remedy == "Scan 'charts/shop' instead."
    assert not found.documents


def test_values_for_a_chart_that_is_not_there(shop: Path, helm: str) -> None:
    found = read(shop, helm, "base", values={"charts/none": ("values.yaml",)})
    assert found.only_incomplete.detail == "plimsoll.yaml gives values to 'charts/none', which is no chart."
