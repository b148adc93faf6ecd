"""What the labels of a season claim, and what others' codes lend: the sums behind blank runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import ITEM, LIVE, ON_GOODS, LabelState
from traceability.domain.season import Window
from traceability.store.models import (
    Batch,
    BatchStock,
    CodeAuthorization,
    Event,
    LabelRange,
    PackFormat,
    PrintResult,
    PrintRun,
    Product,
)
from traceability.store.queries.portions import portions

#: Labels that are alive, and those that a printing house is making.
CLAIMING = frozenset({*LIVE, LabelState.ORDERED})
_MANY = func.sum(LabelRange.last - LabelRange.first + 1)


def claims(
    db: Session,
    holder_id: int,
    crop_code: str,
    season: Window,
    states: Collection[LabelState] = CLAIMING,
) -> list[tuple[PackFormat, bool, int]]:
    """Of each pack how many live labels of a crop were printed in a season, blank or for lots.

    Those that are stickers on single fruit stand apart.
    """
    stuck = PrintRun.design == LabelDesign.FRUIT_STICKER
    product = func.coalesce(PrintRun.product_id, Batch.product_id)
    revision = func.coalesce(PrintRun.product_revision, Batch.product_revision)
    pack = func.coalesce(PrintRun.pack_format, Batch.pack_format)
    begin, past = (
        dt.datetime.combine(day, dt.time(), dt.timezone(dt.timedelta(hours=7)))
        for day in (season.starts_on, season.ends_on + dt.timedelta(days=1))
    )
    counted = (
        select(
            product.label("product"),
            revision.label("revision"),
            pack.label("pack"),
            stuck.label("stuck"),
            _MANY,
        )
        .select_from(PrintRun)
        .outerjoin(Batch, Batch.id == PrintRun.batch_id)
        .join(LabelRange, LabelRange.run_id == PrintRun.id)
        .where(
            PrintRun.holder_id == holder_id,
            PrintRun.level == ITEM,
            PrintRun.recorded_at >= begin,
            PrintRun.recorded_at < past,
            LabelRange.state.in_(states),
        )
        .group_by(product, revision, pack, stuck)
        .subquery()
    )
    many = list(counted.c)[-1]
    wanted = (
        select(PackFormat, counted.c.stuck, many)
        .join(
            counted,
            and_(
                PackFormat.product_id == counted.c.product,
                PackFormat.revision == counted.c.revision,
                PackFormat.number == counted.c.pack,
            ),
        )
        .join(Product, Product.id == PackFormat.product_id)
        .where(Product.crop_code == crop_code)
    )
    return [(row, bool(of_fruit), int(count)) for row, of_fruit, count in db.execute(wanted)]


def caps(db: Session, grantee_id: int, crop_code: str, day: dt.date) -> list[int]:
    """What permissions to use others' codes carry on a day, each (g or ml)."""
    wanted = select(CodeAuthorization.cap).where(
        CodeAuthorization.grantee_id == grantee_id,
        CodeAuthorization.crop_code == crop_code,
        CodeAuthorization.from_on <= day,
        CodeAuthorization.to_on >= day,
        or_(CodeAuthorization.withdrawn_on.is_(None), CodeAuthorization.withdrawn_on >= day),
    )
    return list(db.scalars(wanted))


#: States of labels that nobody can say the goods of.
LOOSE = (LabelState.UNUSED, LabelState.ORDERED)


@dataclass(frozen=True)
class Loose:
    """Labels unused or at a printing house, of a run that was released.

    ``handed_on`` is the day on which they were handed out, ``used_up_to`` the index of the run's
    last label on goods (-1 where there is none), ``on_hand`` what is left of the lot that it was
    printed for.
    """

    row: LabelRange
    ordered_at: dt.datetime
    handed_on: dt.date | None
    used_up_to: int
    on_hand: int | None


