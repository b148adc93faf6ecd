"""The finder of gaps: whatever single mistake was planted, its slip is named, exactly."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.slip_gaps import Line, Mistake, Suspect, explain, gap

#: What people read off a scale: to 100 g, with bags of 200 to 500 g.
honest = st.builds(
    Line,
    st.just(0),
    st.sampled_from(["a", "b", "c", "d"]),
    st.integers(60, 2_000).map(lambda each: each * 100),
    st.integers(1, 4),
    st.sampled_from([200, 300, 500]),
)


def numbered(lines: list[Line]) -> list[Line]:
    return [dataclasses.replace(line, number=place) for place, line in enumerate(lines, 1)]


days = st.lists(honest, min_size=1, max_size=60).map(numbered)


def swapped(gross: int, place: int) -> int:
    digits = f"{gross:04d}"
    at = place % (len(digits) - 1)
    return int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def named(lines: list[Line], total: int) -> set[tuple[int, Mistake]]:
    return {(each.number, each.mistake) for each in explain(lines, total)}


@given(days)
def test_a_day_that_adds_up_suspects_nobody(lines: list[Line]) -> None:
    assert explain(lines, sum(line.net for line in lines)) == ()


@given(days, st.data())
def test_a_planted_mistake_is_named(lines: list[Line], data: st.DataObject) -> None:
    truth = sum(line.net for line in lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    line, mistake = lines[at], data.draw(st.sampled_from(list(Mistake)))
    if mistake is Mistake.TENFOLD:
        entered = dataclasses.replace(line, gross=line.gross * 10)
    elif mistake is Mistake.TENTH:
        entered = dataclasses.replace(line, gross=line.gross // 10)
    elif mistake is Mistake.SWAPPED:
        place = data.draw(st.integers(0, 5))
        entered = dataclasses.replace(line, gross=swapped(line.gross, place))
    elif mistake is Mistake.TARE_FORGOTTEN:
        entered = dataclasses.replace(line, tare=0)
        others = {each.tare for each in lines if each is not line}
        if line.tare not in others:  # nobody else tells what such a bag weighs
            return
    elif mistake is Mistake.TARE_TWICE:
        entered = dataclasses.replace(line, gross=line.net)
    else:
        twice = dataclasses.replace(line, number=len(lines) + 1)
        assert (twice.number, Mistake.TWICE) in named([*lines, twice], truth)
        return
    if entered.net <= 0 or entered.net == line.net:
        return
    seen = [*lines[:at], entered, *lines[at + 1 :]]
    assert (line.number, mistake) in named(seen, truth)


def test_a_zero_typed_in_front_is_a_swap_too() -> None:
    lines = [Line(1, "a", 5_000, 1, 200), Line(2, "b", 30_000, 1, 200)]
    assert (1, Mistake.SWAPPED) in named(lines, 50_000 - 200 + 30_000 - 200)


@given(days, st.integers(-(10**6), 10**6))
def test_who_is_named_explains_the_gap_to_the_gram(lines: list[Line], off: int) -> None:
    total = max(1, sum(line.net for line in lines) + off)
    for each in explain(lines, total):
        assert each.net - each.would_be == gap(lines, total)
        assert each.would_be > 0 or each.mistake is Mistake.TWICE


def test_two_of_one_seller_that_differ_are_no_repeat() -> None:
    one = Line(1, "a", 24_600, 2, 300)
    two = dataclasses.replace(one, number=2, seller="b")
    assert named([one, two], one.net) == set()
    again = dataclasses.replace(one, number=2)
    (found,) = explain([one, again], one.net)
    assert found == Suspect(2, Mistake.TWICE, 24_000, 0, 24_600, other=1)
