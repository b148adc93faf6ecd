"""The weights of a packing list as people type them: one a line, side by side, equal ones once."""

from __future__ import annotations

import pytest

from traceability.domain.errors import Invalid
from traceability.schemas.fields import RequestSchema
from traceability.schemas.measures import Weights
from traceability.services.packing_lists import MOST_WEIGHTS


class _List(RequestSchema):
    weights = Weights()


def read(typed: str) -> tuple[int, ...]:
    found: tuple[int, ...] = _List(spoken=True).read({"weights": typed})["weights"]
    return found


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("24,8 25,1", (24_800, 25_100)),
        ("24,8 kg\n25,1 kg", (24_800, 25_100)),
        ("25,1 x2", (25_100, 25_100)),
        ("24,8 25,1×3; 2 kg * 2", (24_800, 25_100, 25_100, 25_100, 2_000, 2_000)),
        ("25 kg X2", (25_000, 25_000)),
    ],
)
def test_weights_are_read_as_they_are_spoken(typed: str, grams: tuple[int, ...]) -> None:
    assert read(typed) == grams


@pytest.mark.parametrize("typed", ["2 x 25", "2 x 25,1", "25,1 x2,5", "25,1 x", "x2", "25,1 x0"])
def test_what_has_two_readings_or_none_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed)


@pytest.mark.parametrize("typed", ["1,5 x9999 " * 400, "1,5 " * (MOST_WEIGHTS + 1)])
def test_more_than_a_list_holds_is_refused_before_it_is_read(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(typed)
    assert (caught.value.code, caught.value.facts["highest"]) == ("out_of_range", MOST_WEIGHTS)
