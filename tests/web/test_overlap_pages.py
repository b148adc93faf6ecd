"""Ground that two places claim, as officers meet it: both lines on a map, and the decision."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.plots import declare, plot, square, the_case
from tests.web.lot_visits import Page, Visitor
from tests.web.registry_visits import officer

QUEUE = "/registry/vu-viec"
WHY = "đã đo lại tại vườn cùng hai bên"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def case(world: World) -> str:
    """Our orchard, and a line over it by the neighbours."""
    declare(world, world.who.manager, world.who.place, square())
    world.clock.pass_by(minutes=5)
    theirs = plot(world, world.who.stranger, "Vườn giáp ranh")
    declare(world, world.who.stranger, theirs, square(0.0014))
    return the_case(world).code


def decide(desk: Visitor, case: str, **typed: str) -> Page:
    return desk.send(f"{QUEUE}/{case}", f"{QUEUE}/{case}/quyet", **typed)


def test_both_sides_stand_beside_a_map(world: World, case: str) -> None:
    desk = officer(world)
    assert "Chồng lấn ranh giới" in desk.get(QUEUE).text
    page = desk.get(f"{QUEUE}/{case}")
    for shown in ("HTX Cam Sành Vĩnh Hảo", "HTX Hồng Quản Bạ", "Vườn giáp ranh", "VN-HGOR-0128"):
        assert shown in page.text
    for kind in ("first", "second", "shared"):
        assert f'path class="map-{kind}"' in page.source
    assert "bằng 59\u00a0% của vùng nhỏ hơn" in page.source


def test_an_inspector_reads_it_without_the_lines(world: World, case: str) -> None:
    page = officer(world, "inspector").get(f"{QUEUE}/{case}")
    assert page.status == 200
    assert "map-first" not in page.source
    assert "Bản đồ chỉ hiện khi" in page.text


def test_another_territory_does_not_know_it(world: World, case: str) -> None:
    assert officer(world, "commune_registrar").get(f"{QUEUE}/{case}").status == 404


@pytest.mark.parametrize(
    ("winner", "said", "stands"),
    [
        ("none", "Hai bên giữ nguyên ranh giới", "Đã quyết: hai bên giữ nguyên"),
        ("ours", "phải vẽ lại", "giữ nguyên, bên kia vẽ lại"),
    ],
)
def test_a_decision_is_said_back_and_then_taken(
    world: World, case: str, winner: str, said: str, stands: str
) -> None:
    desk = officer(world)
    keeps = world.who.place if winner == "ours" else winner
    page = decide(desk, case, winner=keeps, reason=WHY)
    assert page.status == 200
    assert said in page.text
    assert the_case(world).closed_at is None
    path = f"{QUEUE}/{case}/quyet"
    assert desk.post(path, {**page.form(path), "confirm": "yes"}).status == 303
    after = desk.get(f"{QUEUE}/{case}")
    assert stands in after.text
    assert WHY in after.text


def test_what_is_missing_is_asked_for(world: World, case: str) -> None:
    page = decide(officer(world), case, winner="", reason="")
    assert page.status == 422
    assert page.error_at("winner")
    assert page.error_at("reason")


def test_a_line_drawn_anew_ends_it(world: World, case: str) -> None:
    declare(world, world.who.manager, world.who.place, square(-0.02))
    page = officer(world).get(f"{QUEUE}/{case}")
    assert "không còn chồng lấn" in page.text
    assert "case-decision" not in page.source
    assert "không còn chồng lấn" in officer(world).get(f"/tim?q={case}").text
