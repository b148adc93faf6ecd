"""Geographical indications: entered by the operator with the communes that each decision names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from traceability.domain.access import Action, Thing, require
from traceability.domain.certificates import GiList
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.services.places_shown import NEW, OLD
from traceability.store.models import Gi, GiCommune
from traceability.store.queries import certificates as queries
from traceability.store.queries import parties, products
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class GiRequest:
    """An indication: a key of ours, its name, the register's number and first day where known.

    ``source`` says where list and number stand; ``demonstration`` marks a list nobody may rely on.
    """

    key: str
    name: str
    source: str
    crop: str | None = None
    register_no: str | None = None
    from_on: dt.date | None = None
    demonstration: bool = False


@dataclass(frozen=True)
class CommuneNamed:
    """A commune of a list: its code, its vintage, its name."""

    code: str
    vintage: str
    name: str


@dataclass(frozen=True)
class GiShown:
    """An indication with its communes."""

    key: str
    name: str
    crop: str | None
    register_no: str | None
    from_on: dt.date | None
    source: str
    demonstration: bool
    communes: tuple[CommuneNamed, ...]


def enter(work: Work, asked: GiRequest) -> Gi:
    """Enter an indication; it covers nothing until its communes are named (``set_communes``)."""
    require(work.actor, Action.SET_UP, Thing())
    if queries.gi_by_key(work.db, asked.key) is not None:
        raise Conflict("gi_taken", "key", key=asked.key)
    if asked.crop is not None and products.crop(work.db, asked.crop) is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    row = Gi(
        key=asked.key,
        name=asked.name,
        crop_code=asked.crop,
        register_no=asked.register_no,
        from_on=asked.from_on,
        source=asked.source,
        demonstration=asked.demonstration,
    )
    work.add(row)
    return row


def set_communes(work: Work, key: str, communes: Iterable[tuple[str, str]]) -> int:
    """Let an indication cover exactly these communes, each as (code, vintage); how many.

    They are written as the decision names them: one of before July 2025 stays an old one, since its
    code may be another commune's today.
    """
    require(work.actor, Action.SET_UP, Thing())
    row = queries.gi_by_key(work.db, key)
    if row is None:
        raise NotFound(key=key)
    wanted = sorted(set(communes))
    for code, vintage in wanted:
        if vintage not in (NEW, OLD) or parties.commune(work.db, code, vintage) is None:
            raise Invalid("commune_unknown", "commune", commune=code)
    queries.clear_gi_communes(work.db, row.id)
    work.add(
        *(
            GiCommune(gi_id=row.id, commune_code=code, commune_vintage=vintage)
            for code, vintage in wanted
        )
    )
    return len(wanted)


def listed(view: Reading) -> tuple[GiShown, ...]:
    """Every indication with its communes."""
    return tuple(_shown(view, row) for row in queries.gis(view.db))


def lists(view: Reading, ids: Collection[int], communes: Collection[str]) -> dict[int, GiList]:
    """The lists of indications, as they decide about goods of these communes of today."""
    named = queries.gi_lists(view.db, ids)
    # What communes of today came from is asked of lists that name old ones, and of no other.
    is_old = any(vintage == OLD for _gi, vintage in named)
    came_from = queries.predecessors(view.db, communes) if is_old else {}
    of = {key: frozenset(codes) for key, codes in named.items()}
    none = frozenset[str]()
    return {
        gi_id: GiList(of.get((gi_id, NEW), none), of.get((gi_id, OLD), none), came_from)
        for gi_id in ids
    }


def _shown(view: Reading, row: Gi) -> GiShown:
    named = []
    for each in queries.gi_communes(view.db, row.id):
        commune = parties.commune(view.db, each.commune_code, each.commune_vintage)
        name = each.commune_code if commune is None else commune.name
        named.append(CommuneNamed(each.commune_code, each.commune_vintage, name))
    return GiShown(
        key=row.key,
        name=row.name,
        crop=row.crop_code,
        register_no=row.register_no,
        from_on=row.from_on,
        source=row.source,
        demonstration=row.demonstration,
        communes=tuple(named),
    )
