"""Findings in what charts and overlays render to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.absent import absent
from tests.command import plimsoll, scan

if TYPE_CHECKING:
    from tests.command import Ended

SHOP = Path(__file__).parents[1] / "data" / "rendered" / "shop"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plimsoll" / "bin"
    directory = tmp_path_factory.mktemp("tools")
    for name in ("helm", "kustomize"):
        found = max(cache.glob(f"{name}-*"), default=None) or shutil.which(name)
        if found is None:
            absent(f"{name} is absent: 'make tools' builds it where Go is found")
        (directory / name).symlink_to(found)
    return {"PATH": f"{directory}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(SHOP, tmp_path / "shop"))
    (root / "plimsoll.yaml").write_text("{}\n")
    return root


def found(done: Ended, rule: str) -> list[tuple[str, int, str, str, list[str]]]:
    return [
        (one["file"], one["span"]["line"], one["subject"], one["located"], one["renderedBy"])
        for one in done.report["findings"]
        if one["ruleId"] == rule
    ]


def test_what_two_overlays_take_from_one_base_is_one_finding(shop: Path, tools: dict[str, str]) -> None:
    done = scan(shop, "overlays", "--select", "host-network", "--select", "image-tag", env=tools)
    both = ["overlays/prod", "overlays/staging"]
    assert found(done, "host-network") == [("base/cart.yaml", 13, "Deployment shop/prod-cart", "exact", both)]
    assert found(done, "image-tag") == [
        ("base/cart.yaml", 16, "Deployment shop/cart, container web", "exact", ["overlays/staging"]),
        ("overlays/prod/kustomization.yaml", 7, "Deployment shop/prod-cart, container web", "exact", ["overlays/prod"]),
    ]


def test_the_same_object_of_two_overlays_has_two_identities(shop: Path, tools: dict[str, str]) -> None:
    overlay = (
        "namespace: shop\nresources: [../../base]\nimages: [{{name: registry.example.com/shop/cart, newTag: {}}}]\n"
    )
    for name in ("prod", "staging"):
        (shop / "overlays" / name / "kustomization.yaml").write_text(overlay.format("latest"))
    done = scan(shop, "overlays", "--select", "image-tag", env=tools)
    one, other = done.report["findings"]
    assert one["subject"] == other["subject"]
    assert one["file"] != other["file"]
    assert one["fingerprint"] != other["fingerprint"]


def test_a_line_of_a_template_that_writes_two_objects_has_two_findings(shop: Path, tools: dict[str, str]) -> None:
    done = scan(shop, "charts", "--select", "run-as-root", env=tools)
    file = "charts/shop/templates/workers.yaml"
    assert [one for one in found(done, "run-as-root") if one[0] == file] == [
        (file, 11, "Pod release-mail, container worker", "exact", ["charts/shop"]),
        (file, 11, "Pod release-stock, container worker", "exact", ["charts/shop"]),
    ]


def test_every_format_says_that_it_is_rendered(shop: Path, tools: dict[str, str]) -> None:
    for name in ("terminal", "concise", "markdown", "sarif"):
        done = plimsoll(shop, "scan", "charts", "--select", "run-as-user-zero", "--format", name, env=tools)
        assert "rendered by" in done.text, name
        assert "charts/shop" in done.text, name
    assert (
        "the nearest place that could be proved"
        in plimsoll(shop, "scan", "charts", "--select", "run-as-user-zero", env=tools).text
    )


def test_every_place_is_a_real_line_of_a_real_file(shop: Path, tools: dict[str, str]) -> None:
    done = scan(shop, "--profile", "strict", env=tools)
    assert not done.report["incomplete"], done.report["unread"]

    def check(place: dict[str, Any]) -> None:
        lines = (shop / place["file"]).read_text().split("\n")
        span = place["span"]
        assert 0 < span["column"] <= span["endColumn"] <= len(lines[span["endLine"] - 1]) + 1, place

    for one in done.report["findings"]:
        check(one)
        for related in one["related"]:
            check(related)
    assert len({one["fingerprint"] for one in done.report["findings"]}) == len(done.report["findings"])


def test_the_same_twice(shop: Path, tools: dict[str, str]) -> None:
    assert scan(shop, env=tools).stdout == scan(shop, env=tools).stdout


def test_turned_off(shop: Path, tools: dict[str, str]) -> None:
    done = scan(shop, "charts", "--no-render", env=tools)
    assert (done.code, [one["reason"] for one in done.report["unread"] if one["incomplete"]]) == (3, ["not-rendered"])
    (shop / "plimsoll.yaml").write_text("render: false\n")
    assert scan(shop, "charts", env=tools).stdout == done.stdout


def test_values_of_plimsoll_yaml(shop: Path, tools: dict[str, str]) -> None:
    (shop / "plimsoll.yaml").write_text("helm: {values: {charts/shop: [values-prod.yaml]}}\n")
    done = scan(shop, "charts", "--select", "image-tag", "--select", "privileged", env=tools)
    assert [one[:2] for one in found(done, "image-tag")] == [("charts/shop/templates/deployment.yaml", 33)]
    assert [one[:2] for one in found(done, "privileged")] == [("charts/shop/templates/workers.yaml", 12)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("render: perhaps\n", "plimsoll.yaml:1:9: 'render' must be true or false"),
        ("helm:\n  value: {}\n", "plimsoll.yaml:2:3: unknown key 'value'; did you mean 'values'?"),
        ("helm:\n  values:\n    a: b.yaml\n", "plimsoll.yaml:3:8: 'a' must be a list of strings"),
    ],
)
def test_a_wrong_configuration(shop: Path, text: str, problem: str) -> None:
    (shop / "plimsoll.yaml").write_text(text)
    done = plimsoll(shop, "scan")
    assert done.code == 2
    assert problem in done.stderr
