"""Whom to call at a recall: asked back without a number, each number dialled by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of

NOTICE = "Không ăn, trả nơi mua. Hỏi: 0900 000 021, từ 03.11.2026, lô CAM-261117-01, 12.880 gói."
LETTER = "chỉ qua thư: htx@example.vn"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


def recalled(world: World, app: Flask, **told: str) -> tuple[Page, str]:
    """What the review of a recall says, and the code of the lot once it is confirmed."""
    lot = world.packed().code
    manager, path = Visitor(app, world, "manager"), f"/coop/lo/{lot}/thu-hoi"
    asked = manager.send(path, **({"notice": NOTICE} | told))
    assert asked.status == 200
    assert manager.post(path, asked.form()).status == 303
    return asked, lot


def dialled(page: Page) -> list[tuple[str, str]]:
    """What can be dialled on a page: the number, and the words that are tapped."""
    found = re.findall(r'href="tel:([^"]*)">([^<]*)</a>', page.source)
    return [(number, words.replace("\u00a0", " ")) for number, words in found]


def test_a_contact_without_a_number_is_asked_back_and_may_stay(world: World, app: Flask) -> None:
    asked, lot = recalled(world, app, contact=LETTER, notice="Không ăn, trả nơi mua.")
    assert "Chưa có số điện thoại" in asked.text
    for language, call in (("vi", "gọi số"), ("en", "call the number"), ("zh", "拨打")):
        page = Visitor(app, world).get(f"/{lot}?lang={language}")
        assert LETTER in page.text
        assert dialled(page) == []
        assert call not in page.text


@pytest.mark.parametrize("contact", ["0219 386 0000", "HTX, 0900 000 041", "1022"])
def test_a_contact_with_a_number_is_not_asked_back(world: World, app: Flask, contact: str) -> None:
    asked, _lot = recalled(world, app, contact=contact)
    assert "Chưa có số điện thoại" not in asked.text


def test_each_number_is_dialled_by_itself_in_every_language(world: World, app: Flask) -> None:
    contact = "HTX, 0900 000 041 hoặc +84 (0)912 345 678 máy lẻ 12"
    _asked, lot = recalled(world, app, contact=contact, notice_en="Call +84 900 000 021.")
    told = [("0900000041", "0900 000 041"), ("+84912345678", "+84 (0)912 345 678")]
    of_notice = [("0900000021", "0900 000 021")]
    visitor = Visitor(app, world)
    assert dialled(visitor.get(f"/{lot}")) == of_notice + told
    abroad = visitor.get(f"/{lot}?lang=en")
    assert dialled(abroad) == [("+84900000021", "+84 900 000 021"), *told]
    assert contact in abroad.text.replace("\u00a0", " ")


def test_opening_hours_behind_a_number_are_not_dialled(world: World, app: Flask) -> None:
    notice = "Không ăn. Gọi 1900 1234 (8:00-17:00) hoặc 0912 345 678 24/7."
    _asked, lot = recalled(world, app, contact="0219 386 686 (6:00-17:00)", notice=notice)
    for language in ("vi", "zh"):
        page = Visitor(app, world).get(f"/{lot}?lang={language}")
        assert [number for number, _words in dialled(page)] == [
            "19001234",
            "0912345678",
        ]
        assert notice in page.text.replace("\u00a0", " ")


def test_an_officer_is_asked_back_as_well(world: World, app: Flask) -> None:
    picked = world.harvest(100).code
    path = f"/registry/lo/{picked}/thu-hoi"
    asked = Visitor(app, world, "registrar").send(path, notice="Không ăn.", contact=LETTER)
    assert "Chưa có số điện thoại" in asked.text
