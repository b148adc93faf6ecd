"""The certificates that cover a lot, read off lazily loading objects.

Results outside their limit that a holder took back are not told here: no lot of the record has
them, and a page that told them would differ from ours, which ends the run (``lookup_alike.py``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.harness import lookup_entities as entities
from benchmarks.harness.lookup_entities import Place, Succession
from benchmarks.harness.lookup_same_origins import harvests_of, stated, stood
from traceability.domain.certificates import (
    FACILITIES,
    CertificateKind,
    GiList,
    Goods,
    Grade,
    OriginShare,
    Scope,
    Validity,
    covers,
)
from traceability.domain.communes import NEW, OLD
from traceability.services import report_results
from traceability.services.certificate_covering import CertificateShown

_ORDER = list(CertificateKind)


def papers(
    db: Session, batch: Any, lots: Mapping[int, Any], today: dt.date
) -> tuple[CertificateShown, ...]:
    """The certificates that cover a lot on its date, each as it stands today."""
    goods = _goods(db, batch, lots)
    found = [each for each in _naming(db, goods) if _covers(db, each, goods)]
    ordered = sorted(found, key=lambda each: (_ORDER.index(CertificateKind(each.kind)), each.id))
    return tuple(_shown(each, today) for each in ordered)


def _naming(db: Session, goods: Goods) -> list[Any]:
    """The certificates whose newest revision names anything behind some goods."""
    names = {*goods.sources, *goods.facilities, *(each.place for each in goods.origins)}
    names |= {goods.product} if goods.product else set()
    scopes = list(db.scalars(select(entities.Scope).where(entities.Scope.subject.in_(names))))
    newest = [scope for scope in scopes if scope.revision == scope.certificate.revision]
    return list({scope.certificate_id: scope.certificate for scope in newest}.values())


def _covers(db: Session, paper: Any, goods: Goods) -> bool:
    rows = [scope for scope in paper.scopes if scope.revision == paper.revision]
    return covers(_scope(rows), _validity(paper), goods, _list(db, paper.gi, goods.origins))


def _scope(rows: Iterable[Any]) -> Scope:
    """What a paper names, sorted by what it is."""
    of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        facility = row.kind == "place" and row.place.kind in FACILITIES
        of["facility" if facility else row.kind].add(row.subject)
    return Scope(
        places=frozenset(of["place"]),
        facilities=frozenset(of["facility"]),
        products=frozenset(of["product"]),
        batches=frozenset(of["batch"]),
    )


def _validity(paper: Any) -> Validity:
    return Validity(paper.valid_from, paper.valid_to, paper.withdrawn_on)


def _list(db: Session, gi: Any, origins: Iterable[OriginShare]) -> GiList | None:
    """The communes of an indication, and what those of some origins came from."""
    if gi is None:
        return None
    near = {commune for each in origins for commune in (each.commune, *each.stood) if commune}
    came_from: dict[str, set[str]] = defaultdict(set)
    for row in db.scalars(select(Succession).where(Succession.new_code.in_(near))):
        came_from[row.new_code].add(row.old_code)
    return GiList(
        frozenset(row.commune_code for row in gi.communes if row.commune_vintage == NEW),
        frozenset(row.commune_code for row in gi.communes if row.commune_vintage == OLD),
        {code: frozenset(old) for code, old in came_from.items()},
    )


def _shown(paper: Any, today: dt.date) -> CertificateShown:
    holds, gi = _validity(paper), paper.gi
    is_test = paper.kind == CertificateKind.TEST_REPORT
    lines = [row for row in paper.results if row.revision == paper.revision] if is_test else []
    return CertificateShown(
        code=paper.code,
        kind=CertificateKind(paper.kind),
        standard=paper.standard,
        number=paper.number,
        issuer=paper.issuer,
        named=paper.named,
        stars=paper.stars,
        ocop_group=paper.ocop_group,
        gi=None if gi is None else gi.name,
        gi_number=None if gi is None else gi.register_no,
        gi_demonstration=gi is not None and gi.demonstration,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        withdrawn_on=paper.withdrawn_on,
        standing=holds.standing(today),
        days_left=holds.days_left(today),
        grade=Grade(paper.grade),
        sampled_on=paper.sampled_on,
        method=paper.method,
        results=report_results.of(lines),
        holder_id=paper.holder_id,
    )


# --- goods as certificates see them --------------------------------------------------------------


def _goods(db: Session, batch: Any, lots: Mapping[int, Any]) -> Goods:
    return Goods(
        sources=frozenset(each.code for each in _made_only_of(batch)),
        product=None if batch.revision is None else batch.revision.product.code,
        made_on=batch.made_on,
        facilities=_packed_in(db, batch),
        origins=tuple(_shares(batch, harvests_of(lots))),
    )


def _made_only_of(batch: Any) -> Iterator[Any]:
    """A lot, and back from it as long as there is one lot that it was made of."""
    yield batch
    while len(batch.into) == 1:
        batch = batch.into[0].parent
        yield batch


def _packed_in(db: Session, batch: Any) -> frozenset[str]:
    """Where it was packed: the place its event names, else its holder's only facility."""
    if batch.stage == "harvest":
        return frozenset()
    if batch.event.place is not None:
        return frozenset({batch.event.place.code})
    kinds = FACILITIES - {"warehouse"}
    wanted = select(Place).where(Place.holder_id == batch.holder_id, Place.kind.in_(kinds))
    codes = frozenset(place.code for place in db.scalars(wanted))
    return codes if len(codes) == 1 else frozenset()


def _shares(batch: Any, harvests: list[Any]) -> Iterator[OriginShare]:
    """The shares by harvest: of several of one ground the first takes what is left over."""
    for origin in batch.origins:
        ground = origin.place_id, origin.area_code_id
        picked = [each for each in harvests if (each.place_id, each.area_code_id) == ground]
        part = origin.ppm // len(picked) if picked else 0
        for number, harvest in enumerate(sorted(picked, key=lambda each: int(each.id))):
            left = origin.ppm - part * (len(picked) - 1)
            yield _share(harvest, part if number else left)


def _share(harvest: Any, ppm: int) -> OriginShare:
    revision = stated(harvest.place, harvest.recorded_at)
    return OriginShare(
        place=harvest.place.code,
        commune=revision.commune_code,
        old_commune=revision.old_commune_code,
        day=harvest.made_on,
        ppm=ppm,
        in_code=harvest.area_code_id is not None,
        stood=tuple(stood(harvest.event)) if harvest.unit == "ml" else (),
    )
