"""Labels that one cooperative lent on another's goods: who may take them off, and who is told."""

from __future__ import annotations

import dataclasses

import pytest

from tests.blank_labels import blank, give, link, spoil, states
from tests.people import KEYRING, STOCK, World
from tests.services.test_label_ledger import another_s_lot
from traceability.domain.access import Actor, Role
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.stretches import Stretch
from traceability.services import (
    alerts,
    batches,
    label_acts,
    label_book,
    label_hands,
    label_links,
    label_unlinking,
    lent_label_views,
    parties,
    print_runs,
    recalls,
)
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan
from traceability.services.print_runs import PrintRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def lent(world: World) -> tuple[str, str]:
    return lent_labels(world)


def lent_labels(world: World) -> tuple[str, str]:
    """A run of ours of which twenty labels were lent, ten of them on another's goods; the lot."""
    lot, _permission = another_s_lot(world)
    run = blank(world)
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, 1, 10), lot)
    return run, lot


def spoiled(world: World, who: Actor, run: str, *stretches: Stretch) -> int:
    with world.by(who) as work:
        return label_acts.spoil(work, run, stretches, "rách khi dán")


def unlinked(world: World, who: Actor, run: str, *stretches: Stretch) -> None:
    with world.by(who) as work:
        label_unlinking.unlink(work, run, stretches, "quét nhầm lô")


def test_whose_goods_they_are_on_spoils_and_unlinks_them(
    world: World, lent: tuple[str, str]
) -> None:
    run, lot = lent
    assert spoiled(world, world.who.stranger, run, (3, 3), (5, 6)) == 3
    unlinked(world, world.who.stranger, run, (8, 10))
    assert states(world, run) == [
        *((1, 2, "linked"), (3, 3, "spoiled"), (4, 4, "linked"), (5, 6, "spoiled")),
        *((7, 7, "linked"), (8, 20, "unused"), (21, 60, "unused")),
    ]
    # They are in the hands that they were in: whoever scanned the wrong lot scans the right one.
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, 8, 10), lot)
    assert world.differences() == []


def test_who_lent_them_takes_none_off_another_s_goods(world: World, lent: tuple[str, str]) -> None:
    run, _lot = lent
    for act in (spoiled, unlinked):
        with pytest.raises(RuleBroken) as refused:
            act(world, world.who.manager, run, (9, 12))
        fault = refused.value.faults[0]
        assert (fault.code, fault.facts["first"]) == ("label_on_others_goods", 9)
    assert spoil(world, run, "11, 30") == 2


def test_of_labels_on_no_goods_of_theirs_they_learn_nothing(
    world: World, lent: tuple[str, str]
) -> None:
    """What is on no label is refused as what is on another's; which are on their goods is said."""
    run, _lot = lent
    assert spoiled(world, world.who.stranger, run, (4, 4)) == 1
    for act in (spoiled, unlinked):
        for numbers, said in (((11, 12), "11–12"), ((30, 30), "30"), ((900, 900), "900")):
            with pytest.raises(RuleBroken) as refused:
                act(world, world.who.stranger, run, numbers, (2, 2))
            fault = refused.value.faults[0]
            assert (fault.code, fault.field) == ("label_not_on_own_goods", "labels")
            assert dict(fault.facts) == {"numbers": said, "here": "1–3, 5–10"}
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        label_links.void(work, LabelSpan(run, 1, 1), "rách")
    assert states(world, run)[0] == (1, 3, "linked")


def test_labels_in_hand_and_on_no_goods_are_the_lender_s_to_spoil(
    world: World, lent: tuple[str, str]
) -> None:
    run, _lot = lent
    unlinked(world, world.who.stranger, run, (1, 10))
    with pytest.raises(RuleBroken, match="no_label_on_own_goods"):
        spoiled(world, world.who.stranger, run, (3, 3))
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(1, 20)])
    with pytest.raises(NotFound):
        spoiled(world, world.who.stranger, run, (3, 3))


