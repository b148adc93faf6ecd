"""Recalls: a batch and all that was made of it, sold out or not; a lifted one leaves its line."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests.people import STOCK, World
from traceability.domain.access import Actor
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import accounts, parties, print_runs, recalls
from traceability.store.models import Event
from traceability.store.queries import recalls as queries


def scope(world: World, code: str) -> set[str]:
    with world.view() as view:
        recall = queries.by_code(view.db, code)
        assert recall is not None
        return set(queries.scopes(view.db)[recall.id])


def test_all_descendants_are_covered_also_what_is_sold_out(world: World) -> None:
    harvest, other = world.harvest(100), world.harvest(100)
    bags = [world.pack(harvest.code, 10, quantity=Quantity(50_000, "g")).code for _ in range(2)]
    free = world.pack(other.code, 10).code
    assert world.on_hand(harvest.code) == (0, "closed")
    recall = world.recall(harvest.code)
    assert recall.covered == 3
    assert scope(world, recall.code) == {harvest.code, *bags}
    world.publish(free)
    with pytest.raises(RuleBroken, match="batch_recalled"):
        world.publish(bags[0])


def test_a_recall_of_a_bag_leaves_its_harvest_alone(world: World) -> None:
    harvest = world.harvest(100)
    bag = world.pack(harvest.code, 10, quantity=Quantity(50_000, "g"))
    assert scope(world, world.recall(bag.code).code) == {bag.code}
    assert world.pack(harvest.code, 10).packed == 20_000


def test_naming_a_batch_twice_or_with_its_descendant_counts_it_once(world: World) -> None:
    harvest = world.harvest(100)
    bag = world.pack(harvest.code, 10)
    assert world.recall(harvest.code, bag.code, harvest.code).covered == 2


def test_the_page_says_it_with_the_words_and_keeps_the_line_when_lifted(world: World) -> None:
    packed = world.packed()
    recall = world.recall(packed.code)
    page = world.page(packed.code)
    assert page.verdict == "recalled"
    (notice,) = page.notices
    assert (notice.kind, notice.text, notice.contact, notice.lifted_on) == (
        "recall",
        "Không sử dụng, trả lại nơi mua",
        "0219 386 0000",
        None,
    )
    world.clock.pass_by(days=2)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall.code, "mẫu phân tích lại đạt")
    page = world.page(packed.code)
    assert page.verdict == "valid"
    assert [each.lifted_on for each in page.notices] == [dt.date(2026, 1, 22)]


def test_a_notice_is_kept_in_each_language_and_says_whose_it_is(world: World) -> None:
    packed = world.packed()
    with world.by(world.who.manager) as work:
        recalls.announce(
            work,
            [packed.code],
            "Có dư lượng",
            "0219 386 0000",
            notice_en="Residues",
            notice_zh="有残留",
        )
    (notice,) = world.page(packed.code).notices
    assert (notice.text, notice.texts) == ("Có dư lượng", {"en": "Residues", "zh": "有残留"})
    assert notice.by == "HTX Cam Sành Vĩnh Hảo"
    assert world.differences() == []


def test_nothing_recalled_is_packed_printed_or_linked(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 5)
    world.recall(packed.code)
    with pytest.raises(RuleBroken, match="batch_recalled"), world.by(world.who.recorder) as work:
        print_runs.order(work, world.press, print_runs.PrintRequest(packed.code, 1, STOCK))
    with pytest.raises(RuleBroken, match="batch_recalled"):
        world.link(run, 1, 1)


def test_who_may_recall_what(world: World) -> None:
    code = world.harvest().code
    for who, error in (
        ("recorder", Denied),
        ("inspector", Denied),
        ("stranger", NotFound),
        ("commune_registrar", NotFound),
    ):
        with pytest.raises(error), world.by(getattr(world.who, who)) as work:
            recalls.announce(work, [code], "-", "1022")
    with world.by(world.who.registrar) as work:
        assert recalls.announce(work, [code], "-", "1022").covered == 1


def test_a_foreign_batch_and_an_unknown_one_are_refused_alike(world: World) -> None:
    said = []
    for code in (world.harvest().code, "0000000000"):
        with pytest.raises(NotFound) as refused, world.by(world.who.stranger) as work:
            recalls.announce(work, [code], "-", "1022")
        said.append(refused.value.faults)
    assert said[0] == said[1]


def test_one_foreign_batch_among_them_recalls_nothing(world: World) -> None:
    code = world.harvest().code
    with pytest.raises(NotFound):
        world.recall(code, "0000000000")
    with world.view() as view:
        assert queries.listed(view.db) == []


def test_a_recall_names_at_least_one_batch_and_at_most_a_hundred(world: World) -> None:
    with pytest.raises(Invalid, match="recall_batches"):
        world.recall()


def test_the_holder_cannot_lift_a_recall(world: World) -> None:
    recall = world.recall(world.harvest().code)
    with pytest.raises(Denied), world.by(world.who.manager) as work:
        recalls.lift(work, recall.code, "xong rồi")
    with pytest.raises(NotFound), world.by(world.who.registrar) as work:
        recalls.lift(work, "0000000000", "xong rồi")


def test_a_second_recall_stands_when_the_first_is_lifted(world: World) -> None:
    packed = world.packed()
    first = world.recall(packed.code)
    world.recall(packed.code)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, first.code, "nhầm lô")
    assert world.page(packed.code).verdict == "recalled"


def newest_event(world: World) -> tuple[int, str]:
    """The owner and the step of the last event."""
    with world.view() as view:
        event = view.db.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
        return event.owner_id, event.step


def in_place_of(world: World, party_id: int | None) -> Actor:
    """The operator in the place of an organisation."""
    with world.view() as view:
        return accounts.in_place_of(view, world.who.operator, parties.known(view, party_id or 0))


def test_the_event_is_the_act_of_the_organisation_that_stands_behind_it(world: World) -> None:
    code, who = world.harvest().code, world.who
    holder, office = in_place_of(world, who.manager.party), in_place_of(world, who.registrar.party)
    with world.by(holder) as work:
        recall = recalls.announce(work, [code], "-", "1022")
    assert newest_event(world) == (who.manager.party, "recalled")
    with pytest.raises(Denied), world.by(holder) as work:
        recalls.lift(work, recall.code, "xong rồi")
    with world.by(office) as work:
        recalls.lift(work, recall.code, "kết quả đạt")
    assert newest_event(world) == (who.registrar.party, "lifted")
    assert (holder.code, office.code) == (who.operator.code, who.operator.code)


def test_an_operator_without_an_organisation_recalls_holds_and_lifts_nothing(world: World) -> None:
    code = world.harvest().code
    recall = world.recall(code)
    for act in (
        lambda work: recalls.announce(work, [code], "-", "1022"),
        lambda work: recalls.order_hold(work, code, "-"),
        lambda work: recalls.lift(work, recall.code, "-"),
    ):
        with pytest.raises(NotFound), world.by(world.who.operator) as work:
            act(work)
    assert newest_event(world)[1] == "recalled"


def test_who_may_order_a_hold(world: World) -> None:
    harvest = world.harvest()
    for who, error in (
        ("recorder", Denied),
        ("inspector", Denied),
        ("stranger", NotFound),
        ("commune_registrar", NotFound),
    ):
        with pytest.raises(error), world.by(getattr(world.who, who)) as work:
            recalls.order_hold(work, harvest.code, "lấy mẫu")
    for actor in (world.who.manager, world.who.registrar):
        with world.by(actor) as work:
            assert recalls.order_hold(work, harvest.code, "lấy mẫu").covered == 1
        assert newest_event(world) == (actor.party, "held")


def test_an_ordered_hold_covers_what_was_made_until_it_is_lifted(world: World) -> None:
    harvest = world.harvest()
    bag, unpublished = (
        world.pack(harvest.code, 10, quantity=Quantity(20_000, "g")).code for _ in range(2)
    )
    world.publish(bag)
    with world.by(world.who.manager) as work:
        held = recalls.order_hold(work, harvest.code, "lấy mẫu")
    assert (held.covered, scope(world, held.code)) == (3, {harvest.code, bag, unpublished})
    with pytest.raises(RuleBroken, match="batch_held"):
        world.publish(unpublished)
    page = world.page(bag)
    assert page.verdict == "held"
    assert [(each.reason, each.text) for each in page.notices] == [("ordered", "")]
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        recalls.lift(work, held.code, "xong rồi")
    with world.by(world.who.registrar) as work:
        recalls.lift(work, held.code, "mẫu đạt")
    world.publish(unpublished)


def test_everybody_lists_the_recalls_of_what_they_may_see(world: World) -> None:
    harvest = world.harvest()
    bag = world.pack(harvest.code, 10).code
    first, second = world.recall(harvest.code), world.recall(bag)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, first.code, "mẫu đạt")
    with world.view() as view:
        for who in ("operator", "registrar", "manager", "recorder"):
            found = recalls.listed(view, getattr(world.who, who))
            assert [each.code for each in found] == [second.code, first.code]
        assert [each.lifted_at is None for each in found] == [True, False]
        assert [each.batches for each in found] == [(bag,), tuple(sorted([bag, harvest.code]))]
        for who in ("stranger", "commune_registrar", "inspector"):
            assert recalls.listed(view, getattr(world.who, who)) == []
