"""Harvests as the weights that were told part them: what may still be told beside all of those.

A weight is named by the harvests behind it. Who knows some weights reckons with their sums and
differences; what no sum parts is a group: harvests that stand behind the same of all that was told.
A weight may be told where every group that it has to do with comes out of enough households, inside
of it and outside. What was told stays told, so groups only ever get smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from traceability.domain.access import Action
from traceability.domain.sights import Behind, open_to_all

_Cell = tuple[int | None, bool]


class Parted:
    """Some harvests, each with its household (``None``: of none) and the group that it is in.

    A harvest in no group stands behind nothing that was told. ``groups`` must hold all of each
    group of which they hold any. A group is named by its smallest harvest.
    """

    def __init__(
        self, homes: Mapping[int, int | None], groups: Mapping[int, int] | None = None
    ) -> None:
        """Begin with what was told so far."""
        self._homes = dict(homes)
        self._of: dict[int, int | None] = dict.fromkeys(self._homes, None)
        self._of.update(groups or {})

    @property
    def groups(self) -> dict[int, int]:
        """The group of each harvest that is in one."""
        return {each: group for each, group in self._of.items() if group is not None}

    def admits(self, weight: Collection[int]) -> bool:
        """Whether a weight parts no few households from others, and is of enough itself.

        A group of few that was parted before, and has nothing of this weight, is not its doing.
        What stands behind nothing that was told is parted from nothing.
        """
        inside = frozenset(weight)
        if not any(self._homes[each] is not None for each in inside):
            return False
        cells = self._cells(inside)
        touched = {group for group, within in cells if within}
        return all(
            _are_enough({self._homes[each] for each in members})
            for (group, within), members in cells.items()
            if within or (group in touched and group is not None)
        )

    def part(self, weight: Collection[int]) -> None:
        """A weight is told: part what is behind it from what is not."""
        for (group, within), members in self._cells(frozenset(weight)).items():
            if within or group is not None:
                self._of.update(dict.fromkeys(members, min(members)))

    def tell(self, weights: Iterable[Collection[int]]) -> frozenset[frozenset[int]]:
        """Tell each of some weights that may be told, the largest first; those that were."""
        told = set()
        for each in sorted({frozenset(each) for each in weights}, key=_largest_first):
            if self.admits(each):
                self.part(each)
                told.add(each)
        return frozenset(told)

    def tell_all(self, weights: Iterable[Collection[int]]) -> bool:
        """Tell all of some weights or none; whether they were."""
        beside = Parted(self._homes, self.groups)
        wanted = {frozenset(each) for each in weights}
        if beside.tell(wanted) != wanted:
            return False
        self._of = beside._of
        return True

    def _cells(self, inside: frozenset[int]) -> dict[_Cell, list[int]]:
        """Harvests by group, and by whether they are within a weight."""
        found: dict[_Cell, list[int]] = defaultdict(list)
        for each, group in self._of.items():
            found[group, each in inside].append(each)
        return found


def _are_enough(homes: Collection[int | None]) -> bool:
    """Whether these households are none, or enough to be told of together."""
    people = set(homes) - {None}
    return not people or open_to_all(Action.SEE_STEP_KG, Behind(len(people)))


def _largest_first(one: Collection[int]) -> tuple[int, list[int]]:
    return -len(one), sorted(one)
