"""Households: entered and changed by their own cooperative, known outside by a number only."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import update

from tests.people import QUAN_BA, VINH_TUY, World
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.services import erasures, household_views, households
from traceability.services.household_views import Answer, HouseholdPage
from traceability.services.households import HouseholdRequest
from traceability.store.models import AuditEntry, Party

HUNG = HouseholdRequest(
    "Nguyễn Văn Hùng", "0912345678", "thôn Vĩnh Sơn", VINH_TUY, "01210", "linked", "trồng 2 ha"
)


def add(world: World, asked: HouseholdRequest = HUNG, *, anyway: bool = False) -> str:
    with world.by(world.who.recorder) as work:
        return households.add(work, asked, anyway=anyway).code


def shown(world: World, code: str, actor: Actor | None = None) -> HouseholdPage:
    with world.view() as view:
        return household_views.shown(view, actor or world.who.recorder, code)


def revise(world: World, code: str, revision: int | None = None, **changed: str | None) -> bool:
    now = shown(world, code)
    asked = dataclasses.replace(now.asked, **changed)  # type: ignore[arg-type]
    with world.by(world.who.recorder) as work:
        return households.revise(work, code, asked, revision or now.revision)


def names(world: World, query: str = "", answer: str | None = None) -> list[str | None]:
    with world.view() as view:
        found = household_views.listed(view, world.who.recorder, query, answer)
    return [line.name for line in found.lines]


def test_a_household_is_kept_as_it_was_typed(world: World) -> None:
    page = shown(world, add(world))
    assert page.asked == HUNG
    assert page.where is not None
    assert page.where.old_commune == "Xã Vĩnh Hảo"
    assert page.line.answer is Answer.UNASKED
    assert page.short == "Nguyễn V. H."
    assert 1 <= page.line.number <= 99


def test_without_a_commune_it_lies_where_the_cooperative_does(world: World) -> None:
    page = shown(world, add(world, HouseholdRequest("Giàng A Pháo")))
    assert (page.asked.commune, page.asked.standing, page.asked.phone) == (VINH_TUY, "member", None)


def test_a_change_is_recorded_and_what_was_emptied_is_gone(world: World) -> None:
    code = add(world)
    assert revise(world, code, phone="0987654321", note=None, commune=QUAN_BA, old_commune=None)
    page = shown(world, code)
    assert (page.asked.phone, page.asked.note, page.asked.commune) == ("0987654321", None, QUAN_BA)
    assert page.revision == 2
    assert not revise(world, code)
    assert shown(world, code).revision == 2


def test_who_was_overtaken_is_told(world: World) -> None:
    code = add(world)
    revise(world, code, note="một")
    with pytest.raises(Conflict, match="household_changed"):
        revise(world, code, 1, note="hai")
    assert shown(world, code).asked.note == "một"


def test_the_same_name_and_phone_warn(world: World) -> None:
    number = f"{shown(world, add(world)).line.number:02}"
    same = dataclasses.replace(HUNG, name="NGUYỄN VĂN HÙNG", address="thôn khác")
    with pytest.raises(Conflict) as refused:
        add(world, same)
    assert (refused.value.code, refused.value.facts) == ("household_alike", {"number": number})
    other = add(world, same, anyway=True)
    add(world, dataclasses.replace(HUNG, phone="0987654321"))
    with pytest.raises(Conflict, match="household_alike"):
        revise(world, add(world, HouseholdRequest("Lù Thị Sen")), name=HUNG.name, phone=HUNG.phone)
    assert revise(world, other, note="x")


def test_a_namesake_elsewhere_does_not_warn(world: World) -> None:
    with world.by(world.who.stranger) as work:
        households.add(work, HUNG)
    add(world)


@pytest.mark.parametrize(
    ("commune", "old", "field"), [("99999", None, "commune"), (None, "99999", "old_commune")]
)
def test_a_commune_that_is_not_there_is_refused(
    world: World, commune: str | None, old: str | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, HouseholdRequest("A", commune=commune, old_commune=old))
    assert refused.value.faults[0].field == field


def test_strangers_and_offices_see_nothing(world: World) -> None:
    code = add(world)
    for actor in (world.who.stranger, world.who.inspector):
        with pytest.raises((NotFound, Denied)):
            shown(world, code, actor)
        with world.by(actor) as work, pytest.raises((NotFound, Denied)):
            households.revise(work, code, HUNG, 1)
    with pytest.raises(NotFound):
        shown(world, world.who.cooperative)
    with world.by(world.who.inspector) as work, pytest.raises(Denied):
        households.add(work, HUNG)


def test_searching_with_and_without_accents(world: World) -> None:
    add(world)
    add(world, HouseholdRequest("Đặng Thị Mẩy", "0987654321", "bản Lùng"))
    number = shown(world, world.who.household).line.number
    assert names(world, "hung") == ["Nguyễn Văn Hùng"]
    assert names(world, "dang thi") == ["Đặng Thị Mẩy"]
    assert names(world, "0912 345") == ["Nguyễn Văn Hùng"]
    assert names(world, "ban lung") == ["Đặng Thị Mẩy"]
    assert names(world, f"hộ {number:02}")[0] == "Giàng Thị Mỷ"
    assert names(world, "không ai") == []
    assert names(world) == ["Đặng Thị Mẩy", "Giàng Thị Mỷ", "Nguyễn Văn Hùng"]
    assert names(world, answer="full") == []


def test_the_list_comes_in_pages(world: World) -> None:
    with world.by(world.who.recorder) as work:
        for number in range(household_views.PAGE + 5):
            households.add(work, HouseholdRequest(f"Hộ thử {number}"))
    with world.view() as view:
        first = household_views.listed(view, world.who.recorder)
        second = household_views.listed(view, world.who.recorder, page=2)
    assert (len(first.lines), first.next_page) == (household_views.PAGE, 2)
    assert (len(second.lines), second.next_page) == (6, None)
    numbers = {line.number for line in (*first.lines, *second.lines)}
    assert len(numbers) == household_views.PAGE + 6


def test_nothing_is_added_to_an_erased_household(world: World) -> None:
    code = add(world)
    with world.by(world.who.manager) as work:
        erasures.erase(work, code)
    with pytest.raises(RuleBroken, match="household_erased"):
        revise(world, code, name="Ai đó")


def test_who_takes_the_list_is_noted(world: World) -> None:
    with world.by(world.who.recorder) as work:
        households.note_read(work, "households_exported")
    with world.view() as view:
        note = view.db.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert note is not None
        assert (note.action, note.thing) == ("households_exported", world.who.cooperative)
    with world.by(world.who.inspector) as work, pytest.raises(Denied):
        households.note_read(work, "households_exported")


@pytest.mark.parametrize("changed", [{"standing": "outside"}, {"old_commune_code": "01210"}])
def test_a_changed_row_is_found(world: World, changed: dict[str, str]) -> None:
    code = add(world, HouseholdRequest("Giàng A Pháo"))
    world.tampered = True
    with world.by(world.who.operator) as work:
        work.db.execute(update(Party).where(Party.code == code).values(**changed))
    assert [each.subject for each in world.differences()] == [code]
