"""Blank runs within their quota, and linking them to a lot or by the roll."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from tests.blank_labels import blank, book, link, spoil, states
from tests.people import PICKED_ON, TODAY, World, orange_revision
from tests.services.test_deliveries import arrive, hand_over
from tests.services.test_lists_at_scale import counted
from tests.services.test_runs import garden
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.label_designs import LabelDesign
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.verdict import Verdict
from traceability.services import (
    batches,
    blank_runs,
    label_acts,
    label_book,
    label_checks,
    label_choices,
    label_links,
    parties,
    print_files,
    products,
    runs,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import facts_of, stretches_told
from traceability.services.label_links import LabelSpan
from traceability.services.products import FormatRequest
from traceability.store.queries import events, labels
from traceability.store.unit import Work

FINE = Verdict.VALID
U, L, D, S, V = "unused", "linked", "dispatched", "spoiled", "void"


def test_a_blank_label_opens_as_the_cooperative_s_and_is_linked_to_nothing(world: World) -> None:
    run = blank(world)
    page = world.page(world.item_codes(run)[6])
    assert (page.verdict, page.holder) == (Verdict.NOT_LINKED, "HTX Cam Sành Vĩnh Hảo")
    assert page.label is not None
    assert (page.label.number, page.label.blank) == (7, True)
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
        assert row is not None
        stamp = Frozen.from_json(row.frozen).stamp
    assert (stamp.product, stamp.lot_line) == ("Cam sành Hà Giang, túi lưới 2 kg", "2 kg")
    assert stamp.dates_line == stamp.packed_line == ""


def test_blank_labels_are_linked_to_a_lot_of_their_product_within_its_balance(
    world: World,
) -> None:
    run, lot = blank(world), world.packed(40).code
    with pytest.raises(Invalid, match="required"):
        link(world, run, 1, 40)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        link(world, run, 1, 41, lot)
    assert link(world, run, 1, 30, lot) == lot
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        link(world, run, 31, 41, lot)
    assert states(world, run) == [(1, 30, L), (31, 60, U)]
    page = world.page(world.item_codes(run)[0])
    assert (page.verdict, page.lot_code is not None) == (FINE, True)
    with world.view() as view:
        told = label_book.of_lot(view, world.who.recorder, lot)
    assert (told.live, told.most, told.short) == (30, 40, 10)


def test_the_gate_applies_when_blank_labels_are_linked(world: World) -> None:
    run = blank(world)
    for published in (True, False):
        lot = world.pack(world.harvest().code, 40).code
        if published:
            world.publish(lot)
        world.recall(lot)
        with pytest.raises(RuleBroken, match="batch_recalled"):
            link(world, run, 1, 5, lot)
    assert states(world, run) == [(1, 60, U)]


def test_another_cooperative_sees_and_moves_nothing(world: World) -> None:
    run = blank(world)
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        label_acts.spoil(work, run, ((1, 2),), "x")
    with pytest.raises(NotFound), world.view() as view:
        label_book.of_run(view, world.who.stranger, run)
    code = world.item_codes(run)[0]
    with pytest.raises(Invalid, match="label_not_ours"), world.view() as view:
        label_book.of_label(view, world.who.stranger, world.press.keyring, code)


@pytest.mark.parametrize(("count", "asked"), [(2, 2), (3, 3), (60, 3)])
def test_the_refusal_says_how_many_are_read_from_paper(
    world: World, count: int, asked: int
) -> None:
    run, lot = blank(world, count, seen=False), world.packed(60, kg=150).code
    with pytest.raises(RuleBroken, match="paper_not_read") as refused:
        link(world, run, 1, 2, lot)
    assert refused.value.facts == {"count": asked}


def test_paper_is_read_before_a_stretch_is_linked(world: World) -> None:
    run, lot = blank(world, seen=False), world.packed(60, kg=150).code
    codes = world.item_codes(run)
    with pytest.raises(RuleBroken, match="paper_not_read"):
        link(world, run, 1, 10, lot)
    link(world, run, 1, 1, lot)  # the one in hand
    with pytest.raises(RuleBroken, match="paper_not_read"):
        link(world, run, 2, 10, lot)
    keyring = world.press.keyring
    for seen, at in (
        (("", codes[30], codes[59]), "required"),
        ((codes[0], codes[30], "WAS IST DAS"), "label_code_unreadable"),
        ((codes[0], codes[59], codes[59]), "label_from_elsewhere"),
        ((codes[0], codes[30], world.item_codes(blank(world))[59]), "label_of_other_run"),
    ):
        with pytest.raises(Invalid, match=at), world.by(world.who.recorder) as work:
            label_checks.check(work, keyring, run, seen)
    with world.by(world.who.recorder) as work:
        urls = [f"https://tem.hagiang.vn/{codes[at]}?x=1" for at in (2, 30, 57)]
        label_checks.check(work, keyring, run, urls)
    link(world, run, 2, 10, lot)


def quota_of(world: World) -> blank_runs.Quota:
    with world.view() as view:
        product = blank_runs.known(view, world.who.product)
        return blank_runs.quota(view, product, blank_runs.pack_of(view, product, 1))


def test_the_season_sets_the_quota_of_blank_labels(world: World) -> None:
    quota = quota_of(world)
    assert quota.most is not None
    assert quota.most * 2000 <= quota.ceiling < (quota.most + 1) * 2000
    blank(world, 100)
    world.print_labels(world.packed(40).code, 40)
    after = quota_of(world)
    assert after.claimed == quota.claimed + 140 * 2000
    with pytest.raises(Invalid, match="out_of_range"):
        blank(world, blank_runs.MOST_LABELS + 1)


def test_label_by_label_paper_is_read_before_the_second(world: World) -> None:
    run, lot = blank(world, 10, seen=False), world.packed(40).code
    link(world, run, 1, 1, lot)
    with pytest.raises(RuleBroken, match="paper_not_read"):
        link(world, run, 2, 2, lot)
    world.see_paper(run)
    link(world, run, 2, 2, lot)


def test_a_crop_without_a_garden_gives_no_quota(world: World) -> None:
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        tea = products.create(work, holder, "shan_tea", orange_revision("Chè Shan tuyết")).code
    with pytest.raises(RuleBroken, match="blank_no_basis"):
        blank(world, 10, product=tea)


def test_a_roll_is_linked_by_its_one_code(world: World) -> None:
    run = blank(world, 60, per_roll=25)
    told = book(world, run)
    spans = [(first, last) for _code, first, last in told.rolls]
    assert spans == [(1, 25), (26, 50), (51, 60)]
    spoil(world, run, "30")
    lot, roll = world.packed(40).code, told.rolls[1][0]
    with world.by(world.who.recorder) as work:
        made = label_links.link_roll(work, roll, lot)
    assert (made.lot, made.span, made.count) == (lot, LabelSpan(run, 26, 50), 24)
    assert states(world, run) == [(1, 25, U), (26, 29, L), (30, 30, S), (31, 50, L), (51, 60, U)]
    with pytest.raises(RuleBroken) as refused, world.by(world.who.recorder) as work:
        label_links.link_roll(work, roll, lot)
    said = dict(refused.value.facts)
    with world.view() as view:
        linked = events.of_step(view.db, run, EventStep.LABELS_LINKED)[0].recorded_at
        code = batches.known(view, lot).lot_code
    assert refused.value.code == "roll_already_linked"
    assert said == {"first": 26, "last": 50, "lots": [code], "since": linked}
    link(world, run, 1, 10, lot)
    with pytest.raises(RuleBroken, match="already_begun"), world.by(world.who.recorder) as work:
        label_links.link_roll(work, told.rolls[0][0], lot)
    with pytest.raises(Invalid, match="roll_unknown"), world.by(world.who.recorder) as work:
        label_links.link_roll(work, run, lot)


def test_a_roll_in_more_pieces_than_a_leaf_holds_is_linked(world: World) -> None:
    """Every second label spoiled: several events tell it, each with as many as it has room for."""
    run, lot = blank(world, 2 * MOST_PIECES + 4, per_roll=500), world.packed(500, kg=1500).code
    roll = book(world, run).rolls[0][0]
    for start in (2, MOST_PIECES + 2):
        odd = range(start, start + MOST_PIECES + 1, 2)
        spoil(world, run, ", ".join(str(number) for number in odd[: MOST_PIECES // 2]))
    spoil(world, run, f"{2 * MOST_PIECES + 2}, {2 * MOST_PIECES + 4}")
    with world.by(world.who.recorder) as work:
        made = label_links.link_roll(work, roll, lot)
    assert made.count == MOST_PIECES + 2
    with world.view() as view:
        told = events.of_step(view.db, run, EventStep.LABELS_LINKED)
        named = [len(stretches_told(facts_of(each))) for each in told]
    assert sorted(named) == [2, MOST_PIECES]
    assert world.differences() == []


def cost_of_packs(world: World, packs: int) -> int:
    """How many statements it takes to offer every pack with what the season has room for."""
    formats = tuple(FormatRequest(f"túi {n} kg", 1000 * n) for n in range(1, packs + 1))
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), formats=formats)
        products.revise(work, holder, world.who.product, asked)
    with world.view() as view, counted(world.store.reader) as cost:
        found = label_choices.packs(view, world.who.recorder)
        assert len({each.quota.ceiling for each in found if each.quota}) == 1
        assert len([each for each in found if each.quota]) == packs
    return cost.statements


def test_more_packs_do_not_count_the_gardens_anew(world: World) -> None:
    """A pack more costs what is asked of the pack; however many gardens there are."""
    one = cost_of_packs(world, 1)
    a_pack = (cost_of_packs(world, 3) - one) / 2
    for n in range(19):
        garden(world, raw=f"VN-HGOR-09{n:02}")
    many = cost_of_packs(world, 1)
    assert (cost_of_packs(world, 3) - many) / 2 == a_pack
    assert a_pack <= 3
    assert (many - one) / 19 <= 3


def stickers(world: World) -> str:
    """Blank fruit stickers on one roll, read from paper."""
    with world.by(world.who.recorder) as work:
        asked = BlankRequest(
            world.who.product, 20, "34×22, 3 tem", design=LabelDesign.FRUIT_STICKER
        )
        run = blank_runs.order(work, world.press, asked).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, 20))
    world.see_paper(run)
    return run


def of_two_days(world: World) -> str:
    """A lot of oranges picked on two days."""
    days = [world.harvest(50, PICKED_ON + dt.timedelta(days=n)).code for n in range(2)]
    with world.by(world.who.recorder) as work:
        takes = tuple(map(runs.Take, days))
        asked = runs.RunRequest(runs.MERGE, takes, (runs.Make(),), TODAY)
        merged = runs.register(work, asked).made[0].code
    lot = world.pack(merged, 40, TODAY).code
    world.publish(lot)
    return lot


def test_fruit_stickers_are_of_one_garden_and_one_day_however_named(world: World) -> None:
    run, lot = stickers(world), of_two_days(world)
    roll = book(world, run).rolls[0][0]
    ways: list[Callable[[Work], object]] = [
        lambda work: label_links.link_roll(work, roll, lot),
        lambda work: label_links.link(work, LabelSpan(run, 1, 10), lot),
        lambda work: label_links.link(work, LabelSpan(run, 1, 1), lot),
    ]
    for name in ways:
        with world.by(world.who.recorder) as work, pytest.raises(RuleBroken) as refused:
            name(work)
        assert refused.value.code == "roll_needs_one_garden"
        assert (refused.value.facts["gardens"], refused.value.facts["days"]) == (1, 2)
    bags = blank(world, 20, per_roll=20)
    with world.by(world.who.recorder) as work:  # labels for bags say nothing of a garden
        assert label_links.link_roll(work, book(world, bags).rolls[0][0], lot).count == 20


def test_a_roll_of_another_s_is_no_roll(world: World) -> None:
    run = blank(world, 20, per_roll=20)
    roll = book(world, run).rolls[0][0]
    theirs = arrive(world, hand_over(world, world.harvest(50).code).code).codes[0]
    for name in (roll, "AAAAAAAAA"):
        with world.by(world.who.stranger) as work, pytest.raises(Invalid) as refused:
            label_links.link_roll(work, name, theirs)
        assert (refused.value.code, refused.value.facts) == ("roll_unknown", {})
