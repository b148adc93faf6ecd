"""Old and new communes: which became which, and the address that says both."""

import pytest

from traceability.domain.communes import (
    NEW,
    OLD,
    Box,
    Commune,
    Point,
    Succession,
    address_line,
    choose_new,
    hull,
    predecessors,
    successors,
)
from traceability.domain.errors import Invalid

BOX = Box(22_700_000, 104_800_000, 22_800_000, 104_900_000)
TABLE = {
    "00955": Succession("00955", ("00955",)),
    "00967": Succession("00967", ("00913", "00967")),
    "00913": Succession("00913", ("00913",)),
}


def commune(name, district=None, province="Tỉnh Tuyên Quang"):
    vintage = OLD if district else NEW
    code = "02" if district else "08"
    return Commune("00955", vintage, name, "", district, province, code, BOX, BOX.centre())


CAO_BO = commune("Xã Cao Bồ")
OLD_CAO_BO = commune("Xã Cao Bồ", "Huyện Vị Xuyên", "Tỉnh Hà Giang")


def test_an_address_says_what_it_was_before():
    assert address_line(CAO_BO, OLD_CAO_BO) == (
        "Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025: xã Cao Bồ, huyện Vị Xuyên, tỉnh Hà Giang)"
    )
    assert address_line(CAO_BO) == "Xã Cao Bồ, tỉnh Tuyên Quang"


def test_an_address_in_english_and_chinese():
    assert address_line(CAO_BO, OLD_CAO_BO, "en") == (
        "Cao Bồ commune, Tuyên Quang province"
        " (before 1 July 2025: Cao Bồ commune, Vị Xuyên district, Hà Giang province)"
    )
    assert address_line(CAO_BO, OLD_CAO_BO, "zh_Hans") == (
        "Tuyên Quang省 Cao Bồ乡（2025年7月1日前：Hà Giang省 Vị Xuyên县 Cao Bồ乡）"
    )


def test_kinds_of_two_words_and_names_with_numbers():
    ward = commune("Phường Hà Giang 2")
    town = commune("Thị trấn Vị Xuyên", "Thành phố Hà Giang", "Tỉnh Hà Giang")
    assert address_line(ward, town) == (
        "Phường Hà Giang 2, tỉnh Tuyên Quang"
        " (trước 1/7/2025: thị trấn Vị Xuyên, thành phố Hà Giang, tỉnh Hà Giang)"
    )
    assert address_line(ward, None, "en") == "Hà Giang 2 ward, Tuyên Quang province"


def test_a_name_without_a_kind_stays_as_it_is():
    assert address_line(commune("Bản Phùng")) == "Bản Phùng, tỉnh Tuyên Quang"


def test_successors_and_predecessors():
    assert successors("00967", TABLE) == ("00913", "00967")
    assert predecessors("00913", TABLE) == ("00913", "00967")
    assert predecessors("99999", TABLE) == ()
    assert [entry.is_split for entry in TABLE.values()] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "chosen", "new"),
    [
        ("00955", None, "00955"),
        ("00955", "", "00955"),
        ("00955", "00955", "00955"),
        ("00967", "00913", "00913"),
    ],
)
def test_one_new_commune_for_an_old_one(old, chosen, new):
    assert choose_new(old, chosen, TABLE) == new


@pytest.mark.parametrize(
    ("old", "chosen", "code", "facts"),
    [
        ("00967", None, "commune_split", {"options": ("00913", "00967")}),
        ("00967", "00955", "commune_not_successor", {"options": ("00913", "00967")}),
        ("00955", "00913", "commune_not_successor", {"options": ("00955",)}),
        ("12345", None, "commune_unknown", {"commune": "12345"}),
    ],
)
def test_a_choice_that_is_missing_or_wrong(old, chosen, code, facts):
    with pytest.raises(Invalid) as caught:
        choose_new(old, chosen, TABLE)
    assert (caught.value.code, caught.value.facts) == (code, facts)
    assert caught.value.faults[0].field == "commune"


def test_boxes():
    other = Box(22_600_000, 104_850_000, 22_750_000, 105_000_000)
    around = hull([BOX, other])
    assert around == Box(22_600_000, 104_800_000, 22_800_000, 105_000_000)
    assert around.centre() == Point(22_700_000, 104_900_000)
    assert around.holds(Point(22_800_000, 105_000_000))
    assert not around.holds(Point(22_800_001, 105_000_000))


def test_what_is_no_place_is_refused():
    with pytest.raises(ValueError, match="latitude"):
        Point(104_900_000, 22_700_000)
    with pytest.raises(ValueError, match="south"):
        Box(2, 0, 1, 0)
    with pytest.raises(ValueError, match="unpack"):
        hull([])
