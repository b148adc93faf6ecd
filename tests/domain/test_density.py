"""Weight and volume by a density: whole grams and millilitres, nothing gained but by rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import density
from traceability.domain.balance import Basis
from traceability.domain.errors import Invalid
from traceability.services.packed_formats import PackedAs

GRAMS = st.integers(1, 1_000_000_000)
BY = st.integers(density.LOWEST, density.HIGHEST)


@given(GRAMS, BY)
def test_what_is_kept_and_what_is_needed_lie_round_the_weight(grams: int, by: int) -> None:
    kept, needed = density.volume_of(grams, by), density.needed_for(grams, by)
    assert kept * by <= grams * 1000 <= needed * by
    assert needed - kept in (0, 1)
    assert density.mass_of(kept, by) <= grams <= density.mass_of(needed, by)


@given(GRAMS, BY, st.integers(2, 5_000), st.integers(0, 10_000))
def test_jars_never_weigh_more_than_the_honey_that_was_weighed(
    grams: int, by: int, net: int, jars: int
) -> None:
    packed = PackedAs("hũ", Basis.FIXED_NET, net, jars, net_unit="g", density=by)
    if packed.amount_of(jars) <= density.volume_of(grams, by):
        assert jars * net <= grams
    assert packed.most_labels(packed.amount_of(jars)) == jars


@given(GRAMS, BY, st.integers(0, 10**9))
def test_a_draw_says_less_than_a_millilitre_more_than_it_takes(
    grams: int, by: int, there: int
) -> None:
    taken = density.drawn(grams, by, there)
    assert grams * 1000 < (taken + 1) * by
    if taken != there:
        assert grams * 1000 <= taken * by


def test_many_tiny_draws_may_say_more_grams_than_there_are() -> None:
    assert density.mass_of(10, 1400) == 14
    assert [density.drawn(2, 1400, 1) for _draw in range(10)] == [1] * 10


@given(st.lists(st.tuples(GRAMS, BY), min_size=1, max_size=40))
def test_a_mix_is_as_heavy_as_its_parts(parts: list[tuple[int, int]]) -> None:
    told = density.mixed(parts)
    assert min(by for _ml, by in parts) <= told <= max(by for _ml, by in parts)
    volume, mass = sum(ml for ml, _by in parts), sum(ml * by for ml, by in parts)
    assert 2 * abs(told * volume - mass) <= volume
    assert density.mixed(parts[::-1]) == told


def test_halves_go_to_the_even_gram() -> None:
    assert density.mixed([(1, 1400), (1, 1401)]) == 1400
    assert density.mixed([(1, 1401), (1, 1402)]) == 1402


def test_a_density_is_stated_as_it_is_spoken() -> None:
    assert density.checked(Decimal("1.4"), "density") == 1400
    assert density.checked(Decimal("1.395"), "density") == 1395
    assert str(density.spoken(1400)) == "1.4"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1400", "density_out_of_range"),
        ("0.9", "density_out_of_range"),
        ("1.3955", "density_too_fine"),
    ],
)
def test_what_no_litre_weighs_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        density.checked(Decimal(typed), "density")
    assert (refused.value.code, refused.value.faults[0].field) == (code, "density")


@given(GRAMS, BY)
def test_all_of_a_weight_is_there_to_the_last_gram(grams: int, by: int) -> None:
    """What was weighed leaves by the same weight; what is a whole millilitre more does not."""
    kept = density.volume_of(grams, by)
    assert density.drawn(grams, by, kept) == kept
    assert density.drawn(density.most_of(kept, by), by, kept) == kept
    assert density.drawn(density.most_of(kept, by) + 1, by, kept) > kept
    assert 0 <= density.most_of(kept, by) - grams <= by // 1000


@given(BY, st.integers(3, 5_000), st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_jars_that_leave_in_parts_leave_nothing_behind(by: int, net: int, parts: list[int]) -> None:
    jars = sum(parts)
    packed = PackedAs("hũ", Basis.FIXED_NET, net, jars, net_unit="g", density=by)
    for on_hand in (packed.amount_of(jars), density.volume_of(jars * net, by)):
        for part in parts:
            took = packed.taken(part, on_hand)
            assert abs(took - packed.amount_of(part)) <= 2
            on_hand -= took
        assert on_hand == 0
        assert packed.taken(1, on_hand) > on_hand
