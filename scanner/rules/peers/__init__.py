"""What other scanners call what our rules judge, for whoever comes from one of them.

Facts and ids only. A counterpart judges the same matter; how exactly, the pages of the rules say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.rules.peers.checkov import CHECKOV
from scanner.rules.peers.kube_linter import KUBE_LINTER
from scanner.rules.peers.kube_score import KUBE_SCORE
from scanner.rules.peers.kubescape import KUBESCAPE
from scanner.rules.peers.polaris import POLARIS
from scanner.rules.peers.trivy import TRIVY

if TYPE_CHECKING:
    from scanner.model import Peer

PEERS: tuple[Peer, ...] = (CHECKOV, KUBE_LINTER, KUBE_SCORE, KUBESCAPE, POLARIS, TRIVY)
"""Sorted by name."""
