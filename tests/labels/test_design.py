from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labels
from labels import (
    STOCKS,
    DoesNotFit,
    FruitSticker,
    LabelRefused,
    MissingGlyph,
    Sheet,
    Size,
    StampLabel,
    TraceStamp,
    undrawable,
)
from labels.arrangements import SMALLEST_TEXT_UM, SMALLEST_TITLE_UM
from labels.design import arrange
from labels.fonts import FOLDER, Weight, typeface
from labels.plan import Placed, Plan
from labels.symbol import SMALLEST_MODULE_UM

INSET = 2_000
SHEETS = pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = LOWER + [letter.upper() for letter in LOWER]
WORDS = ["Cam", "sành", "Hà Giang,", "CHÈ", "SHAN", "TUYẾT", "Mật ong", "hộp", "100 g", "ẴẶ"]
LONG = (
    "Mật ong hoa bạc hà nguyên chất Cao nguyên đá Đồng Văn, "
    "thu hoạch mùa đông, chai thủy tinh 500 ml, hộp quà tặng 02 chai"
)
Box = tuple[int, int, int, int]


def ink(text: Placed) -> Box:
    below, above = typeface(text.weight).ink(text.text)
    top = text.at.y - above * text.size_um // 1_000
    return text.at.x, top, text.at.x + text.width_um, text.at.y + below * text.size_um // 1_000


def quiet(plan: Plan) -> Box:
    square, clear = plan.symbol, plan.symbol.quiet_um
    x, y, past = square.corner.x - clear, square.corner.y - clear, square.side_um + 2 * clear
    return x, y, x + past, y + past


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def everything(plan: Plan, label: StampLabel) -> list[Placed]:
    return [*plan.texts, plan.code.place(label.code), plan.number.place(label.number_text)]


def assert_sound(plan: Plan, stamp: TraceStamp, label: StampLabel) -> None:
    boxes = [ink(text) for text in everything(plan, label)]
    for at, (left, top, right, bottom) in enumerate(boxes):
        assert left >= INSET
        assert top >= INSET
        assert right <= plan.size.width - INSET
        assert bottom <= plan.size.height - INSET
        assert apart((left, top, right, bottom), quiet(plan))
        assert all(apart(boxes[at], other) for other in boxes[at + 1 :])
    left, top, right, bottom = quiet(plan)
    assert min(left, top) >= 0
    assert right <= plan.size.width
    assert bottom <= plan.size.height
    assert plan.symbol.module_um >= SMALLEST_MODULE_UM
    for text in everything(plan, label):
        limit = SMALLEST_TITLE_UM if text.field == "product" else SMALLEST_TEXT_UM
        assert text.size_um >= limit
        assert (text.weight is Weight.BOLD) == (text.field in {"product", "code"})
    assert shown(plan, "product") == stamp.product


def shown(plan: Plan, field: str) -> str:
    return " ".join(t.text for t in plan.texts if t.field == field).replace("\u00a0", " ")


@SHEETS
def test_everything_has_its_place(sheet: Sheet, stamp: TraceStamp, label: StampLabel) -> None:
    plan = arrange(sheet.label, stamp, label)
    assert_sound(plan, stamp, label)
    assert shown(plan, "cooperative") == stamp.cooperative
    assert shown(plan, "lot_line").replace(" · ", " ") == stamp.lot_line.replace(" · ", " ")
    days = [stamp.dates_line, *([stamp.packed_line] if sheet.name != "L7651" else [])]
    assert shown(plan, "dates_line").replace(" · ", " ") == " ".join(days)
    assert shown(plan, "domain").endswith(stamp.domain)
    assert bool(shown(plan, "place")) == (sheet.name != "L7651")


@SHEETS
def test_a_server_at_hand_can_be_tried(sheet: Sheet, stamp: TraceStamp, label: StampLabel) -> None:
    url = "http://127.0.0.1:8000/4YWW79G1TG05K"
    near = dataclasses.replace(stamp, domain="127.0.0.1:8000")
    label = dataclasses.replace(label, url=url)
    assert_sound(arrange(sheet.label, near, label), near, label)


