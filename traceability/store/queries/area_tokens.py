"""Everything that the page of a growing-area code rests on but its months, by one statement.

A test changes every column of every row behind a page, one at a time, as it does for goods. Months
are sums over all harvests, which are reckoned for the token as for the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, Text, and_, bindparam, cast, select, union
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    Certificate,
    CertificateResult,
    CertificateScope,
    Event,
    EventSubject,
    Gi,
    Installation,
    Party,
    Place,
    PlaceHousehold,
    PlaceRevision,
    PrivateValue,
    ReferenceValue,
    RegisterImport,
    RegisterImportRow,
    Season,
    SeasonUse,
)
from traceability.store.queries.office_looks import behind_name
from traceability.store.queries.seasons import CODE
from traceability.store.queries.token_rows import Keys, Part, Rows, among, boxes, called, rows

_CODE: BindParameter[str] = bindparam("code", "", type_=AreaCode.__table__.c.code.type)


def of_area(db: Session, code: str) -> list[tuple[str, str]]:
    """What the page of a short code rests on, as pairs of a table and a row in no order."""
    return _BEHIND.of(db, code=code)


def _parts() -> Iterator[Part]:
    yield from _claims()
    yield from _grounds()
    yield from _seasons()
    yield from _people()
    yield from behind_name(_own(AreaCode.holder_id))
    yield from _papers()
    yield rows(Installation).where(Installation.key == "demonstration")


def _own(column: Any) -> Keys:
    """A column of the code itself."""
    return select(column).where(AreaCode.code == _CODE).correlate(None)


def _claims() -> Iterator[Part]:
    """The code and all that claim its string in its register, with their steps."""
    own = aliased(AreaCode)
    same = and_(
        AreaCode.scheme == own.scheme,
        AreaCode.register_id == own.register_id,
        AreaCode.norm == own.norm,
    )
    claims = select(AreaCode.id).join(own, same).where(own.code == _CODE).correlate(None)
    yield rows(AreaCode).where(among(AreaCode.id, claims))
    yield rows(AreaCodeStep).where(among(AreaCodeStep.area_code_id, claims))


def _places() -> Keys:
    """The keys of all places that ever were under the code."""
    under = select(AreaCodePlace.place_id).where(
        among(AreaCodePlace.area_code_id, _own(AreaCode.id))
    )
    return under.correlate(None)


def _grounds() -> Iterator[Part]:
    places = _places()
    yield rows(AreaCodePlace).where(among(AreaCodePlace.area_code_id, _own(AreaCode.id)))
    yield rows(Place).where(among(Place.id, places))
    yield rows(PlaceRevision).where(among(PlaceRevision.place_id, places))
    yield rows(PlaceHousehold).where(among(PlaceHousehold.place_id, places))
    yield boxes(places)


def _seasons() -> Iterator[Part]:
    """What the season was used by, the ceilings of its crops, and what the office has seen."""
    crops = select(AreaCodeCrop.crop_code)
    crops = crops.where(among(AreaCodeCrop.area_code_id, _own(AreaCode.id))).correlate(None)
    used = (SeasonUse.subject_kind == CODE, among(SeasonUse.subject_id, _own(AreaCode.id)))
    counted = select(SeasonUse.season_id).where(*used).correlate(None)
    yield rows(AreaCodeCrop).where(among(AreaCodeCrop.area_code_id, _own(AreaCode.id)))
    yield rows(ReferenceValue).where(among(ReferenceValue.crop_code, crops))
    yield rows(SeasonUse).where(*used)
    yield rows(Season).where(among(Season.id, counted))
    # An event never changes, and its leaf says all that it says.
    yield select(called("event"), cast(Event.leaf_hash, Text)).where(among(Event.seq, _told()))


def _told() -> Keys:
    """The numbers of the events about the code."""
    about = select(EventSubject.event_seq).where(EventSubject.subject == _CODE)
    return about.correlate(None)


def _undone() -> Keys:
    """The list that the code came with."""
    lines = select(RegisterImportRow.import_id)
    return lines.where(among(RegisterImportRow.area_code_id, _own(AreaCode.id))).correlate(None)


def _people() -> Iterator[Part]:
    people = union(
        _own(AreaCode.holder_id),
        _own(AreaCode.register_id),
        select(RegisterImport.register_id).where(among(RegisterImport.id, _undone())),
        select(Event.owner_id).where(among(Event.seq, _told())),
    ).cte("people")
    keys = select(people.c[0])
    codes = select(Party.code).where(among(Party.id, keys)).correlate(None)
    yield rows(RegisterImport).where(among(RegisterImport.id, _undone()))
    yield rows(RegisterImportRow).where(among(RegisterImportRow.area_code_id, _own(AreaCode.id)))
    yield rows(Party).where(among(Party.id, keys))
    yield rows(PrivateValue).where(
        PrivateValue.owner_kind == "party",
        among(PrivateValue.owner_id, codes),
        PrivateValue.field == "name",
    )


def _papers() -> Iterator[Part]:
    """Every paper that names a place of the code; which of them stand is reckoned."""
    codes = select(Place.code).where(among(Place.id, _places())).correlate(None)
    papers = select(CertificateScope.certificate_id).where(among(CertificateScope.subject, codes))
    papers = papers.correlate(None)
    lists = select(Certificate.gi_id).where(among(Certificate.id, papers)).correlate(None)
    yield rows(Certificate).where(among(Certificate.id, papers))
    yield rows(CertificateScope).where(among(CertificateScope.certificate_id, papers))
    yield rows(CertificateResult).where(among(CertificateResult.certificate_id, papers))
    yield rows(Gi).where(among(Gi.id, lists))


_BEHIND = Rows(_parts)
