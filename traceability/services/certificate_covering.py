"""Which certificates cover a batch on its date, and which a growing area has."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.certificates import (
    FACILITIES,
    STANDARDS,
    CertificateKind,
    GiList,
    Goods,
    Grade,
    OriginShare,
    ResultVerdict,
    Scope,
    Standing,
    Validity,
    covers,
)
from traceability.services import gis
from traceability.store.models import Batch, Certificate, CertificateScope, Gi
from traceability.store.queries import areas, batches, events, products
from traceability.store.queries import certificates as queries
from traceability.store.unit import Reading

#: The order in which papers are shown.
_ORDER = list(CertificateKind)


@dataclass(frozen=True)
class Result:
    """A line of a test report: everything as written, and how it stands to its limit."""

    parameter: str
    limit: str | None
    result: str
    unit: str | None
    verdict: ResultVerdict


@dataclass(frozen=True)
class CertificateShown:
    """A certificate as a page shows it: ``standing`` is its state on the day of looking."""

    code: str
    kind: CertificateKind
    standard: str | None
    number: str
    issuer: str
    named: str | None
    stars: int | None
    ocop_group: str | None
    gi: str | None
    gi_number: str | None
    gi_demonstration: bool
    valid_from: dt.date
    valid_to: dt.date | None
    withdrawn_on: dt.date | None
    standing: Standing
    days_left: int | None
    grade: Grade
    sampled_on: dt.date | None
    method: str | None
    results: tuple[Result, ...]
    holder_id: int

    @property
    def outside(self) -> int:
        """How many results are outside their limit."""
        return sum(each.verdict is ResultVerdict.ABOVE for each in self.results)


def covering(view: Reading, batch: Batch) -> tuple[CertificateShown, ...]:
    """The certificates that cover a batch on its date, each as it stands today.

    Those that have ended since, or were withdrawn, are among them and say so.
    """
    return shown(view, _covering(view, batch))


def names_standard(view: Reading, batch: Batch) -> bool:
    """Whether a certificate that covers a batch names a standard that was applied."""
    return any(CertificateKind(row.kind) in STANDARDS for row in _covering(view, batch))


def of_places(
    view: Reading, place_ids: Sequence[int], day: dt.date
) -> tuple[CertificateShown, ...]:
    """The certificates that name one of the places, begun by ``day``; ended ones last, as ended."""
    codes = [place.code for place in areas.places_by_ids(view.db, place_ids).values()]
    rows = [row for row in queries.naming(view.db, codes) if row.valid_from <= day]
    found = shown(view, rows, day)
    gone = (Standing.EXPIRED, Standing.WITHDRAWN)
    return tuple(sorted(found, key=lambda each: each.standing in gone))


def shown(
    view: Reading, rows: Iterable[Certificate], day: dt.date | None = None
) -> tuple[CertificateShown, ...]:
    """Certificates as pages show them on ``day`` (today), in the order of their kinds."""
    ordered = sorted(rows, key=lambda row: (_ORDER.index(CertificateKind(row.kind)), row.id))
    known = queries.gis_by_ids(view.db, {row.gi_id for row in ordered if row.gi_id})
    return tuple(_shown(view, row, known.get(row.gi_id or 0), day or view.today) for row in ordered)


def validity(row: Certificate) -> Validity:
    """From when to when a certificate counts."""
    return Validity(row.valid_from, row.valid_to, row.withdrawn_on)


def _shown(view: Reading, row: Certificate, gi: Gi | None, day: dt.date) -> CertificateShown:
    holds = validity(row)
    return CertificateShown(
        code=row.code,
        kind=CertificateKind(row.kind),
        standard=row.standard,
        number=row.number,
        issuer=row.issuer,
        named=row.named,
        stars=row.stars,
        ocop_group=row.ocop_group,
        gi=None if gi is None else gi.name,
        gi_number=None if gi is None else gi.register_no,
        gi_demonstration=gi is not None and gi.demonstration,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        withdrawn_on=row.withdrawn_on,
        standing=holds.standing(day),
        days_left=holds.days_left(day),
        grade=Grade(row.grade),
        sampled_on=row.sampled_on,
        method=row.method,
        results=results(view, row.id, row.revision)
        if row.kind == CertificateKind.TEST_REPORT
        else (),
        holder_id=row.holder_id,
    )


def results(view: Reading, certificate_id: int, revision: int) -> tuple[Result, ...]:
    """The lines of a revision of a test report."""
    return tuple(
        Result(each.parameter, each.highest, each.result, each.unit, ResultVerdict(each.verdict))
        for each in queries.results_of(view.db, certificate_id, revision)
    )


# --- goods as certificates see them --------------------------------------------------------------


def _covering(view: Reading, batch: Batch) -> list[Certificate]:
    """The rows; nothing is reckoned where no certificate names anything behind the batch."""
    goods = _goods(view, batch)
    named = {*goods.sources, *goods.facilities, *(each.place for each in goods.origins)}
    rows = queries.naming(view.db, named | ({goods.product} if goods.product else set()))
    scopes = _scopes(view, rows)
    communes = {each.commune for each in goods.origins}
    lists = gis.lists(view, {row.gi_id for row in rows if row.gi_id}, communes)
    return [row for row in rows if covers(scopes[row.id], validity(row), goods, _list(lists, row))]


def _list(lists: Mapping[int, GiList], row: Certificate) -> GiList | None:
    return None if row.gi_id is None else lists[row.gi_id]


def _goods(view: Reading, batch: Batch) -> Goods:
    chain = list(_made_only_of(view, batch))
    product = products.by_ids(view.db, [batch.product_id] if batch.product_id else [])
    return Goods(
        sources=frozenset(each.code for each in chain),
        product=next((row.code for row in product.values()), None),
        made_on=batch.made_on,
        facilities=_facilities(view, batch),
        origins=tuple(_origins(view, batch)),
    )


def _made_only_of(view: Reading, batch: Batch) -> Iterator[Batch]:
    """The batch, and back from it as long as there is one batch that it was made of."""
    yield batch
    while len(edges := batches.edges_into(view.db, batch.id)) == 1:
        batch = batches.by_ids(view.db, [edges[0].parent_id])[edges[0].parent_id]
        yield batch


def _facilities(view: Reading, batch: Batch) -> frozenset[str]:
    """Where a batch was packed: the place its event names, else its holder's only facility."""
    if batch.stage == "harvest":
        return frozenset()
    event = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    own = areas.places_of_holder(view.db, batch.holder_id)
    places = [place for place in own if place.kind in FACILITIES - {"warehouse"}]
    if event.place_id is not None:
        places = list(areas.places_by_ids(view.db, [event.place_id]).values())
    return frozenset(place.code for place in places) if len(places) == 1 else frozenset()


