"""Why something above its warning is recorded: read from the cell of a book."""

from __future__ import annotations

import pytest

from traceability.domain.accepting import WORDS, Accepted, Why, of_words


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Được mùa", Accepted(Why.GOOD_SEASON)),
        ("DUOC MUA", Accepted(Why.GOOD_SEASON)),
        ("good_season", Accepted(Why.GOOD_SEASON)),
        ("weighed again, it is right", Accepted(Why.WEIGHED_AGAIN)),
        ("lý do khác", Accepted(Why.OTHER, "lý do khác")),
        ("được mùa lớn", Accepted(Why.OTHER, "được mùa lớn")),
    ],
)
def test_a_cell_is_a_usual_reason_or_words(said: str, read: Accepted) -> None:
    assert of_words(said) == read


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.OTHER])
def test_every_usual_reason_is_read_by_its_name(why: Why) -> None:
    assert {of_words(WORDS[why].vi), of_words(WORDS[why].en)} == {Accepted(why)}
