"""Paper to print on: the catalogue's sheets and rolls, and those that a cooperative measured.

A run keeps the paper that it was printed on in its own row (``frozen_runs.Frozen``), so paper is
never changed: what was measured wrongly is put away and measured anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Fault, Invalid, NotFound, RuleBroken
from traceability.services import parties
from traceability.services.run_places import places_of
from traceability.store.models import OwnStock
from traceability.store.queries import stationery as queries
from traceability.store.unit import Reading, Work

LONGEST_NAME = 32
#: More papers, or printers, than this are a mistake.
MOST = 40
MOST_ACROSS = 50


@dataclass(frozen=True)
class Paper:
    """A sheet, or one row of a roll: ``key`` names one of one's own, ``fades`` heat-sensitive.

    Whether a catalogue roll fades nobody knows before it lies in the printer: most do.
    """

    name: str
    sheet: labels.Sheet
    roll: bool = False
    fades: bool = False
    key: str = ""

    def at(self, dpi: int | None) -> Paper:
        """The same in a printer of that resolution; a sheet goes through any."""
        if dpi is None or not self.roll:
            return self
        return dataclasses.replace(self, sheet=dataclasses.replace(self.sheet, dpi=dpi))


@dataclass(frozen=True)
class Measured:
    """A paper as somebody measured it: µm throughout, the labels' gutters and the first corner."""

    name: str
    kind: str
    page_width: int
    page_height: int
    label_width: int
    label_height: int
    columns: int
    rows: int
    margin_left: int
    margin_top: int
    gutter_x: int = 0
    gutter_y: int = 0
    radius: int = 0
    dpi: int | None = None
    direct_thermal: bool = False


def catalogue() -> dict[str, Paper]:
    """The papers that everybody has: sheets, the largest labels first, then rolls."""
    sheets = sorted(labels.STOCKS.values(), key=lambda sheet: (sheet.capacity, sheet.name))
    found = {sheet.name: Paper(sheet.name, sheet) for sheet in sheets}
    rolls = {name: Paper(name, roll.page(), True, True) for name, roll in labels.ROLLS.items()}
    return found | rolls


def papers(view: Reading, holder_id: int) -> dict[str, Paper]:
    """Every paper that a cooperative can choose, by name: its own first."""
    own = (_paper(row) for row in queries.stocks(view.db, holder_id))
    return {paper.name: paper for paper in own} | catalogue()


def known(view: Reading, holder_id: int, name: str) -> Paper:
    """The paper of a name; ``Invalid('stock_unknown')`` at ``stock``.

    A roll may be named with its printer's resolution (``50×30@300``), and with a letter
    (``50x30``) where that is the name of no paper of one's own.
    """
    found = papers(view, holder_id)
    if name in found:
        return found[name]
    roll = labels.roll_named(name)
    if roll is None:
        raise Invalid("stock_unknown", "stock", stocks=sorted(found))
    # Kept as the catalogue spells it, however it was typed.
    printer = f"@{roll.dpi}" if "@" in name else ""
    return found.get(roll.name + printer) or Paper(
        roll.name + printer, roll.page(), roll=True, fades=True
    )


def next_start(view: Reading, holder_id: int, paper: Paper) -> int:
    """Where the sheet that was begun last goes on, from 1; a roll has no beginning."""
    if paper.roll:
        return 1
    last = queries.last_on(view.db, holder_id, paper.name)
    if last is None:
        return 1
    return (last.start_position + places_of(last)) % paper.sheet.capacity + 1


