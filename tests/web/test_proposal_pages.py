"""The second officer takes a step of the file on the page, not of one that changed behind it."""

from __future__ import annotations

import re

import pytest

from tests.applicants import asked_for, granted, step
from tests.offices import member
from tests.people import TODAY, VINH_TUY, World
from tests.plots import plot
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.domain.growing_area import CodeStep
from traceability.services import applications, internal_codes
from traceability.services.internal_codes import AreaRequest
from traceability.services.places import PlaceRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
CHANGED = "Hồ sơ đã khác lúc đề xuất."


def colleague(world: World) -> Visitor:
    member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    return Visitor(app_of(world), world, "hoa")


def taking(page: Page) -> str:
    """Where the form that takes the step sends to."""
    found = re.search(r'action="([^"]+/nhan)"', page.source)
    assert found
    return found[1]


def test_what_changed_meanwhile_is_told_before_a_step_is_taken(world: World) -> None:
    place = plot(world, world.who.manager)
    with world.by(world.who.manager) as work:
        code = applications.begin(work, asked_for(place))
        applications.submit(work, code)
    step(world, code, CodeStep.CHECK)
    step(world, code, CodeStep.GRANT, kin=True)
    visitor, path = colleague(world), f"/registry/ho-so/{code}"
    shown = visitor.get(path)
    assert CHANGED not in shown.text
    grown = PlaceRequest("orchard", VINH_TUY, None, 9_000_000, private={"name": "Vườn bên suối"})
    with world.by(world.who.manager) as work:
        internal_codes.revise(work, place, 1, AreaRequest(grown, ("sanh_orange",)))
    action = taking(shown)
    refused = visitor.post(action, shown.form("/nhan"))
    assert refused.status == 409
    assert "Vừa có người xử lý hồ sơ này" in refused.text
    assert CHANGED in refused.text
    assert visitor.post(action, refused.form("/nhan")).status == 303


def test_the_lots_that_it_holds_are_asked_of_the_same_page(world: World) -> None:
    code = granted(world)
    world.harvest(area_code=code, day=TODAY)
    step(world, code, CodeStep.SUSPEND, kin=True)
    visitor = colleague(world)
    shown = visitor.get(f"/registry/ho-so/{code}")
    asked = visitor.post(taking(shown), shown.form("/nhan"))
    assert (asked.status, bool(asked.form("/nhan")["confirmed"])) == (409, True)
    assert asked.form("/nhan")["seen"] == shown.form("/nhan")["seen"]
