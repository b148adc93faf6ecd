"""Lent labels on one's own goods, through the pages of whose goods they are on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import states
from tests.people import World
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import Visitor, app_of
from traceability.services import label_links
from traceability.services.label_links import LabelSpan

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def lent(world: World) -> tuple[str, str]:
    return lent_labels(world)


def test_lent_labels_are_taken_off_goods_on_the_page_of_their_lot(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    app = app_of(world, files=tmp_path)
    holder, lender = Visitor(app, world, "stranger"), Visitor(app, world, "manager")
    shown = holder.get(f"/coop/lo/{lot}/tem")
    assert f"đợt in {run} của đơn vị khác" in shown.text
    spoiling = f"/coop/tem/{run}/ghi/hong"
    assert f"{spoiling}?so=1" in shown.source
    assert f"/coop/tem/{run}/so" not in shown.source
    assert "60 tem" not in holder.get(spoiling).text
    done = holder.post(spoiling, holder.send(spoiling, "", numbers="3", reason="rách").form())
    assert (done.status, done.place) == (303, f"/coop/lo/{lot}/tem")
    unlinking = f"/coop/tem/{run}/ghi/go-kich-hoat"
    code = world.item_codes(run)[8]
    typed = {"numbers": f"10, {code}", "reason": "nhầm lô"}
    asked = holder.send(unlinking, "", **typed)
    assert asked.status == 200, asked.text
    done = holder.post(unlinking, asked.form())
    assert done.place == f"/coop/lo/{lot}/tem"
    assert states(world, run)[:4] == [
        *((1, 2, "linked"), (3, 3, "spoiled"), (4, 8, "linked"), (9, 20, "unused"))
    ]
    assert holder.get(f"/coop/tem/{run}/ghi/giao").status == 404
    refused = lender.send(spoiling, "", numbers="4", reason="rách")
    assert refused.error_at("numbers").startswith("Tem số 4 dán trên hàng của đơn vị khác.")


def test_a_void_of_lent_labels_is_told_where_they_are(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 2), "nghi bị sao chép")
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    told = holder.get("/thong-bao")
    assert "Đơn vị in tem đã hủy 2 tem dán trên hàng của lô" in told.text
    assert f"/coop/lo/{lot}/tem" in told.source


def test_the_page_of_the_lot_leads_to_what_its_holder_may_see(
    world: World, lent: tuple[str, str], tmp_path: Path
) -> None:
    run, lot = lent
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    shown = holder.get(f"/coop/lo/{lot}")
    assert shown.status == 200
    assert f"Đợt in {run} của đơn vị khác" in shown.text
    assert f"/coop/tem/{run}" not in shown.source
    assert "60 tem" not in shown.text
