"""Finding a commune: names of both times, split ones asked back, nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.data import communes, gazetteer, successions
from traceability.domain.commune_names import Located, as_typed, proper_name
from traceability.domain.communes import NEW, OLD, Commune, address_line
from traceability.domain.text import fold

NAMES = gazetteer()
ALL = communes()
KNOWN = {(each.vintage, each.code): each for each in ALL}


@pytest.mark.parametrize("commune", ALL, ids=lambda each: f"{each.code}-{each.vintage}")
def test_what_the_list_offers_is_read_back(commune: Commune) -> None:
    found = NAMES.find(as_typed(commune))
    if commune.vintage == NEW:
        assert [each.new for each in found] == [commune.code]
    else:
        assert [each.new for each in found] == list(successions()[commune.code].new)
        assert {each.old for each in found} == {commune.code}


@pytest.mark.parametrize("old", [each for each in ALL if each.vintage == OLD], ids=str)
def test_the_line_of_a_page_is_read_back(old: Commune) -> None:
    for new in successions()[old.code].new:
        line = address_line(KNOWN[NEW, new], old)
        assert NAMES.find(line) == (Located(new, old.code),)


@given(st.sampled_from(ALL), st.sampled_from([str.upper, str.lower, fold]), st.booleans())
def test_case_and_accents_do_not_matter(commune: Commune, spell: object, bare: bool) -> None:
    name = proper_name(commune.name) if bare else commune.name
    spelled = spell(name)  # type: ignore[operator]
    codes = {(each.new, each.old) for each in NAMES.find(spelled)}
    assert codes == {(each.new, each.old) for each in NAMES.find(name)}
    today = {commune.code} if commune.vintage == NEW else set(successions()[commune.code].new)
    assert today <= {new for new, _old in codes}


@pytest.mark.parametrize(
    "typed",
    ["Vĩnh Hảo", "vinh hao", "x. Vĩnh Hảo, h. Bắc Quang", "xã Vĩnh Hảo huyện Bắc Quang Hà Giang"],
)
def test_an_old_name_leads_to_the_commune_of_today(typed: str) -> None:
    assert NAMES.find(typed) == (Located("01156", "01210"),)


def test_a_split_commune_asks_which() -> None:
    assert NAMES.find("Yên Định") == (Located("00700", "00988"), Located("00994", "00988"))
    assert {each.new for each in NAMES.find("Quang Trung")} == {"00691", "00694"}
    assert {each.new for each in NAMES.find("Việt Lâm")} == {"00913", "00967"}


def test_a_name_of_two_old_communes_asks_which() -> None:
    assert {each.old for each in NAMES.find("Tả Lủng")} == {"00742", "00796"}
    assert [each.old for each in NAMES.find("Tả Lủng, huyện Mèo Vạc")] == ["00796"]


def test_a_name_of_both_times_does_not_claim_the_old_one() -> None:
    """Đồng Văn of today is more than the old township; nobody said where in it."""
    assert NAMES.find("Đồng Văn") == (Located("00721", None),)
    assert NAMES.find("Thị trấn Đồng Văn") == (Located("00721", "00721"),)


def test_old_and_new_can_be_said() -> None:
    assert NAMES.find("Lũng Cú (cũ)") == (Located("00715", "00715"),)
    assert NAMES.find("Lũng Cú mới") == (Located("00715", None),)


@pytest.mark.parametrize(
    "typed", ["", "  ", "Paris", "01156", "xã", "huyện Bắc Quang", "(", "a:b(c:d)"]
)
def test_what_is_no_commune_is_none(typed: str) -> None:
    assert NAMES.find(typed) == ()


def test_a_line_that_contradicts_itself_is_none() -> None:
    line = "Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025: xã Vĩnh Hảo, huyện Bắc Quang)"
    assert NAMES.find(line) == ()


def test_a_slip_finds_what_looks_like_it() -> None:
    assert Located("01156", "01210") in NAMES.like("Vĩnh Hải")
    assert 1 < len(NAMES.like("Lũng")) <= 6
    assert NAMES.like("") == ()


@given(st.text(max_size=60))
def test_nothing_typed_breaks_it(typed: str) -> None:
    for place in (*NAMES.find(typed), *NAMES.like(typed)):
        assert (NEW, place.new) in KNOWN
        assert place.old is None or place.new in successions()[place.old].new
