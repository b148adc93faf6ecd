"""How many labels a lot carries, has and lacks: the label balance, wherever it is asked.

Stickers on single fruit stand apart from the labels on packs, where it is known what a fruit weighs
at least (``sticker_room``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import balance
from traceability.domain.errors import RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import ITEM, LIVE, ON_GOODS, LabelState
from traceability.services import packed_formats, sticker_room
from traceability.services.sticker_room import STICKERS, Pieces
from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Unlabelled:
    """How many packs of a lot have no label (``None``: no limit), and fruit no sticker."""

    packs: int | None
    fruit: int


def most_labels(view: Reading, batch: Batch) -> tuple[int | None, int]:
    """How many labels a packed batch can carry (``None``: no limit), and how many it has.

    Stickers on single fruit are among them only where they count as a pack's label does.
    """
    return packed_formats.most_labels(view, batch), _on_packs(view, batch)


def room_for(view: Reading, batch: Batch, design: str) -> tuple[int | None, int]:
    """The same of labels of a design: of stickers by pieces, where a lot's are counted so."""
    pieces = sticker_room.of_lot(view, batch) if design in STICKERS else None
    return most_labels(view, batch) if pieces is None else (pieces.most, pieces.live)


def left(view: Reading, batch: Batch, design: str, *, expected: int = 0) -> int | None:
    """How many labels of a design a batch has room for; ``None`` where weight sets no limit.

    ``expected`` are as good as there.
    """
    highest, there = room_for(view, batch, design)
    return None if highest is None else max(0, highest - there - expected)


def packs_left(view: Reading, batch: Batch) -> int | None:
    """How many packs have no label that was made live; ``None`` where the weight sets no limit."""
    most = packed_formats.most_labels(view, batch)
    return None if most is None else max(0, most - _on_packs(view, batch, ON_GOODS))


def of_lots(view: Reading, lots: Sequence[Batch]) -> dict[int, Unlabelled]:
    """What each of several packed lots has room for, in as many statements as for one."""
    keys = [lot.id for lot in lots]
    packed, made = packed_formats.of_batches(view, lots), batches.made(view.db, keys)
    least = sticker_room.least_of_lots(view, lots)
    there, found = queries.counts_of_batches(view.db, keys), {}
    for lot in lots:
        most, fruit, here = packed[lot.id].most_labels(made[lot.id]), least[lot.id], there[lot.id]
        stuck = 0 if fruit is None else _among(here, ON_GOODS, STICKERS)
        packs = None if most is None else max(0, most - _among(here, ON_GOODS) + stuck)
        pieces = fruit and Pieces(fruit, made[lot.id], _among(here, LIVE, STICKERS))
        found[lot.id] = Unlabelled(packs, pieces.room if pieces else 0)
    return found


def _among(
    here: Mapping[tuple[str, str], int],
    states: Collection[LabelState],
    designs: Collection[str] | None = None,
) -> int:
    return sum(
        count
        for (state, design), count in here.items()
        if state in states and (designs is None or design in designs)
    )


def last_day_gone(view: Reading, batch: Batch) -> dt.date | None:
    """The last day of a batch's shelf life, where it is behind: who scans a label is told."""
    ends = batch.expires_on
    return ends if ends is not None and view.today > ends else None


def live(view: Reading, batch: Batch) -> int:
    """How many live labels stand for a batch, stickers and all; a carton's is none."""
    return queries.live_of_batch(view.db, batch.id, LIVE)


def excess(view: Reading, batch: Batch) -> int:
    """How many live labels are too many, on packs and on fruit, since a batch weighs less."""
    highest, there = most_labels(view, batch)
    pieces = sticker_room.of_lot(view, batch)
    many = 0 if highest is None else max(0, there - highest)
    return many + (0 if pieces is None else pieces.excess)


def _on_packs(view: Reading, batch: Batch, states: Collection[LabelState] = LIVE) -> int:
    """The labels in some states that count against a batch's packs."""
    whole = queries.live_of_batch(view.db, batch.id, states)
    stuck = queries.live_of_batch(view.db, batch.id, states, designs=STICKERS) if whole else 0
    if not stuck or sticker_room.least_of(view, batch) is None:
        return whole
    return whole - stuck


def check(
    view: Reading,
    batch: Batch,
    asked: int,
    at: str,
    design: str = LabelDesign.TRACE_STAMP,
    *,
    expected: int = 0,
) -> None:
    """Refuse labels of a design beyond what was packed, at field ``at``.

    ``expected`` are as good as there.
    """
    pieces = sticker_room.of_lot(view, batch) if design in STICKERS else None
    if pieces is not None:
        sticker_room.check(pieces, asked, at, expected=expected)
        return
    highest, there = most_labels(view, batch)
    balance.check_labels(highest, there + expected, asked, at=at)


def check_linking(view: Reading, batch: Batch, asked: int, design: str) -> None:
    """As ``check`` at ``batch``; of a lot whose own printed labels take the room it says so."""
    pieces = sticker_room.of_lot(view, batch)
    if design not in STICKERS or pieces is None:
        highest, there = most_labels(view, batch)
        printed = _printed(view, batch, () if pieces is None else STICKERS)
        if highest is not None and there + asked > highest and printed:
            unused = sum(printed.values())
            facts = {"highest": highest, "linked": there - unused, "unused": unused}
            facts |= {"left": max(0, highest - there), "asked": asked}
            raise RuleBroken("room_is_printed", "batch", runs=list(printed), **facts)
    check(view, batch, asked, "batch", design)


def _printed(view: Reading, batch: Batch, but: Collection[str]) -> dict[str, int]:
    """How many labels that were printed for a batch are on no goods yet, by the code of the run."""
    rows = [
        row
        for row in queries.ranges_of_batch(view.db, batch.id, ITEM, but=but)
        if row.state == LabelState.UNUSED
    ]
    runs = queries.runs_by_ids(view.db, sorted({row.run_id for row in rows}))
    found: dict[str, int] = {}
    for row in rows:
        code = runs[row.run_id].code
        found[code] = found.get(code, 0) + row.last - row.first + 1
    return found
