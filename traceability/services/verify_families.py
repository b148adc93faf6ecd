"""Checking what families tell of their goods: weight and volume by the density told, weight lists.

Amounts are judged as each event tells them, so a corrected one is judged as it was told anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traceability.domain import density
from traceability.domain.events import EventStep, Role
from traceability.services.differences import Difference, compared, facts
from traceability.store.models import EventSubject
from traceability.store.queries import species as queries
from traceability.store.queries.audit import EventRow
from traceability.store.unit import Reading

_MIXES = (EventStep.PROCESS, EventStep.SPLIT, EventStep.MERGE)


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The events of a page that tell a density or the weights of packages."""
    told = [(row, facts(row.event)) for row in page]
    mixes = [row for row, said in told if "density" in said and row.event.step in _MIXES]
    sent = [row for row, said in told if "weighed" in said and row.event.step == EventStep.SHIP]
    parts = [each.subject for row in (*mixes, *sent) for each in _moved(row, Role.IN)]
    behind = _densities(view, parts)
    for row, said in told:
        recorded, found = _figures(row, said, behind)
        if row in mixes:
            recorded["density"], found["density"] = _mix(row, behind), said["density"]
        yield from compared("event", row.event.event_id, recorded, found, row.event.event_id)


def _moved(row: EventRow, role: Role) -> list[EventSubject]:
    return [each for each in row.subjects if each.role == role and each.amount is not None]


def _out(row: EventRow) -> int:
    return sum(each.amount or 0 for each in _moved(row, Role.OUT))


def _in(row: EventRow) -> int:
    return sum(each.amount or 0 for each in _moved(row, Role.IN))


def _sent(
    row: EventRow, weighed: Mapping[str, int], behind: Mapping[str, int | None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Goods that left by weight: the millilitres that it needs, but for the last one."""
    left = {each.subject: each.amount or 0 for each in _moved(row, Role.IN)}
    recorded = {
        code: density.drawn(grams, by, left.get(code, 0))
        for code, grams in weighed.items()
        if (by := behind.get(code)) is not None
    }
    return recorded, {code: left.get(code, 0) for code in recorded}


def _figures(
    row: EventRow, said: Mapping[str, Any], behind: Mapping[str, int | None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What follows from what an event says, beside what its amounts are."""
    recorded: dict[str, Any] = {}
    by, weights = said.get("density"), said.get("weights")
    if row.event.step == EventStep.HARVEST and "weighed" in said:
        recorded["amount"] = density.volume_of(said["weighed"], by or 1)
    if row.event.step == EventStep.SHIP and "weighed" in said:
        return _sent(row, said["weighed"], behind)
    if row.event.step == EventStep.PACK and weights:
        recorded["packages"] = len(weights)
        recorded["amount"] = _by_volume(sum(weights), by, _in(row))
    if row.event.step == EventStep.PACK and said.get("net_unit") == "g" and said.get("net_amount"):
        recorded["amount"] = _by_volume(said["packages"] * said["net_amount"], by, _in(row))
    stands = {"amount": _out(row), "packages": said.get("packages")}
    return recorded, {name: stands[name] for name in recorded}


def _by_volume(grams: int, by: int | None, there: int) -> int:
    return grams if by is None else density.drawn(grams, by, there)


def _densities(view: Reading, codes: Sequence[str]) -> dict[str, int | None]:
    """The density that the first telling of each batch's making told, by the batch."""
    return {code: facts(event).get("density") for code, event in queries.makings(view.db, codes)}


def _mix(row: EventRow, behind: Mapping[str, int | None]) -> int | None:
    """The density of a mix by its parts; as it is told where one was told none, or anew."""
    told: int | None = facts(row.event)["density"]
    parts = [(each.amount or 0, behind.get(each.subject)) for each in _moved(row, Role.IN)]
    known = [(amount, by) for amount, by in parts if by is not None]
    if not parts or len(known) < len(parts) or row.corrects is not None:
        return told
    return density.mixed(known)
