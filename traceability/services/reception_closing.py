"""Closing a day of buying: its slips become received lots, and a gap to the scale is explained.

What lies under a code and what comes from outside never become one lot by themselves, nor what is
held and what is not: one slip's hold would stop the whole day's goods. What is held for different
reasons stays apart too: each reason has its own releaser.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain import density, shares, slip_gaps
from traceability.domain.errors import Conflict, Invalid
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.holds import HoldReason
from traceability.services import batches, densities, drafts, mixing, receptions, recording
from traceability.services.batches import Draw
from traceability.services.certificate_covering import CertificateShown
from traceability.services.receptions import Opened
from traceability.services.runs import MOST_TAKEN
from traceability.store.models import Batch, BatchStock, Party, WeighSlip
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading, Work

Row = tuple[WeighSlip, Batch, BatchStock, Party]


@dataclass(frozen=True)
class CloseRequest:
    """Closing a reception as it was seen (``version``).

    ``scale_total`` is what the scale says of all of it, net, in ``scale_unit`` (g or ml) where one
    was told; ``reason`` why there is a gap left.
    ``together`` joins goods from outside with those under a code.
    """

    reception: str
    version: int
    scale_total: int | None = None
    reason: str | None = None
    together: bool = False
    scale_unit: str | None = None


@dataclass(frozen=True)
class Group:
    """Slips that become one lot: how many, how much is left of them, and what sets them apart.

    ``held`` are the reasons for which they are held; empty where nothing holds them.
    """

    grade: str | None
    outside: bool | None
    held: tuple[str, ...]
    slips: int
    amount: int


@dataclass(frozen=True)
class Foreseen:
    """What closing would do: the gap and who explains it, the lots, what joining would cost."""

    net: int
    gap: int | None
    suspects: tuple[slip_gaps.Suspect, ...]
    groups: tuple[Group, ...]
    lost: tuple[CertificateShown, ...]
    mixed: bool


@dataclass(frozen=True)
class Closed:
    """The lots that were made: short codes and lot codes; the gap that was left."""

    lots: tuple[tuple[str, str], ...]
    gap: int | None


#: Why goods are held, and who ordered it where somebody did: who can end it follows from both.
_Holds = tuple[tuple[str, int], ...]
_Key = tuple[str | None, bool | None, _Holds]


def foresee(view: Reading, opened: Opened, asked: CloseRequest) -> Foreseen:
    """What closing would do, without doing it; the caller has asked ``may``."""
    rows = queries.slips(view.db, opened.row.id)
    groups = _groups(view, rows, together=asked.together)
    gap: int | None = None
    suspects: tuple[slip_gaps.Suspect, ...] = ()
    total = _total(view, opened, asked, rows)
    if total is not None:
        lines = gap_lines(rows)
        gap = slip_gaps.gap(lines, total)
        suspects = slip_gaps.explain(lines, total)
    left = [row for row in rows if row[2].on_hand]
    joined = mixing.of(view, [row[1] for row in left])
    return Foreseen(
        net=sum(row[0].net for row in rows),
        gap=gap,
        suspects=suspects,
        groups=tuple(_group(key, some) for key, some in groups),
        lost=joined.lost,
        mixed=joined.mixed,
    )


def close(work: Work, asked: CloseRequest) -> Closed:
    """Close a reception: one event for it, one for each lot that its slips are joined into.

    Refused with ``reception_changed`` where a slip came or was corrected meanwhile, and with
    ``gap_reason_needed`` where the slips and the scale differ and nobody says why.
    """
    work.share_judgement()
    opened = receptions.locked(work, asked.reception)
    if opened.row.version != asked.version:
        raise Conflict("reception_changed", "scale_total")
    rows = queries.slips(work.db, opened.row.id)
    if asked.scale_total is not None and asked.scale_total <= 0:
        raise Invalid("must_be_positive", "scale_total")
    total = _total(work, opened, asked, rows)
    gap = None if total is None else slip_gaps.gap(gap_lines(rows), total)
    if gap and asked.reason is None:
        raise Invalid("gap_reason_needed", "reason", gap=abs(gap), unit=opened.crop.unit)
    stocks = work.lock_stock([batch.id for _slip, batch, _stock, _seller in rows])
    rows = [(slip, batch, stocks[batch.id], seller) for slip, batch, _old, seller in rows]
    made = _join(work, opened, _groups(work, rows, together=asked.together))
    _close(work, opened, replace(asked, scale_total=total), (gap, made), rows)
    drafts.drop_closing(work, opened.holder.id, opened.row.code)
    return Closed(made, gap)


def _total(view: Reading, opened: Opened, asked: CloseRequest, rows: Sequence[Row]) -> int | None:
    """What the scale says, in the unit of the crop; honey by how heavy that of the slips is.

    Each slip was rounded down to whole millilitres: a difference that this explains is none.
    Refused with ``unit_not_of_crop`` where goods that are weighed are told in litres, and with
    ``density_needed``.
    """
    total, unit = asked.scale_total, opened.crop.unit
    if total is None or asked.scale_unit in (None, unit):
        return total
    if unit != "ml":
        raise Invalid("unit_not_of_crop", "scale_total", unit=unit)
    by = densities.of_mix(view, [(batch, slip.net) for slip, batch, _stock, _seller in rows])
    if by is None:
        raise Invalid("density_needed", "scale_total")
    filled, net = density.volume_of(total, by.value), sum(row[0].net for row in rows)
    return net if abs(filled - net) <= len(rows) + 1 else filled


def gap_lines(rows: Sequence[Row]) -> list[slip_gaps.Line]:
    """The slips as the finder of gaps reads them."""
    return [
        slip_gaps.Line(slip.number, seller.code, slip.gross, slip.bags, slip.tare)
        for slip, _batch, _stock, seller in rows
    ]


def _groups(view: Reading, rows: Sequence[Row], *, together: bool) -> list[tuple[_Key, list[Row]]]:
    """What is left of the slips by lot: at most so many in each as one event can name.

    What is recalled goes nowhere; what was used up before the day was closed is not there any more.
    """
    left = [row for row in rows if row[2].on_hand]
    covering = recall_queries.covering(view.db, [row[1].id for row in left])
    found: dict[_Key, list[Row]] = defaultdict(list)
    for row in left:
        open_ones = [each for each in covering[row[1].id] if each.lift is None]
        if all(each.recall.kind == "hold" for each in open_ones):
            outside = None if together else row[1].area_code_id is None
            found[row[1].grade, outside, _holds(open_ones)].append(row)
    ordered = sorted(found.items(), key=lambda each: (each[1][0][0].number, each[0][2]))
    return [
        (key, some[first : first + MOST_TAKEN])
        for key, some in ordered
        for first in range(0, len(some), MOST_TAKEN)
    ]


def _holds(covering: Sequence[recall_queries.Covering]) -> _Holds:
    """What sets held goods apart: another reason is released by another, or on another day."""
    found = {
        (each.recall.reason, each.event.owner_id if each.recall.reason == HoldReason.ORDERED else 0)
        for each in covering
    }
    return tuple(sorted(found))


def _group(key: _Key, rows: Sequence[Row]) -> Group:
    grade, outside, holds = key
    held = tuple(dict.fromkeys(reason for reason, _by in holds))
    return Group(grade, outside, held, len(rows), sum(row[2].on_hand for row in rows))


def _join(
    work: Work, opened: Opened, groups: Sequence[tuple[_Key, list[Row]]]
) -> tuple[tuple[str, str], ...]:
    crop, day = opened.crop, opened.row.day
    lots = batches.lot_codes(work, opened.holder.id, crop, day, [None] * len(groups))
    codes = recording.issue_codes(work, "batch", len(groups))
    named = tuple(zip(codes, lots, strict=True))
    for (key, rows), name in zip(groups, named, strict=True):
        _receive(work, opened, key, rows, name)
    return named


def _receive(
    work: Work, opened: Opened, key: _Key, rows: Sequence[Row], name: tuple[str, str]
) -> None:
    """One event: the batches of slips go in whole, one received lot comes out."""
    (code, lot), grade, unit = name, key[0], opened.crop.unit
    draws = [Draw(batch, stock.on_hand) for _slip, batch, stock, _seller in rows]
    guessed = any(stock.estimated for _slip, _batch, stock, _seller in rows)
    total = sum(draw.amount for draw in draws)
    into = (Subject(Role.IN, draw.parent.code, draw.amount, unit) for draw in draws)
    what = Occurrence(
        kind=Kind.TRANSFORMATION,
        action=EventAction.ADD,
        step=EventStep.RECEIVE,
        disposition=Disposition.IN_PROGRESS,
        subjects=(*into, Subject(Role.OUT, code, total, unit)),
        occurred_on=opened.row.day,
        place=receptions.building_code(work, opened.row),
        facts={
            "reception": opened.row.code,
            "lots": {code: lot},
            "grades": {} if grade is None else {code: grade},
            **({"estimated": True} if guessed else {}),
        },
    )
    event = recording.record(work, opened.holder.id, opened.holder.code, what)
    batch = batches.header(
        event,
        code=code,
        holder_id=opened.holder.id,
        stage="received",
        crop_code=opened.crop.code,
        unit=unit,
        lot_code=lot,
        made_on=opened.row.day,
        grade=grade,
    )
    for draw, (_slip, _batch, stock, _seller) in zip(draws, rows, strict=True):
        batches.draw(stock, draw.amount)
    known = batches.shares_of_each(work, [draw.parent.id for draw in draws])
    origins = [(draw.amount, known[draw.parent.id]) for draw in draws]
    batches.add(work, batch, total, draws, estimated=guessed)
    batches.add_origin(work, batch, shares.mixed(origins))


def _close(
    work: Work,
    opened: Opened,
    asked: CloseRequest,
    result: tuple[int | None, Sequence[tuple[str, str]]],
    rows: Sequence[Row],
) -> None:
    gap, made = result
    last = queries.newest(work.db, opened.row.id)
    facts: Mapping[str, object] = {
        "slips": 0 if last is None else last.number,
        "net": sum(row[0].net for row in rows),
        "scale_total": asked.scale_total,
        "gap": gap,
        "lots": [code for code, _lot in made],
        "together": asked.together,
    }
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.RECEPTION_CLOSED,
        subjects=(Subject(Role.REF, opened.row.code),),
        occurred_on=work.today,
        facts=facts,
        private={"reason": asked.reason} if gap and asked.reason else {},
    )
    recording.record(work, opened.holder.id, opened.holder.code, what)
    opened.row.state, opened.row.scale_total = "closed", asked.scale_total
    opened.row.version += 1
    work.db.flush()


def numbers(suspects: Sequence[slip_gaps.Suspect]) -> Iterator[int]:
    """The numbers of the slips that are named, each once."""
    yield from dict.fromkeys(each.number for each in suspects)
