"""Who may reach whom, as tables: policies in, verdicts out."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import pytest

from scanner.kubernetes.network_policy import Direction, NetworkPolicy
from scanner.kubernetes.reachability import (
    METADATA_ADDRESSES,
    Reach,
    accepts_any,
    allows_address,
    isolating,
    may_be_reached_from,
    may_connect,
    may_reach_address,
)
from tests.kubernetes.manifests import inventory, single

if TYPE_CHECKING:
    from scanner.kubernetes import Pod

WORLD = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec:
  containers:
    - name: cart
      ports: [{containerPort: 9090}, {name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
---
apiVersion: v1
kind: Pod
metadata: {name: scraper, namespace: monitoring, labels: {app: scraper}}
spec: {containers: [{name: scraper}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: shop, labels: {app: cart}}
spec: {hostNetwork: true, containers: [{name: agent}]}
"""


def policy(spec: str, name: str = "p") -> str:
    """Return a NetworkPolicy of the namespace shop, as a further document."""
    return (
        "\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        f"metadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n"
    )


def pods(*policies: str) -> dict[str, Pod]:
    """Return the pods of the world by name, under these policies."""
    world = inventory(WORLD + "".join(map(policy, policies)))
    return {item.name: item.pods[0] for item in world.objects if item.kind == "Pod"}


DENY = "{podSelector: {}, policyTypes: [Ingress, Egress]}"


def cart(rules: str) -> str:
    """Return the spec of a policy that lets connections in to the pods of the cart."""
    return f"{{podSelector: {{matchLabels: {{app: cart}}}}, ingress: [{rules}]}}"


@pytest.mark.parametrize(
    ("specs", "source", "port", "expected"),
    [
        ([], "web", 8080, Reach.ALLOWED),
        ([DENY], "web", 8080, Reach.DENIED),
        # The target lets it in; the source is held for egress, or is not.
        ([cart("{}")], "web", 8080, Reach.ALLOWED),
        ([DENY, cart("{}")], "web", 8080, Reach.DENIED),
        (
            [DENY, cart("{}"), "{podSelector: {}, egress: [{}], policyTypes: [Egress]}"],
            "web",
            8080,
            Reach.ALLOWED,
        ),
        # By pod, which means the policy's own namespace.
        ([cart("{from: [{podSelector: {matchLabels: {app: web}}}]}")], "web", 8080, Reach.ALLOWED),
        ([cart("{from: [{podSelector: {matchLabels: {app: other}}}]}")], "web", 8080, Reach.DENIED),
        ([cart("{from: [{podSelector: {}}]}")], "scraper", 8080, Reach.DENIED),
        # By namespace: its name is always known, other labels only where the Namespace was scanned.
        ([cart("{from: [{namespaceSelector: {}}]}")], "scraper", 8080, Reach.ALLOWED),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]}")],
            "scraper",
            8080,
            Reach.ALLOWED,
        ),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}")],
            "scraper",
            8080,
            Reach.DENIED,
        ),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}")],
            "web",
            8080,
            Reach.ALLOWED,
        ),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}")],
            "web",
            8080,
            Reach.DENIED,
        ),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}")],
            "scraper",
            8080,
            Reach.UNKNOWN,
        ),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {team: ops, kubernetes.io/metadata.name: shop}}}]}")],
            "scraper",
            8080,
            Reach.DENIED,
        ),
        # Both selectors of one peer must hold.
        (
            [cart("{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}")],
            "scraper",
            8080,
            Reach.DENIED,
        ),
        # Whether addresses mean pods is for the network to say.
        ([cart("{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}")], "web", 8080, Reach.UNKNOWN),
        # Ports: numbers, ranges, names of the target's ports.
        ([cart("{ports: [{port: 8080}]}")], "web", 8080, Reach.ALLOWED),
        ([cart("{ports: [{port: 80}]}")], "web", 8080, Reach.DENIED),
        ([cart("{ports: [{port: 8000, endPort: 8080}]}")], "web", 8080, Reach.ALLOWED),
        ([cart("{ports: [{port: 8000, endPort: 8079}]}")], "web", 8080, Reach.DENIED),
        ([cart("{ports: [{port: http}]}")], "web", 8080, Reach.ALLOWED),
        ([cart("{ports: [{port: http}]}")], "web", 8081, Reach.DENIED),
        ([cart("{ports: [{port: 8080, protocol: UDP}]}")], "web", 8080, Reach.DENIED),
        ([cart("{ports: [{protocol: TCP}]}")], "web", 8080, Reach.ALLOWED),
        (
            [cart("{from: [{namespaceSelector: {matchLabels: {zone: a}}}]}")],
            "web",
            8080,
            Reach.DENIED,
        ),
        # What is refused by the API server allows nothing.
        ([cart("{ports: [null]}")], "web", 8080, Reach.DENIED),
        ([cart("{ports: [{port: [http]}]}")], "web", 9090, Reach.DENIED),
        ([cart("{ports: [{port: other}]}")], "web", 8080, Reach.DENIED),
        ([cart("{from: [{}]}")], "web", 8080, Reach.DENIED),
        ([cart("null")], "web", 8080, Reach.DENIED),
        ([cart("{from: [{namespaceSelector: 3}]}")], "web", 8080, Reach.DENIED),
    ],
)
def test_a_connection_needs_leave_from_both_ends(specs: list[str], source: str, port: int, expected: Reach) -> None:
    found = pods(*specs)
    assert may_connect(found[source], found["cart"], port).reach is expected


