"""Everything that the page of a batch rests on, by one statement: rows whole, not what they mean.

Each part is a table and which of its rows count; of a row every column does, so that a column which
is added later counts from its first day. Rows that may only ever be added (events, revisions) are
named by what tells them apart. A test changes every column of every row behind a page, one at a
time, and sees what this gives change with it wherever the page does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from typing import cast as cast_to

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from traceability.domain.certificates import FACILITIES
from traceability.domain.events import EventStep
from traceability.store.models import (
    AreaCode,
    AreaCodeStep,
    Base,
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
    PlaceGeometry,
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

Part = Select[str, str]
#: Keys of rows, as a subquery.
Keys = Any

_BATCH: BindParameter[int] = bindparam("batch", 0, type_=Batch.__table__.c.id.type)
#: What parts the values of a row, and what stands for none: spelled out, for a driver takes longer
#: over three hundred parameters than the database over the rows.
_NEXT, _NOTHING = literal_column("'\x1e'", Text), literal_column("'\x1f'", Text)
#: What stands beside a party on the page.
_NAMED_BY = ("name", "address")
_MAKES = FACILITIES - {"warehouse"}


#: PostgreSQL takes what lies behind one batch for a thousand lots, and reads whole tables for them;
#: it also takes ten times longer to plan the statement than to run it, so one plan does for every
#: batch. Until the end of this view only.
_BY_INDEX = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', true)"
    for name, value in {
        "enable_seqscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "plan_cache_mode": "force_generic_plan",
    }.items()
)


def of_batch(db: Session, batch_id: int) -> list[tuple[str, str]]:
    """What the page of a batch rests on, as pairs of a table and a row in no order."""
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_BY_INDEX)
    asked = _Asked.on(connection.dialect)
    found = connection.exec_driver_sql(asked.sql, asked.values(batch_id))
    return [(table, row) for table, row in found]


@dataclass(frozen=True)
class _Asked:
    """The statement as a driver takes it: putting it together takes longer than running it."""

    sql: str
    constants: Mapping[str, Any]
    order: Sequence[str] | None

    @classmethod
    def on(cls, dialect: Dialect) -> _Asked:
        """The statement for a kind of database, written once a process."""
        if dialect.name not in _written:
            statement = union_all(*_parts())
            inline = {"render_postcompile": True}
            compiled: Any = statement.compile(dialect=dialect, compile_kwargs=inline)
            order = compiled.positiontup
            _written[dialect.name] = cls(compiled.string, compiled.params, order)
        return _written[dialect.name]

    def values(self, batch_id: int) -> Any:
        """Its parameters: in their order, or by their names."""
        named = {**self.constants, "batch": batch_id}
        return named if self.order is None else tuple(named[name] for name in self.order)


_written: dict[str, _Asked] = {}


class _Among(FunctionElement[bool]):
    """Whether a column is one of some keys.

    PostgreSQL finds the keys first: what it takes IN for it joins in an order of its own, and where
    it misjudges how many there are, from the wrong end. Its type is left open: compared with true,
    as SQLite would have it, no index would serve.
    """

    inherit_cache = True


@compiles(_Among)
def _in_keys(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} IN {keys}"


@compiles(_Among, "postgresql")
def _any_of_keys(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} = ANY (ARRAY{keys})"


def _among(column: Any, keys: Keys) -> ColumnElement[bool]:
    """Whether a column is one of the keys that a query finds, which stands for itself."""
    return _Among(column, keys.scalar_subquery())


def _parts() -> Iterator[Part]:
    behind = _behind()
    told = _told(behind)
    yield from _goods(behind, told)
    yield from _notices()
    yield from _grounds(behind)
    yield from _people(behind, told)
    yield from _product()
    yield from _papers(behind)
    yield _rows(Installation).where(Installation.key == "demonstration")


def _rows(model: type[Base]) -> Part:
    """Rows of a table, each as one text. What is kept only to hide a value (a salt) is no news."""
    table = cast_to(Table, model.__table__)
    shown = [each for each in table.c if not isinstance(each.type, LargeBinary)]
    texts: list[ColumnElement[str]] = [func.coalesce(cast(each, Text), _NOTHING) for each in shown]
    whole = reduce(lambda left, right: left.concat(_NEXT).concat(right), texts)
    return select(_named(table.name), cast(whole, Text)).select_from(table)


def _named(table: str) -> ColumnElement[str]:
    return literal_column(f"'{table}'", Text)


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


def _own(column: Any) -> Keys:
    """A column of the batch itself."""
    return select(column).where(Batch.id == _BATCH).correlate(None)


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
        .where(_among(EventSubject.subject, _of(behind, Batch.code)))
        .where(Event.step == EventStep.INSPECT)
        .correlate(None)
    )
    yield _rows(Batch).where(_among(Batch.id, keys))
    yield _rows(BatchEdge).where(_among(BatchEdge.child_id, keys))
    yield _rows(BatchOrigin).where(BatchOrigin.batch_id == _BATCH)
    yield _published()
    # An event never changes, and its leaf says all that it says.
    leaf = select(_named("event"), cast(Event.leaf_hash, Text))
    yield leaf.where(_among(Event.seq, select(told.c.event_seq)))
    yield leaf.where(_among(Event.seq, measured))


def _published() -> Part:
    """Only this of a stock: what is on hand changes with every sale, and no page tells it."""
    day = func.coalesce(cast(BatchStock.published_on, Text), _NOTHING)
    return select(_named("batch_stock"), day).where(BatchStock.batch_id == _BATCH)


def _notices() -> Iterator[Part]:
    over = select(RecallBatch.recall_id).where(RecallBatch.batch_id == _BATCH).correlate(None)
    opened = (
        select(Event.event_id)
        .join(Recall, Recall.event_seq == Event.seq)
        .where(_among(Recall.id, over))
        .correlate(None)
    )
    yield _rows(RecallBatch).where(RecallBatch.batch_id == _BATCH)
    yield _rows(Recall).where(_among(Recall.id, over))
    yield _rows(RecallLift).where(_among(RecallLift.recall_id, over))
    yield _rows(PrivateValue).where(
        PrivateValue.owner_kind == "event", _among(PrivateValue.owner_id, opened)
    )


# --- where from, and who -------------------------------------------------------------------------


def _places(behind: Keys) -> Keys:
    """The keys of the places that it may come from, or have been packed in."""
    said = select(Event.place_id).where(_among(Event.seq, _own(Batch.event_seq)))
    own = _among(Place.holder_id, _own(Batch.holder_id)) & Place.kind.in_(sorted(_MAKES))
    told = select(Place.id).where(_among(Place.id, said))
    return union(_of(behind, Batch.place_id), select(Place.id).where(own), told)


def _grounds(behind: Keys) -> Iterator[Part]:
    places, codes = _of(behind, Batch.place_id), _of(behind, Batch.area_code_id)
    yield _rows(Place).where(_among(Place.id, _places(behind)))
    yield _rows(PlaceRevision).where(_among(PlaceRevision.place_id, places))
    yield _rows(PlaceHousehold).where(_among(PlaceHousehold.place_id, places))
    yield _boxes(places)
    yield _rows(AreaCode).where(_among(AreaCode.id, codes))
    yield _rows(AreaCodeStep).where(_among(AreaCodeStep.area_code_id, codes))


def _boxes(places: Keys) -> Part:
    """Only this of boundaries: a page tells the square of the middle, and outlines are long."""
    box = PlaceGeometry
    whole: ColumnElement[str] = cast(box.place_id, Text)
    for side in (box.south, box.north, box.west, box.east):
        whole = whole.concat(" ").concat(cast(side, Text))
    return select(_named("place_geometry"), whole).where(_among(box.place_id, places), box.current)


def _people(behind: Keys, told: Keys) -> Iterator[Part]:
    codes = _among(AreaCode.id, _of(behind, Batch.area_code_id))
    people = union(
        _of(behind, Batch.holder_id),
        _of(behind, Batch.household_id),
        select(AreaCode.holder_id).where(codes),
        select(AreaCode.register_id).where(codes),
        select(Event.owner_id).where(_among(Event.seq, select(told.c.event_seq))),
    ).cte("people")
    keys = select(people.c[0])
    yield _rows(Party).where(_among(Party.id, keys))
    yield _rows(Consent).where(_among(Consent.party_id, keys))
    yield _rows(PrivateValue).where(
        PrivateValue.owner_kind == "party",
        _among(
            PrivateValue.owner_id, select(Party.code).where(_among(Party.id, keys)).correlate(None)
        ),
        PrivateValue.field.in_(_NAMED_BY),
    )


# --- the product, and the papers -----------------------------------------------------------------


def _product() -> Iterator[Part]:
    revision = _among(ProductRevision.product_id, _own(Batch.product_id)) & (
        _among(ProductRevision.number, _own(Batch.product_revision))
    )
    yield _rows(Product).where(_among(Product.id, _own(Batch.product_id)))
    yield _rows(ProductRevision).where(revision)
    yield _rows(ScanLimit).where(_among(ScanLimit.product_id, _own(Batch.product_id)))
    yield _rows(PackFormat).where(
        _among(PackFormat.product_id, _own(Batch.product_id)),
        _among(PackFormat.revision, _own(Batch.product_revision)),
    )
    photo = select(ProductRevision.photo_sha256).where(revision).correlate(None)
    yield _rows(File).where(File.sha256.in_(photo))


def _papers(behind: Keys) -> Iterator[Part]:
    """Every paper that names something behind the batch; which of them cover it is reckoned."""
    grounds = _among(Place.id, _places(behind))
    named = union(
        _of(behind, Batch.code),
        select(Place.code).where(grounds),
        select(Product.code).where(_among(Product.id, _own(Batch.product_id))),
    ).cte("named")
    papers = select(CertificateScope.certificate_id).where(
        _among(CertificateScope.subject, select(named.c[0]))
    )
    papers = papers.correlate(None)
    lists = select(Certificate.gi_id).where(_among(Certificate.id, papers)).correlate(None)
    yield _rows(Certificate).where(_among(Certificate.id, papers))
    yield _rows(CertificateScope).where(_among(CertificateScope.certificate_id, papers))
    yield _rows(CertificateResult).where(_among(CertificateResult.certificate_id, papers))
    yield _rows(Gi).where(_among(Gi.id, lists))
    yield _rows(GiCommune).where(_among(GiCommune.gi_id, lists))
