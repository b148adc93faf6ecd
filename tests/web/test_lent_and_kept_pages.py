"""Lent labels that their lender has again, voids or takes on its own goods: what each is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, cartons, give, link, states
from tests.people import World
from tests.services.test_deliveries import send
from tests.services.test_label_ledger import another_s_lot
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_digital_link_costs import statements
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.services import batches, label_acts, label_hands, label_links, lent_label_views
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan
from traceability.store.queries import events

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
OURS = "HTX Cam Sành Vĩnh Hảo"


def handed(world: World) -> tuple[str, str]:
    """A run of ours of which another has twenty labels in hand, and a lot of the other's."""
    lot, _permission = another_s_lot(world)
    run = blank(world)
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    return run, lot


def test_labels_on_goods_of_the_lender_are_in_no_other_hand(world: World, tmp_path: Path) -> None:
    """They came back without a word in the ledger: the borrower reads of them no more."""
    run, lot = handed(world)
    mine = world.packed(40, 100).code
    link(world, run, 1, 5, mine)
    with world.view() as view:
        said = batches.known(view, mine).lot_code
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    for path in ("/coop/tem/duoc-giao", "/coop/tem"):
        page = holder.get(path)
        assert "6–20" in page.text
        assert said not in page.text
        assert mine not in page.source
    assert "đã kích hoạt cho lô của bạn" not in holder.get("/coop/tem").text
    codes = world.item_codes(run)
    assert holder.get(f"/coop/tem/tim?q={codes[2]}").status == 422
    asked = holder.send("/coop/tem/kich-hoat", "", batch=lot, first=codes[3], last=codes[9])
    assert asked.status == 422
    assert said not in asked.text
    for span in (LabelSpan(run, 3, 3), LabelSpan(run, 4, 9)):
        with world.by(world.who.stranger) as work, pytest.raises(RuleBroken) as refused:
            label_links.link(work, span, lot)
        assert refused.value.faults[0].code == "labels_not_in_hand"
    link(world, run, 6, 20, mine)
    left = f"tem số 1–20 không còn giao cho bạn: đừng dán ({OURS})"
    assert left in holder.get("/coop/tem").text
    told = f"{OURS} đã nhận lại, giao nơi khác, tự dùng, ghi hỏng hoặc báo mất tem số 1–20."
    assert told in holder.get("/coop/tem/duoc-giao").text
    assert "kích hoạt cho hàng của họ 15 tem từng giao cho bạn" in holder.get("/thong-bao").text
    assert holder.get(f"/coop/tem/{run}/ghi/hong").status == 404
    assert world.differences() == []


def test_who_has_lent_labels_is_said_before_they_are_linked(world: World, tmp_path: Path) -> None:
    run, _lot = handed(world)
    mine = world.packed(40, 100).code
    codes = world.item_codes(run)
    lender = Visitor(app_of(world, files=tmp_path), world, "manager")
    asked = lender.send("/coop/tem/kich-hoat", "", batch=mine, first=codes[0], last=codes[19])
    assert asked.status == 200
    assert "đang giữ tem này. Chỉ kích hoạt khi tem đã về tay bạn." in asked.text
    ours = lender.send("/coop/tem/kich-hoat", "", batch=mine, first=codes[30], last=codes[39])
    assert "đang giữ tem này" not in ours.text


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


def void(world: World, run: str, first: int, last: int) -> None:
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(first, last)], "nghi tem bị sao chép")


def test_a_void_is_told_to_who_has_the_labels_in_a_drawer(world: World, tmp_path: Path) -> None:
    run, _lot = handed(world)
    void(world, run, 18, 30)
    holder = Visitor(app_of(world, files=tmp_path), world, "stranger")
    told = holder.get("/thong-bao")
    assert "đã hủy 3 tem giao cho bạn mà chưa kích hoạt" in told.text
    assert "đã hủy tem số 18–20: đừng dán" in holder.get("/coop/tem").text
    void(world, run, 1, 17)
    page = holder.get("/coop/tem/duoc-giao").text
    assert "đã hủy tem số 1–20. Đừng dán" in page
    assert "đã hủy tem số 1–20: đừng dán" in holder.get("/coop/tem").text
    world.clock.pass_by(days=29)
    assert run not in holder.get("/coop/tem/duoc-giao").text


def test_labels_that_were_printed_for_a_lot_are_not_lent(world: World, tmp_path: Path) -> None:
    lot, _permission = another_s_lot(world)
    mine = world.packed(40, 100).code
    run = world.print_labels(mine, 20)
    world.link(run, 1, 10)
    box = cartons(world, mine, run, 5)
    for each, (first, last) in ((run, (11, 20)), (box, (1, 2))):
        with pytest.raises(Invalid) as refused:
            give(world, each, first, last, Hands.ORGANISATION, world.who.foreign)
        fault = refused.value.faults[0]
        assert (fault.code, fault.field) == ("labels_of_lot_not_lent", "to")
        give(world, each, first, last, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    lender = Visitor(app_of(world, files=tmp_path), world, "manager")
    typed = {"numbers": "12", "to": f"organisation:{world.who.foreign}"}
    asked = lender.send(f"/coop/tem/{run}/ghi/giao", "", **typed)
    assert asked.error_at("to").startswith("Tem này in riêng cho một lô của bạn")
    for each in (run, box):
        with world.by(world.who.stranger) as work, pytest.raises(RuleBroken) as other:
            label_links.link(work, LabelSpan(each, 1, 2), lot)
        assert other.value.faults[0].code == "labels_of_other_organisation"


@pytest.mark.parametrize("used", [True, False])
def test_more_lent_runs_are_read_by_as_many_statements(world: World, *, used: bool) -> None:
    """What is asked of the paper of each; runs whose labels all left long ago cost nothing."""
    lot, _permission = another_s_lot(world)
    costs = []
    for many in (1, 5):
        while len(given(world)) < many:
            run = blank(world, 4)
            give(world, run, 1, 4, Hands.ORGANISATION, world.who.foreign)
            with world.by(world.who.stranger) as work:
                label_links.link(work, LabelSpan(run, 1, 2), lot)
            if used:
                with world.by(world.who.recorder) as work:
                    label_hands.take_back(work, run, [(3, 4)])
                with world.by(world.who.stranger) as work:
                    label_acts.spoil(work, run, [(1, 2)], "rách")
        with statements(world) as asked, world.view() as view:
            found = lent_label_views.listed(view, world.who.stranger).runs
        assert len(found) == many
        costs.append(len(asked) - 2 * len(found))
    assert costs[1] <= costs[0], costs
    world.clock.pass_by(days=29)
    with statements(world) as asked, world.view() as view:
        found = lent_label_views.listed(view, world.who.stranger).runs
    assert (len(found), len(asked) <= costs[0]) == (0 if used else 5, used)


def given(world: World) -> list[int]:
    """The handings out to the other organisation so far."""
    with world.view() as view:
        code, step = world.who.foreign, EventStep.LABELS_HANDED_OUT
        return [each.seq for each in events.of_step(view.db, code, step)]