def test_no_policy_holds_a_pod_on_the_nodes_network() -> None:
    found = pods(DENY)
    assert isolating(found["agent"], Direction.INGRESS) == ()
    assert may_connect(found["web"], found["cart"], 8080).reach is Reach.DENIED
    assert accepts_any(found["agent"], 80).reach is Reach.ALLOWED


def test_evidence_names_the_rules_that_allow_or_the_policies_that_isolate() -> None:
    allowed = pods(DENY, cart("{ports: [{port: 80}]}, {}"), "{podSelector: {}, egress: [{}]}")
    verdict = may_connect(allowed["web"], allowed["cart"], 8080)
    assert [one.path for one in verdict.evidence] == [("spec", "egress", 0), ("spec", "ingress", 1)]
    denied = pods(DENY)
    (held,) = may_connect(denied["web"], denied["cart"], 8080).evidence
    assert held.path == ("spec", "podSelector")
    assert held.message == "NetworkPolicy 'p' isolates the pod."
    assert held.document is not None
    assert may_connect(pods()["web"], pods()["cart"], 8080).evidence == ()


@pytest.mark.parametrize(
    ("egress", "port", "expected"),
    [
        ("[{}]", 80, Reach.ALLOWED),
        ("[]", 80, Reach.DENIED),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", 80, Reach.ALLOWED),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]", 80, Reach.DENIED),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]", 80, Reach.DENIED),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]}]", 80, Reach.DENIED),
        ("[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, nonsense]}}]}]", 80, Reach.ALLOWED),
        ("[{to: [{ipBlock: {cidr: '::/0'}}]}]", 80, Reach.DENIED),
        ("[{to: [{ipBlock: {cidr: nonsense}}]}]", 80, Reach.DENIED),
        ("[{to: [{namespaceSelector: {}}]}]", 80, Reach.DENIED),
        ("[{ports: [{port: http}]}]", 80, Reach.DENIED),
    ],
)
def test_the_metadata_address(egress: str, port: int, expected: Reach) -> None:
    found = pods(f"{{podSelector: {{}}, policyTypes: [Egress], egress: {egress}}}")
    assert may_reach_address(found["web"], METADATA_ADDRESSES[0], port).reach is expected


def test_policies_only_add_up() -> None:
    excepting = "{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}"
    opening = "{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 169.254.169.254/32}}]}]}"
    assert may_reach_address(pods(excepting)["web"], METADATA_ADDRESSES[0], 80).reach is Reach.DENIED
    assert may_reach_address(pods(excepting, opening)["web"], METADATA_ADDRESSES[0], 80).reach is Reach.ALLOWED