def test_labels_that_are_handed_over_are_told_to_who_gets_them(
    world: World, lent: tuple[str, str]
) -> None:
    run, _lot = lent
    give(world, run, 15, 25, Hands.ORGANISATION, world.who.foreign)
    give(world, run, 21, 25, Hands.ORGANISATION, world.who.foreign)
    give(world, run, 31, 35, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    with world.view() as view:
        told = alerts.listed(view, world.who.stranger).lines
        ours = alerts.listed(view, world.who.manager).lines
    counts = [each.facts["count"] for each in told if each.kind is AlertKind.LABELS_LENT]
    # Of the second handing out five are new to them, of the third none.
    assert counts == [5, 20]
    assert AlertKind.LABELS_LENT not in {each.kind for each in ours}


def taken(world: World, who: Actor) -> list[dict[str, str | int]]:
    with world.view() as view:
        lines = alerts.listed(view, who).lines
    return [dict(each.facts) for each in lines if each.kind is AlertKind.LENT_LABELS_TAKEN]


def test_labels_that_leave_their_hands_are_told_to_who_had_them(
    world: World, lent: tuple[str, str]
) -> None:
    run, _lot = lent
    give(world, run, 14, 25, Hands.ORGANISATION, world.who.foreign)
    assert taken(world, world.who.stranger) == []
    give(world, run, 20, 30, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(11, 15), (28, 40)])
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(26, 27)])
    assert taken(world, world.who.stranger) == [
        {"count": 5, "numbers": "11–15", "run": run, "taken": "returned"},
        {"count": 6, "numbers": "20–25", "run": run, "taken": "handed_on"},
    ]
    assert taken(world, world.who.manager) == []
    with world.by(world.who.recorder) as work:
        # What came back before, or was never out, is no news.
        assert label_hands.take_back(work, run, [(13, 16), (50, 52)]) == [(16, 16)]
    assert taken(world, world.who.stranger)[0]["numbers"] == "16"
    give(world, run, 16, 16, Hands.ORGANISATION, world.who.foreign)
    report_and_find(world, run)
    told = {"count": 2, "numbers": "16–17", "run": run, "taken": "lost"}
    assert taken(world, world.who.stranger)[0] == told


def gone(world: World) -> list[tuple[str, str]]:
    with world.view() as view:
        found = lent_label_views.listed(view, world.who.stranger).runs
    return [(each.numbers, each.taken) for each in found]


def test_labels_in_their_drawer_that_the_lender_uses_are_told_to_who_had_them(
    world: World, lent: tuple[str, str]
) -> None:
    """Stuck on after all they would show the lender's lot on the borrower's bags."""
    run, _lot = lent
    mine = world.packed(40, 100).code
    link(world, run, 11, 13, mine)
    spoil(world, run, "14, 30")
    with world.by(world.who.recorder) as work:
        label_hands.report_lost(work, run, [(16, 16)], "rơi ở bến xe")
    told = [(each["taken"], each["numbers"]) for each in taken(world, world.who.stranger)]
    assert told == [("lost", "16"), ("spoiled", "14"), ("linked", "11–13")]
    assert gone(world) == [("15, 17–20", "11–14, 16")]
    # Its own linking, spoiling and unlinking of what is on its goods are no news to it.
    assert spoiled(world, world.who.stranger, run, (3, 3)) == 1
    unlinked(world, world.who.stranger, run, (4, 4))
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, run, [(11, 13)], "nhầm lô")
        label_hands.find_again(work, run, [(16, 16)])
    assert len(taken(world, world.who.stranger)) == 3
    assert gone(world) == [("4, 11–13, 15–20", "14")]


def test_all_numbers_that_were_taken_back_are_listed_for_four_weeks(
    world: World, lent: tuple[str, str]
) -> None:
    run, _lot = lent
    give(world, run, 21, 60, Hands.ORGANISATION, world.who.foreign)
    odd = [(number, number) for number in range(11, 61, 2)]
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, odd)
    numbers = ", ".join(str(number) for number, _same in odd)
    assert [each["numbers"] for each in taken(world, world.who.stranger)] == [numbers]
    assert gone(world)[0][1] == numbers
    give(world, run, 13, 13, Hands.ORGANISATION, world.who.foreign)
    assert gone(world)[0][1] == numbers.replace("13, ", "")
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(11, 60)])
    with world.by(world.who.stranger) as work:
        label_unlinking.unlink(work, run, [(1, 10)], "nhầm lô")
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(1, 10)])
    assert gone(world) == [("", "1–60")]
    world.clock.pass_by(days=29)
    assert gone(world) == []


