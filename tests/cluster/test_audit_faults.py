"""Whatever goes wrong on the way to a cluster is named, makes the audit incomplete, and never makes it clean."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scanner.model import FailOn, KindStatus
from tests.cluster import faults
from tests.cluster.auditing import coverage_of, options, run
from tests.cluster.control_plane import control_plane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.faults import Fault
    from tests.cluster.proxy import Proxy
    from tests.cluster.server import Server

POLICIES = r"/apis/networking\.k8s\.io/v1/networkpolicies\?"
TITLE = "NetworkPolicy.networking.k8s.io"
RULE = "pod-has-networkpolicy"


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert {one for one in threading.enumerate() if one.name.startswith(("urllib3", "plimsoll"))} <= before


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server of these tests' own: they count what is in all namespaces."""
    with control_plane(tmp_path_factory.mktemp("faults")) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def objects(server: Server) -> str:
    """Make a pod that no NetworkPolicy selects, and five policies that select others."""
    name = server.namespace("faults")
    container = {"name": "app", "image": "registry.example.com/app:1.0.0"}
    server.create(
        [
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "app", "namespace": name, "labels": {"app": "web"}},
                "spec": {"containers": [container]},
            },
            *(
                {
                    "apiVersion": "networking.k8s.io/v1",
                    "kind": "NetworkPolicy",
                    "metadata": {"name": f"other-{number}", "namespace": name},
                    "spec": {"podSelector": {"matchLabels": {"app": f"other-{number}"}}, "policyTypes": ["Ingress"]},
                }
                for number in range(5)
            ),
        ]
    )
    return name


def test_without_a_fault_it_is_complete(server: Server, proxy: Proxy) -> None:
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    assert not report.incomplete
    assert coverage_of(report, TITLE).status is KindStatus.LISTED
    assert coverage_of(report, TITLE).listed >= 5
    assert [finding.rule.id for finding in report.open_findings] == [RULE]


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (faults.status(403, "no, said the injected server"), KindStatus.REFUSED, "403 no, said the injected server"),
        (faults.status(500, "out of order"), KindStatus.FAILED, "500 out of order"),
        (faults.status(429, retry_after=1), KindStatus.FAILED, "429"),
        (faults.cut(after=50), KindStatus.FAILED, "connection"),
        (faults.truncated(keep=50), KindStatus.FAILED, "no JSON"),
        (faults.content_type("text/html"), KindStatus.FAILED, "text/html"),
        (faults.changed(lambda document: document.update(kind="PodList")), KindStatus.FAILED, "PodList"),
        (faults.changed(lambda document: document.pop("metadata")), KindStatus.FAILED, "no metadata"),
        (faults.changed(lambda document: document["items"].append("x")), KindStatus.FAILED, "no object"),
    ],
    ids=["403", "500", "429", "cut", "truncated", "html", "other-kind", "no-metadata", "no-object"],
)
def test_a_kind_that_cannot_be_listed(
    server: Server, proxy: Proxy, fault: Fault, status: KindStatus, words: str
) -> None:
    proxy.on("GET", POLICIES, fault)
    report = run(server.kubeconfig(url=proxy.url), options(), RULE)
    seen = coverage_of(report, TITLE)
    assert seen.status is status
    assert words in seen.reason
    assert report.findings == ()
    assert [one.rule_id for one in report.not_evaluated] == [RULE]  # once, and no pass
    assert report.exit_code(FailOn.LOW) == 3


def test_a_kind_that_is_listed_in_part(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES + ".*continue=", faults.status(403, "enough"))
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    seen = coverage_of(report, TITLE)
    assert (seen.status, seen.listed) == (KindStatus.PARTIAL, 2)
    assert report.exit_code(FailOn.LOW) == 3


def test_what_is_accepted_by_name_is_still_shown(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES, faults.status(403, "no"))
    report = run(server.kubeconfig(url=proxy.url), options(allow_incomplete=("networkpolicy",)), RULE)
    assert coverage_of(report, TITLE).accepted
    assert coverage_of(report, TITLE).status is KindStatus.REFUSED
    assert [one.rule_id for one in report.undecided] == [RULE]
    assert not report.incomplete


@pytest.mark.parametrize("fault", [faults.status(429, retry_after=1), faults.status(503), faults.cut(after=50)])
def test_a_fault_that_passes_is_no_gap(server: Server, proxy: Proxy, fault: Fault) -> None:
    proxy.on("GET", POLICIES, fault, 1, 2)
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    assert not report.incomplete
    assert [finding.rule.id for finding in report.open_findings] == [RULE]


def test_an_expired_token_is_renewed_by_the_server(server: Server, proxy: Proxy, objects: str) -> None:
    class Compacting:
        done = False

        def __call__(self, exchange: object) -> None:
            if not self.done:
                self.done = True
                server.post(
                    f"/api/v1/namespaces/{objects}/configmaps", {"metadata": {"generateName": "new-"}}
                )  # a revision to forget the others for
                server.compact()
            exchange.send(exchange.forward())  # type: ignore[attr-defined]

    proxy.on("GET", POLICIES + ".*continue=", Compacting(), 1)
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    seen = coverage_of(report, TITLE)
    assert seen.status is KindStatus.LISTED
    assert any("newer one" in note for note in seen.notes)
    assert seen.listed >= 5


