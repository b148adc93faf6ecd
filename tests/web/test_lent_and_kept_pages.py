"""Lent labels that their lender has again, voids or takes on its own goods: what each is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import link, states
from tests.people import World
from tests.services.test_deliveries import send
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import Visitor, app_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_a_lender_reads_no_note_of_whose_goods_bear_its_labels(
    world: World, tmp_path: Path
) -> None:
    run, lot = lent_labels(world)
    mine = world.packed(40, 100).code
    link(world, run, 31, 40, mine)
    theirs = send(world, (lot, 4), by=world.who.stranger).code
    ours = send(world, (mine, 4)).code
    lender = Visitor(app_of(world, files=tmp_path), world, "manager")
    page = lender.get(f"/coop/tem/{run}/ghi/da-di")
    assert page.status == 200
    assert ours in page.source
    assert theirs not in page.source
    assert states(world, run)[0] == (1, 10, "linked")
