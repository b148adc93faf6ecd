"""What a label printer is sent: drawn from the paper that the run keeps, not from the catalogue."""

from __future__ import annotations

import pytest

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


def test_a_roll_of_ones_own_is_sent(world: World) -> None:
    keep(world, ROLL)
    run = row_of(world, ordered(world, world.packed().code, 3, ROLL.name))
    rows = label_rolls.rows(KEYRING, run, "tspl")
    assert [row.count for row in rows] == [2, 1]
    assert label_rolls.roll_of(run).page().page.width == ROLL.page_width
