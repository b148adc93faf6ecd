"""Books of weigh slips: each row by the scale's own service, in the open day of its crop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Fault, Invalid, Refusal, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.services import harvest_claims, parties, receptions, slip_grounds, weigh_slips
from traceability.services.books import Kind, stock_of_lots
from traceability.services.books import Line as Shown
from traceability.services.receptions import OpenRequest
from traceability.services.slip_book_rows import Entry, SlipRow, plain
from traceability.services.slip_grounds import OUTSIDE, Ground
from traceability.services.weigh_slips import Line, NewSeller, SlipRequest
from traceability.store.models import Party, Reception
from traceability.store.queries import books as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products
from traceability.store.queries import receptions as reception_queries
from traceability.store.unit import Reading, Work

#: A list has fewer rows than a harvest book: each is weighed by itself, and others wait meanwhile.
MOST_ROWS = 500
#: How a book says that goods are from no growing-area code.
_OUTSIDE_WORDS = frozenset(("ngoai vung ma", "ngoai ma", "outside", "khong", "khong co"))


@dataclass(frozen=True)
class Result:
    """What became of a row: its slip, whether its seller is new, why its lot is held; or faults."""

    line: int
    code: str = ""
    event: int = 0
    seller: str = ""
    number: int = 0
    name: str = ""
    new: bool = False
    drawn: bool = False
    net: int = 0
    payable: int = 0
    unit: str = "g"
    ground: str = ""
    held: tuple[HoldReason, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def told(self) -> Sequence[object]:
        """The amounts, the ground and why it is held; a new seller's code is drawn."""
        seller = "" if self.drawn else self.seller
        return seller, self.net, self.payable, self.ground, [*map(str, self.held)]


def enter(work: Work, entries: Sequence[Entry]) -> list[Result]:
    """Record each row that can be; of one that is refused the result says why. In line order."""
    work.share_judgement()
    desk = _Desk(work)
    desk.lock(entries)
    return [desk.one(entry) for entry in sorted(entries, key=lambda each: each.line)]


_Person = tuple[str, str | None, str | None]


