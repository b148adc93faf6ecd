"""Cases: one open for each matter, drawn to the province where two communes are in it."""

from __future__ import annotations

import pytest

from tests.offices import case_of, contested, product
from tests.people import QUAN_BA, VINH_TUY, World
from traceability.domain.errors import RuleBroken
from traceability.services import case_decisions, cases
from traceability.services.case_decisions import DecisionRequest
from traceability.store.queries import cases as queries

GTIN = "09520123456788"


def opened(world: World, *subjects: str, commune: str | None = VINH_TUY) -> str:
    with world.by(world.who.manager) as work:
        return cases.open_case(work, "gtin", GTIN, subjects, commune).code


def test_a_second_claim_joins_the_open_case(world: World) -> None:
    first = opened(world, world.who.product)
    assert opened(world, world.who.product, world.who.place) == first
    with world.view() as view:
        case = cases.known(view, first)
        assert sorted(queries.subjects(view.db, case.id)) == sorted(
            [world.who.product, world.who.place]
        )
        assert case.commune_code == VINH_TUY


def test_two_communes_make_it_a_case_of_the_province(world: World) -> None:
    opened(world, world.who.product)
    code = opened(world, world.who.place, commune=QUAN_BA)
    with world.view() as view:
        assert cases.known(view, code).commune_code is None


def test_a_decided_case_stays_decided_and_a_new_claim_opens_another(world: World) -> None:
    code, ours, _theirs = contested(world)
    with world.by(world.who.registrar) as work:
        case_decisions.decide(work, DecisionRequest(code, ours, "đã xem giấy"))
    with (
        pytest.raises(RuleBroken, match="case_closed"),
        world.by(world.who.registrar) as work,
    ):
        cases.close(work, cases.known(work, code), "refused")
    product(world, world.who.stranger)
    assert case_of(world) != code
