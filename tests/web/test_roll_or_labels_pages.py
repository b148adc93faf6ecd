"""Linking by a roll's code: dead rolls, a roll beside labels, codes in full-width signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, book, spoil, states
from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from traceability.services import label_links
from traceability.services.label_ledger import LabelSpan

LINK, FIND = "/coop/tem/kich-hoat", "/coop/tem/tim"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def wide(code: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in code)


def test_a_roll_without_a_label_alive_says_what_became_of_it(
    world: World, recorder: Visitor
) -> None:
    run, lot = blank(world, 20, per_roll=10), world.packed(40).code
    spoil(world, run, "1-3")
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 4, 10), "ướt")
    roll = book(world, run).rolls[0][0]
    page = recorder.send(LINK, "", batch=lot, roll=roll)
    assert page.status == 422
    said = page.error_at("roll")
    assert "tem số 1–10" in said
    assert "3 tem hỏng, 7 tem đã hủy" in said
    assert f'value="{roll}"' in page.source


def test_a_roll_beside_labels_is_refused_naming_both(world: World, recorder: Visitor) -> None:
    run, lot = blank(world, 20, per_roll=10), world.packed(40).code
    roll, codes = book(world, run).rolls[0][0], world.item_codes(run)
    page = recorder.send(LINK, "", batch=lot, roll=roll, first=codes[10], last=codes[11])
    assert page.status == 422
    said = page.error_at("roll")
    assert roll in said
    assert codes[10] in said
    assert codes[11] in said
    assert states(world, run) == [(1, 20, "unused")]


def test_codes_in_full_width_signs_are_read(world: World, recorder: Visitor) -> None:
    run, lot = blank(world, 20, per_roll=10), world.packed(40).code
    roll, codes = book(world, run).rolls[1][0], world.item_codes(run)
    asked = recorder.send(LINK, "", batch=lot, first=wide(codes[0]), last=wide(codes[4]))
    assert asked.status == 200, asked.text
    assert recorder.post(LINK, asked.form()).status == 303
    asked = recorder.send(LINK, "", batch=lot, roll=wide(roll))
    assert recorder.post(LINK, asked.form()).status == 303
    assert states(world, run) == [(1, 5, "linked"), (6, 10, "unused"), (11, 20, "linked")]
    found = recorder.get(f"{FIND}?q={wide(codes[6])}")
    assert found.status == 200
    assert run in found.source


def test_too_many_to_be_linked_speaks_of_no_printing(world: World, recorder: Visitor) -> None:
    run, lot = blank(world, 20), world.packed(10, 20).code
    codes = world.item_codes(run)
    page = recorder.send(LINK, "", batch=lot, first=codes[0], last=codes[11])
    assert page.error_at("batch") == "Lô chỉ đủ cho 10 tem, đã có 0: không thêm được 12 tem nữa."
