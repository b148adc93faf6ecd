"""How far a correction reaches: every entry below it that no longer fits, and what would fit.

What the corrections tell is in the record of this unit of work already, so that all is read as it
would stand. Where a lot is short the entries that drew of it give back, the newest first, so that
as few as can are told anew; what came out of such an entry shrinks with it, and so on down to the
last lot that carries its loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from traceability.data.processes import template_of
from traceability.domain.balance import PPM
from traceability.domain.corrections import AMENDABLE, WHOLE
from traceability.domain.events import EventStep, Role
from traceability.domain.process import FRESH
from traceability.domain.shares import apportion
from traceability.services import packed_formats, raw_materials
from traceability.services.differences import facts
from traceability.store.models import Batch, Crop, Event
from traceability.store.queries import audit_goods, corrections, products
from traceability.store.queries import batches as queries
from traceability.store.queries.audit_goods import Movements
from traceability.store.unit import Work


@dataclass
class _Entry:
    """An entry as it is told today and, in ``taken`` and ``made``, as it would have to be."""

    event: Event
    was: Mapping[str, int]
    taken: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    packages: int | None = None
    is_reached: bool = False

    @property
    def is_amendable(self) -> bool:
        """Whether its amounts can be told anew."""
        return self.event.step in AMENDABLE

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would be left of it."""
        out = not self.made or not sum(self.made.values())
        return not sum(self.taken.values()) or (bool(self.made) and out)

    def told(self, event_id: str) -> dict[str, object]:
        """What it would have to tell, as a request to correct it names it."""
        if self.is_nothing or not self.is_amendable:
            return {"event": event_id, "how": "retract"}
        amounts = {**self.taken, **self.made}
        changed = {code: each for code, each in amounts.items() if each != self.was[code]}
        counted = {} if self.packages is None else {"packages": self.packages}
        return {"event": event_id, "how": "amend", "amounts": changed, **counted}


def needed(work: Work, codes: Sequence[str], named: Mapping[str, str]) -> list[dict[str, object]]:
    """What every entry below some batches would have to tell, over all levels, in their order.

    ``named`` are the ids by which those go that corrections of this unit of work tell. Entries that
    cannot be told anew stand as they are; where they alone take too much, they are to be taken
    back.
    """
    touched = corrections.batches_of(work.db, codes)
    below = queries.descendants(work.db, [batch.id for batch in touched])
    rows = queries.by_ids(work.db, below)
    reach = _Reach(work, [rows[key] for key in sorted(rows)])
    reach.follow()
    return reach.told(named)