@SHEETS
def test_the_widest_codes_and_numbers_keep_clear(
    sheet: Sheet, stamp: TraceStamp, label: StampLabel
) -> None:
    plan = arrange(sheet.label, stamp, label)
    wide = dataclasses.replace(label, code="MMMM WMMM MWMM M", number_text="Tem 4444")
    assert_sound(plan, stamp, wide)


@pytest.mark.parametrize("number", ["Tem 001", "Tem 44444"])
@pytest.mark.parametrize("name", ["34×22, 3 tem", "35×22, 2 tem", "L7651", "40×30"])
def test_any_code_of_a_run_fits_where_its_first_one_did(name: str, number: str) -> None:
    paper, design = labels.paper(name), FruitSticker("tem.hagiang.vn", "Cam sành Hà Giang")
    url = "https://tem.hagiang.vn/1111111111111"
    narrow = StampLabel("1111 1111 1111 1", number, url)
    plan = arrange(paper.label, design, narrow, paper.dpi)
    widest = dataclasses.replace(narrow, code="MMMM WMMM MWMM M")
    assert plan.code.place(widest.code).size_um >= SMALLEST_TEXT_UM
    boxes = [ink(text) for text in everything(plan, widest)]
    assert all(apart(box, quiet(plan)) for box in boxes)
    assert all(apart(one, other) for one, other in itertools.combinations(boxes, 2))


def test_a_label_without_room_for_any_code_is_refused() -> None:
    narrow = StampLabel("1111 1111 1111 1", "Tem 001", "https://tem.hagiang.vn/1111111111111")
    with pytest.raises(DoesNotFit) as caught:
        arrange(Size(24_000, 34_000), FruitSticker("tem.hagiang.vn"), narrow)
    assert caught.value.field == "code"


@pytest.mark.parametrize("name", ["L7160", "L7161", "L7163", "3474"])
def test_a_name_of_120_characters_fits(name: str, stamp: TraceStamp, label: StampLabel) -> None:
    assert len(LONG) in range(117, 121)
    stamp = dataclasses.replace(stamp, product=LONG)
    assert_sound(arrange(STOCKS[name].label, stamp, label), stamp, label)


@pytest.mark.parametrize("name", ["L7651", "4780"])
def test_a_small_label_refuses_it_and_says_what_would_do(
    name: str, stamp: TraceStamp, label: StampLabel
) -> None:
    with pytest.raises(DoesNotFit) as caught:
        arrange(STOCKS[name].label, dataclasses.replace(stamp, product=LONG), label)
    assert caught.value.field == "product"
    assert caught.value.facts["needed_um"] > caught.value.facts["room_um"]
    assert caught.value.facts["smallest_size"] == (63_000, 38_000)


def test_what_no_label_holds_has_no_smallest_size(stamp: TraceStamp, label: StampLabel) -> None:
    with pytest.raises(DoesNotFit) as caught:
        arrange(STOCKS["L7163"].label, dataclasses.replace(stamp, product="Ổ" * 400), label)
    assert caught.value.facts["smallest_size"] is None


def test_a_long_host_wants_a_larger_label(stamp: TraceStamp, label: StampLabel) -> None:
    url = f"https://{'a' * 60}.vn/4YWW79G1TG05K"
    with pytest.raises(DoesNotFit) as caught:
        arrange(STOCKS["L7651"].label, stamp, dataclasses.replace(label, url=url))
    assert caught.value.facts["smallest_size"] is not None


def test_a_long_domain_takes_the_foot_of_a_small_label(
    stamp: TraceStamp, label: StampLabel
) -> None:
    stamp = dataclasses.replace(
        stamp,
        product="Chè Shan tuyết",
        domain="truyxuat.nongsan.hagiang.vn",
        dates_line="NSX 14/04/2026",
    )
    plan = arrange(STOCKS["L7651"].label, stamp, label)
    assert_sound(plan, stamp, label)
    assert max(plan.texts, key=lambda text: text.at.y).field == "domain"


