"""``plimsoll serve`` behind a real API server, with the configuration that ``--print-config`` prints."""

from __future__ import annotations

import base64
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.admission.manifests import ConfigOptions, manifests
from tests.admission.conftest import authority, start  # noqa: F401 - fixtures
from tests.admission.reviews import GOOD, PRIVILEGED, ROOT, pod, settings
from tests.admission.test_server import with_slow_policy
from tests.cluster.child import free_port
from tests.command import plimsoll, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.admission.server import Authority, Webhook
    from tests.cluster.client import Answer
    from tests.cluster.server import Server

    Start = Callable[..., Webhook]

IMAGE = f"registry.example.com/plimsoll/plimsoll@sha256:{'7' * 64}"
RULES = ("--select", "privileged", "--select", "run-as-root")
PATH = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
KNOWN_S = 30
OWNERS = """# METADATA
# custom:
#   severity: critical
#   input: {kinds: [Pod, PodExecOptions]}
package owners

deny contains msg if {
    data.plimsoll.request.operation in {"DELETE", "CONNECT"}
    not "owners" in data.plimsoll.request.userInfo.groups
    msg := sprintf("%s needs an owner.", [data.plimsoll.request.operation])
}
"""


@pytest.fixture
def serving(
    server: Server,
    namespace: str,
    tmp_path: Path,
    start: Start,  # noqa: F811
    authority: Authority,  # noqa: F811
) -> Iterator[Callable[..., Webhook]]:
    """Start a webhook and have the server call it about one namespace."""
    port = free_port()
    certificate, key = authority.issue("server")
    tls = ("--port", str(port), "--tls-cert", str(certificate), "--tls-key", str(key))
    registered: list[str] = []

    def begin(*arguments: str, timeout_s: int = 10) -> Webhook:
        webhook = start(*tls, "--workers", "2", "--metrics-port", "0", *arguments)
        if not registered:
            policies = tmp_path / "policies"
            configuration = webhooks(policies if policies.is_dir() else None)
            configuration["metadata"]["name"] = namespace
            (hook,) = configuration["webhooks"]
            bundle = base64.b64encode(authority.certificate.read_bytes()).decode()
            hook["clientConfig"] = {"url": f"https://127.0.0.1:{port}/validate", "caBundle": bundle}
            hook["timeoutSeconds"] = timeout_s
            hook["namespaceSelector"] = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
            answer = server.post(PATH, configuration)
            assert answer.status == 201, answer
            registered.append(namespace)
            until(lambda: called(webhook, server, namespace))
        return webhook

    yield begin
    for name in registered:
        server.delete(f"{PATH}/{name}")


def webhooks(policies: Path | None) -> dict[str, Any]:
    """Return the ValidatingWebhookConfiguration that would be printed."""
    told = settings("privileged", "run-as-root", policies=policies)
    found: dict[str, Any] = list(yaml.safe_load_all(manifests(told, ConfigOptions(IMAGE, "plimsoll"))))[-1]
    assert found["kind"] == "ValidatingWebhookConfiguration"
    return found


def called(webhook: Webhook, server: Server, namespace: str) -> bool:
    """Whether the server asks the webhook about a Pod that it has nothing against."""
    create(server, namespace, GOOD, name="probe", dry=True)
    return webhook.metric('plimsoll_admission_duration_seconds_count{operation="CREATE"}') > 0


def until(true: Callable[[], Any]) -> None:
    """Wait until the server has taken note of something."""
    end = time.monotonic() + KNOWN_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def create(
    server: Server, namespace: str, *containers: dict[str, Any], name: str = "cart", dry: bool = False, **metadata: Any
) -> Answer:
    query = "?dryRun=All" if dry else ""
    made = pod(*containers, namespace=namespace, name=name, **metadata)
    return server.post(f"/api/v1/namespaces/{namespace}/pods{query}", made)


def test_denies_a_privileged_pod_and_warns_on_a_lesser_one(server: Server, namespace: str, serving: Start) -> None:
    serving(*RULES)
    manifest = yaml.safe_dump(pod(PRIVILEGED, namespace=namespace))
    denied = server.kubectl("apply", "-f", "-", stdin=manifest)
    assert denied.returncode == 1
    assert 'admission webhook "validate.plimsoll.dev" denied the request: Plimsoll denies Pod' in denied.stderr
    assert "critical[privileged]: Container 'cart' is privileged." in denied.stderr
    warned = server.kubectl("apply", "-f", "-", stdin=yaml.safe_dump(pod(ROOT, namespace=namespace)))
    assert warned.returncode == 0
    assert "Warning: high[run-as-root]: Container 'cart'" in warned.stderr
    clean = server.kubectl("apply", "-f", "-", stdin=yaml.safe_dump(pod(GOOD, namespace=namespace, name="good")))
    assert (clean.returncode, clean.stderr) == (0, "")


def test_a_dry_run_and_a_generated_name_are_judged(server: Server, namespace: str, serving: Start) -> None:
    serving(*RULES)
    assert create(server, namespace, PRIVILEGED, dry=True).status == 403
    unnamed = pod(PRIVILEGED, namespace=namespace, generateName="cart-")
    del unnamed["metadata"]["name"]
    answer = server.post(f"/api/v1/namespaces/{namespace}/pods", unnamed)
    assert answer.status == 403
    assert f"Pod {namespace}/cart-" in answer.message