class _Reach:
    """A walk from the corrected goods down, each lot after all that it was made of."""

    def __init__(self, work: Work, lots: Sequence[Batch]) -> None:
        self._work, self._lots = work, lots
        named = [lot.code for lot in lots]
        self._told: Mapping[str, Movements] = audit_goods.movements(work.db, named)
        self._entries: dict[int, _Entry] = {}
        self._drawers: dict[str, list[_Entry]] = {code: [] for code in named}
        self._makers: dict[str, _Entry] = {}
        self._read(named)
        self._rows = {row.code: row for row in corrections.batches_of(work.db, self._codes())}
        self._behind = self._from_outside()
        crops = {row.crop_code for row in self._rows.values()}
        self._ratio = raw_materials.Ratios(work, crops)
        self._crops: Mapping[str, Crop] = products.crops_by_codes(work.db, crops)

    def _read(self, named: Sequence[str]) -> None:
        for role in (Role.IN, Role.OUT):
            for event, subject in corrections.moving(self._work.db, named, role):
                self._entry(event)
                if role is Role.IN:
                    self._drawers[subject.subject].append(self._entries[event.seq])
                elif event.step not in (EventStep.ACCEPT, EventStep.RETURN):
                    self._makers[subject.subject] = self._entries[event.seq]

    def _entry(self, event: Event) -> None:
        if event.seq in self._entries:
            return
        subjects = corrections.subjects_of(self._work.db, [event.seq])[event.seq]
        moved = {each.subject: each for each in subjects if each.amount is not None}
        entry = _Entry(event, {code: each.amount or 0 for code, each in moved.items()})
        for code, each in moved.items():
            side = {Role.IN: entry.taken, Role.OUT: entry.made}.get(Role(each.role))
            if side is not None:
                side[code] = each.amount or 0
        counted = facts(event).get("packages")
        entry.packages = counted if isinstance(counted, int) else None
        self._entries[event.seq] = entry

    def _codes(self) -> list[str]:
        return sorted({*self._drawers, *(c for e in self._entries.values() for c in e.was)})

    def _from_outside(self) -> dict[str, Fraction]:
        """How much was harvested behind what no correction reaches, and behind what begins here."""
        walked = {lot.code for lot in self._lots if lot.code in self._makers}
        others = {row.id: code for code, row in self._rows.items() if code not in walked}
        found = raw_materials.harvested_in(self._work, others)
        return {code: found[key] for key, code in others.items()}

    def follow(self) -> None:
        """Let every entry tell what its goods can carry."""
        for lot in self._lots:
            maker = self._makers.get(lot.code)
            if maker is not None and maker.taken:
                self._bound(maker)
                parts = [(n, self._behind[code]) for code, n in maker.taken.items()]
                changed = any(
                    self._material(code) != self._material(lot.code) for code in maker.taken
                )
                made = sum(maker.made.values()) if changed else None
                self._behind[lot.code] = raw_materials.per_unit(parts, made)
            else:
                self._behind.setdefault(lot.code, Fraction(1))
            self._share_out(lot)

    def _material(self, code: str) -> str:
        return self._rows[code].material or FRESH

    def _bound(self, maker: _Entry) -> None:
        """Keep finished goods within what the harvest behind them can give."""
        made = self._rows[next(iter(maker.made))]
        crop, total = self._crops.get(made.crop_code), sum(maker.made.values())
        if not _is_finished(made, crop) or not maker.is_amendable:
            return
        behind = sum((n * self._behind[code] for code, n in maker.taken.items()), Fraction(0))
        most = int(behind * self._ratio(made.crop_code, made.made_on) / PPM)
        if total > most:
            self._shrink(maker, Fraction(most, total))

    def _share_out(self, lot: Batch) -> None:
        """Let those that drew of a lot take no more than there is."""
        told, maker = self._told[lot.code], self._makers.get(lot.code)
        made = told.made if maker is None else maker.made[lot.code]
        drawers = self._drawers[lot.code]
        short = sum(each.taken[lot.code] for each in drawers) - made - told.returned
        if short <= 0:
            return
        able = [each for each in drawers if each.is_amendable]
        there = sum(each.taken[lot.code] for each in able)
        for each in [each for each in drawers if not each.is_amendable] if short > there else ():
            each.is_reached = True
        for each in sorted(able, key=lambda each: -each.event.seq):
            before = sum(each.taken.values())
            given = self._given(lot, each.taken[lot.code], short)
            if given <= 0:
                break
            short -= given
            each.taken[lot.code] -= given
            self._shrink(each, Fraction(sum(each.taken.values()), before))

    def _given(self, lot: Batch, drawn: int, short: int) -> int:
        """How much an entry gives back of what it drew; packages of one net amount are whole."""
        kept = max(drawn - short, 0)
        if lot.stage == "packed":
            packed = packed_formats.of_batch(self._work, lot)
            if packed.fixed_net is not None and packed.held(drawn):
                kept = packed.amount_of(packed.held(kept))
        return drawn - kept

    def _shrink(self, entry: _Entry, by: Fraction) -> None:
        """Let less come out of an entry, as much as goes in."""
        entry.is_reached = True
        if entry.event.step in WHOLE:
            parts = apportion(sum(entry.taken.values()), list(entry.made.values()))
            entry.made = dict(zip(entry.made, parts, strict=True))
            return
        entry.made = {code: int(amount * by) for code, amount in entry.made.items()}
        if entry.packages is None:
            return
        entry.packages = int(entry.packages * by)
        for code in entry.made:
            packed = packed_formats.of_batch(self._work, self._rows[code])
            if packed.fixed_net is not None:
                there = sum(entry.taken.values())
                entry.made[code] = packed.amount_of(entry.packages, there)

    def told(self, named: Mapping[str, str]) -> list[dict[str, object]]:
        """Those that were reached, by the ids that the caller knows them by."""
        found = sorted((e for e in self._entries.values() if e.is_reached), key=self._first)
        ids = [(entry, entry.event.event_id) for entry in found]
        return [entry.told(named.get(event_id, event_id)) for entry, event_id in ids]

    def _first(self, entry: _Entry) -> int:
        return corrections.first_of(self._work.db, entry.event).seq


def _is_finished(batch: Batch, crop: Crop | None) -> bool:
    if batch.stage == "packed":
        return True
    if batch.material is None or crop is None:
        return False
    return template_of(crop.family).material(batch.material).finished
