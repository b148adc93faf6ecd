"""Before a code is granted the officer is told what to look at, and may grant all the same."""

from __future__ import annotations

import pytest

from tests.applicants import asked_for as a_domestic_code
from tests.applicants import filed, step
from tests.people import World
from tests.plots import declare, plot, square
from tests.web.lot_visits import Page, Visitor
from tests.web.registry_visits import officer
from traceability.domain.growing_area import CodeStep
from traceability.services import applications, area_codes

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
TAKEN = "VN-HGOR-0128"


def asked_for(visitor: Visitor, raw: str, code: str) -> Page:
    path = f"/registry/ho-so/{code}/cap-ma"
    return visitor.send(path, path, raw=raw, decision_no="41/QĐ-TTBVTV")


def checked(world: World) -> str:
    code = filed(world, world.who.stranger)
    step(world, code, CodeStep.CHECK)
    return code


def test_a_taken_string_is_told_with_its_holder_and_granted_when_meant(world: World) -> None:
    code = checked(world)
    visitor = officer(world)
    shown = asked_for(visitor, TAKEN, code)
    assert shown.status == 200
    assert f"Mã {TAKEN} đã có hồ sơ khác" in shown.text
    assert f'href="/registry/ma/{world.who.area}"' in shown.source
    with world.view() as view:
        assert area_codes.status_on(view, area_codes.known(view, code), view.today) != "active"
    form = shown.form("cap-ma")
    done = visitor.post(f"/registry/ho-so/{code}/cap-ma", form)
    assert done.status == 303
    assert world.differences() == []


def filed_for(world: World, place: str) -> str:
    with world.by(world.who.stranger) as work:
        code = applications.begin(work, a_domestic_code(place))
        applications.submit(work, code)
    return code


def test_what_was_looked_at_is_asked_anew_for_another_string(world: World) -> None:
    code = checked(world)
    visitor = officer(world)
    form = asked_for(visitor, TAKEN, code).form("cap-ma")
    again = visitor.post(f"/registry/ho-so/{code}/cap-ma", form | {"raw": "VN HGOR 0128-"})
    assert "dễ nhầm" in again.text
    assert TAKEN in again.text


def test_a_string_that_nobody_has_is_granted_at_once(world: World) -> None:
    assert asked_for(officer(world), "VN-HGOR-7777", checked(world)).status == 303


def test_disputed_ground_is_told_with_the_case(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    theirs = plot(world, world.who.stranger)
    declare(world, world.who.stranger, theirs, square(0.0014))
    code = filed_for(world, theirs)
    step(world, code, CodeStep.CHECK)
    shown = asked_for(officer(world), "VN-HGOR-7777", code)
    assert "đang chồng ranh, chưa quyết" in shown.text
    assert "/registry/vu-viec/" in shown.source
