"""Every design that can be ordered: its words frozen, drawn and read back, within its paper."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

import labels
from tests.people import World, orange_revision
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.label_designs import WITHOUT_LOT, LabelDesign
from traceability.domain.label_fields import LabelField
from traceability.domain.print_houses import Along, terms
from traceability.jobs.work import Worker
from traceability.services import (
    blank_runs,
    label_acts,
    label_book,
    label_leaving,
    label_links,
    label_previews,
    label_views,
    print_files,
    print_order_files,
    print_runs,
    products,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.frozen_runs import Frozen
from traceability.services.label_leaving import ExportForm
from traceability.services.label_previews import Drawing
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintRun, ReferenceValue
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Work

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
#: A paper that each design has room on.
PAPERS = {
    LabelDesign.TRACE_STAMP: "L7160",
    LabelDesign.FRUIT_STICKER: "34×22, 3 tem",
    LabelDesign.HANG_TAG: "L7161",
    LabelDesign.GOODS_LABEL: "75×50",
}
TOLD: dict[str, Any] = {
    "brand": "Cam Vĩnh Hảo",
    "origin": "Việt Nam",
    "usage": "Rửa sạch,\nbóc vỏ, ăn tươi",
    "storage": "Nơi khô ráo",
    "ingredients": "Cam sành tươi 100 %",
    "warnings": "Không dùng quả bị mốc",
    "shelf_life_days": 30,
}


def revised(world: World, **told: Any) -> None:
    """The oranges as their product says from now on."""
    with world.by(world.who.manager) as work:
        holder = products.known(work, world.who.product).holder_id
        party = work.db.get(products.Party, holder)
        assert party is not None
        asked = dataclasses.replace(orange_revision("Cam sành Hà Giang"), **told)
        products.revise(work, party, world.who.product, asked)


def row_of(world: World, run: str) -> PrintRun:
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        view.db.expunge(row)
    return row


def order(world: World, lot: str, design: LabelDesign, count: int = 7, **more: Any) -> PrintRun:
    asked = PrintRequest(lot, count, **{"stock": PAPERS[design], "design": design, **more})
    with world.by(world.who.recorder) as work:
        run = print_runs.order(work, world.press, asked).code
    return row_of(world, run)


def order_blank(world: World, design: LabelDesign, count: int = 7, **more: Any) -> PrintRun:
    asked = BlankRequest(world.who.product, count, PAPERS[design], design=design, **more)
    with world.by(world.who.recorder) as work:
        run = blank_runs.order(work, world.press, asked).code
    return row_of(world, run)


def drawn(world: World, run: PrintRun) -> tuple[str, list[str]]:
    """The words of the file that the job made, and the addresses that its symbols say."""
    worker = Worker(world.store, world.press.keyring)
    while worker.step():
        pass
    with world.view() as view:
        (result,) = queries.results(view.db, run.id)
        decoded = frozenset({result.file_sha256})
    pdf, again = print_files.again(world.press.keyring, run, decoded)
    assert again is None, "the same row draws the same bytes"
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return words, [each for each in labels.decode_sheets(pdf, print_files.paper_of(run)) if each]


@pytest.mark.parametrize("design", list(PAPERS))
def test_a_design_is_ordered_frozen_drawn_and_read_back(world: World, design: LabelDesign) -> None:
    revised(world, **TOLD)
    run = order(world, world.packed().code, design)
    frozen = Frozen.from_json(run.frozen)
    assert (run.design, frozen.design, run.design_revision) == (design, design, 2)
    assert Frozen.from_json(frozen.as_json()) == frozen
    _words, read = drawn(world, run)
    codes = print_files.codes_of(world.press.keyring, run)
    assert [url.rpartition("/")[2] for url in read] == codes
    assert all(url.startswith("https://tem.hagiang.vn/") for url in read)
    assert world.differences() == []


@ON_SQLITE
@pytest.mark.parametrize("design", WITHOUT_LOT)
def test_a_design_is_ordered_before_there_is_a_lot(world: World, design: LabelDesign) -> None:
    revised(world, **TOLD)
    run = order_blank(world, design)
    _words, read = drawn(world, run)
    assert (run.design, len(read)) == (design, 7)
    assert world.differences() == []


@ON_SQLITE
def test_what_a_product_says_later_stands_on_the_tag_of_an_earlier_lot(world: World) -> None:
    lot = world.packed().code
    revised(world, **TOLD)
    tag = order(world, lot, LabelDesign.HANG_TAG)
    stamp = Frozen.from_json(tag.frozen).stamp
    assert isinstance(stamp, labels.HangTag)
    assert "Bảo quản: Nơi khô ráo" in stamp.story
    assert stamp.story_zh == "河江皇帝柑 2 千克"


def test_what_stands_on_a_sticker_and_on_a_tag(world: World) -> None:
    revised(world, **TOLD)
    lot = world.packed().code
    sticker = order(world, lot, LabelDesign.FRUIT_STICKER)
    tag = order(world, lot, LabelDesign.HANG_TAG)
    stamp = labels.TraceStamp(
        product="Cam sành Hà Giang",
        cooperative="HTX Cam Sành Vĩnh Hảo",
        domain="tem.hagiang.vn",
        place="xã Vĩnh Tuy, tỉnh Tuyên Quang",
        lot_line="Lô CAM-260114-01 · 2 kg",
        dates_line="NSX 14/01/2026 · HSD 13/02/2026",
        scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
    )
    expected = labels.FruitSticker("tem.hagiang.vn", "Cam sành Hà Giang")
    assert Frozen.from_json(sticker.frozen).stamp == expected
    story = (
        "Nhãn hiệu: Cam Vĩnh Hảo",
        "Xuất xứ: Việt Nam",
        "Thành phần: Cam sành tươi 100 %",
        "Sử dụng: Rửa sạch, bóc vỏ, ăn tươi",
        "Bảo quản: Nơi khô ráo",
        "Cảnh báo: Không dùng quả bị mốc",
    )
    assert Frozen.from_json(tag.frozen).stamp == labels.HangTag(stamp, story, "河江皇帝柑 2 千克")
    words, _read = drawn(world, tag)
    for told in ("Cam sành Hà Giang", "Nhãn hiệu: Cam Vĩnh Hảo", "Bảo quản: Nơi khô ráo"):
        assert told in words


@ON_SQLITE
def test_a_sticker_names_the_goods_without_the_pack_that_their_name_ends_with(world: World) -> None:
    """The name "Cam sành Hà Giang, túi lưới 2 kg" ends with that of its pack."""
    lot, sticker = world.packed().code, LabelDesign.FRUIT_STICKER
    fruit = labels.FruitSticker("tem.hagiang.vn", "Cam sành Hà Giang")
    for run in (order(world, lot, sticker), order_blank(world, sticker)):
        assert Frozen.from_json(run.frozen).stamp == fruit
    assert Frozen.from_json(order(world, lot, LabelDesign.TRACE_STAMP).frozen).stamp.product == (
        "Cam sành Hà Giang, túi lưới 2 kg"
    )
    revised(world, name_vi="Cam sành, hái tay")
    stamp = Frozen.from_json(order_blank(world, sticker).frozen).stamp
    assert stamp == labels.FruitSticker("tem.hagiang.vn", "Cam sành, hái tay")


@ON_SQLITE
def test_a_later_revision_does_not_reach_what_was_ordered(world: World) -> None:
    run = order(world, world.packed().code, LabelDesign.HANG_TAG)
    revised(world, brand="Nhãn hiệu khác", name_vi="Tên khác")
    words, _read = drawn(world, run)
    assert "khác" not in words


def test_stickers_of_a_blank_run_are_on_one_roll_that_is_linked_at_a_stroke(world: World) -> None:
    run = order_blank(world, LabelDesign.FRUIT_STICKER, 20)
    ((roll, ends),) = Frozen.from_json(run.frozen).rolls.items()
    assert ends == (1, 20)
    drawn(world, run)
    world.see_paper(run.code)
    lot = world.packed().code
    with world.by(world.who.recorder) as work:
        label_links.link_roll(work, roll, lot)
    with world.view() as view:
        (found,) = queries.ranges(view.db, [run.id])
        assert (found.first, found.last, found.state) == (0, 19, "linked")
    several = order_blank(world, LabelDesign.FRUIT_STICKER, 9, per_roll=4)
    assert len(Frozen.from_json(several.frozen).rolls) == 3
    assert Frozen.from_json(order_blank(world, LabelDesign.TRACE_STAMP).frozen).rolls == {}


@ON_SQLITE
@pytest.mark.parametrize(
    ("design", "stock", "told", "field"),
    [
        (LabelDesign.HANG_TAG, "L7651", {}, "qr"),
        (LabelDesign.HANG_TAG, "L7161", {"usage": "rửa sạch bóc vỏ " * 35}, "story"),
        (LabelDesign.HANG_TAG, "L7161", {"usage": "dùng ngay 🍊"}, "story"),
        (LabelDesign.HANG_TAG, "L7161", {"name_zh": "橙子 Đường 𰻝"}, "story_zh"),
        (LabelDesign.GOODS_LABEL, "75×50", {"usage": "rửa sạch bóc vỏ " * 37}, "usage"),
        (LabelDesign.GOODS_LABEL, "75×50", {"warnings": "mốc 🍊"}, "warnings"),
        (LabelDesign.GOODS_LABEL, "75×50", {"name_zh": "橙子 𰻝"}, "name_zh"),
    ],
)
def test_what_does_not_fit_is_refused_before_a_number_is_taken(
    world: World, design: LabelDesign, stock: str, told: dict[str, str], field: str
) -> None:
    revised(world, **(TOLD | told if design is LabelDesign.GOODS_LABEL else told))
    lot = world.packed().code
    with world.view() as view:
        before = len(events.of_subjects(view.db, [lot]))
    with pytest.raises(RuleBroken) as refused:
        order(world, lot, design, stock=stock)
    assert refused.value.code in ("label_does_not_fit", "label_missing_glyph")
    assert refused.value.facts["field"] == field
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []
        assert len(events.of_subjects(view.db, [lot])) == before


@ON_SQLITE
def test_the_longest_name_leaves_a_sticker_its_code(world: World) -> None:
    """A name that has no room on it is left out; on a tag it is refused."""
    revised(world, name_vi="Cam sành " + "Vĩnh Hảo " * 12)
    run = order(world, world.packed().code, LabelDesign.FRUIT_STICKER)
    _words, read = drawn(world, run)
    assert len(read) == 7


@ON_SQLITE
def test_a_printing_house_gets_each_design_and_its_page(world: World) -> None:
    lot = world.packed().code
    house = terms(5, 0, 5, 1, Along.ROW, 2_000)
    for design, stock in ((LabelDesign.FRUIT_STICKER, "L7651"), (LabelDesign.HANG_TAG, "L7161")):
        asked = PrintRequest(lot, 5, stock, design=design)
        with world.by(world.who.recorder) as work:
            run = print_runs.order(work, world.press, asked, house).code
        row = row_of(world, run)
        made = print_files.draw(world.press.keyring, row)
        assert (made.decoded, row.design) == (5, design)
        paper = print_order_files.specification(world.press.keyring, row)
        (page,) = pypdf.PdfReader(io.BytesIO(paper)).pages
        assert "Cam sành Hà Giang" in page.extract_text()


@ON_SQLITE
def test_the_look_of_a_design_is_that_of_its_words(world: World) -> None:
    revised(world, **TOLD)
    lot, who = world.packed().code, world.who.recorder
    with world.view() as view:
        looks = {
            label_previews.drawn_of_lot(
                view, who, world.press, PrintRequest(lot, 1, "100×150", design=design), Drawing.ONE
            )
            for design in PAPERS
        }
        fitting = label_previews.fitting_lot(view, world.press, lot, "L7651")
        asked = PrintRequest(lot, 1, "100×150", design=LabelDesign.HANG_TAG)
        found = label_previews.of_lot(view, who, world.press, asked)
    assert len(looks) == 4
    assert fitting == {LabelDesign.TRACE_STAMP, LabelDesign.FRUIT_STICKER}
    assert found.module_um >= labels.SMALLEST_MODULE_UM


def operator_says(world: World, field: LabelField, crop: str, *, mandatory: bool) -> None:
    """The operator enters whether a crop needs a field."""
    with world.by(world.who.operator) as work:
        work.add(
            ReferenceValue(
                key=f"label_{field}",
                crop_code=crop,
                value=int(mandatory),
                unit="flag",
                from_on=work.today,
                source="cán bộ an toàn thực phẩm",
                note="",
                recorded_at=work.now,
            )
        )


def lacking(world: World, lot: str) -> list[str]:
    """The fields that an order of goods labels names; no number was taken."""
    with pytest.raises(RuleBroken) as refused:
        order(world, lot, LabelDesign.GOODS_LABEL)
    assert (refused.value.code, refused.value.faults[0].field) == (
        "goods_label_incomplete",
        "design",
    )
    assert refused.value.facts["product"] == world.who.product
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []
    return list(refused.value.facts["fields"])


@ON_SQLITE
def test_the_golden_words_of_a_goods_label(world: World) -> None:
    revised(world, **TOLD)
    run = order(world, world.packed().code, LabelDesign.GOODS_LABEL)
    assert Frozen.from_json(run.frozen).stamp == labels.GoodsLabel(
        name="Cam sành Hà Giang",
        name_en="Hà Giang Sành oranges, 2 kg net",
        name_zh="河江皇帝柑 2 千克",
        domain="tem.hagiang.vn",
        responsible="Chịu trách nhiệm: HTX Cam Sành Vĩnh Hảo, xã Vĩnh Tuy, tỉnh Tuyên Quang",
        origin="Xuất xứ: Việt Nam",
        quantity="Khối lượng tịnh: 2 kg",
        ingredients="Thành phần: Cam sành tươi 100 %",
        made_on="NSX: 14/01/2026",
        best_before="HSD: 13/02/2026",
        usage="Hướng dẫn sử dụng: Rửa sạch, bóc vỏ, ăn tươi",
        storage="Hướng dẫn bảo quản: Nơi khô ráo",
        warnings="Cảnh báo: Không dùng quả bị mốc",
        lot="Lô: CAM-260114-01",
        scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
        mandatory=(*map(str, LabelField), "made_on"),
    )
    words, read = drawn(world, run)
    for told in ("NSX: 14/01/2026", "HSD: 13/02/2026", "Không dùng quả bị mốc", "2 kg"):
        assert told in words
    assert len(read) == 7


@ON_SQLITE
def test_a_goods_label_that_lacks_a_field_names_each(world: World) -> None:
    bare = world.packed().code
    texts = ["origin", "ingredients", "usage", "storage", "warnings"]
    assert lacking(world, bare) == [*texts[:2], "best_before", *texts[2:]]
    revised(world, **TOLD)
    # What was written since then serves the lot; a last day it was not given.
    assert lacking(world, bare) == ["best_before"]
    order(world, world.packed().code, LabelDesign.GOODS_LABEL)


@ON_SQLITE
def test_what_a_family_need_not_say_is_the_operator_s_to_enter(world: World) -> None:
    revised(world, **TOLD | {"shelf_life_days": None, "warnings": None})
    lot = world.packed().code
    assert lacking(world, lot) == ["best_before", "warnings"]
    operator_says(world, LabelField.BEST_BEFORE, "sanh_orange", mandatory=False)
    operator_says(world, LabelField.WARNINGS, "shan_tea", mandatory=False)
    assert lacking(world, lot) == ["warnings"]
    operator_says(world, LabelField.WARNINGS, "sanh_orange", mandatory=False)
    words, _read = drawn(world, order(world, lot, LabelDesign.GOODS_LABEL))
    assert "HSD" not in words
    assert "Cảnh báo" not in words


@ON_SQLITE
def test_a_goods_label_is_of_a_lot(world: World) -> None:
    revised(world, **TOLD)
    with pytest.raises(Invalid) as refused:
        order_blank(world, LabelDesign.GOODS_LABEL)
    assert refused.value.faults[0].field == "design"


@ON_SQLITE
def test_a_run_is_never_drawn_in_another_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version of the service changed the design: what it drew before, it draws no more."""
    lot = world.packed()
    run, waits = world.print_labels(lot.code, 5), world.print_labels(lot.code, 5, released=False)
    now = labels.TraceStamp.REVISION
    monkeypatch.setattr(labels.TraceStamp, "REVISION", now + 1)
    keyring, refused = world.press.keyring, "design_no_longer_drawn"
    acts: tuple[Callable[[Work], object], ...] = (
        lambda work: label_leaving.print_out(work, run),
        lambda work: label_leaving.export(work, run, (1, 5), ExportForm.PDF, None),
        lambda work: label_acts.print_rest(work, keyring, run, "3", 0),
    )
    for act in acts:
        with pytest.raises(RuleBroken, match=refused), world.by(world.who.manager) as work:
            act(work)
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        with pytest.raises(RuleBroken, match=refused) as told:
            print_files.again(keyring, row, frozenset())
    assert told.value.facts == {"design": "trace_stamp", "revision": now, "newest": now + 1}
    worker = Worker(world.store, keyring)
    while worker.step():
        pass
    with world.view() as view:
        assert label_views.shown(view, world.who.manager, waits).line.failure == refused
    with world.by(world.who.manager) as work:  # the codes are what they were
        label_leaving.export(work, run, (1, 5), ExportForm.SVG, None)
    assert world.differences() == []


@ON_SQLITE
def test_fruit_stickers_of_a_lot_are_on_a_roll_with_a_code(world: World) -> None:
    """They are linked by it, as blank ones are: nobody types the numbers of a thousand stickers."""
    lot = world.packed()
    asked = PrintRequest(
        lot.code, 12, PAPERS[LabelDesign.FRUIT_STICKER], design=LabelDesign.FRUIT_STICKER
    )
    with world.by(world.who.recorder) as work:
        run = print_runs.order(work, world.press, asked).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, 12))
    world.see_paper(run)
    with world.view() as view:
        ((roll, first, last),) = label_book.of_run(view, world.who.manager, run).rolls
    assert (first, last) == (1, 12)
    with world.by(world.who.recorder) as work:
        assert label_links.link_roll(work, roll, lot.code).count == 12
    assert world.differences() == []
