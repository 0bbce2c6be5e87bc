"""How fast a live cluster is audited, and in how much memory: `make bench-audit`.

A real API server is filled with applications as controllers would have made them, twice: 5,000 and 20,000 objects. For
each, a process of its own: listing alone with the same client, an audit by the default rules, and a scan of what
``kubectl get -A -o json`` prints, cut into files of 500 objects: 20,000 are more than a scan takes as one text.
Listing and audit are measured again against what the server answered, played back, with the processor's time: the
server and its database share the machine.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import cluster_objects as made
from benchmarks.recording import record
from tests.cluster.control_plane import control_plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cluster.server import Server

CUT = 500
"""Objects in each file that is scanned."""
SIZES = (5_000, 20_000)
KINDS = "pods,deployments,replicasets,services,configmaps,namespaces,networkpolicies"
LISTING = """
import gc, sys
from scanner.cluster.answers import Patience
from scanner.cluster.connect import open_connection
from scanner.cluster.discovery import discover
from scanner.cluster.listing import ListOptions, Outcome, pages
gc.freeze()
gc.set_threshold(200_000, 50, 100)
with open_connection(kubeconfig=sys.argv[1]) as connection:
    wanted = set(sys.argv[2].split(","))
    found = [one for one in discover(connection, Patience()).resources if one.name in wanted]
    print(sum(len(page) for one in found for page in pages(connection, one, ListOptions(), Outcome())))
"""


PEAK = """
import atexit, sys
from pathlib import Path
def peak():
    status = Path("/proc/self/status").read_text()
    print(next(line for line in status.splitlines() if line.startswith("VmHWM")), file=sys.stderr)
atexit.register(peak)
"""
"""Tells the peak memory at the end. What wait4 tells is at least that of the process that started it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    what: str
    objects: int
    seconds: float
    peak_mib: float
    processor_s: float
    """Of the process alone."""


def fill(server: Server, first: int, last: int) -> None:
    """Create the applications from ``first`` to ``last``."""
    numbers = range(first, last)
    server.apply([*made.namespaces(last), *made.policies(last)])
    deployments = server.create([made.deployment(number) for number in numbers])
    replicasets = server.create([made.replicaset(one) for one in deployments])
    server.create([pod for one in replicasets for pod in made.pods(one)])
    server.create([one for number in numbers for one in made.beside(number)])


def measure(what: str, command: Sequence[str], objects: int) -> Measured:
    """Run a command; return its time and the peak memory of its process."""
    before, used = time.monotonic(), _processor_s()
    program = (sys.executable, "-c", PEAK + command[2], *command[3:])
    done = subprocess.run(
        program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    seconds = time.monotonic() - before
    peak = next(line for line in reversed(done.stderr.decode().splitlines()) if line.startswith("VmHWM"))
    found = Measured(what, objects, seconds, int(peak.split()[1]) / 1024, _processor_s() - used)
    print(row(found), flush=True)
    return found


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def runs(server: Server, directory: Path, size: int) -> list[Measured]:
    """Measure each way once."""
    kubeconfig = str(server.kubeconfig())
    nothing = directory / "no-policies"
    nothing.mkdir(exist_ok=True)
    plimsoll = (sys.executable, "-c", "from scanner.cli.main import main; main()")
    common = ("--policies", str(nothing), "--format", "json")
    listed = measure("listing alone", (sys.executable, "-c", LISTING, kubeconfig, KINDS), size)
    audit = measure("plimsoll audit", (*plimsoll, "audit", "--kubeconfig", kubeconfig, *common), size)
    recording = directory / f"recording-{size}"
    record(kubeconfig, recording)
    played = directory / "played-back.json"
    program = (sys.executable, "-m", "benchmarks.recording", str(recording), str(played))
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as player:
        if player.stdout is not None:
            player.stdout.readline()  # it says its address as soon as it listens
        alone = [
            measure("listing, played back", (sys.executable, "-c", LISTING, str(played), KINDS), size),
            measure("plimsoll audit, played back", (*plimsoll, "audit", "--kubeconfig", str(played), *common), size),
        ]
        player.communicate()
    cut = directory / f"cut-{size}"
    cut.mkdir()
    before = time.monotonic()
    items = json.loads(server.kubectl("get", KINDS, "-A", "-o", "json").stdout)["items"]
    for first in range(0, len(items), CUT):
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items[first : first + CUT]})
        (cut / f"{first:06}.json").write_text(text, encoding="utf-8")
    fetched = time.monotonic() - before
    scan = measure("kubectl get, plimsoll scan", (*plimsoll, "scan", str(cut), *common), size)
    return [listed, audit, *alone, dataclasses.replace(scan, seconds=scan.seconds + fetched)]


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name, control_plane(Path(name)) as server:
        done = 0
        found: list[Measured] = []
        for size in SIZES:
            applications = size // made.GROUP
            fill(server, done, applications)
            done = applications
            found += runs(server, Path(name), applications * made.GROUP)
    print(f"{'what':32} {'objects':>8} {'seconds':>8} {'objects/s':>10} {'processor s':>12} {'peak MiB':>9}")
    for one in found:
        print(row(one))
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}")


def row(one: Measured) -> str:
    """Return a line of the table."""
    return (
        f"{one.what:32} {one.objects:8} {one.seconds:8.1f} {one.objects / one.seconds:10.0f}"
        f" {one.processor_s:12.1f} {one.peak_mib:9.0f}"
    )


if __name__ == "__main__":
    main()
