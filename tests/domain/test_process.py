"""Templates of making: what a step takes, what is measured at it, what goods are sorted into."""

from __future__ import annotations

from decimal import Decimal

import pytest

from traceability.data.processes import template_of, templates
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.process import FRESH, Step, check_measures, check_taken

TEA = template_of("tea")


def step(code: str) -> Step:
    found = TEA.step(code)
    assert found is not None
    return found


def test_what_was_measured_is_told_exactly() -> None:
    told = {"temperature": Decimal("95.50"), "hours": Decimal(12), "moisture": Decimal("5")}
    assert check_measures(step("dry"), told) == {
        "temperature": "95.5",
        "hours": "12",
        "moisture": "5",
    }
    assert check_measures(step("dry"), {"hours": Decimal("1E+2")}) == {"hours": "100"}


@pytest.mark.parametrize(
    ("code", "value", "refusal"),
    [
        ("moisture", "100.1", "measure_out_of_range"),
        ("moisture", "-0.1", "measure_out_of_range"),
        ("colour", "5", "measure_unknown"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_its_field(
    code: str, value: str, refusal: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_measures(step("dry"), {code: Decimal(value)})
    assert (refused.value.code, refused.value.faults[0].field) == (refusal, f"measures.{code}")


def test_a_step_takes_what_it_is_made_for() -> None:
    check_taken(step("dry"), ["rolled", "fresh"])
    with pytest.raises(RuleBroken) as refused:
        check_taken(step("roll"), ["fresh"])
    assert refused.value.facts == {"step": "roll", "material": "fresh"}


def test_goods_are_graded_where_they_are_sorted() -> None:
    TEA.material("sorted").check_grade("first")
    TEA.material("withered").check_grade(None)
    with pytest.raises(Invalid):
        TEA.material("withered").check_grade("first")


@pytest.mark.parametrize("template", templates().values(), ids=lambda each: each.name)
def test_every_material_is_reached_from_the_harvest_and_can_go_on(template) -> None:
    known = {each.code for each in template.materials}
    reached = {FRESH}
    for _ in template.steps:
        for each in template.steps:
            assert {*each.takes, *each.gives} <= known
            assert len(each.gives) == 1
            if reached & set(each.takes):
                reached |= set(each.gives)
    assert reached == known
