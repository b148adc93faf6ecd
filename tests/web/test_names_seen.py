"""What an organisation is called was seen by an office until it calls itself otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.blank_labels import blank
from tests.people import TODAY, World, decision
from tests.services.test_lent_labels import lent_labels
from tests.web.public_door import item_code, visitor
from tests.web.test_area_page import words_of
from traceability.domain.growing_area import CodeStep
from traceability.services import code_decisions, label_links, organisations, verify
from traceability.services.code_decisions import StepRequest
from traceability.services.label_links import LabelSpan
from traceability.services.organisations import DetailsRequest

SEEN, SAID = "cán bộ đã xem", "HTX khai"
OURS, NEW = "HTX Cam Sành Vĩnh Hảo", "HTX Cam Sạch Được Nhà Nước Chứng Nhận"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def says_of_itself(world: World, **told: str) -> None:
    """The cooperative revises what it is and how it is reached; nobody is asked."""
    world.clock.pass_by(days=1)
    with world.by(world.who.manager) as work:
        now = organisations.details(work, work.actor)
        needed = {
            "address": "Thôn 1",
            "representative": "Mai",
            "phone": "0219",
            "business_id": "51",
        }
        private = {**needed, **now.values, **told}
        asked = DetailsRequest(now.commune or "", now.old_commune, private, now.version)
        organisations.revise(work, asked)


def renewed(world: World) -> None:
    world.clock.pass_by(days=1)
    until = dataclasses.replace(decision(TODAY), valid_until=dt.date(2028, 1, 1))
    with world.by(world.who.registrar) as work:
        code_decisions.decide(work, StepRequest(world.who.area, CodeStep.RENEW, until))


def pages(world: World, lot: str) -> list[str]:
    """What the pages of a lot and of a code say of whose they are."""
    client = visitor(world)
    lot_page = words_of(client.get(f"/{lot}").text).split("Ai làm")[1]
    area_page = words_of(client.get(f"/{world.who.area}").text).split("Đơn vị được cấp mã")[1]
    told = [each.split("Địa chỉ")[0].split("Thị trường")[0] for each in (lot_page, area_page)]
    return [each.strip().removeprefix("Hợp tác xã").strip() for each in told]


def test_a_name_is_the_holder_s_word_once_it_changed_it(world: World) -> None:
    lot = world.packed().code
    assert pages(world, lot) == [f"{OURS} {SEEN}"] * 2
    says_of_itself(world, phone="0219 386 1234")
    assert pages(world, lot) == [f"{OURS} {SEEN}"] * 2
    says_of_itself(world, name=NEW)
    assert pages(world, lot) == [f"{NEW} {SAID}"] * 2
    says_of_itself(world, phone="0219 386 9999")
    assert pages(world, lot) == [f"{NEW} {SAID}"] * 2
    renewed(world)
    assert pages(world, lot) == [f"{NEW} {SEEN}"] * 2
    with world.view() as view:
        assert not list(verify.differences(view))


def test_a_name_has_one_grade_on_all_labels(world: World) -> None:
    made = world.packed().code
    run = world.print_labels(made, 3)
    world.link(run, 1, 2)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 2, 2), "rách")
    codes = [item_code(world, run, number) for number in (1, 2, 3)]
    codes.append(item_code(world, blank(world, 2), 1))
    for code in codes:
        page = words_of(visitor(world).get(f"/{code}").text)
        assert f"Hợp tác xã{OURS} {SEEN}" in page
        assert f"{SEEN}Cán bộ" in page.split("Ai đứng sau mỗi dòng")[1]


def test_a_borrower_is_graded_by_what_offices_know_of_itself(world: World) -> None:
    _run, lot = lent_labels(world)
    page = words_of(visitor(world).get(f"/{lot}").text)
    assert SEEN not in page.split("Ai làm")[1].split("Địa chỉ")[0]