def loose(db: Session, holder_id: int) -> list[Loose]:
    """All such labels of a holder, the oldest run first; one statement, however many runs."""
    used = (
        select(LabelRange.run_id, func.max(LabelRange.last).label("last"))
        .where(LabelRange.holder_id == holder_id, LabelRange.state.in_(ON_GOODS))
        .group_by(LabelRange.run_id)
        .subquery()
    )
    wanted = (
        select(LabelRange, PrintRun.recorded_at, Event.occurred_on, used.c.last, BatchStock.on_hand)
        .join(PrintRun, PrintRun.id == LabelRange.run_id)
        .outerjoin(Event, Event.seq == LabelRange.hand_seq)
        .outerjoin(used, used.c.run_id == LabelRange.run_id)
        .outerjoin(BatchStock, BatchStock.batch_id == PrintRun.batch_id)
        .where(LabelRange.holder_id == holder_id, LabelRange.state.in_(LOOSE))
        .where(exists().where(PrintResult.run_id == PrintRun.id))
        .order_by(LabelRange.run_id, LabelRange.first)
    )
    return [
        Loose(row, at, handed_on, -1 if last is None else last, on_hand)
        for row, at, handed_on, last, on_hand in db.execute(wanted)
    ]


@dataclass(frozen=True)
class OnGoods:
    """Labels ``first`` to ``last`` of a run on goods, by index, and in whose hands they were.

    ``lent`` ones are on goods of another than their run's owner.
    """

    run_id: int
    first: int
    last: int
    hand_seq: int | None
    lent: bool


def on_goods(db: Session, run_ids: Sequence[int]) -> list[OnGoods]:
    """The labels of some runs that are on goods."""
    found: list[OnGoods] = []
    for some in portions(run_ids):
        wanted = (
            select(
                LabelRange.run_id,
                LabelRange.first,
                LabelRange.last,
                LabelRange.hand_seq,
                Batch.holder_id != LabelRange.holder_id,
            )
            .outerjoin(Batch, Batch.id == LabelRange.batch_id)
            .where(LabelRange.run_id.in_(some), LabelRange.state.in_(ON_GOODS))
        )
        found += [OnGoods(*each[:4], bool(each[4])) for each in db.execute(wanted)]
    return found


def lots_for(db: Session, run: PrintRun, most: int = 20) -> list[Batch]:
    """The packed lots of a blank run's product and pack that have goods, newest first.

    A pack is what it holds: its number is a place among those of one revision.
    """
    pack, said = aliased(PackFormat), aliased(PackFormat)
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(pack, _pack_is(pack, Batch.product_id, Batch.product_revision, Batch.pack_format))
        .join(said, _pack_is(said, run.product_id, run.product_revision, run.pack_format))
        .where(
            Batch.holder_id == run.holder_id,
            Batch.product_id == run.product_id,
            pack.basis == said.basis,
            pack.net_amount.is_not_distinct_from(said.net_amount),
            pack.unit.is_not_distinct_from(said.unit),
            BatchStock.on_hand > 0,
        )
        .order_by(Batch.made_on.desc(), Batch.id.desc())
        .limit(most)
    )
    return list(db.scalars(wanted))


def _pack_is(
    pack: type[PackFormat], product: object, revision: object, number: object
) -> ColumnElement[bool]:
    return and_(pack.product_id == product, pack.revision == revision, pack.number == number)


def lots_to_link(db: Session, holder_id: int, most: int = 1_000) -> list[tuple[Batch, bool]]:
    """The packed lots of a holder's own products that have goods, newest first; if published.

    What came packed from another has that one's labels. Of more than ``most`` those that are
    published are among them: goods that nobody published may lie in a book for years.
    """
    wanted = (
        select(Batch, BatchStock.published_on)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(Product, Product.id == Batch.product_id)
        .where(
            Batch.holder_id == holder_id,
            Product.holder_id == holder_id,
            Batch.stage == "packed",
            BatchStock.on_hand > 0,
        )
        .order_by(BatchStock.published_on.is_(None), Batch.made_on.desc(), Batch.id.desc())
        .limit(most)
    )
    found = [(lot, day is not None) for lot, day in db.execute(wanted)]
    return sorted(found, key=lambda each: (each[0].made_on, each[0].id), reverse=True)
