"""Kustomize overlays, rendered by the real kustomize."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.rendered.trees import DEPLOYMENT, read, traced, write

if TYPE_CHECKING:
    from pathlib import Path

POD = ("spec", "template", "spec")
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  replicas: 7
"""


def test_two_overlays_of_one_base(shop: Path, kustomize: str) -> None:
    found = read(shop, kustomize, "base", "components", "overlays")
    assert found.objects == [
        "overlays/prod: ConfigMap prod-settings-" + found.objects[0].rpartition("-")[2],
        "overlays/prod: Deployment prod-cart",
        "overlays/staging: Deployment cart",
    ]
    assert found.reasons == {
        "base/cart.yaml": "rendered",
        "base/kustomization.yaml": "rendered",
        "components/debug/kustomization.yaml": "rendered",
        "overlays/prod/patches/privileged.yaml": "rendered",
        "overlays/prod/settings.yaml": "rendered",
    }
    assert not any(one.incomplete for one in found.unread)
    # The tool's own annotation is not the user's.
    assert "annotations" not in found.object("Deployment", "cart").data["metadata"]


def test_places_in_bases_and_patches(shop: Path, kustomize: str) -> None:
    found = read(shop, kustomize, "overlays")
    prod = found.object("Deployment", "prod-cart")
    base, own, patch = "base/cart.yaml", "overlays/prod/kustomization.yaml", "overlays/prod/patches/privileged.yaml"
    assert traced(prod, *POD, "hostNetwork") == (base, 13, "true", True)
    assert traced(prod, *POD, "hostNetwork", part="entry") == (base, 13, "hostNetwork: true", True)
    assert traced(prod, *POD, "nodeSelector") == (base, 12, "spec", True)
    containers = prod.data["spec"]["template"]["spec"]["containers"]
    web, proxy = (next(i for i, one in enumerate(containers) if one["name"] == name) for name in ("web", "proxy"))
    container = (*POD, "containers", web)
    assert traced(prod, *container, "securityContext", "privileged") == (patch, 11, "true", True)
    assert traced(prod, *container, "env", 0, "value") == (base, 19, "slow", True)
    assert traced(prod, *container, "image") == (own, 7, "latest", True)
    # Patches that stand in the kustomization itself.
    assert traced(prod, *POD, "hostPID") == (own, 17, "true", True)
    escalation = (*POD, "containers", proxy, "securityContext", "allowPrivilegeEscalation")
    assert traced(prod, *escalation) == (own, 21, "true", True)
    assert traced(prod, "spec", "replicas") == (own, 10, "3", True)
    assert traced(prod, "metadata", "namespace") == (own, 1, "shop", True)
    # A prefix is no value of its own.
    assert traced(prod, "metadata", "name") == (base, 4, "cart", False)
    settings = found.documents[0]
    assert traced(settings, "data", "settings.yaml") == (own, 23, "settings", False)


def test_a_patch_of_a_component(shop: Path, kustomize: str) -> None:
    staging = read(shop, kustomize, "overlays").object("Deployment", "cart")
    assert traced(staging, *POD, "hostIPC") == ("components/debug/kustomization.yaml", 12, "true", True)
    assert traced(staging, *POD, "containers", 0, "image") == (
        "base/cart.yaml",
        16,
        "registry.example.com/shop/cart",
        True,
    )


def test_without_a_tool_the_files_are_judged_as_they_stand(shop: Path) -> None:
    found = read(shop, "", "base", "components", "overlays")
    assert found.objects == ["base/cart.yaml: Deployment cart"]
    assert found.reasons == {
        "base/kustomization.yaml": "rendered",
        "components/debug/kustomization.yaml": "rendered",
        "overlays/prod/kustomization.yaml": "not-rendered",
        "overlays/prod/patches/privileged.yaml": "rendered",
        "overlays/prod/settings.yaml": "rendered",
        "overlays/staging/kustomization.yaml": "not-rendered",
    }
    incomplete = [one for one in found.unread if one.incomplete]
    assert [one.path for one in incomplete] == [
        "overlays/prod/kustomization.yaml",
        "overlays/staging/kustomization.yaml",
    ]
    assert "neither kustomize nor kubectl" in incomplete[0].detail


def test_turned_off(shop: Path, kustomize: str) -> None:
    incomplete = [one for one in read(shop, kustomize, "overlays", enabled=False).unread if one.incomplete]
    assert {one.detail for one in incomplete} == {"The overlay was not rendered, because rendering is turned off."}


def test_one_that_only_gathers_needs_no_tool(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "resources: [a.yaml, below]\n", "a.yaml": DEPLOYMENT}
    found = read(write(tmp_path, {**files, "below/kustomization.yml": "resources: [b.yaml]\n", "below/b.yaml": PATCH}))
    assert found.objects == ["a.yaml: Deployment cart", "below/b.yaml: Deployment cart"]
    assert found.reasons == {"kustomization.yaml": "rendered", "below/kustomization.yml": "rendered"}
    assert not any(one.incomplete for one in found.unread)


