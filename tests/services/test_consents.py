"""What a household agrees to: shown at once, hidden at once, and whole under ``verify``."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text

from tests.people import TODAY, World
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound
from traceability.services import consents, household_views, households
from traceability.services.consents import Answered, Round
from traceability.store.append_only import release
from traceability.store.models import Consent, Event, PrivateValue

YESTERDAY = TODAY - dt.timedelta(days=1)


def answer(
    world: World,
    form: str | None,
    day: dt.date = TODAY,
    channel: str = "signed",
    witness: str | None = None,
    household: str | None = None,
) -> None:
    given = Answered(household or world.who.household, form, channel)
    with world.by(world.who.recorder) as work:
        consents.record(work, Round(day, (given,), witness))


def public_name(world: World, batch: str) -> str | None:
    (origin,) = world.page(batch).origins
    assert origin.household is not None
    return origin.household_name


def packed_of_household(world: World) -> str:
    made = world.pack(world.harvest(100, household=world.who.household).code, 40)
    world.publish(made.code)
    return made.code


def test_a_page_shows_what_was_agreed_to_and_stops_at_once(world: World) -> None:
    batch = packed_of_household(world)
    assert public_name(world, batch) is None
    answer(world, "full")
    assert public_name(world, batch) == "Giàng Thị Mỷ"
    answer(world, "short")
    assert public_name(world, batch) == "Giàng T. M."
    answer(world, None)
    assert public_name(world, batch) is None
    answer(world, "full")
    assert public_name(world, batch) == "Giàng Thị Mỷ"


def test_a_no_is_kept_so_that_nobody_asks_again(world: World) -> None:
    answer(world, None)
    with world.view() as view:
        page = household_views.shown(view, world.who.recorder, world.who.household)
    assert page.line.answer == "no"
    assert [(each.form, each.day, each.channel) for each in page.said] == [(None, TODAY, "signed")]


def test_many_answer_at_once_all_or_none(world: World) -> None:
    with world.by(world.who.recorder) as work:
        other = households.add(work, households.HouseholdRequest("Lù Thị Sen")).code
    both = (
        Answered(world.who.household, "full", "signed"),
        Answered(other, "short", "thumbprint"),
    )
    with world.by(world.who.recorder) as work:
        consents.record(work, Round(YESTERDAY, both, "Vàng A Lử"))
    with world.view() as view:
        found = household_views.listed(view, world.who.recorder)
        assert {line.answer for line in found.lines} == {"full", "short"}
        witness = select(PrivateValue.value).where(PrivateValue.field == "witness")
        assert list(view.db.scalars(witness)) == ["Vàng A Lử"] * 2
        leaves = "".join(view.db.scalars(select(Event.leaf)))
    assert "Lử" not in leaves
    wrong = (Answered(other, None, "signed"), Answered(world.who.foreign, "full", "signed"))
    with pytest.raises(NotFound), world.by(world.who.recorder) as work:
        consents.record(work, Round(TODAY, wrong))
    with world.view() as view:
        assert household_views.shown(view, world.who.recorder, other).line.answer == "short"


def test_an_older_paper_does_not_undo_a_withdrawal(world: World) -> None:
    answer(world, None, TODAY)
    with pytest.raises(Conflict) as refused:
        answer(world, "full", YESTERDAY)
    assert refused.value.code == "consent_older"
    assert refused.value.facts["day"] == TODAY
    assert public_name(world, packed_of_household(world)) is None


def test_what_was_only_spoken_wants_a_witness(world: World) -> None:
    with pytest.raises(Invalid, match="consent_needs_witness"):
        answer(world, "full", channel="spoken")
    answer(world, "full", channel="spoken", witness="Lù Thị Sen")


def test_nothing_marked_records_nothing(world: World) -> None:
    with world.by(world.who.recorder) as work, pytest.raises(Invalid, match="consent_nothing_mark"):
        consents.record(work, Round(TODAY, ()))


def test_only_the_own_cooperative_records(world: World) -> None:
    given = (Answered(world.who.household, "full", "signed"),)
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        consents.record(work, Round(TODAY, given))
    with world.by(world.who.registrar) as work, pytest.raises((Denied, NotFound)):
        consents.record(work, Round(TODAY, given))


@pytest.mark.parametrize(
    "changed", ["form = 'full'", "state = 'withdrawn', form = NULL", "text_version = 'ten-9'"]
)
def test_a_changed_row_is_found(world: World, changed: str) -> None:
    answer(world, "short")
    world.tampered = True
    with world.store.writer.begin() as connection:
        release(connection, "consent")
        connection.execute(text(f"UPDATE consent SET {changed}"))
    assert "consent" in {each.kind for each in world.differences()}


def test_a_row_that_no_event_entered_is_found(world: World) -> None:
    answer(world, "short")
    world.tampered = True
    with world.store.writer.begin() as connection:
        release(connection, "consent")
        connection.execute(text("DELETE FROM consent"))
    assert [each.field for each in world.differences() if each.kind == "event"] == ["rows"]


def test_a_name_that_is_gone_is_not_shown(world: World) -> None:
    answer(world, "full")
    batch = packed_of_household(world)
    with world.by(world.who.operator) as work:
        work.db.query(PrivateValue).filter(PrivateValue.owner_id == world.who.household).delete()
    assert public_name(world, batch) is None
    with world.view() as view:
        assert view.db.query(Consent).count() == 1
