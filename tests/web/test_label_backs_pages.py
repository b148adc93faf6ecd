"""Backs of labels on card, as the page of a run offers them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.people import World
from tests.web.lot_visits import Visitor, app_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def told(world: World, manager: Visitor, **texts: str) -> None:
    path = f"/coop/san-pham/{world.who.product}/sua"
    saved = manager.send(path, name_vi="Cam sành", **texts)
    assert saved.status == 303, saved.text


def test_a_sheet_of_card_has_a_back_behind_each_label(world: World, manager: Visitor) -> None:
    lot = world.packed().code
    told(world, manager, origin="Việt Nam", storage="Nơi <khô> {{ 7*7 }}", name_zh="香橙")
    run = f"/coop/tem/{world.print_labels(lot, 30, stock='L7160')}"
    assert "mat-sau.pdf?lat=dai" in manager.get(run).source
    for flip in ("dai", "ngan"):
        pdf = manager.get(f"{run}/mat-sau.pdf?lat={flip}").answer.data
        words = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        assert [each.count("Xuất xứ: Việt Nam") for each in words] == [21, 9]
        assert [each.count("Nơi <khô> {{ 7*7 }}") for each in words] == [21, 9]
        name = re.search("[\u4e00-\u9fff]+", words[0])
        assert name is not None
        assert [each.count(name[0]) for each in words] == [21, 9]
    assert manager.get(f"{run}/mat-sau.pdf?lat=cheo").status == 404
    assert "đã in" not in manager.get(f"{run}/so").text.partition("Lịch sử")[2]
    assert world.differences() == []


def test_what_has_no_back_says_why_or_nothing(world: World, manager: Visitor) -> None:
    lot = world.packed().code
    bare = f"/coop/tem/{world.print_labels(lot, 3, stock='L7651')}"
    assert "chưa có chữ nào cho mặt sau" in manager.get(bare).text
    assert manager.get(f"{bare}/mat-sau.pdf").status == 404
    told(world, manager, usage="Ăn tươi, vắt nước. " * 10, storage="Nơi khô ráo. " * 10)
    assert "không vừa mặt sau cỡ này" in manager.get(bare).text
    refused = manager.get(f"{bare}/mat-sau.pdf")
    assert (refused.status, "Traceback" in refused.text) == (422, False)
    roll = f"/coop/tem/{world.print_labels(lot, 3, stock='50×30')}"
    assert "mặt sau" not in manager.get(roll).text
    assert manager.get(f"{roll}/mat-sau.pdf").status == 404
