"""Goods label, carton, fruit sticker, hang tag: what they say, refuse, and that they read."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from labels import (
    ROLLS,
    STOCKS,
    CartonLabel,
    Design,
    DoesNotFit,
    FruitSticker,
    GoodsLabel,
    HangTag,
    LabelRefused,
    Look,
    MissingGlyph,
    Roll,
    Size,
    StampLabel,
    TraceStamp,
    decode_sheets,
    draw_sheets,
    write_sheets,
)
from labels.design import arrange, plan_on
from labels.fonts import HAN_FOLDER, Weight, typeface
from labels.goods import FOOD_FIELDS
from labels.plan import Plan
from labels.stock import Sheet
from labels.symbol import modules_of

GOODS = GoodsLabel(
    name="Chè shan tuyết Cao Bồ",
    domain="tem.hagiang.vn",
    name_en="Cao Bo Shan Tuyet tea",
    name_zh="高蒲山雪茶",
    responsible="Chịu trách nhiệm: HTX Chè Cao Bồ, xã Cao Bồ, tỉnh Tuyên Quang",
    origin="Xuất xứ: Việt Nam",
    quantity="Khối lượng tịnh: 200 g",
    ingredients="Thành phần: 100 % búp chè shan tuyết",
    made_on="NSX: 05/04/2026",
    best_before="HSD: 05/04/2028",
    usage="Cách dùng: pha 5 g với 200 ml nước 90 °C trong 3 phút",
    storage="Bảo quản nơi khô ráo, thoáng mát",
    warnings="Không dùng khi chè có mùi mốc",
    lot="Lô CHE-260405-02",
    scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
)
CARTON = CartonLabel(
    product="Cam sành Hà Giang",
    cooperative="HTX Cam Sành Vĩnh Hảo",
    contents="20 túi × 2 kg = 40 kg",
    domain="tem.hagiang.vn",
    lot_line="Lô CAM-251212-01",
    product_zh="河江橙子",
    handling="Nhẹ tay, tránh nắng",
)
FRUIT = FruitSticker("tem.hagiang.vn", "Cam sành")
TAG_SIZE = Size(50_000, 100_000)


def stocks() -> dict[str, Sheet]:
    """All sheets, and a page of each roll and of a fruit sticker's and a tag's."""
    more = (Roll("tròn 25", Size(25_000, 25_000)), Roll("thẻ treo", TAG_SIZE))
    rolls = {
        f"{roll.name} {dpi}": roll.at(dpi)
        for roll in (*ROLLS.values(), *more)
        for dpi in (203, 300)
    }
    return {**STOCKS, **{name: roll.page() for name, roll in rolls.items()}}


def designs(stamp: TraceStamp) -> dict[str, Design]:
    return {
        "stamp": stamp,
        "goods": GOODS,
        "carton": CARTON,
        "fruit": FRUIT,
        "tag": HangTag(stamp, ("Hái tay từ cây cổ thụ.", "Sao trong ngày hái."), "手工采摘"),
    }


def fitting(stock: Sheet, stamp: TraceStamp, label: StampLabel) -> list[tuple[Design, Plan]]:
    found, known = [], []
    for design in designs(stamp).values():
        try:
            plan = plan_on(stock.label, design, label, modules_of(label.url), stock.dpi)
        except DoesNotFit as refused:
            known.append(refused.facts["needed_um"] > refused.facts["room_um"])
        else:
            found.append((design, plan))
    assert all(known)
    return found


@pytest.mark.parametrize("stock", stocks().values(), ids=stocks().keys())
def test_every_design_that_fits_reads(
    stock: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    there = fitting(stock, stamp, run[0])
    assert there
    for design, plan in there:
        assert plan.symbol.module_um >= 330
        page, out = run[: min(stock.capacity, 3)], BytesIO()
        write_sheets(out, stock, design, page, look=Look(plan=plan))
        pdf = out.getvalue()
        for dpi in (203, 300):
            assert decode_sheets(pdf, stock, dpi=dpi)[: len(page)] == [each.url for each in page]


def text_of(design: Design, size: Size, label: StampLabel) -> str:
    pdf = draw_sheets(Roll("một", size).page(), design, [label])
    return PdfReader(BytesIO(pdf)).pages[0].extract_text().replace("\n", " ")


def test_a_goods_label_says_every_field_of_the_law(label: StampLabel) -> None:
    told = text_of(GOODS, Size(100_000, 150_000), label)
    for field in dataclasses.fields(GOODS):
        value = getattr(GOODS, field.name)
        if isinstance(value, str):
            assert value in told, field.name
    assert label.code in told
    assert label.number_text in told


@pytest.mark.parametrize("field", ["name", "domain", *FOOD_FIELDS])
def test_what_the_law_asks_for_must_be_there(field: str) -> None:
    with pytest.raises(LabelRefused) as caught:
        dataclasses.replace(GOODS, **{field: "  "})
    assert (caught.value.code, caught.value.field) == ("text_missing", field)


def test_what_a_class_is_not_asked_may_be_left_out(label: StampLabel) -> None:
    asked = tuple(name for name in FOOD_FIELDS if name not in {"ingredients", "best_before"})
    fresh = dataclasses.replace(GOODS, ingredients="", best_before="", mandatory=asked)
    assert "HSD" not in text_of(fresh, Size(100_000, 150_000), label)


def test_a_carton_needs_its_contents() -> None:
    with pytest.raises(LabelRefused) as caught:
        dataclasses.replace(CARTON, contents="")
    assert caught.value.field == "contents"


def test_a_long_name_wraps_and_a_longer_text_is_refused(label: StampLabel) -> None:
    name = ("Mật ong bạc hà cao nguyên đá Đồng Văn " * 4)[:120].strip()
    assert name.split()[0] in text_of(
        dataclasses.replace(GOODS, name=name), Size(100_000, 150_000), label
    )
    endless = dataclasses.replace(GOODS, usage="pha với nước sôi " * 60)
    with pytest.raises(DoesNotFit) as caught:
        arrange(Size(60_000, 40_000), endless, label)
    assert caught.value.field == "usage"
    assert caught.value.facts["needed_um"] > caught.value.facts["room_um"]
    assert "smallest_size" in caught.value.facts


def test_a_size_that_would_do_is_told(label: StampLabel) -> None:
    with pytest.raises(DoesNotFit) as caught:
        arrange(Size(40_000, 30_000), GOODS, label)
    size = caught.value.facts["smallest_size"]
    assert size is not None
    assert arrange(Size(*size), GOODS, label).size == Size(*size)


@pytest.mark.parametrize(
    ("field", "value", "missing"),
    [
        ("name_zh", "高蒲ạ", "ạ"),
        ("name", "茶 shan", "茶"),
        ("name_zh", "𠀀", "𠀀"),
    ],
)
def test_letters_without_a_glyph_are_refused(field: str, value: str, missing: str) -> None:
    with pytest.raises(MissingGlyph) as caught:
        dataclasses.replace(GOODS, **{field: value})
    assert (caught.value.field, caught.value.facts["characters"]) == (field, missing)


def test_decomposed_letters_are_composed() -> None:
    assert dataclasses.replace(GOODS, origin="Xua\u0302\u0301t xu\u031b\u0301").origin == "Xuất xứ"


def test_the_back_of_a_tag_stands_on_its_head_above_the_fold(
    stamp: TraceStamp, label: StampLabel
) -> None:
    plan = arrange(TAG_SIZE, HangTag(stamp, ("Hái tay",)), label)
    (fold,) = plan.rules
    assert fold.start.y == fold.end.y == TAG_SIZE.height // 2
    turned = [text for text in plan.texts if text.turned]
    assert [text.text for text in turned] == ["Hái tay"]
    assert all(text.at.y < fold.start.y for text in turned)
    assert all(text.at.y > fold.start.y for text in plan.texts if not text.turned)
    assert plan.symbol.corner.y > fold.start.y
    assert 0 <= turned[0].at.x - turned[0].width_um <= turned[0].at.x <= TAG_SIZE.width


def sizes(plan: Plan) -> dict[str, float]:
    """The type size of each field, in points; the smallest where there are several."""
    return {text.field: round(text.size_um / 352.8, 1) for text in plan.texts}


@pytest.mark.parametrize("kind", ["stamp", "goods", "carton"])
@pytest.mark.parametrize("size", [Size(100_000, 150_000), Size(150_000, 100_000)])
def test_words_grow_with_the_label_and_fill_it(
    kind: str, size: Size, stamp: TraceStamp, label: StampLabel
) -> None:
    plan = arrange(size, designs(stamp)[kind], label, 203)
    set_in = sizes(plan)
    first = plan.texts[0]
    assert first.weight is Weight.BOLD
    assert set_in[first.field] >= 20
    assert min(set_in.values()) >= 9
    assert plan.symbol.module_um >= 1_000
    # No third of the label is empty between the words and the foot.
    floors = sorted(text.at.y for text in plan.texts)
    assert max(b - a for a, b in itertools.pairwise(floors)) < max(size.width, size.height) // 3


def test_what_is_looked_for_on_a_carton_is_bold(label: StampLabel) -> None:
    for size in (Size(100_000, 150_000), Size(99_100, 38_100), Size(75_000, 50_000)):
        plan = arrange(size, CARTON, label)
        bold = {text.field for text in plan.texts if text.weight is Weight.BOLD}
        assert {"product", "lot_line"} <= bold
        assert sizes(plan)["lot_line"] >= sizes(plan)["cooperative"]
        assert plan.symbol.module_um >= 600


def test_a_line_that_does_not_fit_wraps_and_shrinks_nobody(label: StampLabel) -> None:
    short = dataclasses.replace(GOODS, responsible="Chịu trách nhiệm: HTX Cao Bồ")
    room = Size(100_000, 150_000)
    long = sizes(arrange(room, GOODS, label))["origin"]
    assert long >= sizes(arrange(room, short, label))["origin"] * 0.85


def test_a_small_sticker_names_its_fruit_beside_the_symbol(label: StampLabel) -> None:
    told = text_of(
        FruitSticker("tem.hagiang.vn", "Cam sành Hà Giang, túi lưới 2 kg"),
        Size(34_000, 22_000),
        label,
    )
    assert "Cam sành Hà Giang" in told


def test_the_back_of_a_tag_wraps_before_it_shrinks(stamp: TraceStamp, label: StampLabel) -> None:
    story = ("Thành phần: 100 % mật ong bạc hà", "Sử dụng: pha với nước ấm dưới 50 °C")
    assert sizes(arrange(TAG_SIZE, HangTag(stamp, story), label))["story"] >= 8


def test_a_fruit_sticker_leaves_its_name_out_where_there_is_no_room(label: StampLabel) -> None:
    assert "Cam sành" in text_of(FRUIT, Size(30_000, 30_000), label)
    assert "Cam sành" not in text_of(FRUIT, Size(25_000, 25_000), label)
    with pytest.raises(DoesNotFit):
        arrange(Size(18_000, 18_000), FRUIT, label)


def test_every_design_has_a_revision(stamp: TraceStamp) -> None:
    assert {each.REVISION for each in (stamp, GOODS, CARTON, FRUIT, HangTag(stamp))} == {2}


def test_the_chinese_type_is_vendored_whole() -> None:
    vendor = json.loads((HAN_FOLDER / "VENDOR.json").read_text(encoding="utf-8"))
    files = {path.name for path in HAN_FOLDER.iterdir()} - {"VENDOR.json"}
    assert files == vendor["sha256"].keys()
    for name, digest in vendor["sha256"].items():
        assert hashlib.sha256((HAN_FOLDER / name).read_bytes()).hexdigest() == digest
    assert vendor["licence"] == "OFL-1.1"
    face = typeface(Weight.HAN)
    every = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    characters = "".join(pair.decode("gb2312", "ignore") for pair in every)
    assert len(characters) == 6_763
    assert face.missing(characters) == ""
