"""Harvests of a list at one stroke, where nothing has to be judged; ``harvests`` does the rest.

A row is plain where its own code was active on the day and covers the place, nothing disputes the
ground, no waiting period touches it, and its season stays far from every ceiling even with all rows
of the list counted. Balances only grow, so such a row would be accepted wherever it stood in the
list. Plain rows leave exactly what ``harvests.register`` leaves; every other row goes through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

from traceability.domain.balance import PPM
from traceability.domain.events import Action, Disposition, EventStep, Kind, Occurrence
from traceability.domain.moulds import DAY, Marks
from traceability.services import harvest_book_lots, harvest_claims, recording
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvest_book_seasons import Seasons
from traceability.services.harvest_plain_rows import PlainRow, Sorter
from traceability.services.recording_at_once import Pattern, Recorder, Told
from traceability.store.models import Batch, BatchOrigin, BatchStock, PublicCode
from traceability.store.queries import at_once
from traceability.store.unit import Work

#: So many patterns are kept: a season of honey names other stays every week.
_MOST_PATTERNS = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A lot that a plain row made, and whether its month is an unusual one."""

    line: int
    code: str
    key: int
    lot_code: str
    outside_months: bool


class Stroke:
    """What is known while a list is recorded in one unit of work; its parts come one by one."""

    def __init__(self, work: Work) -> None:
        """Nothing is known yet.

        Grounds are held from here on: rows come in any order, and parts of them one by one.
        """
        self.work = work
        work.share_judgement()
        if work.actor.party is not None:
            harvest_claims.hold_every_ground(work, work.actor.party)
        self._sorter, self._seasons = Sorter(work), Seasons(work)
        self._recorder = Recorder(work)
        self._codes = at_once.drawn_ahead(partial(recording.draw_codes, work))
        self._patterns: dict[_Shape, Pattern] = {}

    def register(self, entries: Sequence[Entry]) -> tuple[list[Made], list[Entry]]:
        """Record the plain rows of a part; the lots, and the rows to be judged one by one."""
        sorted_out = map(self._sorter.plain, entries)
        rows = self._lotted([row for row in sorted_out if row is not None])
        made: list[Made] = []
        for first in range(0, len(rows), at_once.PORTION):
            made += self._store(rows[first : first + at_once.PORTION])
        if len(made) == len(entries):
            return made, []
        self._recorder.forget()  # the rows that are left go on with the same chains
        done = {each.line for each in made}
        return made, [entry for entry in entries if entry.line not in done]

    def _lotted(self, rows: Sequence[PlainRow]) -> list[_Lot]:
        """The rows within their ceilings, with their lot codes; the others are not counted.

        Holders are locked before places, as by ``harvests``.
        """
        for holder_id in sorted({row.ground.holder_id for row in rows}):
            self.work.lock_party(holder_id)
        counted = self._seasons.within(rows)
        named = harvest_book_lots.numbered(self.work, counted)
        self._seasons.give_back([row for row in counted if row.entry.line not in named])
        lots = ((row, named.get(row.entry.line)) for row in counted)
        return [_Lot(row, lot) for row, lot in lots if lot is not None]

    def _store(self, lots: Sequence[_Lot]) -> list[Made]:
        """The codes, events, lots, stock rows and origins of a portion."""
        work, count = self.work, len(lots)
        codes = [*islice(self._codes, count)]
        issued = {"kind": "batch", "issued_at": work.now}
        at_once.insert_columns(work.db, PublicCode, {"code": codes}, issued)
        told = [self._told(lot, code) for lot, code in zip(lots, codes, strict=True)]
        events = self._recorder.record(told)
        keys = at_once.draw_keys(work.db, Batch.id, count)
        _insert_lots(work, keys, codes, events, lots)
        return [
            Made(row.entry.line, code, key, lot, row.season.outside_months)
            for (row, lot), code, key in zip(lots, codes, keys, strict=True)
        ]

    def _told(self, lot: _Lot, code: str) -> Told:
        row = lot.row
        asked, ground = row.entry.asked, row.ground
        refs: tuple[str, ...] = ground.codes
        if row.household is not None:
            refs = (*refs, row.household.code)
        return Told(
            pattern=self._pattern(row, len(refs)),
            code=code,
            amount=asked.quantity.amount,
            day=asked.harvested_on,
            place_id=ground.place_id,
            refs=refs,
            words={"lot": lot.code, "place": ground.place_code},
            private=row.private,
        )

    def _pattern(self, row: PlainRow, refs: int) -> Pattern:
        shape = _shape(row, refs)
        if shape not in self._patterns:
            if len(self._patterns) == _MOST_PATTERNS:
                self._patterns.clear()
            self._patterns[shape] = Pattern(
                self.work,
                row.ground.holder,
                row.ground.unit,
                refs,
                tuple(row.private),
                lambda marks: _said(row, marks),
            )
        return self._patterns[shape]


