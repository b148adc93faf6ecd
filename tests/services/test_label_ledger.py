"""Hands, spoils, what prints again: a ledger that explains every label."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from tests.blank_labels import balanced, blank, book, give, link, spoil, states
from tests.people import TODAY, World, orange_revision
from traceability.domain.deliveries import To
from traceability.domain.errors import Denied, Invalid, RuleBroken
from traceability.domain.labels import LabelState
from traceability.domain.quantity import Quantity
from traceability.domain.verdict import Verdict
from traceability.services import (
    batches,
    code_authorizations,
    corrections,
    deliveries,
    harvests,
    label_acts,
    label_book,
    label_codes,
    label_dispatch,
    label_exports,
    label_hands,
    label_leaving,
    label_links,
    label_unlinking,
    label_views,
    packings,
    parties,
    products,
    unexplained_labels,
)
from traceability.services.label_hands import Hands
from traceability.services.label_leaving import ExportForm
from traceability.services.label_links import LabelSpan
from traceability.store.queries import corrections as correction_queries
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import labels
from traceability.store.queries import labels as queries
from traceability.store.queries import parties as party_queries

FINE = Verdict.VALID
U, L, D, S, V = "unused", "linked", "dispatched", "spoiled", "void"


def test_labels_are_handed_out_and_brought_back(world: World) -> None:
    run = blank(world)
    give(world, run, 1, 20, Hands.HOUSEHOLD, world.who.household)
    give(world, run, 21, 40, Hands.PERSON, "Chị Mẩy, tổ dán tem")
    told = book(world, run)
    names = [(e.first, e.last, e.keeper and e.keeper.name) for e in told.lines]
    with world.view() as view:
        household = party_queries.by_code(view.db, world.who.household)
        assert household is not None
        number = f"{household.number:02}"
    assert names == [(1, 20, number), (21, 40, "Chị Mẩy, tổ dán tem"), (41, 60, None)]
    assert (told.out, balanced(told)) == (40, True)
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(11, 20)])
        label_hands.report_lost(work, run, [(39, 40)], "rơi xuống suối")
    told = book(world, run)
    assert (told.out, told.lost) == (28, 2)
    with pytest.raises(RuleBroken, match="label_reported_lost"):
        link(world, run, 38, 40, world.packed().code)
    with world.by(world.who.recorder) as work:
        label_hands.find_again(work, run, [(39, 40)])
    with pytest.raises(RuleBroken, match="labels_already_so"), world.by(world.who.manager) as work:
        label_hands.take_back(work, run, [(41, 50)])
    assert link(world, run, 38, 40, world.packed().code)


def test_another_organisation_gets_labels_only_by_a_live_permission(world: World) -> None:
    run = blank(world)
    with pytest.raises(Invalid, match="organisation_not_authorized"):
        give(world, run, 1, 5, Hands.ORGANISATION, world.who.foreign)
    with pytest.raises(Invalid, match="household_unknown"):
        give(world, run, 1, 5, Hands.HOUSEHOLD, world.who.foreign)
    with pytest.raises(Invalid, match="required"):
        give(world, run, 1, 5, Hands.TEAM, "  ")
    assert book(world, run).out == 0


def another_s_lot(world: World) -> tuple[str, str]:
    """A published lot that another cooperative grew by our leave, and the permission."""
    cap, last = Quantity(90_000, "g"), TODAY + dt.timedelta(days=10)
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, cap, TODAY, last
    )
    with world.by(world.who.manager) as work:
        given = code_authorizations.give(work, asked).code
    with world.by(world.who.stranger) as work:
        holder = parties.known(work, world.who.stranger.party or 0)
        product = products.create(work, holder, "sanh_orange", orange_revision("Cam Quản Bạ")).code
    with world.by(world.who.stranger) as work:
        picked = harvests.HarvestRequest(world.who.area, TODAY, Quantity(80_000, "g"))
        fresh = harvests.register(work, picked).code
    with world.by(world.who.stranger) as work:
        packing = packings.PackingRequest(fresh, product, 30, TODAY)
        lot = packings.register(work, packing).code
        batches.publish(work, lot)
    return lot, given


def test_an_organisation_with_a_permission_links_what_it_was_handed(world: World) -> None:
    """A permission that ends takes its labels along: they link to nothing of theirs any more."""
    lot, given = another_s_lot(world)
    run = blank(world)
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)

    def theirs(first: int, last: int) -> None:
        with world.by(world.who.stranger) as work:
            label_links.link(work, LabelSpan(run, first, last), lot)

    theirs(1, 5)
    with (
        pytest.raises(RuleBroken, match="label_on_others_goods"),
        world.by(world.who.manager) as work,
    ):
        label_unlinking.unlink(work, run, [(1, 5)], "đổi ý")  # they are on another's goods
    with pytest.raises(RuleBroken, match="labels_not_in_hand"):
        theirs(20, 21)
    code = world.item_codes(run)[5]
    with world.view() as view:
        party = parties.known(view, world.who.stranger.party or 0)
        assert label_codes.in_hands(view, world.press.keyring, party, code, "q").number == 6
        with pytest.raises(Invalid, match="label_not_ours"):
            label_codes.in_hands(view, world.press.keyring, party, world.item_codes(run)[30], "q")
    world.clock.pass_by(days=1)
    with world.by(world.who.manager) as work:
        code_authorizations.withdraw(work, given, TODAY)
    with pytest.raises(RuleBroken, match="lent_code_taken_back"):
        theirs(6, 7)


def test_a_roll_of_another_is_linked_by_its_code_no_more_than_by_numbers(world: World) -> None:
    """The code stands on the core of the roll, for whoever holds it to read."""
    lot, permission = another_s_lot(world)
    run = blank(world, 25, per_roll=25)
    ((roll, *_more),) = book(world, run).rolls

    def theirs() -> None:
        with world.by(world.who.stranger) as work:
            label_links.link_roll(work, roll, lot)

    with pytest.raises(Invalid, match="roll_unknown"):
        theirs()  # of another's as of none: nothing is told of it
    give(world, run, 1, 25, Hands.ORGANISATION, world.who.foreign)
    world.clock.pass_by(days=1)
    with world.by(world.who.manager) as work:
        code_authorizations.withdraw(work, permission, TODAY)
    with pytest.raises(RuleBroken, match="lent_code_taken_back"):
        theirs()
    assert states(world, run)[0][2] == U


def test_spoils_are_typed_as_people_type_them(world: World) -> None:
    run = blank(world)
    assert spoil(world, run, "17, 23, 41–46") == 8
    assert states(world, run)[1:3] == [(17, 17, S), (18, 22, U)]
    page = world.page(world.item_codes(run)[16])
    assert page.verdict is Verdict.VOID
    assert page.label is not None
    assert page.label.voided_on == TODAY
    with pytest.raises(RuleBroken, match="label_move_not_possible"):
        spoil(world, run, "40 đến 42")
    with pytest.raises(RuleBroken, match="labels_not_in_run"):
        spoil(world, run, "60-61")
    assert balanced(book(world, run))


def test_codes_stand_among_numbers(world: World) -> None:
    run, other = blank(world), blank(world)
    codes = world.item_codes(run)
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
        assert row is not None
        typed = f"https://tem.hagiang.vn/{codes[4]}\n{codes[5].lower()}\n17, 7"
        found = label_codes.numbers_in(view, world.press.keyring, row, typed)
        assert found == ((5, 7), (17, 17))
        other_code = world.item_codes(other)[0]
        with pytest.raises(Invalid, match="label_of_other_run"):
            label_codes.numbers_in(view, world.press.keyring, row, other_code)


def test_what_never_came_out_prints_again_with_the_same_serials(world: World) -> None:
    run = blank(world, 200)
    codes = world.item_codes(run)
    with world.by(world.who.recorder) as work:
        again = label_acts.print_rest(work, world.press.keyring, run, codes[142], 3)
    assert (again.part.first, again.part.last, again.part.start) == (144, 200, 3)
    assert states(world, run) == [(1, 200, U)]
    with world.view() as view:
        story = label_book.of_label(view, world.who.recorder, world.press.keyring, codes[150])
        first = label_book.of_label(view, world.who.recorder, world.press.keyring, codes[0])
    assert (story.times, first.times) == (2, 1)
    assert (story.left, first.left) == (50, 200)
    with pytest.raises(Invalid, match="nothing_after_label"), world.by(world.who.manager) as work:
        label_acts.print_rest(work, world.press.keyring, run, "200", 0)


def test_only_a_manager_lifts_a_void_and_with_the_label_in_hand(world: World) -> None:
    lot = world.packed(40)
    run = world.print_labels(lot.code, 40)
    world.link(run, 1, 40)
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(5, 6)], "ngỡ là giả")
    code = world.item_codes(run)[4]
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        label_acts.lift(work, world.press.keyring, code, "còn nguyên")
    with world.by(world.who.manager) as work:
        assert label_acts.lift(work, world.press.keyring, code, "còn nguyên").number == 5
    assert states(world, run) == [(1, 5, L), (6, 6, V), (7, 40, L)]
    assert world.page(code).verdict is FINE
    world.print_labels(lot.code, 1)  # in place of the other
    with (
        pytest.raises(RuleBroken, match="more_labels_than_packed"),
        world.by(world.who.manager) as work,
    ):
        label_acts.lift(work, world.press.keyring, world.item_codes(run)[5], "tìm thấy")


def test_files_leave_the_house_twice_only_with_a_reason(world: World) -> None:
    run = blank(world)
    with world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (1, 30), ExportForm.SVG, None)
        label_leaving.export(work, run, (31, 60), ExportForm.CSV, None)
    with pytest.raises(Invalid, match="export_again"), world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (30, 31), ExportForm.SVG, None)
    with world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (30, 31), ExportForm.SVG, "máy nhà in hỏng")


def test_spoiled_labels_leave_in_no_file(world: World) -> None:
    run = blank(world)
    with world.by(world.who.recorder) as work:
        label_acts.spoil(work, run, [(3, 4), (10, 12)], "nhòe")
    with pytest.raises(Invalid, match="export_all_dead"), world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (10, 12), ExportForm.PDF, None)
    with world.by(world.who.recorder) as work:
        told = label_leaving.export(work, run, (1, 12), ExportForm.CSV, None)
        label_acts.spoil(work, run, [(20, 20)], "nhòe")
        label_leaving.export(work, run, (20, 21), ExportForm.SVG, None)
    assert list(told) == [(1, 2), (5, 9)]
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        part, form = label_exports.marked(view, row, 1)
        table, _kind, _name = label_exports.made(world.press.keyring, row, part, form)
        page = label_views.shown(view, world.who.recorder, run)
    numbers = [int(line.split(b",")[0]) for line in table.splitlines()[1:]]
    assert numbers == [1, 2, 5, 6, 7, 8, 9]
    assert (page.dead_count, page.dead_numbers) == (6, "3\u20134, 10\u201312, 20")


def sent(world: World, lot: str, packages: int | None = None) -> str:
    line = deliveries.Send(lot, packages=packages)
    with world.by(world.who.recorder) as work:
        asked = deliveries.DeliveryRequest(To.WALK_IN, (line,), TODAY)
        return deliveries.register(work, asked).code


def test_labels_leave_with_a_lot_that_goes_whole_or_as_they_are_stated(world: World) -> None:
    lot = world.packed(40, kg=80).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 35)
    note = sent(world, lot, 10)
    assert states(world, run) == [(1, 35, L), (36, 40, U)]
    with world.by(world.who.recorder) as work:
        assert label_dispatch.state(work, run, [(1, 10)], note) == 10
    other = sent(world, world.packed(10, kg=20).code, 5)
    with pytest.raises(Invalid, match="note_without_lot"), world.by(world.who.manager) as work:
        label_dispatch.state(work, run, [(11, 12)], other)
    last = sent(world, lot)
    assert states(world, run) == [(1, 35, D), (36, 40, U)]
    assert world.page(world.item_codes(run)[20]).verdict is FINE
    with world.view() as view:
        row = delivery_queries.by_code(view.db, last)
        assert row is not None
        event = correction_queries.by_firsts(view.db, [row.event_seq])[row.event_seq].event_id
    with world.by(world.who.manager) as work:
        corrections.correct(work, [corrections.Retraction(event)], "ghi nhầm")
    assert states(world, run) == [(1, 10, D), (11, 35, L), (36, 40, U)]


def test_october_to_december_every_label_is_explained(world: World) -> None:
    """A blank roll goes out to two gardens in October and is linked in December."""
    world.clock.now = dt.datetime(2025, 10, 20, 2, tzinfo=dt.UTC)
    run = blank(world, 100)
    give(world, run, 1, 50, Hands.HOUSEHOLD, world.who.household)
    give(world, run, 51, 100, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    world.clock.now = dt.datetime(2025, 12, 28, 2, tzinfo=dt.UTC)
    with world.view() as view:
        asked_for = unexplained_labels.unexplained(view, world.who.manager).lines
    assert [(e.why, e.line.numbers) for e in asked_for] == [
        ("long_out", "1–50"), ("long_out", "51–100"),
    ]  # fmt: skip
    day = dt.date(2025, 12, 27)
    lots = []
    for _garden in range(2):
        made = world.pack(world.harvest(100, day).code, 45, day)
        world.publish(made.code)
        lots.append(made.code)
    spoil(world, run, "7, 12-14, 48 đến 50")
    spoil(world, run, "51–56")
    codes = world.item_codes(run)
    keyring, ours = world.press.keyring, world.who.manager.party or 0
    for lot, stretches in ((lots[0], [(1, 6), (8, 11), (15, 47)]), (lots[1], [(57, 95)])):
        for first, last in stretches:
            with world.view() as view:
                ends = [
                    label_codes.found(view, keyring, ours, codes[n - 1], "q") for n in (first, last)
                ]
            link(world, run, ends[0].number, ends[1].number, lot)
    with world.by(world.who.recorder) as work:
        label_hands.take_back(work, run, [(96, 100)])
    told = book(world, run)
    assert {str(state): n for state, n in told.sums.items() if n} == {U: 5, L: 82, S: 13}
    assert (balanced(told), told.out, told.lost) == (True, 0, 0)
    with world.view() as view:
        assert unexplained_labels.unexplained(view, world.who.manager).lines == ()
        for number in range(1, 101):
            story = label_book.of_label(view, world.who.manager, keyring, codes[number - 1])
            assert story.happened, number
            if story.held.state is LabelState.UNUSED:
                assert story.held.keeper is None


def test_labels_that_were_skipped_are_asked_for(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 10)
    world.link(run, 14, 20)
    with world.view() as view:
        found = unexplained_labels.unexplained(view, world.who.recorder).lines
    assert [(e.why, e.line.numbers) for e in found] == [("skipped", "11–13")]
    spoil(world, run, "11-13")
    with world.view() as view:
        assert unexplained_labels.unexplained(view, world.who.recorder).lines == ()


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE label_range SET hand_seq = 1 WHERE state = 'unused'",
        "UPDATE label_range SET hand_seq = NULL",
        "UPDATE label_range SET lost = NOT lost",
        "UPDATE label_range SET state = 'unused' WHERE state = 'spoiled'",
    ],
)
def test_verify_finds_a_ledger_that_nobody_wrote(world: World, tamper: str) -> None:
    run = blank(world)
    give(world, run, 1, 20, Hands.HOUSEHOLD, world.who.household)
    spoil(world, run, "3")
    assert world.differences() == []
    with world.by(world.who.operator) as work:
        work.db.execute(text(tamper))
    world.tampered = True
    assert {each.kind for each in world.differences()} == {"label_range"}
