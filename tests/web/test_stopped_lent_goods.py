"""Goods under a lent code that are held or recalled: what the code's holder is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.services.test_deliveries import arrive, hand_over
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import Visitor, app_of
from traceability.services import recalls
from traceability.services.deliveries import Send
from traceability.store.queries import batches

OURS = "HTX Cam Sành Vĩnh Hảo"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def source(world: World, lot: str) -> str:
    """The harvest that a lot was made of, by its code."""
    with world.view() as view:
        row = batches.by_code(view.db, lot)
        assert row is not None
        found = batches.by_ids(view.db, batches.ancestors(view.db, row.id)).values()
        return next(each.code for each in found if each.stage == "harvest")


def recalled(world: World, lot: str) -> str:
    """A recall of a lot by the office; its code."""
    with world.by(world.who.registrar) as work:
        return recalls.announce(work, [lot], "Mang trả nơi mua.", "Chi cục, 0219 386 0000").code


def lot_code(world: World, code: str) -> str:
    with world.view() as view:
        row = batches.by_code(view.db, code)
        assert row is not None
        return row.lot_code


def test_a_recall_of_goods_under_a_lent_code_is_told_to_its_holder_and_ends(
    world: World, app: Flask
) -> None:
    _run, lot = lent_labels(world)
    lender = Visitor(app, world, "manager")
    uses = f"/coop/vung-trong/ma/{world.who.area}/ai-dung"
    assert "đang thu hồi sản phẩm" not in lender.get(uses).text
    order = recalled(world, lot)
    told = lender.get("/thong-bao")
    said = "Hàng của đơn vị khác dưới mã VN-HGOR-0128 của bạn đang thu hồi sản phẩm."
    assert f"{said} Số tem in tên bạn trên hàng ấy: 10." in told.text
    assert f'href="{uses}"' in told.source
    assert lot_code(world, lot) not in told.text
    page = lender.get(uses).text
    assert "hàng làm từ lô này đang thu hồi sản phẩm" in page
    assert lot_code(world, lot) not in page
    with world.by(world.who.registrar) as work:
        recalls.lift(work, order, "mẫu đạt")
    said = "Một lệnh tạm ngừng hoặc đợt thu hồi với hàng của đơn vị khác dưới mã VN-HGOR-0128"
    assert said in lender.get("/thong-bao").text
    assert "đang thu hồi sản phẩm" not in lender.get(uses).text


def test_the_line_of_a_use_says_that_its_lot_itself_is_held(world: World, app: Flask) -> None:
    _run, lot = lent_labels(world)
    with world.by(world.who.stranger) as work:
        recalls.order_hold(work, source(world, lot), "ngửi thấy mùi lạ")
    lender = Visitor(app, world, "manager")
    assert "của bạn đang tạm ngừng xuất. Số tem in tên bạn" in lender.get("/thong-bao").text
    page = lender.get(f"/coop/vung-trong/ma/{world.who.area}/ai-dung").text
    assert "đang tạm ngừng xuất" in page
    assert "hàng làm từ lô này" not in page
    assert "mùi lạ" not in page
    desk = Visitor(app, world, "registrar").get(f"/registry/ma/{world.who.area}").text
    assert "theo ủy quyền đang tạm ngừng xuất" in desk


def test_who_recalls_reads_whose_name_the_labels_on_the_goods_bear(
    world: World, app: Flask
) -> None:
    _run, lot = lent_labels(world)
    registrar = Visitor(app, world, "registrar")
    typed = {"notice": "Mang trả nơi mua.", "contact": "Chi cục, 0219 386 0000"}
    asked = registrar.send(f"/registry/lo/{lot}/thu-hoi", **typed)
    assert f"Tem trên hàng in tên: {OURS}." in asked.text
    own = world.packed().code
    assert "Tem trên hàng in tên" not in registrar.get(f"/registry/lo/{own}").text


def test_own_goods_and_goods_that_were_sold_are_no_news_of_a_lent_code(
    world: World, app: Flask
) -> None:
    lent_labels(world)
    sold = arrive(world, hand_over(world, Send(world.packed().code)).code).codes
    for lot in (world.packed().code, *sold):
        recalled(world, lot)
    assert "Hàng của đơn vị khác" not in Visitor(app, world, "manager").get("/thong-bao").text
