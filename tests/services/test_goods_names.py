"""What goods are called in their pack, on every paper and page: never by another pack's name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import labels
from tests.blank_labels import blank, cartons, link
from tests.people import STOCK, World, orange_revision
from tests.services.test_label_designs import TOLD
from tests.services.test_packs_of_blank_labels import NET, OWN
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.balance import Basis
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    goods_names,
    label_designs,
    label_ledger,
    label_previews,
    lots_lacking,
    parties,
    products,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.products import FormatRequest
from traceability.store.models import PackFormat, ProductRevision

ONE = FormatRequest("túi lưới 1 kg", 1_000)
HOST = "https://tem.hagiang.vn"
EN, ZH = "Hà Giang orange, 2 kg net", "河江盏橙，2公斤网袋"
NAMED = "Cam sành Hà Giang, túi lưới 2 kg"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def packed_in(world: World, *formats: FormatRequest, name: str = NAMED) -> None:
    """The oranges of the world in other packs, called by one of 2 kg in three languages."""
    asked = dataclasses.replace(
        orange_revision(name), **TOLD, formats=formats, name_en=EN, name_zh=ZH
    )
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        products.revise(work, coop, world.who.product, asked)


def lot_in(world: World, pack: int, grams: int | None = None) -> str:
    """A published lot of twenty packs; of so much, where each is weighed by itself."""
    packed = None if grams is None else Quantity(grams, "g")
    lot: str = world.pack(world.harvest(200).code, 20, pack_format=pack, packed=packed).code
    world.publish(lot)
    return lot


def said(world: World, lot: str, design: LabelDesign) -> labels.Design:
    with world.view() as view:
        return label_designs.of_lot(view, batches.known(view, lot), HOST, design)


@pytest.mark.parametrize(("other", "grams"), [(ONE, None), (OWN, 40_000)])
def test_paper_of_a_lot_is_not_told_by_another_pack(
    world: World, other: FormatRequest, grams: int | None
) -> None:
    packed_in(world, NET, other)
    lot = lot_in(world, 2, grams)
    stamp = said(world, lot, LabelDesign.TRACE_STAMP)
    goods = said(world, lot, LabelDesign.GOODS_LABEL)
    sticker = said(world, lot, LabelDesign.FRUIT_STICKER)
    tag = said(world, lot, LabelDesign.HANG_TAG)
    assert isinstance(stamp, labels.TraceStamp)
    assert stamp.product == "Cam sành Hà Giang"
    assert isinstance(goods, labels.GoodsLabel)
    assert (goods.name, goods.name_en) == ("Cam sành Hà Giang", "Hà Giang orange")
    assert isinstance(sticker, labels.FruitSticker)
    assert sticker.product == "Cam sành Hà Giang"
    assert isinstance(tag, labels.HangTag)
    assert (tag.stamp.product, tag.story_zh) == ("Cam sành Hà Giang", "河江盏橙")


def test_the_pack_that_goods_are_named_after_keeps_the_name(world: World) -> None:
    packed_in(world, NET, OWN)
    lot = lot_in(world, 1)
    stamp = said(world, lot, LabelDesign.TRACE_STAMP)
    assert isinstance(stamp, labels.TraceStamp)
    assert stamp.product == "Cam sành Hà Giang, túi lưới 2 kg"


@pytest.mark.parametrize(
    ("language", "name"),
    [("vi", "Cam sành Hà Giang"), ("en", "Hà Giang orange"), ("zh", "河江盏橙")],
)
def test_the_page_says_what_the_paper_says(
    world: World, tmp_path: Path, language: str, name: str
) -> None:
    """Of a blank label, of one that is linked, of the lot and of a carton."""
    packed_in(world, NET, OWN)
    run = blank(world, 20, pack_format=2)
    buyer = Visitor(app_of(world, files=tmp_path), world, None)
    codes = world.item_codes(run)
    heading = f">{name}</h1>"
    assert heading in buyer.get(f"/{codes[0]}?lang={language}").source
    lot = lot_in(world, 2, 40_000)
    link(world, run, 1, 20, lot)
    box = cartons(world, lot, run, 5)
    link(world, box, 1, 4)
    for code in (codes[0], lot, world.item_codes(box)[0]):
        assert heading in buyer.get(f"/{code}?lang={language}").source


def goods(vi: str, pack: str, *packs: str, en: str = "", zh: str = "") -> goods_names.Goods:
    rows = [PackFormat(name=each) for each in (pack, *packs)]
    return goods_names.in_pack(ProductRevision(name_vi=vi, name_en=en, name_zh=zh), rows, pack)


def test_only_own_names_of_packs_are_taken_off() -> None:
    assert goods("Mật ong, 500 ml", "chai nhỏ", "chai 500 ml").vi == "Mật ong, 500 ml"
    assert goods("Cam, Túi 0,5 kg", "túi 1 kg", "túi 0,5 kg").vi == "Cam"
    assert goods("Cam, hộp, 6 quả", "hộp, 6 quả", "6 quả").vi == "Cam, hộp, 6 quả"
    assert goods("Cam, hộp, 6 quả", "túi", "hộp, 6 quả").vi == "Cam"
    assert goods(", túi", "hộp", "túi").vi == ", túi"


def test_a_translation_that_cannot_be_parted_from_its_pack_is_left_out() -> None:
    two = ("Cam, túi 2 kg", "túi cân riêng", "túi 2 kg")
    assert goods(*two, en="Orange, 2 kg bag").names["en"] == "Orange"
    assert goods(*two, en="Orange, fresh").names["en"] == "Orange, fresh"
    assert "en" not in goods(*two, en="Orange 2 kg bag").names
    assert goods("Cam, túi", "hộp", "túi", en="Orange, bag").names["en"] == "Orange"
    assert goods("Cam, túi", "túi", "hộp", en="Orange, bag").names["en"] == "Orange, bag"


@pytest.mark.parametrize(
    ("en", "zh", "told"),
    [
        ("Orange, two-kilo net bag", "橙，两公斤网袋", ("Orange", "橙")),
        ("Orange, bag of half a dozen", "橙，半公斤袋", ("Orange", "橙")),
        ("Orange in two-kilo net bags", "橙 两公斤网袋", (None, None)),
        ("Orange in two bags", "橙二千克", (None, None)),
        ("Five-spice orange, 2 kg", "三七橙，2公斤", ("Five-spice orange", "三七橙")),
        ("Orange, three-year tree", "橙，三年树", ("Orange, three-year tree", "橙，三年树")),
    ],
)
def test_a_pack_whose_amount_is_in_words_is_one(
    en: str, zh: str, told: tuple[str | None, str | None]
) -> None:
    names = goods("Cam, túi 2 kg", "túi cân riêng", "túi 2 kg", en=en, zh=zh).names
    assert (names.get("en"), names.get("zh")) == told


def test_amounts_in_vietnamese_words_are_looked_for_in_translations() -> None:
    two = ("Cam, túi hai ký", "túi cân riêng", "túi hai ký")
    assert goods(*two, en="Orange, fresh").names["en"] == "Orange, fresh"
    assert goods(*two, en="Orange, 2 kg").names["en"] == "Orange"
    new_year = ("Trà, hộp quà năm mới", "túi", "hộp quà năm mới")
    assert goods(*new_year, en="Tea, New Year box").names["en"] == "Tea"


def test_goods_are_told_with_their_pack_once() -> None:
    assert goods("Cam, túi 2 kg", "túi 2 kg").packed == "Cam, túi 2 kg"
    assert goods("Cam", "túi 2 kg").packed == "Cam · túi 2 kg"


def test_a_pack_is_not_called_what_no_label_can_show(world: World) -> None:
    with pytest.raises(Invalid, match="label_missing_glyph") as refused:
        packed_in(world, NET, FormatRequest("túi ★ cân riêng", basis=Basis.OWN_WEIGHT))
    (fault,) = refused.value.faults
    assert fault.field == "formats.2.name"
    assert (fault.facts["field"], fault.facts["characters"]) == ("pack", "★")


def test_a_pack_too_long_for_the_paper_is_called_the_pack(world: World) -> None:
    long = "túi giấy kraft quai xách có nắp và lớp lót hút ẩm, dán niêm phong, cân riêng từng túi"
    packed_in(world, NET, FormatRequest(long, basis=Basis.OWN_WEIGHT))
    with pytest.raises(RuleBroken, match="label_does_not_fit") as refused:
        blank(world, 10, pack_format=2)
    assert refused.value.facts["field"] == "pack"
    asked = BlankRequest(world.who.product, 10, STOCK, pack_format=2)
    with world.view() as view, pytest.raises(RuleBroken, match="label_does_not_fit") as looked:
        label_previews.of_blank(view, world.who.recorder, world.press, asked)
    assert looked.value.facts["field"] == "pack"


def test_labels_stand_on_what_is_called_as_they_say(world: World) -> None:
    """Their words count: a product that is called so by itself later is what they say."""
    packed_in(world, NET, OWN)
    run = blank(world, 20, pack_format=2)
    packed_in(world, OWN)
    other = lot_in(world, 1, 40_000)
    assert lacking(world, run) == []
    with pytest.raises(RuleBroken, match="labels_of_other_product"):
        link(world, run, 1, 20, other)
    packed_in(world, OWN, name="Cam sành Hà Giang")
    lot = lot_in(world, 1, 40_000)
    assert lacking(world, run) == [lot]
    link(world, run, 1, 20, lot)


def lacking(world: World, run: str) -> list[str]:
    with world.view() as view:
        found = lots_lacking.of_run(view, label_ledger.known_run(view, run))
    return [each.code for each in found]
