"""Every stock measured in the finished file: rulers, margins, marks, rolls, calibration."""

from __future__ import annotations

import dataclasses
import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from labels import (
    ROLLS,
    STOCKS,
    Calibration,
    DoesNotFit,
    LabelRefused,
    Roll,
    Sheet,
    Size,
    StampLabel,
    TraceStamp,
    decode_sheets,
    draw_ruler_page,
    draw_ruler_row,
    draw_sheets,
    draw_stock,
)
from labels.calibration import EXACT
from labels.design import arrange
from labels.margin import RULER_UM, has_ruler
from labels.stock import A4

UM_A_POINT = 25_400 / 72
NUMBER = r"(-?[\d.]+)"
RULER_LINE = re.compile(rf"100 w \[\] 0 d {NUMBER} {NUMBER} m {NUMBER} {NUMBER} l S")
MATRIX = re.compile(rf"{NUMBER} 0 0 {NUMBER} {NUMBER} {NUMBER} cm")
SHEETS = pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
EACH_ROLL = pytest.mark.parametrize("roll", ROLLS.values(), ids=ROLLS.keys())

Matrix = tuple[float, float, float, float]


def streams(pdf: bytes, page: int = 0) -> tuple[str, dict[str, str]]:
    """A page's own operators, and those of its forms by name."""
    read = PdfReader(BytesIO(pdf)).pages[page]
    forms = read["/Resources"]["/XObject"].items()
    texts = {name: form.get_object().get_data().decode("latin-1") for name, form in forms}
    return read.get_contents().get_data().decode("latin-1"), texts


def scale_of(operators: str) -> Matrix:
    found = MATRIX.match(operators)
    assert found is not None
    a, d, e, f = map(float, found.groups())
    return a, d, e, f


def lines(operators: str, matrix: Matrix) -> list[tuple[float, float, float, float]]:
    """The straight lines of a stream in µm of the finished page, y upwards."""
    a, d, e, f = matrix
    found = []
    for each in RULER_LINE.finditer(operators):
        x, y, past_x, past_y = map(float, each.groups())
        ends = (a * x + e, d * y + f, a * past_x + e, d * past_y + f)
        found.append(tuple(end * UM_A_POINT for end in ends))
    return found


@SHEETS
def test_the_ruler_of_each_stock_is_100_mm_in_the_file(
    sheet: Sheet, stamp: TraceStamp, label: StampLabel
) -> None:
    page, forms = streams(draw_sheets(sheet, stamp, [label]))
    drawn = lines(forms["/margin"], scale_of(page))
    long = [each for each in drawn if each[1] == each[3] and each[2] - each[0] > 50_000]
    assert len(long) == has_ruler(sheet)
    for x, _, past_x, _ in long:
        assert abs(past_x - x - RULER_UM) <= 50


