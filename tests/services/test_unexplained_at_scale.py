"""Labels of which nobody says where they are: twenty runs cost as many statements as one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.blank_labels import blank, give, link
from tests.people import World
from tests.services.test_label_ledger import another_s_lot
from tests.services.test_lists_at_scale import counted
from traceability.services import label_hands, label_links
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan
from traceability.services.unexplained_labels import UnexplainedPage, unexplained

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def lost_sight_of(world: World, runs: int) -> None:
    """Runs of which a household, a team and another organisation have had labels since October."""
    for _run in range(runs):
        run = blank(world, 30)
        give(world, run, 1, 5, Hands.HOUSEHOLD, world.who.household)
        give(world, run, 6, 10, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
        give(world, run, 11, 15, Hands.ORGANISATION, world.who.foreign)


def page(world: World, number: int = 1) -> UnexplainedPage:
    with world.view() as view:
        return unexplained(view, world.who.manager, number)


def test_twenty_runs_cost_as_many_statements_as_one(world: World) -> None:
    another_s_lot(world)
    now, costs = world.clock.now, []
    for more in (1, 19):
        world.clock.now = now
        lost_sight_of(world, more)
        world.clock.now = now + dt.timedelta(days=90)
        with world.view() as view, counted(world.store.reader) as cost:
            unexplained(view, world.who.manager)
        costs.append(cost.statements)
    assert costs[0] == costs[1] <= 16
    first, last = page(world), page(world, 9)
    assert (len(first.lines), first.page, first.pages, first.count) == (50, 1, 2, 60)
    assert (len(last.lines), last.page) == (10, 2)
    numbers = [each.line.numbers for each in (*first.lines, *last.lines)]
    assert numbers == ["1–5", "6–10", "11–15"] * 20
    names = {each.line.keeper.name for each in first.lines if each.line.keeper}
    assert len(names) == 3
    assert {each.why for each in first.lines} == {"long_out"}


def test_lost_labels_are_listed_last_until_they_are_found(world: World) -> None:
    run = blank(world, 60)
    give(world, run, 41, 50, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    world.clock.now += dt.timedelta(days=3)
    with world.by(world.who.recorder) as work:
        label_hands.report_lost(work, run, [(45, 50)], "rơi dọc đường")
    world.clock.now += dt.timedelta(days=80)
    told = [(each.why, each.line.numbers, each.since) for each in page(world).lines]
    assert told == [
        ("long_out", "41–44", dt.date(2026, 1, 20)),
        ("lost", "45–50", dt.date(2026, 1, 23)),
    ]
    assert page(world).lines[1].line.keeper == page(world).lines[0].line.keeper
    with world.by(world.who.recorder) as work:
        label_hands.find_again(work, run, [(45, 50)])
    assert [each.why for each in page(world).lines] == ["long_out"]


def asked_for(world: World) -> list[tuple[str, str]]:
    return [(each.why, each.line.numbers) for each in page(world).lines]


def test_labels_are_skipped_on_their_own_roll_alone(world: World) -> None:
    """A roll that nobody opened has none skipped, whatever was stuck on from the next."""
    run, mine = blank(world, 30, per_roll=10), world.packed(40, 100).code
    link(world, run, 21, 22, mine)
    assert asked_for(world) == []
    link(world, run, 26, 30, mine)
    assert asked_for(world) == [("skipped", "23–25")]
    link(world, run, 12, 13, mine)
    assert asked_for(world) == [("skipped", "11"), ("skipped", "23–25")]


def test_labels_that_another_linked_make_none_of_ours_skipped(world: World) -> None:
    lot, _permission = another_s_lot(world)
    run = blank(world, 30)
    give(world, run, 11, 30, Hands.ORGANISATION, world.who.foreign)
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, 15, 20), lot)
    # Those that were handed out with them are theirs to explain, through us.
    assert asked_for(world) == [("skipped", "11–14")]
