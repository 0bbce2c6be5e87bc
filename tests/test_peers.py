"""What other scanners' checks are called here: true, and complete as far as their checks are known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scanner.cli.rules import command
from scanner.docs import write_all
from scanner.rego import load_policies
from scanner.report.migration import migration_page, peer_json, peer_markdown, peer_table
from scanner.rules.catalogue import CHECKS
from scanner.rules.peers import PEERS

if TYPE_CHECKING:
    from scanner.model import Peer

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT.parent / "shared" / "reference" / "kubernetes-rules.md"
RULES = [check.rule for check in CHECKS]
RULES += [rule for one in load_policies([ROOT / "policies"]).policies for rule in one.rules]
BY_NAME = {peer.name: peer for peer in PEERS}
OF_COLUMN = {"kube-linter": 4, "kube-score": 5, "polaris": 6, "trivy": 7}
each_peer = pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)


def known_checks(peer: str) -> set[str]:
    """Return the ids that the reference names for a peer: in its column, and for trivy in section J."""
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if re.match(r"\| \d+ \|", line)]
    ids = {name for row in rows for name in re.findall(r"`([^`]+)`", row[OF_COLUMN[peer]])}
    if peer == "trivy":
        ids |= {name for line in lines if line.startswith("- **") for name in re.findall(r"`(KCV-\d+)`", line)}
    return ids


@each_peer
def test_counterparts_exist(peer: Peer) -> None:
    named = {rule for rules in peer.rules.values() for rule in rules}
    assert named - {rule.id for rule in RULES} == set()
    assert all(len(set(rules)) == len(rules) for rules in peer.rules.values())


@each_peer
def test_where_there_is_no_counterpart_the_reason_is_said(peer: Peer) -> None:
    assert {name for name, rules in peer.rules.items() if not rules} <= set(peer.remarks) <= set(peer.rules)
    assert all(remark.endswith(".") for remark in peer.remarks.values())
    assert peer.source.startswith("https://")


def test_peers_are_sorted_by_name() -> None:
    assert [peer.name for peer in PEERS] == sorted(BY_NAME)


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the list of what peers check is not beside this checkout")
@pytest.mark.parametrize(("name", "least"), [("kube-linter", 60), ("kube-score", 35), ("polaris", 40), ("trivy", 150)])
def test_every_check_that_is_known_is_listed(name: str, least: int) -> None:
    known = known_checks(name)
    assert len(known) >= least
    assert known ^ set(BY_NAME[name].rules) == set()


def test_a_peer_is_listed_as_a_table() -> None:
    result = CliRunner().invoke(command, ["--peer", "kube-linter"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == len(BY_NAME["kube-linter"].rules)
    assert re.search(r"^privileged-container +privileged$", result.output, re.MULTILINE)
    assert re.search(r"^sorted-keys +no counterpart +The order of keys means nothing", result.output, re.MULTILINE)


def test_a_peer_is_listed_as_json() -> None:
    result = CliRunner().invoke(command, ["--peer", "polaris", "--format", "json"])
    listed = {one["id"]: one for one in json.loads(result.output)}
    assert listed["hostPIDSet"] == {"id": "hostPIDSet", "rules": ["host-pid"], "remark": ""}
    assert result.output == peer_json(BY_NAME["polaris"])


def test_a_peer_is_listed_as_markdown() -> None:
    result = CliRunner().invoke(command, ["--peer", "kube-score", "--format", "markdown"])
    assert "| `container-image-tag` | `image-tag` |  |" in result.output.splitlines()
    assert result.output == peer_markdown(BY_NAME["kube-score"])


def test_an_unknown_peer_is_refused() -> None:
    assert CliRunner().invoke(command, ["--peer", "none"]).exit_code == 2


def test_the_page_links_to_the_pages_of_the_rules() -> None:
    page = migration_page([BY_NAME["kube-linter"]], {"privileged": "rules/privileged.md"})
    assert "| `privileged-container` | [`privileged`](rules/privileged.md) |  |" in page.splitlines()
    assert "| `host-ipc` | `host-ipc` |  |" in page.splitlines()
    assert f"{len(BY_NAME['kube-linter'].rules)} checks" in page


def test_the_documents_are_written(tmp_path: Path) -> None:
    write_all(RULES, tmp_path)
    page = (tmp_path / "migration.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"\]\((rules/[^)]+)\)", page))
    assert targets
    assert {target for target in targets if not (tmp_path / target).is_file()} == set()
    heads = [line for line in page.splitlines() if line.startswith("## ")]
    assert heads == ["## Suppressions", *(f"## {peer.name}" for peer in PEERS)]
    assert "Suppressions are honoured of `CKV_K8S_8`, " in page


@each_peer
def test_no_line_of_a_table_ends_in_blanks(peer: Peer) -> None:
    assert all(line == line.rstrip() for line in peer_table(peer).splitlines())