def register(work: Work, entries: Sequence[Entry]) -> tuple[list[Made], list[Entry]]:
    """Record the plain rows of a list that comes whole; as ``Stroke.register``."""
    return Stroke(work).register(entries)


class _Lot(NamedTuple):
    """A row with the lot code that it got."""

    row: PlainRow
    code: str


#: What the events of rows must have in common to be of one pattern.
_Shape = tuple[int, int, str, int, str, bool, bool]


def _shape(row: PlainRow, refs: int) -> _Shape:
    ground, season = row.ground, row.season
    starts = season.window.starts_on.toordinal() if season.outside_months else 0
    return (
        *(ground.holder_id, refs, ground.crop_code, starts, row.stated.text),
        *(row.entry.asked.estimated, bool(row.private)),
    )


def _said(row: PlainRow, marks: Marks) -> Occurrence:
    """What ``harvests`` says of a harvest that its season accepts."""
    facts: dict[str, object] = {"crop": row.ground.crop_code, "lot_code": marks.text("lot")}
    if row.season.outside_months:
        starts_on = row.season.window.starts_on.isoformat()
        facts["season"] = {"starts_on": starts_on, "outside_months": True}
    facts |= row.stated.facts
    if row.entry.asked.estimated:
        facts["estimated"] = True
    return Occurrence(
        kind=Kind.OBJECT,
        action=Action.ADD,
        step=EventStep.HARVEST,
        disposition=Disposition.ACTIVE,
        subjects=(),
        occurred_on=DAY,
        place=marks.text("place"),
        facts=facts,
    )


def _insert_lots(
    work: Work,
    keys: Sequence[int],
    codes: Sequence[str],
    events: Sequence[int],
    lots: Sequence[_Lot],
) -> None:
    grounds = [lot.row.ground for lot in lots]
    asked = [lot.row.entry.asked for lot in lots]
    households = [lot.row.household for lot in lots]
    made = [each.quantity.amount for each in asked]
    places = [ground.place_id for ground in grounds]
    areas = [ground.area_id for ground in grounds]
    batch = {
        "id": keys,
        "code": codes,
        "holder_id": [ground.holder_id for ground in grounds],
        "crop_code": [ground.crop_code for ground in grounds],
        "unit": [ground.unit for ground in grounds],
        "lot_code": [lot.code for lot in lots],
        "made_on": [each.harvested_on for each in asked],
        "place_id": places,
        "area_code_id": areas,
        "household_id": [each and each.id for each in households],
        "event_seq": events,
    }
    stock = {
        "batch_id": keys,
        "made": made,
        "on_hand": made,
        "estimated": [each.estimated for each in asked],
    }
    origin = {"batch_id": keys, "place_id": places, "area_code_id": areas}
    same = {"stage": "harvest", "recorded_at": work.now}
    at_once.insert_columns(work.db, Batch, batch, same)
    at_once.insert_columns(work.db, BatchStock, stock, {"state": "open", "rev": 1})
    at_once.insert_columns(work.db, BatchOrigin, origin, {"ppm": PPM})
