"""Everything that the page of a batch rests on, by one statement: rows whole, not what they mean.

A test changes every column of every row behind a page, one at a time, and sees what this gives
change with it wherever the page does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, Text, and_, bindparam, cast, func, select, union
from sqlalchemy.orm import Session

from traceability.domain.certificates import FACILITIES
from traceability.domain.events import EventStep
from traceability.store.models import (
    AreaCode,
    AreaCodePlace,
    AreaCodeStep,
    Batch,
    BatchEdge,
    BatchOrigin,
    BatchStock,
    Certificate,
    CertificateResult,
    CertificateScope,
    Consent,
    Event,
    EventSubject,
    File,
    Gi,
    GiCommune,
    Installation,
    PackFormat,
    Party,
    Place,
    PlaceHousehold,
    PlaceRevision,
    PrivateValue,
    Product,
    ProductRevision,
    Recall,
    RecallBatch,
    RecallLift,
    ScanLimit,
)
from traceability.store.queries.office_looks import behind_name
from traceability.store.queries.token_rows import (
    NOTHING,
    Keys,
    Part,
    Rows,
    among,
    boxes,
    called,
    rows,
)

_BATCH: BindParameter[int] = bindparam("batch", 0, type_=Batch.__table__.c.id.type)
#: What stands beside a party on the page.
_NAMED_BY = ("name", "address")
_MAKES = FACILITIES - {"warehouse"}


def of_batch(db: Session, batch_id: int) -> list[tuple[str, str]]:
    """What the page of a batch rests on, as pairs of a table and a row in no order."""
    return _BEHIND.of(db, batch=batch_id)


def _parts() -> Iterator[Part]:
    behind = _behind()
    told = _told(behind)
    yield from _goods(behind, told)
    yield from _notices()
    yield from _grounds(behind)
    yield from _people(behind, told)
    yield from behind_name(select(Batch.holder_id).where(Batch.id == _BATCH).correlate(None))
    yield from _product()
    yield from _papers(behind)
    yield rows(Installation).where(Installation.key == "demonstration")


def _behind() -> Keys:
    """The batch and all that it came from."""
    here = select(_BATCH.label("id")).cte("walk", recursive=True)
    walk = here.union(select(BatchEdge.parent_id).join(here, BatchEdge.child_id == here.c.id))
    named = (Batch.id, Batch.code, Batch.event_seq, Batch.place_id, Batch.area_code_id)
    of_whom = (Batch.household_id, Batch.holder_id)
    return select(*named, *of_whom).join(walk, Batch.id == walk.c.id).cte("behind")


def _of(behind: Keys, column: Any) -> Keys:
    """A column of the batch and of all that it came from."""
    known = behind.c[column.key]
    return select(known).where(known.is_not(None)).correlate(None)


def _own(column: Any) -> Any:
    """A column of the batch itself: one value, for which no list need be made."""
    return select(column).where(Batch.id == _BATCH).correlate(None).scalar_subquery()


def _told(behind: Keys) -> Keys:
    """The numbers of the events that made them, and of all that corrected those."""
    first = _of(behind, Batch.event_seq).cte("told", recursive=True)
    return first.union(select(Event.seq).join(first, Event.corrects == first.c.event_seq))


# --- the goods -----------------------------------------------------------------------------------


def _goods(behind: Keys, told: Keys) -> Iterator[Part]:
    keys = select(behind.c.id)
    measured = (
        select(EventSubject.event_seq)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(among(EventSubject.subject, _of(behind, Batch.code)))
        .where(Event.step == EventStep.INSPECT)
        .correlate(None)
    )
    yield rows(Batch).where(among(Batch.id, keys))
    yield rows(BatchEdge).where(among(BatchEdge.child_id, keys))
    yield rows(BatchOrigin).where(BatchOrigin.batch_id == _BATCH)
    yield _published()
    # An event never changes, and its leaf says all that it says.
    leaf = select(called("event"), cast(Event.leaf_hash, Text))
    yield leaf.where(among(Event.seq, select(told.c.event_seq)))
    yield leaf.where(among(Event.seq, measured))


def _published() -> Part:
    """Only this of a stock: what is on hand changes with every sale, and no page tells it."""
    day = func.coalesce(cast(BatchStock.published_on, Text), NOTHING)
    return select(called("batch_stock"), day).where(BatchStock.batch_id == _BATCH)


def _notices() -> Iterator[Part]:
    over = select(RecallBatch.recall_id).where(RecallBatch.batch_id == _BATCH).correlate(None)
    opened = (
        select(Event.event_id)
        .join(Recall, Recall.event_seq == Event.seq)
        .where(among(Recall.id, over))
        .correlate(None)
    )
    yield rows(RecallBatch).where(RecallBatch.batch_id == _BATCH)
    yield rows(Recall).where(among(Recall.id, over))
    yield rows(RecallLift).where(among(RecallLift.recall_id, over))
    yield rows(PrivateValue).where(
        PrivateValue.owner_kind == "event", among(PrivateValue.owner_id, opened)
    )


# --- where from, and who -------------------------------------------------------------------------


def _places(behind: Keys) -> Keys:
    """The keys of the places that it may come from, or have been packed in."""
    said = select(Event.place_id).where(Event.seq == _own(Batch.event_seq))
    own = (Place.holder_id == _own(Batch.holder_id)) & Place.kind.in_(sorted(_MAKES))
    told = select(Place.id).where(among(Place.id, said))
    return union(_of(behind, Batch.place_id), select(Place.id).where(own), told)


def _grounds(behind: Keys) -> Iterator[Part]:
    places, codes = _of(behind, Batch.place_id), _of(behind, Batch.area_code_id)
    yield rows(Place).where(among(Place.id, _places(behind)))
    yield rows(PlaceRevision).where(among(PlaceRevision.place_id, places))
    yield rows(PlaceHousehold).where(among(PlaceHousehold.place_id, places))
    yield boxes(places)
    yield rows(AreaCode).where(among(AreaCode.id, codes))
    yield rows(AreaCodeStep).where(among(AreaCodeStep.area_code_id, codes))
    # Which of the places an office saw under the code follows from when they were put there.
    yield rows(AreaCodePlace).where(
        among(AreaCodePlace.area_code_id, codes), among(AreaCodePlace.place_id, places)
    )


def _people(behind: Keys, told: Keys) -> Iterator[Part]:
    codes = among(AreaCode.id, _of(behind, Batch.area_code_id))
    people = union(
        _of(behind, Batch.holder_id),
        _of(behind, Batch.household_id),
        select(AreaCode.holder_id).where(codes),
        select(AreaCode.register_id).where(codes),
        select(Event.owner_id).where(among(Event.seq, select(told.c.event_seq))),
        *_who_stopped(),
    ).cte("people")
    keys = select(people.c[0])
    yield rows(Party).where(among(Party.id, keys))
    yield rows(Consent).where(among(Consent.party_id, keys))
    yield rows(PrivateValue).where(
        PrivateValue.owner_kind == "party",
        among(
            PrivateValue.owner_id, select(Party.code).where(among(Party.id, keys)).correlate(None)
        ),
        PrivateValue.field.in_(_NAMED_BY),
    )


def _who_stopped() -> Iterator[Keys]:
    """Who held or recalled it, and who ended that."""
    over = select(RecallBatch.recall_id).where(RecallBatch.batch_id == _BATCH).correlate(None)
    opened = select(Event.owner_id).join(Recall, Recall.event_seq == Event.seq)
    ended = select(Event.owner_id).join(RecallLift, RecallLift.event_seq == Event.seq)
    yield opened.where(among(Recall.id, over)).correlate(None)
    yield ended.where(among(RecallLift.recall_id, over)).correlate(None)


# --- the product, and the papers -----------------------------------------------------------------


def _product() -> Iterator[Part]:
    revision = and_(
        ProductRevision.product_id == _own(Batch.product_id),
        ProductRevision.number == _own(Batch.product_revision),
    )
    yield rows(Product).where(Product.id == _own(Batch.product_id))
    yield rows(ProductRevision).where(revision)
    yield rows(ScanLimit).where(ScanLimit.product_id == _own(Batch.product_id))
    yield rows(PackFormat).where(
        PackFormat.product_id == _own(Batch.product_id),
        PackFormat.revision == _own(Batch.product_revision),
    )
    photo = select(ProductRevision.photo_sha256).where(revision).correlate(None)
    yield rows(File).where(File.sha256.in_(photo))


def _papers(behind: Keys) -> Iterator[Part]:
    """Every paper that names something behind the batch; which of them cover it is reckoned."""
    grounds = among(Place.id, _places(behind))
    named = union(
        _of(behind, Batch.code),
        select(Place.code).where(grounds),
        select(Product.code).where(Product.id == _own(Batch.product_id)),
    ).cte("named")
    about = select(CertificateScope.certificate_id).where(
        among(CertificateScope.subject, select(named.c[0]))
    )
    # A CTE is reckoned once for all that ask for it, a subquery by each of them anew.
    papers = select(about.correlate(None).cte("papers"))
    lists = select(Certificate.gi_id).where(among(Certificate.id, papers)).correlate(None)
    yield rows(Certificate).where(among(Certificate.id, papers))
    yield rows(CertificateScope).where(among(CertificateScope.certificate_id, papers))
    yield rows(CertificateResult).where(among(CertificateResult.certificate_id, papers))
    yield _happened(select(Certificate.code).where(among(Certificate.id, papers)))
    yield rows(Gi).where(among(Gi.id, lists))
    yield rows(GiCommune).where(among(GiCommune.gi_id, lists))


_PAPER_STEPS = (
    EventStep.CERTIFICATE_STATED,
    EventStep.CERTIFICATE_CHECKED,
    EventStep.CERTIFICATE_WITHDRAWN,
)


def _happened(papers: Keys) -> Part:
    """What was stated of papers, what offices looked at, and who withdrew them."""
    told = (
        select(EventSubject.event_seq)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(among(EventSubject.subject, papers.correlate(None)))
        .where(Event.step.in_(_PAPER_STEPS))
        .correlate(None)
    )
    return select(called("event"), cast(Event.leaf_hash, Text)).where(among(Event.seq, told))


_BEHIND = Rows(_parts)
