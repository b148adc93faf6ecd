"""One word for one figure: packs without a live label where labels are made live."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.domain.label_designs import LabelDesign

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
LINK = "/coop/tem/kich-hoat"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_linking_counts_packs_without_a_live_label(world: World, recorder: Visitor) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 30)
    codes = world.item_codes(run)
    assert "40 gói chưa kích hoạt" in recorder.get(LINK).text
    asked = recorder.send(LINK, batch=lot, first=codes[0], last=codes[9])
    assert "Sau đó lô còn 30 gói chưa có tem kích hoạt." in asked.text
    assert confirm(recorder, LINK, asked).status == 303
    assert "30 gói chưa kích hoạt" in recorder.get(LINK).text
    assert "còn thiếu 10" in recorder.get(f"/coop/lo/{lot}/tem").text
    found = recorder.get(f"/coop/tem/tim?q={codes[29]}").text
    assert "còn cần 30 tem này: không đủ, hụt 29." in found


def test_a_lot_whose_labels_are_all_printed_is_offered_till_they_are_live(
    world: World, recorder: Visitor
) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    assert f'<option value="{lot}"' in recorder.get(LINK).source
    world.link(run, 1, 40)
    assert "chưa kích hoạt" not in recorder.get(LINK).text


def test_no_lot_lacks_stickers_on_single_fruit(world: World, recorder: Visitor) -> None:
    """It has room for so many: that is no need, and no fruit has to have one."""
    world.packed(40)
    stickers = blank(world, 30, stock="34×22", design=LabelDesign.FRUIT_STICKER)
    for run, tells in ((stickers, False), (blank(world, 30), True)):
        page = recorder.get(f"/coop/tem/tim?q={world.item_codes(run)[4]}").text
        assert "tem từ đây đến hết" in page
        assert ("còn cần" in page) is tells
