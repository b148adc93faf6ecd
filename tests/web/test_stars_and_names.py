"""Stars are told with the name that their paper has, where the goods have another."""

from __future__ import annotations

import dataclasses

import pytest

from tests import certificate_papers as papers
from tests.people import World, orange_revision
from tests.web.public_door import visitor
from tests.web.test_area_page import words_of
from traceability.services import parties, products

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

PAPER, LATER = "Cam sành Hà Giang", "Cam Canh thượng hạng 5 sao"
OTHERWISE = "Giấy ghi tên này, hàng của lô mang tên khác."


def renamed(world: World, name: str) -> None:
    """The cooperative gives its product another name; nobody is asked."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), name_vi=name)
        products.revise(work, coop, world.who.product, asked)


def pages(world: World, code: str) -> tuple[str, str]:
    """The first screen of a lot, and what its papers say."""
    page = words_of(visitor(world).get(f"/{code}").text)
    return page.split("Ai làm")[0], page.split("Chứng nhận của lô này")[1]


def test_stars_go_with_the_name_of_the_goods(world: World) -> None:
    papers.enter(world, "ocop")
    first, told = pages(world, world.packed().code)
    assert "OCOP 4 sao · " in first
    assert OTHERWISE not in told


def test_goods_of_another_name_say_what_the_paper_names(world: World) -> None:
    papers.enter(world, "ocop")
    before = world.packed().code
    renamed(world, LATER)
    first, told = pages(world, world.packed(20, 50).code)
    assert LATER in first
    assert f"OCOP 4 sao, giấy ghi “{PAPER}” · " in first
    assert OTHERWISE in told
    # What was packed before is called as it was.
    assert f"giấy ghi “{PAPER}”" not in pages(world, before)[0]