def test_a_name_without_a_suffix(tmp_path: Path, kustomize: str) -> None:
    found = read(
        write(tmp_path, {"Kustomization": "namespace: x\nresources: [a.yaml]\n", "a.yaml": DEPLOYMENT}), kustomize
    )
    assert found.objects == [".: Deployment cart"]


def test_a_named_kustomization(shop: Path, kustomize: str) -> None:
    assert read(shop, kustomize, "overlays/staging/kustomization.yaml").objects == ["overlays/staging: Deployment cart"]
    # What it gathers lies elsewhere, and is read through it.
    assert read(shop, kustomize, "base/kustomization.yaml").objects == ["base: Deployment cart"]


@pytest.mark.parametrize(
    "resource",
    [
        "https://example.com/base.yaml",
        "git@example.com:shop/base.git",
        "example.com/shop/base?ref=v1",
        "ssh://git@example.com/shop/base",
    ],
)
def test_remote_resources_are_not_fetched(tmp_path: Path, kustomize: str, resource: str) -> None:
    files = {"kustomization.yaml": f"namespace: x\nresources: [a.yaml, '{resource}']\n", "a.yaml": DEPLOYMENT}
    found = read(write(tmp_path, files), kustomize)
    assert (
        found.only_incomplete.detail
        == f"'kustomization.yaml' names '{resource}', which is not here; nothing is fetched."
    )
    assert found.only_incomplete.remedy.startswith("Build it where the network may be used")
    assert found.objects == ["a.yaml: Deployment cart"]


def test_a_remote_resource_of_one_that_only_gathers(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "resources: [a.yaml, 'https://example.com/b.yaml']\n", "a.yaml": DEPLOYMENT}
    found = read(write(tmp_path, files))
    assert "nothing is fetched" in found.only_incomplete.detail
    assert found.objects == ["a.yaml: Deployment cart"]


def test_a_directory_that_looks_like_an_address_is_not_fetched(tmp_path: Path, kustomize: str) -> None:
    files = {
        "kustomization.yaml": "namespace: x\nresources: [github.com/shop/base]\n",
        "github.com/shop/base/kustomization.yaml": "resources: [a.yaml]\n",
        "github.com/shop/base/a.yaml": DEPLOYMENT,
    }
    found = read(write(tmp_path, files), kustomize)
    assert found.only_incomplete.reason.value == "not-rendered"
    assert found.objects == ["github.com/shop/base/a.yaml: Deployment cart"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("helmCharts: [{name: db, repo: https://example.com}]", "enable-helm"),
        ("patches: [{path: none.yaml}]", "names 'none.yaml', which does not exist"),
        ("nonsense: 1", "nonsense"),
        ("patches: [", "cannot be read"),
        ("generators: [plugin.yaml]", "failed"),
        ("patches: [{path: ../outside.yaml}]", "security; file"),
    ],
)
def test_an_overlay_that_cannot_be_rendered(tmp_path: Path, kustomize: str, field: str, words: str) -> None:
    plugin = "apiVersion: x.example.com/v1\nkind: Plugin\nmetadata:\n  name: x\n"
    files = {"o/kustomization.yaml": f"resources: [a.yaml]\n{field}\n", "o/a.yaml": DEPLOYMENT, "o/plugin.yaml": plugin}
    found = read(write(tmp_path, {**files, "outside.yaml": PATCH}), kustomize)
    assert found.only_incomplete.path == "o/kustomization.yaml"
    assert words in found.only_incomplete.detail
    assert str(tmp_path) not in found.only_incomplete.detail
    if field != "patches: [":
        assert found.objects[0] == "o/a.yaml: Deployment cart"


def test_what_lies_outside_the_root_is_not_read(tmp_path: Path, kustomize: str) -> None:
    write(tmp_path, {"secret/kustomization.yaml": "resources: [a.yaml]\n", "secret/a.yaml": DEPLOYMENT})
    root = write(tmp_path / "repository", {"kustomization.yaml": "namespace: x\nresources: [../secret]\n"})
    found = read(root, kustomize)
    assert found.only_incomplete.detail == "'kustomization.yaml' names '../secret', which lies outside the root."
    assert not found.documents


def test_a_base_is_rendered_where_its_overlay_cannot_be(tmp_path: Path, kustomize: str) -> None:
    files = {
        "base/kustomization.yaml": "namespace: x\nresources: [a.yaml]\n",
        "base/a.yaml": DEPLOYMENT,
        "prod/kustomization.yaml": "namespace: y\nresources: [../base, https://example.com/a.yaml]\n",
    }
    found = read(write(tmp_path, files), kustomize)
    assert found.only_incomplete.path == "prod/kustomization.yaml"
    assert found.objects == ["base: Deployment cart"]