def test_controllers_may_touch_what_was_there_before(server: Server, namespace: str, serving: Start) -> None:
    assert create(server, namespace, PRIVILEGED).status == 201
    serving(*RULES)
    address = f"/api/v1/namespaces/{namespace}/pods/cart"
    touched = server.kubectl("label", "pod", "cart", "owner=shop", "--namespace", namespace)
    assert touched.returncode == 0
    assert "Warning: critical[privileged]" in touched.stderr
    debug = {"spec": {"ephemeralContainers": [{**PRIVILEGED, "name": "debug"}]}}
    strategic = "application/strategic-merge-patch+json"
    added = server.patch(f"{address}/ephemeralcontainers", debug, content_type=strategic)
    assert added.status == 403
    assert "'debug' is privileged" in added.message
    assert server.delete(address).status == 200


def test_survives_being_killed_and_started_again(server: Server, namespace: str, serving: Start) -> None:
    webhook = serving(*RULES)
    webhook.process.send_signal(signal.SIGKILL)
    webhook.process.wait()
    assert create(server, namespace, PRIVILEGED, dry=True).status == 201, "failurePolicy Ignore lets through"
    serving(*RULES)
    until(lambda: create(server, namespace, PRIVILEGED, dry=True).status == 403)


def test_two_hundred_at_once_are_all_judged(server: Server, namespace: str, serving: Start) -> None:
    serving(*RULES)

    def one(number: int) -> int:
        container = PRIVILEGED if number % 2 else GOOD
        return create(server, namespace, container, name=f"cart-{number}", dry=True).status

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(one, range(200)))
    assert answers == [403 if number % 2 else 201 for number in range(200)]


def test_a_renewed_certificate_is_taken_under_load(
    server: Server,
    namespace: str,
    serving: Start,
    authority: Authority,  # noqa: F811
) -> None:
    webhook = serving(*RULES)
    certificate, key = (authority.directory / f"server.{kind}" for kind in ("crt", "key"))
    stop = time.monotonic() + 3

    def hammer() -> set[int]:
        found = set()
        while time.monotonic() < stop:
            found.add(create(server, namespace, PRIVILEGED, dry=True).status)
        return found

    with ThreadPoolExecutor(8) as pool:
        hammering = [pool.submit(hammer) for _ in range(8)]
        for number in range(5):
            renewed, renewed_key = authority.issue(f"renewed-{number}")
            certificate.write_bytes(renewed.read_bytes())
            key.write_bytes(renewed_key.read_bytes())
            webhook.process.send_signal(signal.SIGHUP)
            webhook.wait_for("certificate-taken", number + 1)
            time.sleep(0.3)
        assert [one.result() for one in hammering] == [{403}] * 8


@pytest.mark.parametrize("mode", ["allow", "deny"])
def test_a_request_that_exceeds_the_deadline(
    server: Server, namespace: str, serving: Start, tmp_path: Path, mode: str
) -> None:
    with_slow_policy(tmp_path)
    serving("--on-error", mode, timeout_s=1)
    began = time.monotonic()
    answer = create(server, namespace, GOOD, labels={"slow": "yes"})
    assert time.monotonic() - began < 3
    assert answer.status == (201 if mode == "allow" else 503)
    said = answer.headers["warning"] if mode == "allow" else answer.message
    assert f"Plimsoll could not judge Pod {namespace}/cart: it takes longer than the API server waits." in said


def test_a_policy_sees_who_deletes_and_who_connects(
    server: Server, namespace: str, serving: Start, tmp_path: Path
) -> None:
    write(tmp_path, plimsoll_yaml="policies: {directories: [policies]}\n", policies__owners_rego=OWNERS)
    serving("--select", "owners", "--select", "privileged")
    assert create(server, namespace, GOOD).status == 201
    address = f"/api/v1/namespaces/{namespace}/pods/cart"
    connected = server.post(f"{address}/exec?command=sh&stdout=true", None)
    assert (connected.status, "CONNECT needs an owner." in connected.message) == (403, True)
    deleted = server.delete(address)
    assert (deleted.status, "DELETE needs an owner." in deleted.message) == (403, True)
    owner = server.user("owner", ("owners", "system:masters"))
    assert server.request("DELETE", address, user=owner).status == 200


@pytest.mark.parametrize("profile", ["default", "strict"])
def test_what_is_printed_passes_our_own_scan_and_the_servers(server: Server, tmp_path: Path, profile: str) -> None:
    where = server.namespace("plimsoll")
    arguments = ("--image", IMAGE, "--namespace", where, "--profile", profile)
    printed = plimsoll(tmp_path, "serve", "--print-config", *arguments)
    assert printed.code == 0
    (tmp_path / "webhook.yaml").write_bytes(printed.stdout)
    scanned = plimsoll(tmp_path, "scan", "--profile", "strict", "webhook.yaml")
    assert scanned.code == 0, scanned.text
    unserved = []
    for document in yaml.safe_load_all(printed.text):
        try:
            address = server.address(document)
        except KeyError:
            unserved.append(document["kind"])
            continue
        answer = server.request(
            "PATCH",
            f"{address}?dryRun=All&fieldManager=test&force=true&fieldValidation=Strict",
            document,
            headers={"Content-Type": "application/apply-patch+yaml"},
        )
        assert answer.status in {200, 201}, answer
    assert unserved == ["Issuer", "Certificate"]