class _Desk:
    """Who stands at the scale: somebody new is entered with the first row that is good."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._holder = parties.acting_party(work, work.actor)
        require(work.actor, Action.RECORD_RECEPTION, Thing(holder=self._holder.id))
        self._new: dict[_Person, str] = {}

    def lock(self, entries: Sequence[Entry]) -> None:
        """Lock every day of buying that rows may be of, before anything else of the first row."""
        receptions.lock_opening(self._work, self._holder)
        asked = {(entry.asked.day, entry.asked.crop) for entry in entries}
        found = {
            row.id: row
            for day, crop in asked
            for row in reception_queries.on_day(self._work.db, self._holder.id, day, crop)
        }
        for key in sorted(found):
            reception_queries.lock(self._work.db, found[key])
        harvest_claims.hold_every_ground(self._work, self._holder.id)

    def one(self, entry: Entry) -> Result:
        row, person = entry.asked, _person(entry.asked.line.new_seller)
        line = row.line
        if person is not None and person in self._new:
            line = replace(line, seller=self._new[person], new_seller=None)
        try:
            with self._work.part():
                result = self._weigh(entry.line, row, line)
        except Refusal as refusal:
            return Result(entry.line, faults=tuple(map(_placed, refusal.faults)))
        if person is None:
            return result
        self._new.setdefault(person, result.seller)
        return replace(result, new=line.new_seller is not None, drawn=True)

    def _weigh(self, place: int, row: SlipRow, line: Line) -> Result:
        work = self._work
        reception = self._reception(row)
        key = self._ground(row, line)
        done = weigh_slips.record(work, SlipRequest(reception, replace(line, ground=key)))
        found = reception_queries.slip(work.db, done.code)
        seller = party_queries.by_code(work.db, done.seller)
        return Result(
            place,
            done.code,
            0 if found is None else found[0].event_seq,
            done.seller,
            (0 if seller is None else seller.number) or 0,
            party_queries.names(work.db, [done.seller]).get(done.seller, ""),
            net=done.net,
            payable=done.payable,
            unit=self._unit(row),
            ground=key or "",
            held=done.held,
        )

    def _unit(self, row: SlipRow) -> str:
        crop = products.crop(self._work.db, row.crop)
        return "g" if crop is None else crop.unit

    def _reception(self, row: SlipRow) -> str:
        """The open day of the row; opened where there is none, refused where it is closed."""
        work = self._work
        found = reception_queries.on_day(work.db, self._holder.id, row.day, row.crop)
        found = [each for each in found if self._is_at(each, row.building)]
        standing = [each for each in found if each.state == "open"]
        if len(standing) > 1:
            raise Invalid("reception_several", "building")
        if standing:
            return standing[0].code
        if found:
            raise RuleBroken("reception_closed", "day", day=row.day)
        asked = OpenRequest(row.crop, row.day, row.building, row.late_reason)
        return receptions.open_day(work, asked)

    def _is_at(self, reception: Reception, building: str | None) -> bool:
        if building is None:
            return True
        place = receptions.building_code(self._work, reception)
        return place == building

    def _ground(self, row: SlipRow, line: Line) -> str | None:
        """The key of the ground that the row's words name; None where it names none."""
        if row.area is None and row.place is None:
            return None
        crop = products.crop(self._work.db, row.crop)
        if crop is None:
            raise Invalid("crop_unknown", "crop", crop=row.crop)
        known = None if line.seller is None else party_queries.by_code(self._work.db, line.seller)
        seller = known or Party(kind="household", standing="outside")
        found = slip_grounds.every(self._work, self._holder, seller, crop, row.day)
        keys = [each.key for each in found if _fits(each, row)]
        if len(keys) > 1:
            raise Invalid("ground_needed", "place", grounds=keys)
        if not keys:
            raise Invalid("ground_unknown", "area_code" if row.area else "place")
        return keys[0]


def _fits(ground: Ground, row: SlipRow) -> bool:
    if row.area is not None:
        word = plain(row.area)
        if word in _OUTSIDE_WORDS:
            if ground.area is not None:
                return False
            if row.place is None:
                return ground.key == OUTSIDE
        elif ground.area is None or word not in (plain(ground.area), plain(ground.raw or "")):
            return False
    if row.place is None:
        return True
    return ground.place is not None and plain(row.place) in (
        plain(ground.place),
        plain(ground.name or ""),
    )


def _person(new: NewSeller | None) -> _Person | None:
    return None if new is None else (plain(new.name), new.commune, new.old_commune)


#: At which column a fault of the scale stands.
_AT = {"household": "seller", "weight": "gross", "ground": "area_code", "commune": "new_commune"}


def _placed(fault: Fault) -> Fault:
    at = _AT.get(fault.field or "", fault.field)
    if fault.code == "reception_closed":
        at = "day"
    return Fault(fault.code, at, fault.facts)


def _events(work: Work, made: Sequence[Result]) -> Iterator[tuple[int, int]]:
    del work
    return ((each.line, each.event) for each in made)


def _lines(view: Reading, key: int) -> list[Shown]:
    used, slips = queries.used_lots(view.db, key), queries.slips(view.db, key)
    return [
        Shown(
            (line,),
            slips[batch.id].code,
            batch.lot_code,
            batch.made_on,
            ((stock.made, batch.unit),),
            stock.state == "retracted",
            batch.id in used,
        )
        for line, batch, stock in queries.lots(view.db, key)
    ]


BOOK = Kind("slips", Action.RECORD_RECEPTION, enter, _events, _lines, stock_of_lots)


def sellers_of(results: Sequence[Result]) -> list[str]:
    """The households that a list is about: what its request is sealed with."""
    return sorted({each.seller for each in results if each.seller})