def test_from_outside() -> None:
    outside = ipaddress.ip_address("198.51.100.7")
    found = pods(cart("{from: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: dns, protocol: UDP}]}"))
    assert may_be_reached_from(found["cart"], outside, 53, "UDP").reach is Reach.ALLOWED
    assert may_be_reached_from(found["cart"], outside, 53).reach is Reach.DENIED
    assert may_be_reached_from(found["cart"], ipaddress.ip_address("203.0.113.1"), 53, "UDP").reach is Reach.DENIED
    assert may_be_reached_from(found["web"], outside, 53).reach is Reach.ALLOWED


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("{}", True, False),
        ("{egress: []}", True, False),
        ("{egress: [{}]}", True, True),
        ("{policyTypes: []}", True, False),
        ("{policyTypes: [Egress]}", False, True),
        ("{policyTypes: [Ingress], egress: [{}]}", True, False),
        ("{policyTypes: [Ingress, Egress]}", True, True),
    ],
)
def test_the_directions_in_which_a_policy_isolates(spec: str, ingress: bool, egress: bool) -> None:
    found = NetworkPolicy.of(single(policy(spec).removeprefix("\n---\n")))
    assert found is not None
    assert [found.isolates(direction) for direction in Direction] == [ingress, egress]


def test_another_object_is_no_policy() -> None:
    assert NetworkPolicy.of(single("{apiVersion: networking.k8s.io/v1, kind: Ingress}")) is None
    assert NetworkPolicy.of(single("{apiVersion: projectcalico.org/v3, kind: NetworkPolicy}")) is None


@pytest.mark.parametrize(
    ("peer", "everyone"),
    [
        ("{ipBlock: {cidr: 0.0.0.0/0}}", True),
        ("{ipBlock: {cidr: '::/0'}}", True),
        ("{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}", False),
        ("{ipBlock: {cidr: 10.0.0.0/8}}", False),
        ("{ipBlock: {cidr: nonsense}}", False),
        ("{ipBlock: {cidr: 10.0.0.0/8}, namespaceSelector: {}}", False),
        ("{namespaceSelector: {}}", True),
        ("{namespaceSelector: {}, podSelector: {}}", True),
        ("{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}", False),
        ("{namespaceSelector: {}, podSelector: 3}", False),
        ("{namespaceSelector: {matchLabels: {team: shop}}}", False),
        ("{namespaceSelector: 3}", False),
        ("{podSelector: {}}", False),
        ("{}", False),
    ],
)
def test_who_is_everyone(peer: str, everyone: bool) -> None:
    found = NetworkPolicy.of(single(policy(cart(f"{{from: [{peer}]}}")).removeprefix("\n---\n")))
    assert found is not None
    assert [one.is_everyone for rule in found.rules(Direction.INGRESS) for one in rule.peers] == [everyone]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("{to: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: 10.0.0.0/8}}]}", [0]),
        ("{to: [{podSelector: {}}, {ipBlock: {cidr: 169.254.169.254/32}}], ports: [{port: 80}]}", [1]),
        ("{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}", []),
        ("{}", []),
    ],
)
def test_the_peers_by_which_an_address_is_allowed(rule: str, found: list[int]) -> None:
    item = single(policy(f"{{podSelector: {{}}, egress: [{rule}]}}").removeprefix("\n---\n"))
    (offer,) = NetworkPolicy(item).rules(Direction.EGRESS)
    peers = allows_address(offer, METADATA_ADDRESSES[0], 80)
    assert [peer.setting.path[-1] for peer in peers] == found


def test_what_is_a_block_is_no_pods() -> None:
    rule = "{from: [{ipBlock: {cidr: 10.0.0.0/8}, namespaceSelector: {}}, {namespaceSelector: {}}]}"
    policy = NetworkPolicy.of(
        single(f"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {{ingress: [{rule}]}}}}")
    )
    assert policy is not None
    assert [peer.is_every_pod for peer in policy.rules(Direction.INGRESS)[0].peers] == [False, True]
    assert policy.selector.matches({"app": "web"})
