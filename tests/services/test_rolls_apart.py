"""Blank labels on rolls: each roll on rows of its own, and runs of before drawn as they were."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from tests.people import KEYRING, World
from tests.services.test_sent_rolls import row_of
from traceability.domain.ids import grouped
from traceability.domain.label_designs import LabelDesign
from traceability.services import (
    blank_runs,
    label_rolls,
    label_views,
    print_files,
    run_places,
    stationery,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.frozen_runs import Frozen
from traceability.services.print_files import Part

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

STICKERS = "34×22, 3 tem"


def rolls(world: World, count: int, per_roll: int, stock: str = STICKERS) -> str:
    """A blank run of fruit stickers, drawn and released."""
    with world.by(world.who.recorder) as work:
        asked = BlankRequest(
            world.who.product, count, stock, per_roll=per_roll, design=LabelDesign.FRUIT_STICKER
        )
        run = blank_runs.order(work, world.press, asked).code
    with world.by(world.who.recorder) as work:
        print_files.release(work, run, print_files.draw(KEYRING, row_of(world, run)))
    return run


def words(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\xa0", " ") for page in PdfReader(io.BytesIO(pdf)).pages]


def test_rolls_of_stickers_do_not_mix(world: World) -> None:
    """62 labels, 31 on a roll: one of row 11 was of the first, two of the second."""
    run = row_of(world, rolls(world, 62, 31))
    drawn = print_files.draw(KEYRING, run)
    assert drawn.decoded == 62
    rows = words(drawn.pdf)
    (first, _), (second, _) = sorted(
        Frozen.from_json(run.frozen).rolls.items(), key=lambda each: each[1]
    )
    assert len(rows) == 2 * (1 + 11)
    for row, roll, said in ((rows[0], first, "Tem 1–31"), (rows[12], second, "Tem 32–62")):
        assert row.count(grouped(roll)) == 3
        assert row.count(said) == 3
        assert row.count(f"Đợt in {grouped(run.code)}") == 3
        assert "Cam sành" in row
    assert "Tem 031" in rows[11]
    assert "Tem 032" not in rows[11]
    sent = label_rolls.rows(KEYRING, run, "tspl")
    assert [row.count for row in sent] == [0, *[3] * 10, 1] * 2


def test_what_is_printed_on_has_the_head_of_its_roll(world: World) -> None:
    run = row_of(world, rolls(world, 62, 31))
    rest = words(print_files.draw(KEYRING, run, Part(28, 62, 0)).pdf)
    assert ["Tem 28–31" in row for row in rest[:2]] == [True, False]
    assert "Tem 32–62" in rest[3]
    one = label_rolls.rows(KEYRING, run, "zpl", Part(40, 40, 0))
    assert [row.count for row in one] == [0, 1]


def test_a_run_of_before_is_drawn_as_it_was(world: World) -> None:
    """Its row keeps no layout: one label after another."""
    run = row_of(world, rolls(world, 10, 5))
    kept = json.loads(run.frozen)
    assert kept.pop("layout") == 2
    run.frozen = json.dumps(kept)
    drawn = print_files.draw(KEYRING, run)
    assert len(words(drawn.pdf)) == 4
    assert not any("Cuộn" in row for row in words(drawn.pdf))
    assert [row.count for row in label_rolls.rows(KEYRING, run, "tspl")] == [3, 3, 3, 1]
    assert run_places.places_of(run) == 10


def test_packs_of_sheets_are_counted_with_what_lies_between(world: World) -> None:
    code = rolls(world, 80, 40, "L7651")
    run = row_of(world, code)
    pages = words(print_files.draw(KEYRING, run).pdf)
    assert [page.count("Xấp") for page in pages] == [1, 1]
    with world.view() as view:
        assert label_views.shown(view, world.who.recorder, code).sheets == 2
        holder = world.who.manager.party or 0
        paper = stationery.papers(view, holder)["L7651"]
        assert stationery.next_start(view, holder, paper) == 42