def own(view: Reading, actor: Actor) -> list[Paper]:
    """The papers that the actor's cooperative measured itself."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    return [_paper(row) for row in queries.stocks(view.db, holder.id)]


def looked_at(asked: Measured) -> labels.Sheet:
    """The paper drawn from what was measured, to look at it before it is kept.

    ``Invalid``: ``stock_does_not_fit`` at the field that is too much, with what would fit;
    ``out_of_range``; ``stock_label_too_small``.
    """
    faults = [*_counts(asked), *_fits(asked)]
    if faults:
        raise Invalid.of(tuple(faults))
    return _sheet(asked)


def add(work: Work, asked: Measured) -> Paper:
    """Keep a paper; ``Invalid('stock_name_taken')``, and as ``looked_at``."""
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    work.lock_party(holder.id)
    taken = papers(work, holder.id)
    if asked.name.casefold() in {name.casefold() for name in taken}:
        raise Invalid("stock_name_taken", "name", name=asked.name)
    if len(queries.stocks(work.db, holder.id)) >= MOST:
        raise RuleBroken("too_many_stocks", "name", most=MOST)
    looked_at(asked)
    row = OwnStock(
        key=work.new_id(),
        holder_id=holder.id,
        made_at=work.now,
        actor_id=work.actor.id,
        **dataclasses.asdict(asked),
    )
    work.add(row)
    return _paper(row)


def put_away(work: Work, key: str) -> str:
    """A paper is offered no more; runs that were printed on it keep it. Returns its name."""
    row = of_key(work, work.actor, key)
    row.put_away_at = work.now
    return row.name


def of_key(view: Reading, actor: Actor, key: str) -> OwnStock:
    """A paper of the actor's cooperative that is in use; any other is ``NotFound``."""
    row = queries.stock(view.db, key)
    if row is None or row.put_away_at is not None:
        raise NotFound
    require(actor, Action.PRINT_LABELS, Thing(holder=row.holder_id))
    return row


def _paper(row: OwnStock) -> Paper:
    names = (field.name for field in dataclasses.fields(Measured))
    measured = Measured(**{name: getattr(row, name) for name in names})
    roll = row.kind == "roll"
    return Paper(row.name, _sheet(measured), roll, row.direct_thermal, row.key)


def _sheet(asked: Measured) -> labels.Sheet:
    label = labels.Size(asked.label_width, asked.label_height)
    return labels.Sheet(
        asked.name,
        labels.Size(asked.page_width, asked.page_height),
        label,
        labels.Point(asked.margin_left, asked.margin_top),
        labels.Size(label.width + asked.gutter_x, label.height + asked.gutter_y),
        asked.columns,
        asked.rows,
        radius=asked.radius,
        dpi=asked.dpi,
    )


def _counts(asked: Measured) -> list[Fault]:
    """What is no number of labels, no label, or more corner than label."""
    faults = [
        Fault("out_of_range", name, {"highest": MOST_ACROSS})
        for name in ("columns", "rows")
        if not 1 <= getattr(asked, name) <= MOST_ACROSS
    ]
    least = labels.SMALLEST_LABEL_UM
    faults += [
        Fault("stock_label_too_small", name, {"least_um": least})
        for name in ("label_width", "label_height")
        if getattr(asked, name) < least
    ]
    if asked.radius * 2 > min(asked.label_width, asked.label_height):
        most = min(asked.label_width, asked.label_height) // 2
        faults.append(Fault("stock_radius_too_large", "radius", {"most_um": most}))
    return faults


def _fits(asked: Measured) -> list[Fault]:
    """Columns and rows that the page does not hold, each with what it would hold."""
    told: Mapping[str, tuple[int, int, int, int, int]] = {
        "columns": (
            asked.page_width, asked.margin_left, asked.label_width, asked.gutter_x, asked.columns
        ),
        "rows": (
            asked.page_height, asked.margin_top, asked.label_height, asked.gutter_y, asked.rows
        ),
    }  # fmt: skip
    return [fault for at, measures in told.items() for fault in _along(at, *measures)]


def _along(at: str, room: int, first: int, label: int, gutter: int, count: int) -> list[Fault]:
    needed = first + count * label + (count - 1) * gutter
    if not 1 <= count <= MOST_ACROSS or label < 1 or needed <= room:
        return []
    facts = {
        "needed_um": needed,
        "room_um": room,
        "would_fit": labels.how_many(room, first, label, label + gutter),
    }
    return [Fault("stock_does_not_fit", at, facts)]
