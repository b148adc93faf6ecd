"""Alerts: told where something happens, read by whom they are for, and without anybody's name."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.offices import GTIN, contested, contested_in_quan_ba, member, product
from tests.people import TODAY, World, decision, restore_code
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Denied, NotFound
from traceability.services import alerts, case_decisions, recalls
from traceability.services.alerts import AlertShown
from traceability.store.models import Alert, PrivateValue
from traceability.store.queries import accounts as queries


def told(world: World, actor: Actor) -> list[AlertShown]:
    """What an actor reads, newest first."""
    with world.view() as view:
        return list(alerts.listed(view, actor).lines)


def kinds(world: World, actor: Actor) -> list[str]:
    return [str(each.kind) for each in told(world, actor)]


def test_a_suspension_is_told_once_with_the_number_of_lots(world: World) -> None:
    lots = [world.harvest().lot_code, world.harvest().lot_code]
    world.suspend(TODAY.replace(day=10), confirmed=lots)
    (alert,) = told(world, world.who.manager)
    assert (alert.kind, alert.subject) == ("code_suspended", world.who.area)
    assert alert.facts == {"raw": "VN-HGOR-0128", "day": "2026-01-10", "lots": 2}
    assert told(world, world.who.stranger) == []


def test_a_restored_code_is_told(world: World) -> None:
    world.suspend(TODAY)
    with world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(TODAY, "15/QĐ"))
    assert kinds(world, world.who.manager) == ["code_restored", "code_suspended"]


def test_a_harvest_that_is_held_is_told_to_its_manager(world: World) -> None:
    world.suspend(TODAY)
    made = world.harvest(50, day=TODAY)
    alert = told(world, world.who.manager)[0]
    assert (alert.kind, alert.subject) == ("batch_held", made.code)
    assert alert.facts["lot"] == made.lot_code


def test_a_hold_and_its_lifting_are_told_to_the_holder(world: World) -> None:
    made = world.harvest()
    with world.by(world.who.registrar) as work:
        hold = recalls.order_hold(work, made.code, "kiểm tra lại")
    recall = world.recall(made.code)
    for each in (hold, recall):
        with world.by(world.who.registrar) as work:
            recalls.lift(work, each.code, "đạt")
    expected = ["recall_lifted", "hold_lifted", "batch_recalled", "batch_held"]
    assert kinds(world, world.who.manager) == expected
    assert {each.subject for each in told(world, world.who.manager)} == {made.code}


def test_a_cooperatives_recall_is_told_to_the_office_that_can_end_it(world: World) -> None:
    raw = world.harvest()
    world.pack(raw.code, 10)
    for words in ("Trả lại nơi mua.", "Đừng ăn."):  # another one beside it is told as well
        with world.by(world.who.manager) as work:
            recalls.announce(work, [raw.code], words, "HTX, 0900 000 011")
        alert = told(world, world.who.registrar)[0]
        assert (alert.kind, alert.subject) == ("recall_announced", raw.code)
        assert alert.facts == {"lot": raw.lot_code, "count": 2}
    assert len(told(world, world.who.registrar)) == 2
    assert told(world, world.who.commune_registrar) == []


def test_an_office_is_not_told_of_its_own_recall(world: World) -> None:
    made = world.harvest()
    with world.by(world.who.registrar) as work:
        recalls.announce(work, [made.code], "Trả lại nơi mua.", "Chi cục, 0900 000 001")
    assert told(world, world.who.registrar) == []
    assert kinds(world, world.who.manager) == ["batch_recalled"]


def test_two_claims_on_a_gtin_are_told_to_both_and_to_the_province(world: World) -> None:
    case, ours, theirs = contested(world)
    assert [(a.kind, a.subject) for a in told(world, world.who.manager)] == [
        ("gtin_conflict", ours)
    ]
    assert [(a.kind, a.subject) for a in told(world, world.who.stranger)] == [
        ("gtin_conflict", theirs)
    ]
    assert [(a.kind, a.subject) for a in told(world, world.who.registrar)] == [
        ("case_opened", case)
    ]
    assert told(world, world.who.commune_registrar) == []


def test_a_case_within_a_commune_is_told_to_its_own_office(world: World) -> None:
    case, _ours, _theirs = contested_in_quan_ba(world)
    assert [a.subject for a in told(world, world.who.commune_registrar)] == [case]
    assert told(world, world.who.registrar) == []


def test_a_case_that_leaves_a_commune_is_told_to_the_province(world: World) -> None:
    case, _ours, _theirs = contested_in_quan_ba(world)
    product(world, world.who.manager)
    assert [(a.kind, a.subject) for a in told(world, world.who.registrar)] == [
        ("case_opened", case)
    ]


def test_a_confirmed_gtin_is_told(world: World) -> None:
    made = product(world, world.who.manager)
    with world.by(world.who.registrar) as work:
        case_decisions.confirm(work, made)
    assert [(a.kind, a.facts) for a in told(world, world.who.manager)] == [
        ("gtin_confirmed", {"gtin": GTIN})
    ]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("rumour", {}),
        ("gtin_kept", {}),
        ("gtin_kept", {"gtin": GTIN, "name": "Hoàng Thị Mai"}),
    ],
)
def test_what_is_no_kind_or_has_other_facts_is_not_told(
    world: World, kind: str, facts: dict[str, str]
) -> None:
    with world.by(world.who.registrar) as work, pytest.raises(ValueError, match=r"rumour|facts"):
        alerts.tell(work, world.who.manager.party or 0, kind, facts=facts)


def test_one_is_read_by_whom_it_is_for(world: World) -> None:
    colleague = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    with world.by(world.who.registrar) as work:
        office = world.who.registrar.party or 0
        to = queries.member_of_actor(work.db, colleague.id)
        assert to is not None
        facts = {"case_kind": "gtin", "key": GTIN}
        alerts.tell(work, office, "case_given", "AAAAAAAAA", facts, to.id)
    assert kinds(world, colleague) == ["case_given"]
    assert kinds(world, world.who.registrar) == []
    assert kinds(world, world.who.inspector) == []


def test_what_was_read_stays_and_counts_no_more(world: World) -> None:
    world.suspend(TODAY)
    (alert,) = told(world, world.who.recorder)
    with world.by(world.who.recorder) as work:
        alerts.mark_read(work, alert.alert_id)
    with world.view() as view:
        assert alerts.unread(view, world.who.manager) == 0
        first = view.db.scalars(select(Alert)).one()
        assert (first.seen_at, first.seen_by) == (view.now, world.who.recorder.id)
    world.clock.pass_by(hours=1)
    with world.by(world.who.manager) as work:
        alerts.mark_read(work, alert.alert_id)
    with world.view() as view:
        assert view.db.scalars(select(Alert)).one().seen_by == world.who.recorder.id


def test_another_organisations_alert_is_not_there(world: World) -> None:
    world.suspend(TODAY)
    (alert,) = told(world, world.who.manager)
    for stranger in (world.who.stranger, world.who.registrar):
        with world.by(stranger) as work, pytest.raises(NotFound):
            alerts.mark_read(work, alert.alert_id)
        with world.by(stranger) as work:
            assert alerts.mark_all_read(work) == 0
    with world.view() as view:
        assert alerts.unread(view, world.who.manager) == 1


def test_who_only_inspects_reads_and_marks_nothing_of_the_office(world: World) -> None:
    contested(world)
    (alert,) = told(world, world.who.inspector)
    with world.by(world.who.inspector) as work, pytest.raises(Denied):
        alerts.mark_read(work, alert.alert_id)
    with world.by(world.who.inspector) as work:
        assert alerts.mark_all_read(work) == 0
    with world.by(world.who.registrar) as work:
        assert alerts.mark_all_read(work) == 1


def test_no_alert_repeats_a_private_value(busy: World) -> None:
    with busy.view() as view:
        facts = [json.loads(each) for each in view.db.scalars(select(Alert.facts))]
        private = set(view.db.scalars(select(PrivateValue.value)))
    said = {str(value) for each in facts for value in each.values()}
    assert len(facts) > 5
    assert said & private == set()


def test_a_long_list_has_pages(world: World) -> None:
    with world.by(world.who.registrar) as work:
        for number in range(52):
            facts = {"role": str(Role.RECORDER)}
            alerts.tell(work, world.who.manager.party or 0, "member_left", str(number), facts)
    with world.view() as view:
        first, second = (alerts.listed(view, world.who.manager, page) for page in (1, 2))
        beyond = alerts.listed(view, world.who.manager, 99)
    assert [first.lines[0].subject, second.lines[-1].subject] == ["51", "0"]
    assert (first.pages, len(first.lines), len(second.lines), beyond.page) == (2, 50, 2, 2)
