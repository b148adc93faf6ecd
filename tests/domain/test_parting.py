"""What is told of weights, lot by lot: no sum and no difference of it is of few households."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import sights
from traceability.domain.parting import Parted


def of(*harvests: int) -> frozenset[int]:
    return frozenset(harvests)


def told(
    weights: Iterable[frozenset[int]], known: Iterable[frozenset[int]] = (), each: int = 1
) -> frozenset[frozenset[int]]:
    """Of harvests by number, so many of ``each`` household."""
    weights, known = list(weights), list(known)
    parted = Parted({one: one // each for one in frozenset().union(*weights, *known)})
    for one in known:
        parted.part(one)
    return parted.tell(weights)


def test_a_weight_that_parts_too_few_from_another_stays_untold() -> None:
    everybody = frozenset(range(7))
    assert told([everybody, of(0, 1, 2, 3), of(0, 1, 2, 3, 4)]) == {everybody, of(0, 1, 2, 3)}
    assert told([of(0, 1)]) == frozenset()
    assert told([of()]) == frozenset()


def test_a_second_harvest_of_the_same_households_is_parted_too() -> None:
    """Two sums of the same households differ by one harvest of one of them."""
    assert told([frozenset(range(6)), frozenset(range(5))], each=2) == {frozenset(range(6))}


def test_what_other_goods_tell_stands_beside() -> None:
    three, four, seven = of(0, 1, 2), of(0, 1, 2, 3), frozenset(range(7))
    assert told([four], known=[three]) == frozenset()
    assert told([three], known=[four]) == frozenset()
    assert told([three], known=[three]) == {three}
    assert told([seven], known=[three]) == {seven}
    # A household that two older ones part already is none of the third one's doing.
    assert told([three], known=[three, four]) == {three}
    assert told([four], known=[three, four]) == frozenset()


def test_lots_that_have_no_harvest_in_common_stand_beside_through_a_third() -> None:
    """Of q r s; of a b c, p and these; of a b c: the last would tell what p weighed."""
    few, all_, last = of(4, 5, 6), frozenset(range(7)), of(0, 1, 2)
    assert told([last], known=[few, all_]) == frozenset()
    assert told([last], known=[all_]) == {last}


def test_what_stands_behind_nothing_told_is_parted_from_nothing() -> None:
    parted = Parted({each: each for each in range(5)})
    assert parted.admits(of(0, 1, 2))
    parted.part(of(0, 1, 2))
    assert parted.groups == {0: 0, 1: 0, 2: 0}
    assert not parted.admits(of(3, 4))


def test_harvests_of_no_household_are_nobody_s() -> None:
    parted = Parted({0: None, 1: 1, 2: 2, 3: 3, 4: 4})
    assert not parted.admits(of(0))
    assert parted.admits(of(0, 1, 2, 3, 4))
    parted.part(of(0, 1, 2, 3, 4))
    assert parted.admits(of(1, 2, 3, 4))


def test_all_parts_are_told_or_none() -> None:
    parted = Parted({each: each for each in range(6)})
    parted.part(frozenset(range(6)))
    before = parted.groups
    assert not parted.tell_all([of(0, 1), of(2, 3, 4, 5)])
    assert parted.groups == before
    assert parted.tell_all([of(0, 1, 2), of(3, 4, 5)])
    assert len(set(parted.groups.values())) == 2


HARVESTS = st.frozensets(st.integers(0, 13), min_size=1)
LOTS = st.lists(st.tuples(HARVESTS, st.lists(HARVESTS, max_size=3)), max_size=6)


@given(LOTS, st.integers(1, 2))
def test_no_lot_after_another_lets_few_be_reckoned(
    lots: list[tuple[frozenset[int], list[frozenset[int]]]], each: int
) -> None:
    """What stands behind the same of all that is public by then is of enough households.

    Each lot sees the groups that its harvests are in, and nothing else of those before it.
    """
    kept: dict[int, int] = {}
    public: list[frozenset[int]] = []
    for whole, steps in lots:
        near = {kept[one] for one in whole if one in kept}
        groups = {one: group for one, group in kept.items() if group in near}
        parted = Parted({one: one // each for one in {*whole, *groups}}, groups)
        found = parted.tell([whole, *(step & whole for step in steps)])
        public += found
        for one in frozenset().union(*found):
            alike = {
                other // each
                for other in range(14)
                if all((one in some) == (other in some) for some in public)
            }
            assert len(alike) >= sights.HOUSEHOLDS_TO_SHOW_WEIGHTS
        # What a lot was packed as stands on its bags, however few it is of.
        parted.part(whole)
        public.append(whole)
        kept |= parted.groups
    for group in set(kept.values()):
        assert group == min(one for one, its in kept.items() if its == group)