def _origins(view: Reading, batch: Batch) -> Iterator[OriginShare]:
    """The shares of a batch by harvest day: a place with several days has its share in each.

    A certificate that covers the whole must have held on each of them.
    """
    harvests = _harvests(view, batch)
    places = areas.places_by_ids(view.db, [place for place, _area in harvests])
    for share in batches.origins(view.db, batch.id):
        picked = harvests.get((share.place_id, share.area_code_id), [])
        if picked:
            yield from _spread(view, places[share.place_id].code, share.ppm, picked)


def _harvests(view: Reading, batch: Batch) -> dict[tuple[int, int | None], list[Batch]]:
    found: dict[tuple[int, int | None], list[Batch]] = defaultdict(list)
    for each in batches.by_ids(view.db, batches.ancestors(view.db, batch.id)).values():
        if each.stage == "harvest" and each.place_id is not None:
            found[each.place_id, each.area_code_id].append(each)
    return found


def _spread(view: Reading, place: str, ppm: int, picked: Sequence[Batch]) -> Iterator[OriginShare]:
    """A share over the harvests that it may stem from; the first takes what is left over."""
    part = ppm // len(picked)
    for number, harvest in enumerate(picked):
        stated = areas.revision_then(view.db, harvest.place_id or 0, harvest.recorded_at)
        yield OriginShare(
            place=place,
            commune=stated.commune_code,
            old_commune=stated.old_commune_code,
            day=harvest.made_on,
            ppm=ppm - part * (len(picked) - 1) if number == 0 else part,
            in_code=harvest.area_code_id is not None,
        )


def _scopes(view: Reading, rows: Sequence[Certificate]) -> dict[int, Scope]:
    found = queries.scopes(view.db, [row.id for row in rows])
    codes = {each.subject for scope in found.values() for each in scope if each.kind == "place"}
    places = queries.place_kinds(view.db, codes)
    facilities = {code for code, place in places.items() if place.kind in FACILITIES}
    return {row.id: scope_of(found.get(row.id, ()), facilities) for row in rows}


def scope_of(rows: Iterable[CertificateScope], facilities: Collection[str]) -> Scope:
    """What a revision names, sorted by what it is."""
    of: dict[str, set[str]] = {"place": set(), "product": set(), "batch": set()}
    for row in rows:
        of[row.kind].add(row.subject)
    made_in = of["place"] & set(facilities)
    return Scope(
        places=frozenset(of["place"] - made_in),
        facilities=frozenset(made_in),
        products=frozenset(of["product"]),
        batches=frozenset(of["batch"]),
    )