@SHEETS
def test_labels_are_put_where_the_data_say(
    sheet: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    page, _ = streams(draw_sheets(sheet, stamp, run[: sheet.capacity]))
    a, d, _, _ = scale_of(page)
    placed = re.findall(rf"q 1 0 0 1 {NUMBER} {NUMBER} cm/face", page)
    assert len(placed) == sheet.capacity
    for (x, y), corner in zip(placed, sheet.positions(), strict=True):
        down = sheet.page.height - float(y) * d * UM_A_POINT - sheet.label.height
        assert abs(float(x) * a * UM_A_POINT - corner.x) <= 10
        assert abs(down - corner.y) <= 10


def test_tomy_145_is_l7651() -> None:
    assert STOCKS["L7651"].also == ("Tomy 145",)


def test_an_uncut_sheet_has_marks_at_every_edge(stamp: TraceStamp, label: StampLabel) -> None:
    sheet = STOCKS["Decal A4"]
    page, forms = streams(draw_sheets(sheet, stamp, [label]))
    drawn = lines(forms["/margin"], scale_of(page))
    tall = [each for each in drawn if each[0] == each[2] and abs(each[3] - each[1]) > 2_900]
    flat = [each for each in drawn if each[1] == each[3]]
    for x in range(10_500, 200_000, 63_000):
        assert min(abs(each[0] - x) for each in tall) <= 10
    for y in range(15_500, 282_000, 38_000):
        assert min(abs(A4.height - each[1] - y) for each in flat) <= 10
    short = [each for each in flat if abs(each[2] - each[0]) < 9_000]
    assert all(
        max(each[0], each[2]) <= 10_500 or min(each[0], each[2]) >= 199_500 for each in short
    )


@EACH_ROLL
def test_a_roll_s_page_is_one_row(roll: Roll, stamp: TraceStamp, run: list[StampLabel]) -> None:
    row = roll.page()
    pdf = draw_sheets(row, _short(stamp, roll), run[:7])
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == -(-7 // roll.across)
    box = reader.pages[0].mediabox
    assert abs(float(box.width) * UM_A_POINT - row.page.width) <= 10
    assert abs(float(box.height) * UM_A_POINT - roll.label.height) <= 10
    assert row.first.x == row.right_margin
    for dpi in (203, 300):
        read = decode_sheets(pdf, row, dpi=dpi)
        assert read[:7] == [label.url for label in run[:7]]


def _short(stamp: TraceStamp, roll: Roll) -> TraceStamp:
    """As short as small labels need it."""
    if roll.label.width >= 45_000:
        return stamp
    return dataclasses.replace(stamp, product="Cam sành", cooperative="HTX Vĩnh Hảo", place="")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"across": 0}, "label"), ({"across": 2, "between": 0}, "gap"), ({"gap": -1}, "gap")],
)
def test_a_faulty_roll_is_refused(wrong: dict[str, int], field: str) -> None:
    with pytest.raises(LabelRefused) as caught:
        dataclasses.replace(ROLLS["50×30"], **wrong)
    assert (caught.value.code, caught.value.field) == ("roll_faulty", field)


def test_a_row_wider_than_its_liner_is_refused() -> None:
    with pytest.raises(DoesNotFit) as caught:
        dataclasses.replace(ROLLS["34×22, 3 tem"], liner=72_000)
    assert caught.value.facts == {"needed_um": 104_000, "room_um": 72_000}


@pytest.mark.parametrize(("dpi", "dots", "um"), [(203, 3, 375), (300, 4, 339)])
def test_modules_on_rolls_are_whole_dots(
    dpi: int, dots: int, um: int, stamp: TraceStamp, label: StampLabel
) -> None:
    small = _short(stamp, ROLLS["40×30"])
    plan = arrange(Size(40_000, 30_000), small, label, dpi)
    per_mm = 8 if dpi == 203 else 300 / 25.4
    whole = plan.symbol.module_um / 1_000 * per_mm
    assert abs(whole - round(whole)) < 0.02
    assert plan.symbol.module_um >= um
    assert round(whole) >= dots


@given(st.integers(97_500, 102_500), st.integers(-4_000, 4_000), st.integers(-4_000, 4_000))
def test_a_measured_printer_is_put_right(ruler: int, right: int, down: int) -> None:
    """A printer that stretches and shifts: what its calibration draws lands within 0.05 mm."""

    def printed(um: float, shift: int) -> float:
        return um * ruler / 100_000 + shift

    found = Calibration.measured(ruler, round(printed(20_000, right)), round(printed(20_000, down)))
    for um in (0, 20_000, 105_000, 290_000):
        for shift, correction in ((right, found.dx_um), (down, found.dy_um)):
            sent = um * found.scale_ppm / 1_000_000 + correction
            assert abs(printed(sent, shift) - um) <= 50


WILD = [{"dx_um": 10_001}, {"dy_um": -10_001}, {"scale_ppm": 969_999}, {"scale_ppm": 1_030_929}]


