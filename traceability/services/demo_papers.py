"""The papers of the demonstration: certificates, test reports, and two geographical indications.

Days in ``data/demo.json`` are counted from the day of loading, so that one is always about to end
and one has always ended; a report's day is counted from the packing of its lot. The lists of
communes are marked as a demonstration: the real ones are for the operator to enter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from traceability.data import read_communes
from traceability.domain.access import Role
from traceability.domain.certificates import CertificateKind, Grade
from traceability.services import certificate_checks, certificates, demo_story, gis
from traceability.services.certificate_checks import CheckRequest
from traceability.services.certificates import CertificateRequest, ResultRequest
from traceability.services.demo_people import Cast
from traceability.services.demo_story import Row, moment
from traceability.services.places_shown import OLD
from traceability.store.queries import areas
from traceability.store.unit import Work

Act = Callable[[Work], None]
_LOOKED_AFTER = dt.timedelta(days=5)


def acts(story: Row, cast: Cast, today: dt.date) -> Iterator[tuple[dt.datetime, Act]]:
    """Everything that happens to certificates, each at its moment."""
    first = demo_story.opening(today) + dt.timedelta(days=1)
    yield moment(first, 8), lambda work: _register(work, story)
    for row in story["certificates"]:
        asked = _certificate(row, today)
        entered = max(asked.valid_from + _LOOKED_AFTER, first)
        yield moment(entered, 9), _entering(cast, row, asked)


def report(
    cast: Cast, row: Row, holder: str, packed_on: dt.date, packed: Mapping[str, str]
) -> tuple[dt.datetime, Act]:
    """A test report about a lot, on the day that its laboratory answered."""
    issued = packed_on + dt.timedelta(days=row["after"])

    def act(work: Work) -> None:
        asked = CertificateRequest(
            kind=CertificateKind.TEST_REPORT,
            number=row["number"],
            issuer=row["issuer"],
            valid_from=issued,
            sampled_on=issued - dt.timedelta(days=row["took"]),
            method=row["method"],
            covers=(packed[row["lot"]],),
            results=tuple(ResultRequest(**line) for line in row["results"]),
        )
        certificates.enter(work.acting(cast.actors[holder, Role.MANAGER]), asked)

    return moment(issued, 13), act


def _register(work: Work, story: Row) -> None:
    for row in story["gis"]:
        asked = gis.GiRequest(
            key=row["key"],
            name=row["name"],
            source=row["source"],
            crop=row["crop"],
            register_no=row["number"],
            from_on=dt.date.fromisoformat(row["from"]),
            demonstration=True,
        )
        gis.enter(work, asked)
        gis.set_communes(work, row["key"], [(code, OLD) for code in _communes(row)])


def _communes(row: Row) -> list[str]:
    """The old communes of the districts that the row names."""
    return [each.old_code for each in read_communes() if each.old_district in row["districts"]]


def _certificate(row: Row, today: dt.date) -> CertificateRequest:
    begins = today + dt.timedelta(days=row["begins"])
    ends = None if "ends" not in row else today + dt.timedelta(days=row["ends"])
    more = {
        name: row[name]
        for name in ("standard", "named", "stars", "ocop_group", "gi")
        if name in row
    }
    return CertificateRequest(
        kind=CertificateKind(row["kind"]),
        number=row["number"],
        issuer=row["issuer"],
        valid_from=begins,
        valid_to=ends,
        **more,
    )


def _entering(cast: Cast, row: Row, asked: CertificateRequest) -> Act:
    def act(work: Work) -> None:
        manager = work.acting(cast.actors[row["holder"], Role.MANAGER])
        covers = tuple(_named(work, cast, row))
        code = certificates.enter(manager, _covering(asked, covers)).code
        if "grade" in row:
            registrar = work.acting(cast.actors["authority", Role.REGISTRAR])
            seen = CheckRequest(Grade(row["grade"]), 1, row["look"])
            certificate_checks.raise_grade(registrar, code, seen)

    return act


def _covering(asked: CertificateRequest, covers: tuple[str, ...]) -> CertificateRequest:
    return CertificateRequest(**{**vars(asked), "covers": covers})


def _named(work: Work, cast: Cast, row: Row) -> Iterator[str]:
    """The short codes of the areas, products or facilities that the row names."""
    for key in row.get("areas", ()):
        area = areas.code_by_code(work.db, cast.areas[key])
        if area is not None:
            yield from (place.code for place in areas.places_of(work.db, area.id))
    for key in row.get("products", ()):
        yield cast.products[key]
    if row.get("facilities"):
        own = areas.places_of_holder(work.db, cast.parties[row["holder"]].id)
        yield from (place.code for place in own if place.kind == "packing_house")
