"""Who sees which data: the table that ``may`` answers, and the rules for those who have no account.

The page "Ai xem được gì" shows ``table()``, and the services that show the data ask the same two:
``access.may`` for those who are signed in, ``open_to_all`` for a public page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class Told:
    """Which weights a page tells, each named by the harvests behind it.

    ``homes`` is the household of each harvest, ``None`` for one of no household. ``known`` are the
    harvests behind other goods, which buyers have in hand already: what this page tells stands
    beside what theirs do.
    """

    weights: frozenset[frozenset[int]] = frozenset()
    known: frozenset[frozenset[int]] = frozenset()
    homes: Mapping[int, int | None] = field(default_factory=dict)

    def __contains__(self, harvests: object) -> bool:
        """Whether the weight of these harvests is told."""
        return harvests in self.weights


def told_together(
    weights: Iterable[Collection[int]],
    homes: Mapping[int, int | None],
    known: Iterable[Collection[int]] = (),
) -> Told:
    """Which weights may be told on one page, of all ``weights`` that could be.

    Each is named by the harvests behind it. Sums and differences of what is told, here and of what
    is ``known`` otherwise, must not tell of fewer households than a weight may be told of: harvests
    that stand behind the same of the told ones are never parted by them, and each such group must
    be of enough households. The largest go first, and what would part too few from the others
    stays untold.
    """
    before = frozenset(frozenset(each) for each in known)
    groups = _Groups(homes)
    for each in before:
        groups.part(each)
    told = set()
    for each in sorted({frozenset(each) for each in weights}, key=_largest_first):
        if groups.admit(each):
            groups.part(each)
            told.add(each)
    return Told(frozenset(told), before, homes)


def exact_shares(parts: Iterable[Collection[int]], told: Told) -> bool:
    """Whether the parts of a batch may be told to the tenth of a per cent, or in tens only.

    ``parts`` are the harvests behind each. A share times what was packed is a weight, so each must
    stand beside the weights of the page as one of them; and where none of those may be told, no
    share is.
    """
    groups = _Groups(told.homes)
    for each in (*told.known, *told.weights):
        groups.part(each)
    standing = {frozenset(told.homes).intersection(each) for each in parts}
    for part in sorted(standing, key=_largest_first):
        if not groups.admit(part):
            return False
        groups.part(part)
    return bool(told.weights)


def _largest_first(one: Collection[int]) -> tuple[int, list[int]]:
    return -len(one), sorted(one)


class _Groups:
    """Harvests that no weight has parted so far."""

    def __init__(self, homes: Mapping[int, int | None]) -> None:
        self._homes = homes
        self._of = dict.fromkeys(homes, 0)

    def admit(self, one: Collection[int]) -> bool:
        """Whether a weight more parts no few households from others, and is of enough itself.

        A group of few that was parted before, and has nothing of this weight, is not its doing.
        """
        found: dict[tuple[int, bool], set[int]] = defaultdict(set)
        for each, group in self._of.items():
            home = self._homes[each]
            found[group, each in one].update(() if home is None else (home,))
        behind = {home for each in one if (home := self._homes[each]) is not None}
        return bool(behind) and all(
            not homes
            or open_to_all(Action.SEE_STEP_KG, Behind(len(homes)))
            or not (inside or (group, True) in found)
            for (group, inside), homes in found.items()
        )

    def part(self, one: Collection[int]) -> None:
        """Part what is of a weight from what is not."""
        again: dict[tuple[int, bool], int] = {}
        for each, group in self._of.items():
            self._of[each] = again.setdefault((group, each in one), len(again))


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