def test_one_that_only_gathers_overlays(tmp_path: Path, kustomize: str) -> None:
    files = {
        "all/kustomization.yaml": "resources: [../one, ../two]\n",
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": DEPLOYMENT,
        "one/kustomization.yaml": "namespace: one\nresources: [../base]\n",
        "two/kustomization.yaml": "namespace: two\nresources: [../base]\n",
    }
    assert read(write(tmp_path, files), kustomize).objects == ["one: Deployment cart", "two: Deployment cart"]


def test_a_circle(tmp_path: Path, kustomize: str) -> None:
    files = {
        "a/kustomization.yaml": "namespace: a\nresources: [../b]\n",
        "b/kustomization.yaml": "namespace: b\nresources: [../a]\n",
    }
    found = read(write(tmp_path, files), kustomize)
    assert {one.reason.value for one in found.unread if one.incomplete} == {"not-rendered"}
    assert "cycle" in next(one for one in found.unread if one.incomplete).detail


def test_the_last_patch_wins(tmp_path: Path, kustomize: str) -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml}, {path: q.yaml}, {path: r.yaml}]\n",
        "a.yaml": DEPLOYMENT,
        "p.yaml": PATCH,
        "q.yaml": PATCH.replace("7", "8"),
        "r.yaml": PATCH.replace("7", "7 # again"),
    }
    cart = read(write(tmp_path, files), kustomize).object("Deployment", "cart")
    assert traced(cart, "spec", "replicas") == ("r.yaml", 5, "7", True)


def test_a_patch_of_another_object_wrote_nothing(tmp_path: Path, kustomize: str) -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml, b.yaml]\npatches: [{path: p.yaml}]\n",
        "a.yaml": DEPLOYMENT.replace("replicas: 1", "replicas: 7"),
        "b.yaml": DEPLOYMENT.replace("cart", "shop"),
        "p.yaml": PATCH.replace("cart", "shop"),
    }
    found = read(write(tmp_path, files), kustomize)
    assert traced(found.object("Deployment", "cart"), "spec", "replicas") == ("a.yaml", 6, "7", True)
    assert traced(found.object("Deployment", "shop"), "spec", "replicas") == ("p.yaml", 5, "7", True)


def test_what_nothing_proves_is_nearest(tmp_path: Path, kustomize: str) -> None:
    replacements = (
        "replacements:\n- source: {kind: ConfigMap, name: where, fieldPath: data.node}\n"
        "  targets:\n  - select: {kind: Deployment}\n"
        "    fieldPaths: [spec.template.spec.nodeName]\n    options: {create: true}\n"
    )
    files = {
        "kustomization.yaml": f"resources: [a.yaml, n.yaml]\n{replacements}",
        "a.yaml": DEPLOYMENT,
        "n.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: where}\ndata: {node: one}\n",
    }
    cart = read(write(tmp_path, files), kustomize).object("Deployment", "cart")
    assert cart.data["spec"]["template"]["spec"]["nodeName"] == "one"
    assert traced(cart, *POD, "nodeName") == ("a.yaml", 8, "spec", False)


def test_line_ends_of_windows(tmp_path: Path, kustomize: str) -> None:
    inline = "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: cart}\n"
    inline += "    spec:\n      replicas: 9\n"
    files = {"kustomization.yaml": f"resources: [a.yaml]\n{inline}", "a.yaml": DEPLOYMENT}
    root = write(tmp_path, {name: text.replace("\n", "\r\n") for name, text in files.items()})
    cart = read(root, kustomize).object("Deployment", "cart")
    assert traced(cart, "spec", "replicas") == ("kustomization.yaml", 8, "9", True)
    assert traced(cart, *POD, "containers", 0, "name") == ("a.yaml", 10, "web", True)


def test_a_named_patch_is_no_object(shop: Path, kustomize: str) -> None:
    found = read(shop, kustomize, "overlays/prod/patches/privileged.yaml")
    assert not found.documents
    assert found.only_incomplete.detail == "A part of 'overlays/prod', which has to be rendered."
    assert found.only_incomplete.remedy == "Scan 'overlays/prod' instead."
    assert read(shop, kustomize, "base/cart.yaml").objects == ["base/cart.yaml: Deployment cart"]


def test_two_kustomizations_in_one_directory(tmp_path: Path, kustomize: str) -> None:
    files = {"kustomization.yaml": "resources: [a.yaml]\n", "kustomization.yml": "{}\n", "a.yaml": DEPLOYMENT}
    found = read(write(tmp_path, files), kustomize)
    assert found.only_incomplete.path == "kustomization.yml"
