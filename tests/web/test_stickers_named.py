"""A sticker on a single fruit is called by no pack, whatever its lot is packed in."""

from __future__ import annotations

import pytest

from tests.blank_labels import blank, link
from tests.people import World
from tests.web.public_door import visitor
from tests.web.test_area_page import words_of
from traceability.domain.label_designs import LabelDesign

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

NAMES = {"vi": "Cam sành Hà Giang", "en": "Ha Giang sanh orange", "zh": "河江橙"}


@pytest.fixture
def labels(world: World) -> list[str]:
    """The codes of stickers: linked, and blank."""
    run = blank(world, 60, design=LabelDesign.FRUIT_STICKER)
    link(world, run, 1, 30, world.packed(40).code)
    codes = world.item_codes(run)
    return [codes[3], codes[50]]


def heading(world: World, code: str, lang: str = "vi") -> str:
    page = visitor(world).get(f"/{code}?lang={lang}").text
    return words_of(page.split("<h1")[1].split("</h1>")[0].split(">", 1)[1]).strip()


def test_a_sticker_is_called_by_no_pack(world: World, labels: list[str]) -> None:
    for code in labels:
        assert heading(world, code) == NAMES["vi"]
        for lang in ("en", "zh"):
            assert "2" not in heading(world, code, lang)
        told = visitor(world).get(f"/id/item/{code}.json").json
        assert told is not None
        assert told["product"]["vi"] == NAMES["vi"]


def test_a_blank_one_says_that_it_is_for_a_fruit(world: World, labels: list[str]) -> None:
    for code in labels:
        assert "tem dán trên từng quả" in words_of(visitor(world).get(f"/{code}").text)


def test_a_label_on_a_pack_is_called_by_it(world: World) -> None:
    run = blank(world, 2)
    assert "2 kg" in heading(world, world.item_codes(run)[0])