def test_an_expired_token_without_another_starts_anew_once(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES + ".*continue=", faults.expired(), 1)
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    seen = coverage_of(report, TITLE)
    assert seen.status is KindStatus.LISTED
    assert any("anew" in note for note in seen.notes)
    direct = run(server.kubeconfig(), options(), RULE)
    assert seen.listed == coverage_of(direct, TITLE).listed  # nothing twice


def test_tokens_that_always_expire_are_a_gap(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES + ".*continue=", faults.expired())
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    assert coverage_of(report, TITLE).status is KindStatus.PARTIAL
    assert "410" in coverage_of(report, TITLE).reason
    assert report.exit_code(FailOn.LOW) == 3


def test_a_server_that_renews_for_ever_is_left(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES + ".*continue=", faults.expired("again"))
    report = run(server.kubeconfig(url=proxy.url), options(chunk_size=2), RULE)
    assert coverage_of(report, TITLE).status is KindStatus.PARTIAL


def test_an_empty_page_is_not_the_end(server: Server, proxy: Proxy) -> None:
    direct = coverage_of(run(server.kubeconfig(), options(), RULE), TITLE).listed
    answer = server.get("/apis/networking.k8s.io/v1/networkpolicies?limit=1").json
    proxy.on("GET", POLICIES, faults.empty_page(answer["metadata"]["continue"]), 1)
    report = run(server.kubeconfig(url=proxy.url), options(), RULE)
    assert coverage_of(report, TITLE).listed == direct - 1  # all but the first, which the made-up token passes over


def test_a_page_that_is_too_large(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES, faults.huge(3 << 20))
    report = run(server.kubeconfig(url=proxy.url), options(), RULE, max_bytes=2 << 20)
    assert "more than 2 MiB" in coverage_of(report, TITLE).reason
    assert report.exit_code(FailOn.LOW) == 3


def test_a_server_that_is_too_slow(server: Server, proxy: Proxy) -> None:
    proxy.on("GET", POLICIES, faults.slow(0.6, chunks=3))
    report = run(server.kubeconfig(url=proxy.url), options(), RULE, timeout_s=0.3)
    assert coverage_of(report, TITLE).status is KindStatus.FAILED
    assert report.exit_code(FailOn.LOW) == 3


@pytest.mark.parametrize("fault", [faults.status(500), faults.status(403), faults.truncated(10), faults.cut(10)])
def test_without_discovery_nothing_is_known(server: Server, proxy: Proxy, fault: Fault) -> None:
    proxy.on("GET", r"^/apis$", fault)
    report = run(server.kubeconfig(url=proxy.url), options(), RULE)
    assert report.cluster is not None
    assert report.cluster.problems
    assert report.exit_code(FailOn.LOW) == 3


def test_an_api_group_that_does_not_answer(server: Server, proxy: Proxy) -> None:
    def without_policies(document: dict[str, list[dict[str, object]]]) -> None:
        for item in document["items"]:
            metadata = item["metadata"]
            assert isinstance(metadata, dict)
            if metadata["name"] == "networking.k8s.io":
                item["versions"] = [{"version": "v1", "freshness": "Stale", "resources": []}]

    proxy.on("GET", r"^/apis$", faults.changed(without_policies))
    report = run(server.kubeconfig(url=proxy.url), options(), RULE)
    assert coverage_of(report, TITLE).status is KindStatus.STALE
    assert [one.rule_id for one in report.not_evaluated] == [RULE]
    assert report.exit_code(FailOn.LOW) == 3


def test_secrets_come_as_metadata_or_not_at_all(server: Server, proxy: Proxy) -> None:
    plain = run(server.kubeconfig(url=proxy.url), options(), RULE)
    assert coverage_of(plain, "Secret").status is KindStatus.SKIPPED
    assert not [path for path in proxy.paths("GET") if "secrets" in path]
    good = run(server.kubeconfig(url=proxy.url), options(secret_metadata=True), RULE)
    assert coverage_of(good, "Secret").status is KindStatus.LISTED
    proxy.on("GET", "/api/v1/secrets", faults.whole_objects())
    bad = run(server.kubeconfig(url=proxy.url), options(secret_metadata=True), RULE)
    assert coverage_of(bad, "Secret").status is KindStatus.FAILED
    assert bad.exit_code(FailOn.LOW) == 1  # the finding stays, the gap is shown
    assert bad.incomplete


def test_a_server_that_is_not_there(server: Server) -> None:
    report = run(server.kubeconfig(url="https://127.0.0.1:9"), options(), RULE)
    assert report.cluster is not None
    assert "ConnectionRefusedError" in report.cluster.problems[0]
    assert report.exit_code(FailOn.LOW) == 3
