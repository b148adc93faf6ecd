"""The rows of a book of dispatches: which note each is a line of, to whom, of which lot.

Rows of one note number are one delivery note; what is told once is told for all of them. The lots,
buyers, cooperatives and buildings are found among one's own by the words of the cooperative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.domain.deliveries import NAMED, To
from traceability.domain.errors import Fault, Invalid
from traceability.domain.ids import fold_typed
from traceability.domain.quantity import Quantity
from traceability.domain.text import fold
from traceability.services import delivery_choices
from traceability.services.deliveries import Send
from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading

#: What a row may tell of its note, in the order of the form.
HEAD = (
    *("to_kind", "to", "building", "vehicle", "seal", "driver", "phone", "remark"),
    "late_reason",
)
#: How a book says whom goods go to.
_KINDS: Mapping[str, To] = {
    word: kind
    for kind, words in {
        To.BUYER: ("khach quen", "nguoi mua", "buyer", "khach hang"),
        To.WALK_IN: ("khach le", "ban le", "walk_in", "walk in"),
        To.FIELD_TRADER: ("thuong lai tai vuon", "thuong lai", "field_trader"),
        To.COOPERATIVE: ("hop tac xa khac", "hop tac xa", "htx khac", "htx", "cooperative"),
    }.items()
    for word in words
}


@dataclass(frozen=True)
class Written:
    """A row as it was read: the note's number on paper, words for lot and head, what goes."""

    sent_on: dt.date
    lot: str
    weight: Quantity | None
    packages: int | None
    sacks: tuple[int, ...]
    note: str | None
    head: Mapping[str, str]


@dataclass(frozen=True)
class DispatchRow:
    """A line of a delivery note: ``note`` tells rows of one note, ``number`` is that on paper.

    ``head`` is what the row tells of the note: the kind and codes of whom, of the building.
    """

    note: str
    number: str | None
    sent_on: dt.date
    lot_code: str
    send: Send
    head: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Entry:
    """A row that can be read: its line in the list, and the part of a note that it asks for."""

    line: int
    asked: DispatchRow


class Words:
    """What the words of a book name, among what the actor may send and to whom."""

    def __init__(self, view: Reading, actor: Actor) -> None:
        """Everything but the lots is read once."""
        chosen = delivery_choices.choices(view, actor)
        self._view, self._holder = view, actor.party or 0
        self.buyers, self.cooperatives = chosen.buyers, chosen.cooperatives
        self.buildings, self.offered = chosen.buildings, chosen.lots
        self._lots: dict[str, Batch | None] = {}

    def unit(self, lot: str) -> str:
        """The unit that a bare number of a lot is read in."""
        batch = self._lot(lot)
        return "lít" if batch is not None and batch.unit == "ml" else "kg"

    def found(self, row: Written, note: str) -> DispatchRow:
        """The line that a row asks for; Invalid with every word that names nothing."""
        faults: list[Fault] = []
        head = dict(row.head)
        if (word := head.get("building")) is not None:
            head["building"] = _one(self.buildings, word, "place_unknown", "building", faults)
        self._receiver(head, faults)
        batch = self._lot(row.lot)
        if batch is None:
            faults.append(Fault("lot_unknown", "lot", {"lot": row.lot}))
        if faults or batch is None:
            raise Invalid.of(tuple(faults))
        told = tuple((name, head[name]) for name in HEAD if head.get(name))
        send = Send(batch.code, row.weight, row.packages, row.sacks)
        return DispatchRow(note, row.note, row.sent_on, batch.lot_code, send, told)

    def _receiver(self, head: dict[str, str], faults: list[Fault]) -> None:
        """Put the kind and the code of whom a row names in the place of their words."""
        word, name, at = head.get("to_kind"), head.get("to"), "to"
        kind = None if word is None else _KINDS.get(plain(word))
        if kind is not None:
            head["to_kind"] = str(kind)
        elif word is not None and name is not None:
            faults.append(Fault("choice_unknown", "to_kind"))
            return
        elif word is not None:  # a name stands where the kind is asked for
            name, at = word, "to_kind"
        if name is None or (kind is not None and kind not in NAMED):
            return
        found = [
            (each, code)
            for each, offered in ((To.BUYER, self.buyers), (To.COOPERATIVE, self.cooperatives))
            for code, called in offered
            if kind in (None, each) and plain(name) in (plain(code), plain(called))
        ]
        if len(found) != 1:
            faults.append(Fault("receiver_several" if found else "receiver_unknown", at))
            return
        head["to_kind"], head["to"] = str(found[0][0]), found[0][1]

    def _lot(self, word: str) -> Batch | None:
        """The lot of a code on paper, in any case, or of a short code."""
        if word not in self._lots:
            found = queries.lots_called(self._view.db, self._holder, word)
            short = fold_typed(word)
            if not found and short is not None:
                by_code = batches.by_code(self._view.db, short)
                found = [by_code] if by_code is not None else []
            own = [each for each in found if each.holder_id == self._holder]
            self._lots[word] = own[0] if len(own) == 1 else None
        return self._lots[word]


def plain(word: str) -> str:
    """A word as it is compared."""
    return " ".join(fold(word).split())


def _one(
    offered: Iterable[tuple[str, str]], word: str, code: str, at: str, faults: list[Fault]
) -> str:
    found = [each for each, name in offered if plain(word) in (plain(each), plain(name))]
    if len(found) != 1:
        faults.append(Fault(code, at))
        return ""
    return found[0]