def report_and_find(world: World, run: str) -> None:
    with world.by(world.who.recorder) as work:
        label_hands.report_lost(work, run, [(16, 17)], "rơi ở bến xe")
    with world.by(world.who.recorder) as work:
        label_hands.find_again(work, run, [(16, 17)])


def test_of_a_lent_run_its_borrower_sees_these_labels_alone(
    world: World, lent: tuple[str, str]
) -> None:
    run, lot = lent
    give(world, run, 21, 30, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    with world.view() as view:
        (found,) = lent_label_views.listed(view, world.who.stranger).runs
        ours = parties.name_of(view, parties.known(view, world.who.manager.party or 0))
        assert lent_label_views.listed(view, world.who.manager).runs == ()
    lines = [(each.numbers, str(each.state), each.batch, each.keeper) for each in found.lines]
    assert lines == [("1–10", "linked", lot, None), ("11–20", "unused", "", None)]
    assert (found.owner, found.count, found.numbers) == (ours, 10, "11–20")
    assert (found.allowed, found.read) == (True, True)
    codes, keyring = world.item_codes(run), world.press.keyring
    with world.view() as view:
        label = lent_label_views.of_label(view, world.who.stranger, keyring, codes[4])
        assert (label.number, label.held.batch, label.run.owner) == (5, lot, ours)
        for code in (codes[20], codes[40]):
            with pytest.raises(Invalid, match="label_not_ours"):
                lent_label_views.of_label(view, world.who.stranger, keyring, code)
        with pytest.raises(Invalid, match="label_not_ours"):
            lent_label_views.of_label(view, world.who.manager, keyring, codes[4])


def test_a_lender_who_voids_them_tells_whose_goods_they_are_on(
    world: World, lent: tuple[str, str]
) -> None:
    run, lot = lent
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(2, 4), (9, 15)], "nghi tem bị sao chép")
    with world.view() as view:
        drawer, told, *before = alerts.listed(view, world.who.stranger).lines
        ours = alerts.listed(view, world.who.manager).lines
        known = batches.known(view, lot).lot_code
    assert (str(told.kind), told.subject) == ("labels_voided", lot)
    assert told.facts == {"lot": known, "count": 5}
    # Those in the borrower's drawer are told by themselves.
    assert (str(drawer.kind), drawer.facts) == ("lent_labels_voided", {"count": 5})
    rest = {str(each.kind) for each in [*ours, *before]}
    assert rest.isdisjoint({"labels_voided", "lent_labels_voided"})


def test_unlinking_is_a_manager_s_act_there_too(world: World, lent: tuple[str, str]) -> None:
    run, _lot = lent
    recorder = dataclasses.replace(world.who.stranger, role=Role.RECORDER)
    with pytest.raises(Denied):
        unlinked(world, recorder, run, (1, 1))
    assert spoiled(world, recorder, run, (1, 1)) == 1


def test_the_lender_reads_which_organisation_it_was_and_no_name(
    world: World, lent: tuple[str, str]
) -> None:
    run, _lot = lent
    assert spoiled(world, world.who.stranger, run, (1, 1)) == 1
    with world.view() as view:
        happened = label_book.of_run(view, world.who.manager, run).happened
        theirs = parties.name_of(view, parties.known(view, world.who.stranger.party or 0))
    who = {str(each.step): each.who for each in happened}
    assert who["labels_spoiled"] == who["labels_linked"] == theirs
    assert who["labels_handed_out"] not in ("", theirs)


@pytest.mark.parametrize("held", [False, True])
def test_lifting_a_void_tells_nothing_of_another_s_lot(
    world: World, lent: tuple[str, str], *, held: bool
) -> None:
    run, lot = lent
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(3, 3)], "nghi sao chép")
    with world.by(world.who.stranger) as work:
        if held:
            recalls.announce(work, [lot], "Không sử dụng", "0219 386 0000")
        else:
            print_runs.order(work, world.press, PrintRequest(lot, 21, STOCK))
    with pytest.raises(RuleBroken) as refused, world.by(world.who.manager) as work:
        label_acts.lift(work, KEYRING, world.item_codes(run)[2], "có trong tay")
    assert (refused.value.code, refused.value.facts) == ("label_place_gone", {})
