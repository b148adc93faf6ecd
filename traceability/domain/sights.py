"""Who sees which data: the table that ``may`` answers, and the rules for those who have no account.

The page "Ai xem được gì" shows ``table()``, and the services that show the data ask the same two:
``access.may`` for those who are signed in, ``open_to_all`` for a public page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.access import Action, Actor, Role, Thing, may

#: kg of single steps are public only where at least so many households stand behind the batch.
HOUSEHOLDS_TO_SHOW_WEIGHTS = 3
#: A square of some kilometre is public only where so many households work the place in it.
HOUSEHOLDS_TO_SHOW_CELL = 5


class Reader(StrEnum):
    """Whom the table speaks of: a holder's own people, two kinds of officers, everybody."""

    OWNER = "owner"
    INSPECTOR = "inspector"
    REGISTRAR = "registrar"
    PUBLIC = "public"


class Extent(StrEnum):
    """How much a reader sees.

    ``OPENED``: only in an inspection that was opened and logged. ``PARTLY``: coarser, or on a
    condition that the rule of ``open_to_all`` names.
    """

    ALL = "all"
    OPENED = "opened"
    PARTLY = "partly"
    NEVER = "never"


class Rule(StrEnum):
    """What everybody sees of a class of data; but for ``NEVER`` a coarser form is shown always."""

    NEVER = "never"
    COARSER = "coarser"
    WITH_CONSENT = "with_consent"
    WHERE_MANY = "where_many"


@dataclass(frozen=True)
class Behind:
    """What decides whether the exact form may be public.

    ``households`` stand behind the goods; ``opted_in`` tells that the holder chose to open the
    figures, ``consented`` that the person has agreed.
    """

    households: int = 0
    opted_in: bool = False
    consented: bool = False


#: What there is to be seen, in the order of the table, and the rule of each for everybody.
PUBLIC: Mapping[Action, Rule] = {
    Action.SEE_BOUNDARY: Rule.NEVER,
    Action.SEE_HOUSEHOLDS: Rule.WITH_CONSENT,
    Action.SEE_HOUSEHOLD_KG: Rule.NEVER,
    Action.SEE_PRICES: Rule.NEVER,
    Action.SEE_STEP_KG: Rule.WHERE_MANY,
    Action.SEE_SEASON: Rule.COARSER,
    Action.SEE_HOUSEHOLD_PACKS: Rule.COARSER,
    Action.SEE_PLACE: Rule.COARSER,
    Action.SEE_AREA_BATCHES: Rule.COARSER,
    Action.SEE_DIARY: Rule.NEVER,
}
#: The service does not hold these: nobody sees them, whatever the table would open.
NOT_HELD: frozenset[Action] = frozenset()
#: Opened to these readers, and on no page of theirs.
NO_PAGE = frozenset(
    {
        (Action.SEE_HOUSEHOLDS, Reader.REGISTRAR),
    }
)
#: The roles whose rights each reader has; those of one reader see the same.
ROLES: Mapping[Reader, tuple[Role, ...]] = {
    Reader.OWNER: (Role.RECORDER, Role.MANAGER),
    Reader.INSPECTOR: (Role.INSPECTOR,),
    Reader.REGISTRAR: (Role.REGISTRAR,),
}


@dataclass(frozen=True)
class Row:
    """One class of data: whether the service holds it, and how much each reader sees of it."""

    data: Action
    held: bool
    cells: Mapping[Reader, Extent]


def table() -> tuple[Row, ...]:
    """Who sees what, each cell as ``may`` or the public rule answers it."""
    return tuple(
        Row(data, data not in NOT_HELD, {reader: extent(data, reader) for reader in Reader})
        for data in PUBLIC
    )


def extent(data: Action, reader: Reader) -> Extent:
    """How much a reader sees of a class of data: of the holder's own, or of one's territory."""
    if reader is Reader.PUBLIC:
        return Extent.NEVER if PUBLIC[data] is Rule.NEVER else Extent.PARTLY
    return min((_answered(role, data) for role in ROLES[reader]), key=_LEAST_FIRST.index)


def seen_today(data: Action, reader: Reader) -> bool:
    """Whether a page shows the reader the data, or a coarser form of it.

    What an inspection opens is told as such, and is on no page before somebody opens one.
    """
    held = data not in NOT_HELD and (data, reader) not in NO_PAGE
    return held and extent(data, reader) in (Extent.ALL, Extent.PARTLY)


def open_to_all(data: Action, behind: Behind) -> bool:
    """Whether the exact form of the data may stand on a public page."""
    rule = PUBLIC.get(data, Rule.NEVER)
    if rule is Rule.WHERE_MANY:
        return behind.opted_in or behind.households >= HOUSEHOLDS_TO_SHOW_WEIGHTS
    return rule is Rule.WITH_CONSENT and behind.consented


def reader_of(role: Role) -> Reader | None:
    """Which column is somebody's own; the operator has none."""
    return next((reader for reader, roles in ROLES.items() if role in roles), None)


_LEAST_FIRST = (Extent.NEVER, Extent.PARTLY, Extent.OPENED, Extent.ALL)


def _answered(role: Role, data: Action) -> Extent:
    """What ``may`` says of a thing that is in every way within reach."""
    someone = Actor(0, "", role, 1, frozenset({"commune"}))
    thing = Thing(1, frozenset({"commune"}))
    if may(someone, data, thing):
        return Extent.ALL
    return Extent.OPENED if may(someone, data, replace(thing, opened=True)) else Extent.NEVER
