"""Deliveries: to whom goods go, what was answered, and why goods end without being delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class To(StrEnum):
    """Who takes the goods: somebody known, anybody, a trader at the garden, a cooperative here."""

    BUYER = "buyer"
    WALK_IN = "walk_in"
    FIELD_TRADER = "field_trader"
    COOPERATIVE = "cooperative"


#: Whom a note names by their row.
NAMED = frozenset({To.BUYER, To.COOPERATIVE})


class Answer(StrEnum):
    """What the receiver says: all as sent, otherwise; a cooperative takes lines, or sends back."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Standing(StrEnum):
    """How a note stands by its answers."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PARTLY = "partly"
    RETRACTED = "retracted"


def standing(answers: Iterable[Answer], *, retracted: bool = False) -> Standing:
    """How a note stands by its answers in their order; the receiver's newest word counts.

    What a cooperative took and what it sent back are two answers that stand beside each other.
    """
    said = list(answers)
    if retracted:
        return Standing.RETRACTED
    if not said:
        return Standing.OPEN
    if Answer.ACCEPTED in said and Answer.REFUSED in said:
        return Standing.PARTLY
    return Standing(said[-1])


class WriteOff(StrEnum):
    """Why goods end: the closed list."""

    SPOILED = "spoiled"
    LOST = "lost"
    DESTROYED = "destroyed"
    SAMPLE = "sample"
    OWN_USE = "own_use"
    GIFT = "gift"


#: What reaches people: never of goods that are held or recalled.
REACHES_PEOPLE = frozenset({WriteOff.OWN_USE, WriteOff.GIFT})


@dataclass(frozen=True)
class Came:
    """Of a line that was sent: what came, and whether the whole line was sent back."""

    received: int
    returned: int

    def lost(self, sent: int) -> int:
        """What came to nobody on the way."""
        return sent - self.received - self.returned


def differs(sent: Mapping[str, int], received: Mapping[str, int]) -> bool:
    """Whether anything came otherwise than it was sent; what is not spoken of came as sent."""
    return any(received.get(code, amount) != amount for code, amount in sent.items())
