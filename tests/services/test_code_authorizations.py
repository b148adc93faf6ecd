"""Lending a code: to one organisation, so much, so long; and what nothing carries is outside."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.people import MORNING, PICKED_ON, TODAY, World, photograph
from tests.services.test_verify import tampering
from traceability.domain.access import Actor
from traceability.domain.authorizations import Outside, State
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    alerts,
    code_authorizations,
    code_use_views,
    files,
    harvest_views,
    harvests,
    lent_codes,
    verify,
)
from traceability.services.code_authorizations import AuthorizationRequest
from traceability.services.harvests import Registered
from traceability.store.queries import batches
from traceability.store.unit import Reading

UNTIL = dt.date(2026, 3, 31)


def terms(world: World, kg: int = 1000) -> AuthorizationRequest:
    """The neighbours may harvest oranges under the code, from ten days ago to the end of March."""
    cap, since = Quantity(kg * 1000, "g"), TODAY - dt.timedelta(days=10)
    return AuthorizationRequest(world.who.area, world.who.foreign, cap, since, UNTIL)


def lend(world: World, kg: int = 1000, **more: object) -> str:
    asked = dataclasses.replace(terms(world, kg), **more)  # type: ignore[arg-type]
    with world.by(world.who.manager) as work:
        return code_authorizations.give(work, asked).code


def borrow(world: World, kg: int, day: dt.date = PICKED_ON, **more: object) -> Registered:
    """The neighbours record a harvest under the code."""
    asked = harvests.HarvestRequest(world.who.area, day, Quantity(kg * 1000, "g"))
    asked = dataclasses.replace(asked, **more)  # type: ignore[arg-type]
    with world.by(world.who.stranger) as work:
        return harvests.register(work, asked)


def take_back(world: World, code: str, last_on: dt.date = TODAY) -> None:
    with world.by(world.who.manager) as work:
        code_authorizations.withdraw(work, code, last_on)


def told(world: World, actor: Actor) -> list[tuple[str, dict[str, str | int]]]:
    with world.view() as view:
        return [(each.kind, dict(each.facts)) for each in alerts.listed(view, actor).lines]


def under(world: World, made: Registered) -> tuple[int | None, int | None, int]:
    """The code on the batch and on its one origin, and who holds the batch."""
    with world.view() as view:
        batch = batches.by_code(view.db, made.code)
        assert batch is not None
        (origin,) = batches.origins(view.db, batch.id)
        return batch.area_code_id, origin.area_code_id, batch.holder_id


def test_a_grantee_harvests_under_the_code_and_it_counts(world: World) -> None:
    lend(world, 1000)
    made = borrow(world, 400)
    assert (made.held, made.outside) == ((), None)
    area, origin, holder = under(world, made)
    assert area is not None
    assert (area, holder) == (origin, world.who.stranger.party)
    with world.view() as view:
        page = code_use_views.page(view, world.who.manager, world.who.area)
    (line,), (use,), (total,) = page.permissions, page.uses, page.totals
    assert (line.used, line.left, line.uses, line.state) == (400_000, 600_000, 1, State.LIVE)
    assert (use.amount, use.made_on, use.lot_code) == (400_000, PICKED_ON, made.lot_code)
    assert (total.grantee, total.amount) == ("HTX Hồng Quản Bạ", 400_000)


def test_each_use_and_each_permission_is_told(world: World) -> None:
    code = lend(world)
    made = borrow(world, 12)
    raw = "VN-HGOR-0128"
    used = {"raw": raw, "day": "2026-01-12", "amount": "12000 g", "lot": made.lot_code}
    assert told(world, world.who.manager) == [("code_used", used)]
    take_back(world, code)
    last = {"raw": raw, "day": "2026-01-20"}
    first = {"raw": raw, "day": "2026-03-31"}
    assert told(world, world.who.stranger) == [
        ("authorization_withdrawn", last),
        ("authorization_given", first),
    ]
    assert told(world, world.who.registrar) == [("code_taken_back", last), ("code_lent", first)]


OUTSIDE = [
    ({"kg": 1001}, Outside.CAP_REACHED),
    ({"day": TODAY - dt.timedelta(days=11)}, Outside.NOT_BEGUN),
    ({"crop": "persimmon"}, Outside.OTHER_CROP),
]


@pytest.mark.parametrize(("more", "why"), OUTSIDE)
def test_what_nothing_carries_is_recorded_outside_every_code(
    world: World, more: dict[str, object], why: Outside
) -> None:
    lend(world, 1000)
    made = borrow(world, **{"kg": 5, **more})  # type: ignore[arg-type]
    assert (made.outside, made.held) == (why, ())
    assert under(world, made) == (None, None, world.who.stranger.party)
    with world.view() as view:
        page = code_use_views.page(view, world.who.manager, world.who.area)
    assert (page.uses, page.permissions[0].left) == ((), 1_000_000)
    assert told(world, world.who.manager) == []


def test_after_its_last_day_it_carries_nothing(world: World) -> None:
    lend(world, to_on=TODAY)
    world.clock.now = MORNING + dt.timedelta(days=1)
    assert borrow(world, 5, TODAY + dt.timedelta(days=1)).outside is Outside.ENDED
    assert borrow(world, 5, TODAY).outside is None  # written down a day late


def test_taken_back_it_keeps_what_was_and_carries_no_more(world: World) -> None:
    code = lend(world)
    made = borrow(world, 5, TODAY - dt.timedelta(days=2))
    with pytest.raises(Invalid, match="withdrawn_before_use"):
        take_back(world, code, TODAY - dt.timedelta(days=3))
    with pytest.raises(Invalid, match="day_in_future"):
        take_back(world, code, TODAY + dt.timedelta(days=1))
    take_back(world, code, TODAY - dt.timedelta(days=1))
    assert under(world, made)[0] is not None
    assert borrow(world, 5, TODAY).outside is Outside.WITHDRAWN
    assert borrow(world, 5, TODAY - dt.timedelta(days=1)).outside is None
    with pytest.raises(RuleBroken, match="already_withdrawn"):
        take_back(world, code)


def test_goods_outside_are_packed_and_shown_as_such(world: World) -> None:
    lend(world, 1)
    made = borrow(world, 5)
    with world.view() as view:
        lines = harvest_views.choices(view, world.who.stranger).grounds
        mine = lent_codes.listed(view, world.who.stranger)
    assert [(each.raw, each.place) for each in lines if each.lent] == [("VN-HGOR-0128", "")]
    assert [(each.left, each.holder) for each in mine] == [(1000, "HTX Cam Sành Vĩnh Hảo")]
    assert made.outside is Outside.CAP_REACHED


def test_a_suspension_holds_the_lots_of_grantees_and_tells_each_of_its_own(world: World) -> None:
    lend(world)
    ours, theirs = world.harvest(10), borrow(world, 10)
    world.suspend(PICKED_ON, [ours.lot_code, theirs.lot_code])
    facts = {"raw": "VN-HGOR-0128", "day": "2026-01-12"}
    for actor, lots in ((world.who.manager, 2), (world.who.stranger, 1)):
        assert told(world, actor)[0] == ("code_suspended", {**facts, "lots": lots})
    assert borrow(world, 10).held == ("code_not_active",)


def test_a_code_that_was_never_lent_is_not_there(world: World) -> None:
    with pytest.raises(NotFound) as refused:
        borrow(world, 5)
    assert refused.value.faults[0].field == "area_code"


REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"grantee": "HTX Không Có"}, "grantee_unknown", "grantee"),
    ({"grantee": "HTX Hồng"}, "grantee_unknown", "grantee"),
    ({"grantee": "HTX Cam Sành Vĩnh Hảo"}, "grantee_is_holder", "grantee"),
    ({"crop": "persimmon"}, "crop_unknown", "crop"),
    ({"cap": Quantity(5, "ml")}, "unit_not_of_crop", "cap"),
    ({"to_on": TODAY - dt.timedelta(days=11)}, "to_before_from", "to_on"),
    ({"to_on": TODAY - dt.timedelta(days=1)}, "authorization_over", "to_on"),
    ({"from_on": TODAY - dt.timedelta(days=61)}, "authorization_too_early", "from_on"),
    ({"to_on": dt.date(2029, 12, 31)}, "authorization_too_long", "to_on"),
]


def test_what_contradicts_itself_is_refused(world: World, subtests: pytest.Subtests) -> None:
    for more, code, field in REFUSED:
        with subtests.test(code, **more):
            with pytest.raises(Invalid) as refused:
                lend(world, **more)  # type: ignore[arg-type]
            assert (refused.value.code, refused.value.faults[0].field) == (code, field)
    world.suspend(TODAY)
    with pytest.raises(RuleBroken, match="code_not_active_now"):
        lend(world)


@pytest.mark.parametrize(
    "typed", ["HTX Hồng Quản Bạ", "htx hong quan ba", " HTX  hồng quản bạ", "CODE"]
)
def test_a_grantee_is_named_by_its_code_or_its_whole_name(world: World, typed: str) -> None:
    lend(world, grantee=world.who.foreign.lower() if typed == "CODE" else typed)
    assert borrow(world, 5).outside is None


def test_an_organisation_is_found_by_its_telephone(world: World) -> None:
    with world.view() as view:
        found = code_authorizations.grantees.found(view, "+84 219 386 1234")
        assert found.code == world.who.cooperative


@pytest.mark.parametrize(
    ("who", "kind"),
    [("recorder", Denied), ("stranger", NotFound), ("registrar", Refusal), ("inspector", Refusal)],
)
def test_only_the_holders_manager_gives_and_takes_back(
    world: World, who: str, kind: type[Refusal]
) -> None:
    code = lend(world)
    for act in (
        lambda work: code_authorizations.give(work, terms(world)),
        lambda work: code_authorizations.withdraw(work, code, TODAY),
    ):
        with pytest.raises(kind), world.by(getattr(world.who, who)) as work:
            act(work)


def test_its_paper_is_for_who_has_to_do_with_it(world: World, tmp_path: Path) -> None:
    paper = files.prepare(photograph(), tmp_path)
    code = lend(world, papers=(paper,))
    for who in ("manager", "recorder", "stranger", "registrar"):
        with world.view() as view:
            actor = getattr(world.who, who)
            assert code_authorizations.paper(view, actor, code, 1).content_type == files.JPEG
    with pytest.raises(NotFound), world.view() as view:
        code_authorizations.paper(view, world.who.commune_registrar, code, 1)


TAMPERED = [
    ("UPDATE code_authorization SET cap = 2000000", "code_authorization", "cap"),
    ("UPDATE code_authorization SET to_on = '2027-01-01'", "code_authorization", "to_on"),
    (
        "UPDATE code_authorization SET withdrawn_on = '2026-01-15',"
        " withdrawn_at = '2026-01-15 00:00:00'",
        "code_authorization",
        "withdrawn_on",
    ),
    ("UPDATE code_use SET amount = 1", "code_use", "amount"),
    ("DELETE FROM code_use", "code_use", "authorization"),
]


@pytest.mark.parametrize(("statement", "table", "field"), TAMPERED)
def test_a_row_that_was_tampered_with_is_found(
    world: World, statement: str, table: str, field: str
) -> None:
    lend(world)
    borrow(world, 5)
    assert world.differences() == []
    with tampering(world) as connection:
        connection.execute(text(statement))
        seen = Reading(Session(connection), world.clock())
        found = {(each.kind, each.field) for each in verify.differences(seen)}
    assert (table, field) in found
