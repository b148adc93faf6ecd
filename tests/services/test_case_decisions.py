"""Deciding a case: what becomes of the claims, who is told, and whose name stands under it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.offices import WHY, case_of, contested, contested_in_quan_ba, join, member, product
from tests.people import TODAY, World
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.services import (
    accounts,
    alerts,
    case_decisions,
    case_views,
    officers,
    parties,
    sign_in,
)
from traceability.services.case_decisions import DecisionRequest
from traceability.services.case_views import Confirmation, Ruling
from traceability.store.models import PrivateValue, Product
from traceability.store.queries import accounts as account_queries
from traceability.store.queries import events

OFFICE = "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"


def decide(
    world: World, actor: Actor, case: str, winner: str | None, acting_reason: str = ""
) -> None:
    with world.by(actor) as work:
        case_decisions.decide(work, DecisionRequest(case, winner, WHY, acting_reason))


def ruling(world: World, case: str) -> Ruling:
    with world.view() as view:
        found = case_views.page(view, world.who.registrar, case).ruling
        assert found is not None
        return found


def states(world: World, *codes: str) -> list[str | None]:
    with world.view() as view:
        rows = view.db.scalars(select(Product).where(Product.code.in_(codes)))
        by_code = {row.code: row.gtin_state for row in rows}
    return [by_code[code] for code in codes]


def last_told(world: World, actor: Actor) -> str:
    with world.view() as view:
        return str(alerts.listed(view, actor).lines[0].kind)


def test_one_product_keeps_the_number_and_everybody_is_told(world: World) -> None:
    case, ours, theirs = contested(world)
    decide(world, world.who.registrar, case, ours)
    assert states(world, ours, theirs) == ["confirmed", "refused"]
    assert last_told(world, world.who.manager) == "gtin_kept"
    assert last_told(world, world.who.stranger) == "gtin_refused"
    assert last_told(world, world.who.registrar) == "case_decided"
    found = ruling(world, case)
    assert (found.kept, found.reason, found.for_commune) == (ours, WHY, False)
    assert (found.signature.person, found.signature.office) == ("Nguyễn Thị Lan", OFFICE)


def test_nobody_may_keep_it(world: World) -> None:
    case, ours, theirs = contested(world)
    decide(world, world.who.registrar, case, None)
    assert states(world, ours, theirs) == ["refused", "refused"]
    assert ruling(world, case).kept is None


def test_a_decision_is_taken_once(world: World) -> None:
    case, ours, theirs = contested(world)
    decide(world, world.who.registrar, case, ours)
    with pytest.raises(RuleBroken, match="case_closed"):
        decide(world, world.who.registrar, case, theirs)
    assert states(world, ours, theirs) == ["confirmed", "refused"]


def test_a_product_outside_the_case_cannot_win(world: World) -> None:
    case, _ours, _theirs = contested(world)
    with pytest.raises(Invalid, match="winner_unknown"):
        decide(world, world.who.registrar, case, world.who.product)
    assert case_of(world) == case


def test_who_is_a_member_of_a_holder_needs_a_second_hand(world: World) -> None:
    case, ours, _theirs = contested(world)
    with world.by(world.who.operator) as work:
        user = account_queries.user_by_login(work.db, "registrar")
        assert user is not None
        join(work, user, world.who.manager.party or 0, Role.RECORDER)
    with pytest.raises(Denied, match="own_matter"):
        decide(world, world.who.registrar, case, ours)
    with world.view() as view:
        assert case_views.page(view, world.who.registrar, case).own_matter
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    decide(world, hoa, case, ours)
    assert ruling(world, case).signature.person == "Lý Thị Hoa"


def test_who_has_left_the_holder_decides_again(world: World) -> None:
    case, ours, _theirs = contested(world)
    with world.by(world.who.operator) as work:
        user = account_queries.user_by_login(work.db, "registrar")
        assert user is not None
        coop = parties.known(work, world.who.manager.party or 0)
        join(work, user, coop.id, Role.RECORDER)
        accounts.leave(work, "registrar", coop)
    decide(world, world.who.registrar, case, ours)
    assert ruling(world, case).kept == ours


def test_other_territories_do_not_know_the_case_and_an_inspector_is_denied(world: World) -> None:
    case, ours, _theirs = contested(world)
    for stranger in (world.who.commune_registrar, world.who.manager, world.who.stranger):
        with pytest.raises(NotFound):
            decide(world, stranger, case, ours)
        with world.view() as view, pytest.raises(NotFound):
            case_views.page(view, stranger, case)
    with pytest.raises(Denied):
        decide(world, world.who.inspector, case, ours)
    with world.view() as view:
        assert not case_views.page(view, world.who.inspector, case).may_decide


def test_the_commune_decides_its_own_without_saying_more(world: World) -> None:
    case, ours, _theirs = contested_in_quan_ba(world)
    decide(world, world.who.commune_registrar, case, ours)
    found = ruling(world, case)
    assert (found.for_commune, found.signature.office) == (False, "UBND xã Quản Bạ")


def test_the_province_acts_for_a_commune_with_a_reason(world: World) -> None:
    case, ours, _theirs = contested_in_quan_ba(world)
    with world.view() as view:
        assert case_views.page(view, world.who.registrar, case).asks_for_reason
        assert not case_views.page(view, world.who.commune_registrar, case).asks_for_reason
    with pytest.raises(Invalid, match="acting_reason_needed") as refused:
        decide(world, world.who.registrar, case, ours)
    assert refused.value.faults[0].field == "acting_reason"
    decide(world, world.who.registrar, case, ours, "cán bộ xã nghỉ dài ngày")
    found = ruling(world, case)
    assert (found.for_commune, found.acting_reason) == (True, "cán bộ xã nghỉ dài ngày")
    assert last_told(world, world.who.commune_registrar) == "case_decided"


def test_confirming_asks_for_the_territory(world: World) -> None:
    made = product(world, world.who.manager)
    for stranger, kind in (
        (world.who.commune_registrar, NotFound),
        (world.who.manager, NotFound),
        (world.who.inspector, Denied),
    ):
        with world.by(stranger) as work, pytest.raises(kind):
            case_decisions.confirm(work, made)
    with world.by(world.who.registrar) as work:
        case_decisions.confirm(work, made)
    assert states(world, made) == ["confirmed"]


# --- whose name stands under it ------------------------------------------------------------------


def rename(world: World, actor: Actor, name: str) -> None:
    with world.by(world.who.operator) as work:
        parties.revise(work, parties.known(work, actor.party or 0), {"name": name})


def test_a_decision_keeps_officer_and_office_whatever_becomes_of_them(world: World) -> None:
    case, ours, _theirs = contested(world)
    decide(world, world.who.registrar, case, ours)
    world.clock.pass_by(days=30)
    member(world, world.who.registrar, "successor", "Lý Thị Hoa")  # the last one is not let go
    with world.by(world.who.operator) as work:
        office = parties.known(work, world.who.registrar.party or 0)
        accounts.leave(work, "registrar", office)
        accounts.disable_user(work, "registrar")
    rename(world, world.who.inspector, "Chi cục Nông nghiệp")
    with world.view() as view:
        found = case_views.page(view, world.who.inspector, case).ruling
    assert found is not None
    assert (found.signature.person, found.signature.office) == ("Nguyễn Thị Lan", OFFICE)


def test_an_erased_officer_is_nobody_in_the_decision_and_the_chain_holds(world: World) -> None:
    case, ours, _theirs = contested(world)
    decide(world, world.who.registrar, case, ours)
    with world.by(world.who.operator) as work, pytest.raises(RuleBroken, match="account_open"):
        officers.forget(work, "registrar")
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "registrar")
        assert officers.forget(work, "REGISTRAR").decisions > 1  # the grants among them
        assert sign_in.account_of(work, "registrar") is None
    with world.view() as view:
        found = case_views.page(view, world.who.inspector, case).ruling
        kept = list(view.db.scalars(select(PrivateValue.value)))
    assert found is not None
    assert (found.signature.person, found.signature.office) == (None, OFFICE)
    assert "Nguyễn Thị Lan" not in kept
    assert "Trần Văn Bình" in kept
    assert world.differences() == []


def confirmation(world: World, case: str, code: str) -> Confirmation:
    with world.view() as view:
        page = case_views.page(view, world.who.inspector, case)
    (found,) = [each.confirmed for each in page.claims if each.product == code]
    assert found is not None
    return found


def test_a_confirmation_keeps_its_names_and_gives_the_persons_back(world: World) -> None:
    ours = product(world, world.who.manager)
    with world.by(world.who.registrar) as work:
        case_decisions.confirm(work, ours)
    product(world, world.who.stranger)
    rename(world, world.who.registrar, "Chi cục Nông nghiệp")
    case = case_of(world)
    found = confirmation(world, case, ours)
    assert (found.on, found.signature.person) == (TODAY, "Nguyễn Thị Lan")
    assert found.signature.office == OFFICE
    assert world.differences() == []
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "registrar")
        officers.forget(work, "registrar")
    found = confirmation(world, case, ours)
    assert (found.signature.person, found.signature.office) == (None, OFFICE)
    assert world.differences() == []


def test_a_name_under_a_confirmation_is_held_by_its_leaf(world: World) -> None:
    ours = product(world, world.who.manager)
    with world.by(world.who.registrar) as work:
        case_decisions.confirm(work, ours)
    with world.by(world.who.operator) as work:
        event = events.of_step(work.db, ours, EventStep.GTIN_DECIDED)[0]
        row = work.db.query(PrivateValue).filter_by(owner_id=event.event_id, field="decided_by")
        row.one().value = "Ai Khác"
    world.tampered = True
    assert [each.field for each in world.differences()] == ["decided_by"]


def test_who_settled_a_case_signs_what_became_of_the_claims(world: World) -> None:
    case, ours, theirs = contested(world)
    decide(world, world.who.registrar, case, ours)
    with world.view() as view:
        for code in (ours, theirs):
            event = events.of_step(view.db, code, EventStep.GTIN_DECIDED)[0]
            words = events.private_values(view.db, "event", [event.event_id])
            assert officers.signed(words, event.event_id).person == "Nguyễn Thị Lan"
        claims = case_views.page(view, world.who.registrar, case).claims
    assert [each.confirmed for each in claims] == [None, None]  # the ruling says who and when


def test_nobody_unknown_is_forgotten(world: World) -> None:
    with world.by(world.who.operator) as work, pytest.raises(NotFound):
        officers.forget(work, "nobody")
    with world.by(world.who.registrar) as work, pytest.raises((Denied, NotFound)):
        officers.forget(work, "registrar")
