"""Comparing git with a cluster: LIST and GET only, nothing is sent that a dry run would need rights for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster.discovery import discover, server_version
from scanner.cluster.listing import ListOptions, Outcome, pages
from scanner.drift.compare import differences
from scanner.drift.live import accepted, read_live
from scanner.drift.managers import DEPLOYERS, Owned, outside, owned, setters
from scanner.drift.model import Added, Changed, Drifted, DriftReport, Missing, NotCompared
from scanner.drift.stated import sort_out
from scanner.drift.verdicts import new_verdicts
from scanner.errors import ClusterError
from scanner.kubernetes.schema import Schemas
from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.model import ClusterCoverage, Document, KindCoverage, KindStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from scanner.cluster.connection import Connection
    from scanner.cluster.discovery import Discovery
    from scanner.cluster.reading import Seen
    from scanner.config import Config
    from scanner.drift.live import Live
    from scanner.drift.stated import Stated
    from scanner.evaluate import Judges
    from scanner.model import Unread

_CRD = ("apiextensions.k8s.io", "CustomResourceDefinition")


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """What the user asked for."""

    namespace: str = ""
    """Of objects that state none."""
    managers: tuple[str, ...] = DEPLOYERS
    """Names of field managers that deploy, as globs."""
    allow_incomplete: tuple[str, ...] = ()
    listing: ListOptions = field(default_factory=ListOptions)


def drift(  # noqa: PLR0913, PLR0917 - a cluster, what git states, and how to judge both
    connection: Connection,
    read: Iterable[Document | Unread],
    judges: Judges,
    config: Config,
    today: date,
    options: DriftOptions,
) -> DriftReport:
    """Compare what was read with a cluster. Raises `ConfigError` as a scan does."""
    documents: list[Document] = []
    unread: list[Unread] = []
    for item in read:
        if isinstance(item, Document):
            documents.append(item)
        else:
            unread.append(item)
    patience = options.listing.patience
    try:
        discovery = discover(connection, patience)
    except ClusterError as error:
        problem = f"What the cluster serves could not be had: {error}."
        coverage = ClusterCoverage(connection.context, problems=(problem,))
        return DriftReport((), (), (), (), (), tuple(unread), coverage, compared=0)
    version = server_version(connection, patience)
    stated, missing, not_compared = sort_out(documents, discovery, options.namespace)
    live = read_live(connection, stated, options.listing)
    schemas = _schemas(connection, documents, stated, discovery, version, options)
    drifted: list[Drifted] = []
    pairs: list[tuple[Stated, dict[str, Any]]] = []
    for one in stated:
        data = live.objects.get((one.resource.api_version, one.identity))
        if data is None:
            _absent(one, live, missing, not_compared)
            continue
        pairs.append((one, data))
        found = _compared(one, data, schemas, options)
        if found.changed or found.added:
            drifted.append(found)
    verdicts, unjudged = new_verdicts(pairs, {one.address for one in drifted}, judges, config, today)
    cluster = ClusterCoverage(connection.context, version, tuple(_coverage(live.seen, options)))
    return DriftReport(
        verdicts,
        tuple(sorted(drifted, key=lambda one: one.address)),
        tuple(sorted(missing, key=lambda one: (one.address, one.place.source.path))),
        tuple(sorted(live.extra, key=lambda one: one.address)),
        tuple(sorted(not_compared, key=lambda one: (one.place.source.path, one.place.span, one.label))),
        tuple(sorted(unread, key=lambda item: (item.path, item.index or 0))),
        cluster,
        len(pairs),
        unjudged,
    )


def _compared(one: Stated, data: dict[str, Any], schemas: Schemas, options: DriftOptions) -> Drifted:
    owners = owned(data)
    changed = [
        Changed(
            difference,
            one.place(difference.path),
            tuple(setters(difference.live_path, data, owners, options.managers)),
        )
        for difference in differences(one.document.data, data, schemas)
    ]
    return Drifted(one.label, one.address, tuple(changed), tuple(_added(one, data, owners, options)))


def _added(one: Stated, data: dict[str, Any], owners: Sequence[Owned], options: DriftOptions) -> Iterator[Added]:
    for found in sorted(outside(one.document.data, data, owners, options.managers), key=lambda each: str(each.path)):
        yield Added(found, one.place(found.near, is_there=False))


def _absent(one: Stated, live: Live, missing: list[Missing], not_compared: list[NotCompared]) -> None:
    """Say of an object that did not come whether it is missing, or not known."""
    outcome = live.outcomes[one.resource, one.identity[2]]
    if outcome.status is KindStatus.LISTED:
        missing.append(Missing(one.label, one.address, one.place()))
    elif outcome.status is KindStatus.NOT_SERVED:
        reason = f"The cluster does not serve {one.identity[1]} in '{one.resource.api_version}'."
        not_compared.append(NotCompared(one.label, one.place(), reason))
    else:
        reason = f"{one.resource.title} could not be listed: {outcome.reason}".rstrip(".") + "."
        not_compared.append(NotCompared(one.label, one.place(), reason))


def _coverage(seen: Iterable[Seen], options: DriftOptions) -> Iterator[KindCoverage]:
    for one in seen:
        outcome, resource = one.outcome, one.resource
        status = outcome.status
        reason = outcome.reason
        if status is KindStatus.NOT_SERVED:  # the kind is, in another version
            status, reason = KindStatus.FAILED, f"it is not served in '{resource.api_version}'"
        found = KindCoverage(
            resource.group,
            resource.version,
            resource.kind,
            status,
            outcome.listed,
            reason=reason,
            notes=tuple(outcome.notes),
        )
        yield dataclasses.replace(found, accepted=found.incomplete and accepted(one, options.allow_incomplete))


def _schemas(  # noqa: PLR0913, PLR0917 - where schemas come from
    connection: Connection,
    documents: Sequence[Document],
    stated: Sequence[Stated],
    discovery: Discovery,
    version: str,
    options: DriftOptions,
) -> Schemas:
    """Return the types of the release that the cluster has, and of the custom kinds that git states.

    Where a definition cannot be had the lists of its kind are compared in their order.
    """
    definitions = [one.data for one in documents if one.data.get("kind") == _CRD[1]]
    defined = {_defined(one) for one in definitions}
    resource = next((one for one in discovery.resources if (one.group, one.kind) == _CRD), None)
    wanted = {f"{one.resource.name}.{one.resource.group}" for one in stated if one.resource.group not in BUILTIN_GROUPS}
    if resource is not None:
        for name in sorted(wanted - defined):
            for page in pages(connection, resource, options.listing, Outcome(), name=name):
                definitions.extend(page)
    minor = ".".join(version.removeprefix("v").split(".")[:2])
    return Schemas.of(definitions, minor if minor.replace(".", "", 1).isdigit() and "." in minor else "")


def _defined(definition: dict[str, Any]) -> str:
    metadata = definition.get("metadata")
    return str(metadata.get("name")) if isinstance(metadata, dict) else ""
