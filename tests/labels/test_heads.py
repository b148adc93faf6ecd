"""Rolls that a person can tell apart: each on rows of its own, behind a head with its code."""

from __future__ import annotations

import io
import json

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

import labels
from labels import DoesNotFit, FruitSticker, Head, LabelRefused, StampLabel, TraceStamp
from labels.pdfium import grey, opened
from tests.labels.test_pdf_file import GOLDEN, shown

STICKER = FruitSticker(domain="tem.hagiang.vn", product="Cam sành")
ROLL = labels.ROLLS["34×22, 3 tem"]
GOODS = ("Tem 1–31", "Đợt in 7E18 098J 1", "Cam sành Hà Giang, túi lưới 2 kg")


def two(run: list[StampLabel], many: int = 4) -> list[tuple[Head, list[StampLabel]]]:
    return [
        (Head("Cuộn", "PWA8 GAAS 9", GOODS), run[:many]),
        (Head("Cuộn", "CA38 XY01 Z", GOODS), run[many : 2 * many]),
    ]


def test_each_roll_begins_on_a_row_of_its_own(run: list[StampLabel]) -> None:
    page = ROLL.page()
    cells = labels.headed(two(run), page)
    rows = [cells[at : at + 3] for at in range(0, len(cells), 3)]
    assert [[isinstance(each, Head) for each in row] for row in rows[::3]] == [[True] * 3] * 2
    assert rows[2] == [run[3], None, None]
    pdf = labels.draw_sheets(page, STICKER, cells)
    words = [each.extract_text().replace("\xa0", " ") for each in PdfReader(io.BytesIO(pdf)).pages]
    assert [word.count("PWA8 GAAS 9") for word in words] == [3, 0, 0, 0, 0, 0]
    assert [word.count("CA38 XY01 Z") for word in words] == [0, 0, 0, 3, 0, 0]
    assert words[0].count("Tem 1–31") == 3
    assert "túi lưới" in words[0]


def test_every_code_of_the_rolls_is_read_and_none_in_their_heads(run: list[StampLabel]) -> None:
    page = ROLL.page()
    cells = labels.headed(two(run), page)
    pdf = labels.draw_sheets(page, STICKER, cells)
    read = labels.proof(pdf, page, 0, labels.urls(cells))
    assert (read.decoded, read.missing, read.wrong) == (8, (), ())
    with opened(pdf) as document:
        seen = [
            each.text
            for number in range(len(document))
            for each in zxingcpp.read_barcodes(
                grey(document, number, 300 / 72), formats=zxingcpp.BarcodeFormat.QRCode
            )
        ]
    assert sorted(seen) == sorted(each.url for each in run[:8])


def test_a_label_in_the_place_of_a_head_is_told(run: list[StampLabel]) -> None:
    page = ROLL.page()
    cells = labels.headed(two(run), page)
    read = labels.proof(
        labels.draw_sheets(page, STICKER, [*run[:3], *cells[3:]]), page, 0, labels.urls(cells)
    )
    assert (read.decoded, read.wrong) == (8, (0, 1, 2))


def test_rolls_are_those_of_the_golden_file(run: list[StampLabel]) -> None:
    """Where a change of looks is meant: print ``shown`` into the file anew, and tell the layout."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    page = ROLL.page()
    assert (
        shown(labels.draw_sheets(page, STICKER, labels.headed(two(run), page))) == golden["rolls"]
    )


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_printer_gets_the_same_rows(run: list[StampLabel], dpi: int) -> None:
    roll = ROLL.at(dpi)
    cells = labels.headed(two(run), roll.page())
    for language in labels.LANGUAGES:
        sent = list(labels.roll_rows(roll, STICKER, cells, language))
        assert [row.count for row in sent] == [0, 3, 1, 0, 3, 1]
    head, *_rest = labels.draw_rows(roll, STICKER, cells)
    third = head.picture().width // 3
    inked = [
        head.picture().crop((at * third, 0, (at + 1) * third, head.height)).histogram()[0]
        for at in range(3)
    ]
    assert min(inked) > 500


def test_a_pack_of_sheets_begins_on_a_sheet_of_its_own(run: list[StampLabel]) -> None:
    sheet = labels.STOCKS["L7651"]
    cells = labels.headed(two(run), sheet, start=60)
    assert (cells[0], cells[5]) == (
        Head("Cuộn", "PWA8 GAAS 9", GOODS),
        Head("Cuộn", "CA38 XY01 Z", GOODS),
    )
    cells = labels.headed(two(run), sheet)
    assert [at for at, each in enumerate(cells) if isinstance(each, Head)] == [0, 65]
    pdf = labels.draw_sheets(sheet, STICKER, cells)
    assert labels.proof(pdf, sheet, 0, labels.urls(cells)).decoded == 8


def test_the_code_has_room_wherever_a_label_has() -> None:
    smallest = labels.Size(labels.SMALLEST_LABEL_UM, labels.SMALLEST_LABEL_UM)
    for size in (smallest, *(roll.label for roll in labels.ROLLS.values())):
        placed = labels.set_head(Head("Cuộn", "WWWW WWWW W", GOODS), size)
        code = "WWWW WWWW W" if size == smallest else "WWWW\xa0WWWW\xa0W"
        assert code in " ".join(each.text for each in placed)
        assert all(0 <= each.at.x <= size.width - each.width_um for each in placed)
        assert all(0 < each.at.y < size.height for each in placed)
    with pytest.raises(DoesNotFit):
        labels.set_head(Head("Cuộn", "WWWW WWWW W"), labels.Size(6_000, 6_000))


def test_heads_alone_are_no_run(stamp: TraceStamp) -> None:
    with pytest.raises(LabelRefused, match="no_labels"):
        labels.draw_sheets(ROLL.page(), stamp, [Head("Cuộn", "1")])


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.sampled_from([*labels.STOCKS.values(), ROLL.page()]),
    st.data(),
)
def test_no_row_holds_labels_of_two_rolls(
    many: list[int], sheet: labels.Sheet, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, sheet.capacity - 1))
    rolls = [
        (Head("", str(roll)), [StampLabel(f"{roll}", f"{at}", "u") for at in range(count)])
        for roll, count in enumerate(many)
    ]
    cells = labels.headed(rolls, sheet, start)
    assert [each for each in cells if isinstance(each, StampLabel)] == [
        each for _head, inside in rolls for each in inside
    ]
    for page in range(0, start + len(cells), sheet.capacity):
        here = ([None] * start + cells)[page : page + sheet.capacity]
        assert len({each.code for each in here if each is not None}) <= 1
