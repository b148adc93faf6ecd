"""Which certificates cover a batch on its date, and which a growing area has."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain.certificates import (
    FACILITIES,
    STANDARDS,
    CertificateKind,
    GiList,
    Goods,
    Grade,
    Scope,
    Standing,
    Validity,
    covers,
)
from traceability.services import certified_goods, gis, report_results
from traceability.services.report_results import How, Lines, Naming, Result, TakenBack
from traceability.store.models import Batch, Certificate, CertificateRevision, Gi
from traceability.store.queries import areas
from traceability.store.queries import certificates as queries
from traceability.store.queries.certificates import Line
from traceability.store.unit import Reading

#: The order in which papers are shown.
_ORDER = list(CertificateKind)


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
    taken_back: TakenBack | None = None

    @property
    def outside(self) -> int:
        """How many results are outside their limit."""
        return len(report_results.outside(self.results))


def outside(papers: Iterable[CertificateShown]) -> tuple[CertificateShown, ...]:
    """The test reports among papers with a result outside its limit that still is told so."""
    gone = (Standing.WITHDRAWN, Standing.MOVED)
    return tuple(each for each in papers if each.outside and each.standing not in gone)


def taken_back(papers: Iterable[CertificateShown]) -> tuple[CertificateShown, ...]:
    """The test reports among papers of which a holder took results outside their limit back."""
    return tuple(each for each in papers if each.taken_back is not None)


def covering(view: Reading, batch: Batch) -> tuple[CertificateShown, ...]:
    """The certificates that cover a batch on its date, each as it stands today.

    Those that have ended since, or were withdrawn, are among them and say so.
    """
    return covering_each(view, [batch])[batch.id]


def covering_each(view: Reading, rows: Sequence[Batch]) -> dict[int, tuple[CertificateShown, ...]]:
    """The same of many batches, by internal key, in as many statements as for one."""
    goods = certified_goods.of(view, rows)
    ever = _naming(view, goods)
    found = _covering(view, goods, ever)
    reports = _reports(goods, ever)
    told = {row.code: row for each in found.values() for row in each}
    told |= {code: each.row for (_key, code), each in reports.items()}
    lines = _lines(view, told.values())
    gone = report_results.taken_back(view, reports, lines)
    papers = _papers(view, told.values(), lines)
    left = _left(view, gone, {row.code: row.id for row in told.values()})
    return {
        key: tuple(_of_goods(papers, {row.code for row in each}, _of_key(gone, key), left))
        for key, each in found.items()
    }


def names_standard(
    view: Reading, batch: Batch, papers: Sequence[CertificateShown] | None = None
) -> bool:
    """Whether a certificate that covers a batch, one of ``papers``, names an applied standard."""
    if papers is None:
        goods = certified_goods.of(view, [batch])
        rows = _covering(view, goods, _naming(view, goods))[batch.id]
        return any(CertificateKind(row.kind) in STANDARDS for row in rows)
    return any(each.kind in STANDARDS for each in papers)


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
    kept = list(rows)
    return _papers(view, kept, _lines(view, kept), day)


def _lines(view: Reading, rows: Iterable[Certificate]) -> Lines:
    """The lines of the test reports among certificates, of every revision."""
    tests = [row.id for row in rows if row.kind == CertificateKind.TEST_REPORT]
    return queries.all_results(view.db, tests) if tests else {}


def _papers(
    view: Reading, rows: Iterable[Certificate], lines: Lines, day: dt.date | None = None
) -> tuple[CertificateShown, ...]:
    ordered = _ordered(rows)
    known = queries.gis_by_ids(view.db, {row.gi_id for row in ordered if row.gi_id})
    papers = ((row, _shown(row, known.get(row.gi_id or 0), day or view.today)) for row in ordered)
    return tuple(
        replace(paper, results=report_results.of(lines.get(row.id, {}).get(row.revision, ())))
        for row, paper in papers
    )


def _ordered(rows: Iterable[Certificate]) -> list[Certificate]:
    return sorted(rows, key=lambda row: (_ORDER.index(CertificateKind(row.kind)), row.id))


def told_of_lots(view: Reading, rows: Iterable[Certificate]) -> dict[tuple[str, str], TakenBack]:
    """What lots are still told of test reports, by the codes of the report and the lot."""
    tests = {row.id: row for row in rows if row.kind == CertificateKind.TEST_REPORT}
    named: dict[tuple[int, str], set[int]] = defaultdict(set)
    for scope in queries.every_scope(view.db, tests) if tests else ():
        named[scope.certificate_id, scope.subject].add(scope.revision)
    reports = {
        (tests[report].code, lot): Naming(tests[report], frozenset(revisions))
        for (report, lot), revisions in named.items()
    }
    return report_results.taken_back(view, reports, _lines(view, tests.values()))


def validity(row: Certificate) -> Validity:
    """From when to when a certificate counts."""
    return Validity(row.valid_from, row.valid_to, row.withdrawn_on)


def _shown(row: Certificate, gi: Gi | None, day: dt.date) -> CertificateShown:
    """A certificate without what a test report says beside it."""
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
        results=(),
        holder_id=row.holder_id,
    )


def results(view: Reading, certificate_id: int, revision: int) -> tuple[Result, ...]:
    """The lines of a revision of a test report."""
    return report_results.of(queries.results_of(view.db, certificate_id, revision))


# --- which covers which --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ever:
    """The certificates that name something behind goods, or did, and the lines of their scopes.

    Lines are of every revision of test reports, of others of the newest.
    """

    rows: Mapping[int, Certificate]
    lines: Sequence[Line]

    @property
    def newest(self) -> Iterator[Line]:
        """What they name now."""
        return (
            line for line in self.lines if line.revision == self.rows[line.certificate_id].revision
        )


def _naming(view: Reading, goods: Mapping[int, Goods]) -> _Ever:
    """What names anything behind goods, or did; all goods are asked for together."""
    named = {name for each in goods.values() for name in _named(each)}
    lines = queries.lines_beside(view.db, named)
    # A version may have named it that is neither the newest nor of a test report.
    about = {line.certificate_id for line in lines if line.subject in named}
    kept = [line for line in lines if line.certificate_id in about]
    return _Ever(queries.by_ids(view.db, about), kept)


def _covering(
    view: Reading, goods: Mapping[int, Goods], ever: _Ever
) -> dict[int, list[Certificate]]:
    """The certificates of each batch."""
    scopes = _scopes(ever.newest)
    found = [ever.rows[key] for key in scopes]
    communes = {
        commune
        for each in goods.values()
        for origin in each.origins
        for commune in (origin.commune, *origin.stood)
        if commune is not None
    }
    lists = gis.lists(view, {row.gi_id for row in found if row.gi_id}, communes)
    return {
        key: [
            row for row in found if covers(scopes[row.id], validity(row), each, _list(lists, row))
        ]
        for key, each in goods.items()
    }


def _reports(goods: Mapping[int, Goods], ever: _Ever) -> dict[tuple[int, str], Naming]:
    """The test reports that name goods or once did, by the goods' key and the report's code."""
    tests = [
        (ever.rows[line.certificate_id], line)
        for line in ever.lines
        if ever.rows[line.certificate_id].kind == CertificateKind.TEST_REPORT
    ]
    rows = {row.code: row for row, _line in tests}
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for key, each in goods.items():
        for row, line in tests:
            if line.subject in each.sources:
                found[key, row.code].add(line.revision)
    return {about: Naming(rows[about[1]], frozenset(each)) for about, each in found.items()}


_Gone = Mapping[str, TakenBack]


def _of_key(gone: Mapping[tuple[int, str], TakenBack], key: int) -> _Gone:
    return {code: each for (goods, code), each in gone.items() if goods == key}


_Left = Mapping[tuple[str, int], CertificateRevision]


def _left(
    view: Reading, gone: Mapping[tuple[int, str], TakenBack], ids: Mapping[str, int]
) -> _Left:
    """The versions by which lots knew the reports that were moved away, by code and number."""
    wanted = {
        (code, each.said[-1].revision)
        for (_key, code), each in gone.items()
        if each.how is How.MOVED
    }
    rows = queries.revisions_of(view.db, {(ids[code], number) for code, number in wanted})
    return {(code, number): rows[ids[code], number] for code, number in wanted}


def _of_goods(
    papers: Iterable[CertificateShown], covering: Collection[str], gone: _Gone, left: _Left
) -> Iterator[CertificateShown]:
    """The papers that cover goods, then the reports that were moved to others."""
    known = {paper.code: paper for paper in papers}
    for code, paper in known.items():
        if code in covering:
            yield replace(paper, taken_back=gone.get(code))
    for code, each in gone.items():
        if each.how is How.MOVED:
            yield _moved_away(known[code], each, left[code, each.said[-1].revision])


def _moved_away(
    paper: CertificateShown, gone: TakenBack, then: CertificateRevision
) -> CertificateShown:
    """A report as the goods knew it that it names no more, with the evidence of that version."""
    newest = gone.said[-1]
    return replace(
        paper,
        standing=Standing.MOVED,
        number=then.number,
        issuer=then.issuer,
        named=then.named,
        method=then.method,
        valid_to=then.valid_to,
        grade=Grade.own(filed=then.file_sha256 is not None),
        valid_from=newest.day,
        sampled_on=newest.sampled_on,
        results=gone.results,
        taken_back=gone,
    )


def _named(goods: Goods) -> set[str]:
    """Everything behind goods that a certificate may name."""
    named = {*goods.sources, *goods.facilities, *(each.place for each in goods.origins)}
    return named | ({goods.product} if goods.product else set())


def _list(lists: Mapping[int, GiList], row: Certificate) -> GiList | None:
    return None if row.gi_id is None else lists[row.gi_id]


def _scopes(lines: Iterable[Line]) -> dict[int, Scope]:
    """What certificates name, by internal key and in the order of the lines."""
    found: dict[int, dict[str, set[str]]] = {}
    for line in lines:
        of = found.setdefault(line.certificate_id, defaultdict(set))
        of["facility" if line.place_kind in FACILITIES else line.kind].add(line.subject)
    return {
        key: Scope(
            places=frozenset(of["place"]),
            facilities=frozenset(of["facility"]),
            products=frozenset(of["product"]),
            batches=frozenset(of["batch"]),
        )
        for key, of in found.items()
    }