@pytest.mark.parametrize("wild", WILD)
def test_a_wild_calibration_is_refused(wild: dict[str, int]) -> None:
    with pytest.raises(LabelRefused) as caught:
        Calibration(**wild)
    assert caught.value.code == "calibration_wild"


def test_a_ruler_of_nothing_is_refused() -> None:
    with pytest.raises(LabelRefused):
        Calibration.measured(0, 20_000, 20_000)


def test_the_renderer_applies_the_calibration(stamp: TraceStamp, label: StampLabel) -> None:
    sheet = STOCKS["L7160"]
    wanted = Calibration(1_500, -700, 1_010_000)
    page, forms = streams(draw_sheets(sheet, stamp, [label], calibration=wanted))
    plain, same = streams(draw_sheets(sheet, stamp, [label]))
    for (x, y, past, _), (x0, y0, past0, _) in zip(
        lines(forms["/margin"], scale_of(page)),
        lines(same["/margin"], scale_of(plain)),
        strict=True,
    ):
        assert abs(x - (x0 * 1.01 + 1_500)) <= 10
        assert abs(past - (past0 * 1.01 + 1_500)) <= 10
        assert abs((A4.height - y) - ((A4.height - y0) * 1.01 - 700)) <= 10
    assert scale_of(plain)[2:] == (0, 0)
    assert Calibration() == EXACT


def test_the_ruler_page_measures_what_it_says() -> None:
    pdf = draw_ruler_page(("Đo thước này", "rồi gõ số vào"))
    page = PdfReader(BytesIO(pdf)).pages[0]
    operators = page.get_contents().get_data().decode("latin-1")
    drawn = lines(operators, scale_of(operators))
    across = [each for each in drawn if abs(each[1] - each[3]) < 1]
    assert min(abs(each[2] - each[0] - 100_000) for each in across) <= 50
    cross = next(each for each in across if 20_000 < each[2] - each[0] < 30_000)
    assert abs((cross[0] + cross[2]) / 2 - 20_000) <= 50
    assert abs(A4.height - cross[1] - 20_000) <= 50
    assert "Đo thước này" in page.extract_text()
    assert "In 100 %" in page.extract_text()


@EACH_ROLL
def test_the_ruler_row_measures_every_label_of_a_roll(roll: Roll) -> None:
    """A cross 5 mm from the label's edges and a line of 20 mm, within the label."""
    row = roll.page()
    page = PdfReader(BytesIO(draw_ruler_row(row))).pages[0]
    operators = page.get_contents().get_data().decode("latin-1")
    across = [each for each in lines(operators, scale_of(operators)) if abs(each[1] - each[3]) < 1]
    crosses = [each for each in across if abs(each[2] - each[0] - 8_000) <= 50]
    rulers = [each for each in across if abs(each[2] - each[0] - 20_000) <= 50]
    assert len(crosses) == len(rulers) == roll.across
    for corner, cross, line in zip(row.positions(), crosses, rulers, strict=True):
        assert abs((cross[0] + cross[2]) / 2 - corner.x - 5_000) <= 50
        assert abs(row.page.height - cross[1] - 5_000) <= 50
        assert corner.x <= line[0]
        assert line[2] <= corner.x + row.label.width
    shifted = draw_ruler_row(row, Calibration.shifted(1_500, -700))
    moved = scale_of(PdfReader(BytesIO(shifted)).pages[0].get_contents().get_data().decode())
    assert abs(moved[2] * UM_A_POINT + 1_500) <= 10
    assert (moved[0], moved[1]) == scale_of(operators)[:2]


def test_a_stock_is_drawn_to_scale() -> None:
    sheet = STOCKS["L7160"]
    drawn = draw_stock(sheet, 4)
    assert 'viewBox="0 0 210000 297000"' in drawn
    assert drawn.count('class="used"') == 4
    assert drawn.count('class="free"') == 17
    assert f'x="{sheet.corner(20).x}" y="{sheet.corner(20).y}" width="63500"' in drawn
    with pytest.raises(LabelRefused):
        draw_stock(sheet, 21)
