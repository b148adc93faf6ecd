"""A second file or internal code for the same garden and crop: told before, never refused."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.applicants import asked_for, begun, step
from tests.people import World
from tests.places_of import orchard
from tests.web.lot_visits import Page, Visitor, confirm
from traceability.domain.growing_area import CodeStep
from traceability.services import applications

FILES, NEW = "/coop/vung-trong/ho-so", "/coop/vung-trong/moi"
WAITS = "Vùng này đã có hồ sơ đang chờ"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def draft(world: World, place: str, **changed: object) -> str:
    with world.by(world.who.manager) as work:
        return applications.begin(work, asked_for(place, **changed))


def submit(world: World, code: str) -> None:
    with world.by(world.who.manager) as work:
        applications.submit(work, code)


def test_a_file_that_waits_for_the_same_garden_is_told_with_its_link(
    manager: Visitor, world: World
) -> None:
    place = orchard(world)
    first, second = draft(world, place), draft(world, place, market="cn", scheme="vn_export_cn")
    submit(world, first)
    page = manager.get(f"{FILES}/{second}")
    assert WAITS in page.text
    assert f'href="{FILES}/{first}"' in page.source
    # Two markets are as they should be: it goes all the same.
    sent = manager.send(f"{FILES}/{second}", f"{FILES}/{second}/nop")
    assert sent.place == f"{FILES}/{second}"
    assert WAITS not in manager.get(f"{FILES}/{second}").text


def test_a_code_that_stands_is_told_and_one_that_ended_is_not(
    manager: Visitor, world: World
) -> None:
    place = orchard(world)
    first, second = draft(world, place), draft(world, place)
    submit(world, first)
    for each in (CodeStep.CHECK, CodeStep.GRANT):
        step(world, first, each)
    text = manager.get(f"{FILES}/{second}").text
    assert "Vùng này đã có mã" in text
    assert "VN-HGOR-0777" in text
    step(world, first, CodeStep.REVOKE)
    assert "Vùng này đã có" not in manager.get(f"{FILES}/{second}").text


def test_another_garden_or_an_internal_code_is_nothing_to_warn_of(
    manager: Visitor, world: World
) -> None:
    begun(world)
    assert "Vùng này đã có" not in manager.get(f"{FILES}/{draft(world, orchard(world))}").text


def named(manager: Visitor, name: str) -> Page:
    form = manager.get(f"{NEW}?loai=orchard").form(NEW)
    typed = {"name": name, "commune": "Xã Vĩnh Tuy", "crops": "sanh_orange", "area": "1,5"}
    return manager.post(NEW, {**form, **typed})


def test_a_second_internal_code_for_a_garden_of_that_name_is_told(manager: Visitor) -> None:
    shown = named(manager, "Vườn nhà ông Páo")
    assert "đã có vùng cùng tên" not in shown.text
    confirm(manager, NEW, shown)
    again = named(manager, "vườn nhà ông  páo")
    assert "Trong xã đã có vùng cùng tên, cùng cây, mang mã" in again.text
    assert "NB-" in again.text
    assert confirm(manager, NEW, again).status == 303
    assert "đã có vùng cùng tên" not in named(manager, "Vườn trên đồi").text
