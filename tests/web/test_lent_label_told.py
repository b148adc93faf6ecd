"""The page of a lent label says whose name is on the paper, whose goods these are, who ended it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import World
from tests.services.test_lent_labels import lent_labels
from tests.web.public_door import visitor
from tests.web.test_area_page import words_of
from traceability.services import label_acts, label_links
from traceability.services.label_links import LabelSpan

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

LENDER = "HTX Cam Sành Vĩnh Hảo"


@pytest.fixture
def labels(world: World) -> list[str]:
    """The codes of lent labels: live, spoiled by whose goods they are on, void by the lender."""
    run, _lot = lent_labels(world)
    with world.by(world.who.stranger) as work:
        label_acts.spoil(work, run, [(2, 2)], "rách")
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 3, 3), "nghi bị chụp lại")
    return world.item_codes(run)[:3]


def facts_of(world: World, code: str) -> dict[str, Any]:
    told: dict[str, Any] | None = visitor(world).get(f"/id/item/{code}.json").json
    assert told is not None
    return told


def holder_of(world: World, code: str) -> str:
    return str(facts_of(world, code)["holder"]["name"])


def test_the_first_screen_says_whose_name_is_on_the_paper(world: World, labels: list[str]) -> None:
    holder = holder_of(world, labels[0])
    assert holder != LENDER
    said = [
        f"Tem in tên {LENDER}, hàng là của {holder}.",
        *[f"Tem in tên {LENDER}, giao cho {holder} dán."] * 2,
    ]
    for code, line in zip(labels, said, strict=True):
        assert line in words_of(visitor(world).get(f"/{code}").text).split("Ai làm")[0]


def test_a_dead_one_says_who_printed_it_and_who_ended_it(world: World, labels: list[str]) -> None:
    _live, spoiled, void = (words_of(visitor(world).get(f"/{code}").text) for code in labels)
    holder = holder_of(world, labels[0])
    for page, who in ((spoiled, holder), (void, LENDER)):
        assert f"{who} hủy ngày 20/01/2026." in page
        assert f"Tem này {LENDER} in và giao cho {holder} dán." in page


def test_programs_read_who_printed_and_who_ended_a_lent_label(
    world: World, labels: list[str]
) -> None:
    told = [facts_of(world, code)["label"] for code in labels]
    holder = holder_of(world, labels[0])
    assert [each["printed_by"] for each in told] == [LENDER] * 3
    assert [each["voided_by"] for each in told] == [None, holder, LENDER]


def test_a_label_of_one_s_own_names_nobody_more(world: World) -> None:
    run = world.print_labels(world.packed().code, 2)
    world.link(run, 1, 1)
    code = world.item_codes(run)[0]
    assert "Tem in tên" not in visitor(world).get(f"/{code}").text
    told = facts_of(world, code)["label"]
    assert (told["printed_by"], told["voided_by"]) == (None, None)
