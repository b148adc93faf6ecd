"""Origins grouped as people read them: a place a line, a growing-area code a block."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from traceability.domain.commune_sketch import Sketch
from traceability.domain.communes import Box
from traceability.domain.growing_area import Status
from traceability.domain.shares import apportion
from traceability.services import sketches
from traceability.services.page_origins import Origin
from traceability.services.places_shown import Where

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Picking:
    """Picked in one commune, from ``first`` to ``last`` (often the same day).

    Without one it was honey of colonies outside the register's province.
    """

    where: Where | None
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Site:
    """One growing-area code in one commune: its state then (the worst of all days) and today.

    ``names`` are those of its households that agreed to be named, by number. Goods outside every
    code have no code and no state. ``lender`` lets ``grower`` use the code. ``partly_far``: some of
    the honey was gathered outside the register's province, and of no code; without ``where`` all.
    ``exact`` tells that the share may be told to the ``tenths`` or as it is (``ppm``); else it is
    told in ``tens``. An office entered the code where ``code_seen``, over all of its places where
    ``seen``, and saw where all came from where ``where_seen``. It was picked from ``first`` to
    ``last``, often the same day.
    """

    where: Where | None
    area_code: str | None
    internal: bool
    seen: bool
    place_kind: str
    households: tuple[int, ...]
    names: Mapping[int, str]
    then: Status | None
    now: Status | None
    suspended_since: dt.date | None
    lender: str | None
    grower: str | None
    area_page: str | None
    tenths: int
    tens: int
    exact: bool
    season: str | None
    partly_far: bool
    ppm: int
    first: dt.date
    last: dt.date
    code_seen: bool
    where_seen: bool

    @property
    def share(self) -> Decimal:
        """Its part of the goods in per cent, to the tenth; all parts together are 100."""
        return Decimal(self.tenths) / 10


def pickings(origins: Iterable[Origin]) -> tuple[Picking, ...]:
    """The communes of a batch, each with its days; those without an old name join the only one."""
    named: dict[str, set[Where]] = defaultdict(set)
    every = list(origins)
    for each in every:
        if each.where is not None and each.where.old_commune:
            named[each.where.code].add(each.where)
    grouped = _grouped((_named(each.where, named), each) for each in every)
    return tuple(
        Picking(where, min(e.harvested_on for e in group), max(e.harvested_on for e in group))
        for where, group in grouped.items()
    )


def _named(where: Where | None, of_code: Mapping[str, set[Where]]) -> Where | None:
    if where is None:
        return None
    known = of_code[where.code]
    return next(iter(known)) if not where.old_commune and len(known) == 1 else where


def sites(origins: Iterable[Origin]) -> tuple[Site, ...]:
    """The growing-area codes of a batch by whose harvest it was, each with households by number."""
    grouped = _grouped(((each.area_id, each.holder_id, each.where), each) for each in origins)
    parts = [_part(group) for group in grouped.values()]
    tenths, tens = (apportion(n, parts) if any(parts) else [0] * len(parts) for n in (1000, 10))
    every = zip(grouped.values(), parts, tenths, tens, strict=True)
    return tuple(_site(*each) for each in every)


def sketch_of(origins: Iterable[Origin], cells: frozenset[Box]) -> Sketch | None:
    """The communes that a batch comes from, among their neighbours, and the squares in them."""
    return sketches.of_communes(frozenset(each.where.code for each in origins if each.where), cells)


def _part(group: Sequence[Origin]) -> int:
    """What came of it, in parts per million: every harvest of a place tells the share of all."""
    return sum({(each.place_id, each.area_id): each.ppm for each in group}.values())


#: How the harvests of a code stood in their season, the worst first.
_WORST = ("season_over", "season_near", "season_no_basis", "season_within")


def _season(group: Sequence[Origin]) -> str | None:
    said = {each.season for each in group}
    return next((word for word in _WORST if word in said), None)


def _grouped(pairs: Iterable[tuple[_Key, Origin]]) -> dict[_Key, list[Origin]]:
    found: dict[_Key, list[Origin]] = {}
    for key, origin in pairs:
        found.setdefault(key, []).append(origin)
    return found


def _site(group: Sequence[Origin], ppm: int, tenths: int, tens: int) -> Site:
    first = group[0]
    then = next((e.status_then for e in group if e.status_then is not Status.ACTIVE), None)
    return Site(
        where=first.where,
        area_code=first.area_code,
        internal=first.internal,
        seen=all(each.seen for each in group),
        place_kind=first.place_kind,
        households=tuple(sorted({e.household for e in group if e.household is not None})),
        names={e.household: e.household_name for e in group if e.household and e.household_name},
        then=first.status_then if then is None else then,
        now=first.status_now,
        suspended_since=first.suspended_since,
        lender=first.lender,
        grower=first.grower,
        area_page=first.area_page,
        tenths=tenths,
        tens=tens,
        exact=first.exact,
        season=_season(group),
        partly_far=any(each.partly_far for each in group),
        ppm=ppm,
        first=min(each.harvested_on for each in group),
        last=max(each.harvested_on for each in group),
        code_seen=first.code_seen,
        where_seen=all(each.where_seen for each in group),
    )
