"""A hold over the ceiling whose harvest was put right: the officer sees it, and releases it."""

from __future__ import annotations

import re

import pytest

from tests.people import World
from tests.services.season_worlds import harvested, one_hectare
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.quantity import Quantity
from traceability.services import batches, corrections, recalls
from traceability.services.corrections import Amendment, Retraction
from traceability.store.queries import recalls as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
SAID = "Sau đính chính còn 20 tấn, dưới hạn mức 25 tấn."


@pytest.fixture
def held(world: World) -> str:
    place, area = one_hectare(world)
    return harvested(world, area, place, 200).code


def amend(world: World, lot: str, tonnes: int) -> None:
    with world.by(world.who.recorder) as work:
        change = Amendment(world.entry(lot), {lot: Quantity(tonnes * 1_000_000, "g")})
        corrections.correct(work, [change], "gõ thừa một số không")


def is_open(world: World, lot: str) -> bool:
    with world.view() as view:
        return bool(queries.open_over(view.db, [batches.known(view, lot).id]))


def test_it_is_said_and_released_with_one_tap_never_by_itself(world: World, held: str) -> None:
    desk = Visitor(app_of(world), world, "registrar")
    assert "Sau đính chính" not in desk.get("/registry/lo").text
    amend(world, held, 20)
    assert is_open(world, held)
    page = desk.get("/registry/lo")
    assert SAID in page.text.replace("\u00a0", " ")
    form = page.form("/go")
    assert form["reason"].replace("\u00a0", " ") == SAID
    (at,) = re.findall(r'<form method="post" action="(/registry/lo/[^"]+/go)"', page.source)
    assert SAID in desk.get(at).text.replace("\u00a0", " ")
    assert desk.post(at, form).status == 303
    assert not is_open(world, held)
    assert "Sau đính chính" not in desk.get("/registry/lo").text
    assert world.differences() == []


def test_its_own_people_read_that_the_reason_is_gone(world: World, held: str) -> None:
    recorder = Visitor(app_of(world), world, "recorder")
    assert "Sau đính chính" not in recorder.get(f"/coop/lo/{held}").text
    amend(world, held, 20)
    page = recorder.get(f"/coop/lo/{held}").text.replace("\u00a0", " ")
    assert SAID in page
    assert "gọi cho cơ quan cấp mã" in page


def test_the_office_is_told_once_it_is_below(world: World, held: str) -> None:
    office, gone = Visitor(app_of(world), world, "registrar"), "sau đính chính vụ không còn vượt"
    amend(world, held, 26)
    assert gone not in office.get("/thong-bao").text
    amend(world, held, 20)
    assert office.get("/thong-bao").text.count(gone) == 1


@pytest.mark.parametrize("tonnes", [190, 26])
def test_what_is_still_above_says_nothing(world: World, held: str, tonnes: int) -> None:
    amend(world, held, tonnes)
    page = Visitor(app_of(world), world, "registrar").get("/registry/lo")
    assert "Tạm ngừng xuất" in page.text
    assert "Sau đính chính" not in page.text


def test_what_was_taken_back_is_nothing_any_more(world: World, held: str) -> None:
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [Retraction(world.entry(held))], "ghi nhầm vườn")
    page = Visitor(app_of(world), world, "registrar").get("/registry/lo")
    assert is_open(world, held)
    assert "Sau đính chính còn 0 kg, dưới hạn mức 25 tấn." in page.text.replace("\u00a0", " ")


def test_an_inspector_sees_it_and_has_no_button(world: World, held: str) -> None:
    amend(world, held, 20)
    page = Visitor(app_of(world), world, "inspector").get("/registry/lo")
    assert "vì đã đính chính" not in page.text


def test_the_cooperative_releases_nothing(world: World, held: str) -> None:
    amend(world, held, 20)
    with world.view() as view:
        (hold,) = queries.open_over(view.db, [batches.known(view, held).id])
        code = hold.code
    with pytest.raises(Exception, match="denied"), world.by(world.who.manager) as work:
        recalls.lift(work, code, "đã đính chính")
    assert is_open(world, held)
