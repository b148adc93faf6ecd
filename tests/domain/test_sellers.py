"""Who is meant by what stands in one field: a number, letters, a card's symbol."""

from __future__ import annotations

import pytest

from traceability.domain.ids import short_code
from traceability.domain.sellers import Seller, meant

CODES = [short_code(number) for number in (7, 1_234_567, 99_887_766_554)]
MY, HOA, DINH = (
    Seller(code, number, name)
    for code, number, name in zip(
        CODES, (7, 70, 12), ("Giàng Thị Mỷ", "Lù Thị Hòa", "Đặng Văn Đình"), strict=True
    )
)
ALL = [MY, HOA, DINH]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[("7", [MY]), ("07", [MY]), (" 007 ", [MY]), ("#7", [MY]), ("70", [HOA]), ("8", [])],
        *[(MY.shown, [MY]), ("07 · ai đó", [MY])],
        *[(CODES[1], [HOA]), (CODES[1].lower(), [HOA])],
        (f"https://tem.hagiang.vn/coop/nguoi-ban/{CODES[2]}", [DINH]),
        (f"https://tem.hagiang.vn/coop/nguoi-ban/{CODES[2]}?x=1", [DINH]),
        *[("gm", [MY]), ("GTM", [MY]), ("dd", [DINH]), ("ĐVĐ", [DINH])],
        *[("hoa", [HOA]), ("Hòa", [HOA]), ("hoà", [HOA]), ("my", [MY]), ("giàng", [MY])],
        *[("lt", [HOA]), ("zz", []), ("", [])],
        ("thi", [MY, HOA]),
    ],
)
def test_what_is_typed_or_scanned(typed: str, found: list[Seller]) -> None:
    assert list(meant(typed, ALL)) == found


def test_the_whole_name_comes_before_its_likes() -> None:
    twin = Seller("X", 3, "Giàng Thị Mỷ Hoa")
    assert meant("giang thi my", [twin, MY]) == (MY,)


def test_a_household_without_a_name_is_found_by_its_number_alone() -> None:
    bare = Seller("X", 3, "")
    assert meant("3", [bare]) == (bare,)
    assert meant("g", [bare]) == ()
