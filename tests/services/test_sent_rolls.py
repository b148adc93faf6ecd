"""What a label printer is sent: drawn from the paper that the run keeps, not from the catalogue."""

from __future__ import annotations

import dataclasses
import io

import pytest
import zplkit
from PIL import Image

import labels
from tests.labels.test_thermal import texts
from tests.people import KEYRING, World
from tests.services.test_own_stationery import ROLL, keep, ordered
from traceability.services import label_rolls, printers
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def row_of(world: World, code: str) -> PrintRun:
    with world.view() as view:
        run = queries.run_by_code(view.db, code)
        assert run is not None
        view.db.expunge(run)
        return run


def test_a_roll_is_sent_in_the_dots_that_it_was_drawn_in(world: World) -> None:
    with world.by(world.who.manager) as work:
        fine = printers.add(work, printers.Measured("Zebra 300", 300))
    run = row_of(world, ordered(world, world.packed().code, 2, "50×30", printer=fine))
    rows = label_rolls.rows(KEYRING, run, "zpl")
    # 50 × 30 mm in dots of 300 an inch, where 203 are 400 × 240.
    assert [row.data[:16] for row in rows] == [b"^XA^PW591^LL354^"] * 2


def test_a_roll_is_sent_with_the_gap_that_it_was_ordered_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalogue measured the gap anew since: paper that lies in the printer stays as it was."""
    run = row_of(world, ordered(world, world.packed().code, 2, "50×30"))
    before = label_rolls.rows(KEYRING, run, "tspl")
    named = labels.ROLLS["50×30"]
    monkeypatch.setitem(labels.ROLLS, "50×30", dataclasses.replace(named, gap=3_000))
    assert label_rolls.rows(KEYRING, run, "tspl") == before
    assert b"GAP 2 mm" in before[0].data


def test_a_roll_of_ones_own_reads_in_zpl(world: World) -> None:
    """By an interpreter that is not ours: every label's code, in the order of the run."""
    keep(world, ROLL)
    code = ordered(world, world.packed().code, 3, ROLL.name)
    rows = label_rolls.rows(KEYRING, row_of(world, code), "zpl")
    width, height = (round(um * 203 / 25_400) for um in (ROLL.page_width, ROLL.label_height))
    options = zplkit.Options(profile="specification", width=width, height=height, dpi=203)
    document = zplkit.render(b"".join(row.data for row in rows), options)
    assert list(document.warnings) == []
    read = [
        each for label in document.labels for each in texts(Image.open(io.BytesIO(label.png())))
    ]
    assert [each.rpartition("/")[2] for each in read] == world.item_codes(code)


def test_a_roll_of_ones_own_is_sent(world: World) -> None:
    keep(world, ROLL)
    run = row_of(world, ordered(world, world.packed().code, 3, ROLL.name))
    rows = label_rolls.rows(KEYRING, run, "tspl")
    assert [row.count for row in rows] == [2, 1]
    assert label_rolls.roll_of(run).page().page.width == ROLL.page_width