@settings(max_examples=40, deadline=None)
@given(
    product=st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join),
    cooperative=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join),
    sheet=st.sampled_from(list(STOCKS.values())),
)
def test_whole_and_clear_or_refused(product: str, cooperative: str, sheet: Sheet) -> None:
    stamp = TraceStamp(product, cooperative, "tem.hagiang.vn", "xã Vĩnh Tuy", "Lô 1", "NSX 1/1/26")
    label = StampLabel("4YWW 79G1 TG05 K", "Tem 017", "https://tem.hagiang.vn/4YWW79G1TG05K")
    try:
        plan = arrange(sheet.label, stamp, label)
    except DoesNotFit as refusal:
        assert refusal.facts["needed_um"] > refusal.facts["room_um"]  # noqa: PT017
    else:
        assert_sound(plan, stamp, label)


def test_nfd_is_composed(stamp: TraceStamp, label: StampLabel) -> None:
    apart_ = {
        name: unicodedata.normalize("NFD", text) for name, text in dataclasses.asdict(stamp).items()
    }
    assert apart_["product"] != stamp.product
    assert TraceStamp(**apart_) == stamp
    plan = arrange(STOCKS["L7160"].label, stamp, label)
    number = unicodedata.normalize("NFD", "Nhãn 017")
    assert plan.number.place(number).text == "Nhãn 017"


@pytest.mark.parametrize("weight", [Weight.REGULAR, Weight.BOLD])
def test_all_146_letters_are_there(weight: Weight) -> None:
    assert len(set(LETTERS)) == 146
    assert typeface(weight).missing("".join(LETTERS)) == ""


@pytest.mark.parametrize("name", ["H'Mông", "H’Mông Lùng Tám", "Dao Tả Phìn", "Pà Thẻn", "Cờ Lao"])
def test_names_of_the_highlands_are_drawn(name: str, stamp: TraceStamp, label: StampLabel) -> None:
    stamp = dataclasses.replace(stamp, cooperative=name)
    assert shown(arrange(STOCKS["L7651"].label, stamp, label), "cooperative") == name


@pytest.mark.parametrize("character", ["★", "№", "→", "柑", "\u200b", "x\u0301"])
def test_a_missing_glyph_is_refused(character: str, stamp: TraceStamp) -> None:
    with pytest.raises(MissingGlyph) as caught:
        dataclasses.replace(stamp, place=f"xã {character} Vĩnh Tuy {character}")
    assert caught.value.field == "place"
    assert caught.value.facts == {"characters": unicodedata.normalize("NFC", character)[-1]}


def test_what_cannot_be_drawn_is_told_before_anything_is_packed() -> None:
    assert undrawable("Cam 柑 🍊, 柑") == "柑🍊"
    assert undrawable(unicodedata.normalize("NFD", "Hữu Lũng ẴẶ")) == ""


@pytest.mark.parametrize("field", ["product", "cooperative", "domain"])
def test_what_must_be_there_is(field: str, stamp: TraceStamp) -> None:
    with pytest.raises(LabelRefused) as caught:
        dataclasses.replace(stamp, **{field: " "})
    assert (caught.value.code, caught.value.field) == ("text_missing", field)


def test_an_em_is_a_thousand_units() -> None:
    assert {typeface(weight).font.face.unitsPerEm for weight in Weight} == {1_000}


def test_no_break_space_is_as_wide_as_a_space() -> None:
    for weight in Weight:
        assert typeface(weight).width("\u00a0") == typeface(weight).width(" ")


def test_the_vendored_files_are_the_ones_named() -> None:
    vendor = json.loads((FOLDER / "VENDOR.json").read_text(encoding="utf-8"))
    files = {path.name for path in FOLDER.iterdir()} - {"VENDOR.json"}
    assert set(vendor["sha256"]) == files
    for name, digest in vendor["sha256"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
