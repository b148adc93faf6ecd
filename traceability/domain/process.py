"""How goods of a family are made: materials, the steps between them, what is measured (as data).

A template follows a standard and is revisioned: what was done under a revision is told by it for
ever. Harvest, reception and packing stand outside it, for all families have them alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.text import shown


class Loss(StrEnum):
    """What a loss was: the closed list that a step names it from."""

    SORTED_OUT = "sorted_out"
    DRIED = "dried"
    FILTERED = "filtered"
    SPOILED = "spoiled"
    SAMPLE = "sample"


#: What is harvested or received of any family.
FRESH = "fresh"
_PPM = 1_000_000


class Fact(StrEnum):
    """What a family's goods must tell before they are published, beside the ten items."""

    MOISTURE = "moisture"
    PART = "part"


@dataclass(frozen=True)
class Words:
    """A name in the three languages of the public page."""

    vi: str
    en: str
    zh: str


@dataclass(frozen=True)
class Grade:
    """What goods are sorted into."""

    code: str
    words: Words


@dataclass(frozen=True)
class Material:
    """What goods are between two steps.

    ``finished`` goods have lost their water: of what was harvested no more of them can be made than
    the crop's ratio tells (``step_ratio`` of the reference values), over however many steps.
    """

    code: str
    words: Words
    finished: bool = False
    grades: tuple[Grade, ...] = ()

    def check_grade(self, code: str | None) -> None:
        """Refuse a grade that goods of this material are not sorted into: ``grade_unknown``."""
        if code is not None and code not in {each.code for each in self.grades}:
            raise Invalid("grade_unknown", "makes", grade=code)


@dataclass(frozen=True)
class Measure:
    """What may be measured at a step, in ``unit``, and the bounds beyond which it is a slip.

    ``usual`` is from where to where it usually lies: beyond that it is stored and warned of.
    """

    code: str
    words: Words
    unit: str
    lowest: Decimal
    highest: Decimal
    usual: tuple[Decimal, Decimal] | None = None

    def is_unusual(self, value: Decimal) -> bool:
        """Whether a value lies beyond what is usual."""
        return self.usual is not None and not self.usual[0] <= value <= self.usual[1]


@dataclass(frozen=True)
class Part:
    """A part of a plant that is gathered and used."""

    code: str
    words: Words


@dataclass(frozen=True)
class Step:
    """A step of making: materials taken and given, the usual loss first, what is measured.

    ``usual`` is how much of what goes in usually comes out, from and to, in parts per million.
    """

    code: str
    words: Words
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    losses: tuple[Loss, ...]
    measures: tuple[Measure, ...]
    usual: tuple[int, int] | None = None

    def measure(self, code: str) -> Measure | None:
        """What is measured under a code."""
        return next((each for each in self.measures if each.code == code), None)

    def is_unusual(self, taken: int, made: int) -> bool:
        """Whether less or more came out than usually does: to be looked at, never refused."""
        if self.usual is None:
            return False
        return not self.usual[0] * taken <= made * _PPM <= self.usual[1] * taken


@dataclass(frozen=True)
class Template:
    """How the families are made, by ``standard``; ``code/revision`` names it in the record.

    ``at_harvest`` is what is measured at the harvest, ``parts`` what of a plant may be gathered,
    ``required`` what must be known of goods before they are published.
    """

    code: str
    revision: int
    families: tuple[str, ...]
    standard: str
    words: Words
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    at_harvest: tuple[Measure, ...] = ()
    parts: tuple[Part, ...] = ()
    required: tuple[Fact, ...] = ()

    @property
    def name(self) -> str:
        """As leaves name it: "tea/1"."""
        return f"{self.code}/{self.revision}"

    def step(self, code: str) -> Step | None:
        """The step of a code."""
        return next((each for each in self.steps if each.code == code), None)

    def material(self, code: str) -> Material:
        """The material of a code; KeyError for one that there is none of."""
        for each in self.materials:
            if each.code == code:
                return each
        raise KeyError(code)

    def part(self, code: str) -> Part:
        """The part of a plant of a code; ``part_unknown`` where the family has none such."""
        for each in self.parts:
            if each.code == code:
                return each
        raise Invalid("part_unknown", "part", part=code)

    def steps_for(self, material: str) -> tuple[Step, ...]:
        """What can be done with a material, in the order of making."""
        return tuple(each for each in self.steps if material in each.takes)


_NUMBER = re.compile(r"[-−]?[0-9]{1,6}([.,][0-9]{1,4})?")


def parse_measure(typed: str, field: str) -> Decimal:
    """A measured number as people type it, with a decimal comma or point: "12,5".

    Raises Invalid ``number_unreadable`` (``typed``); nothing measured here has thousands.
    """
    line = typed.strip()
    if not _NUMBER.fullmatch(line):
        raise Invalid("number_unreadable", field, typed=shown(line))
    return Decimal(line.replace(",", ".").replace("−", "-"))


def check_measures(step: Step, told: Mapping[str, Decimal]) -> dict[str, str]:
    """What was measured at a step, as ``check_measured`` gives it."""
    return check_measured(step.measures, told, step.code)


def check_measured(
    measures: Sequence[Measure], told: Mapping[str, Decimal], step: str
) -> dict[str, str]:
    """What was measured as the leaf tells it: exact decimal text by code.

    Raises Invalid: ``measure_unknown``, ``measure_out_of_range`` (``lowest``, ``highest``,
    ``unit``), each at the field of its code.
    """
    known = {each.code: each for each in measures}
    found = {}
    for code, value in told.items():
        measure = known.get(code)
        if measure is None:
            raise Invalid("measure_unknown", f"measures.{code}", step=step)
        if not measure.lowest <= value <= measure.highest:
            bounds = {"lowest": measure.lowest, "highest": measure.highest}
            raise Invalid("measure_out_of_range", f"measures.{code}", **bounds, unit=measure.unit)
        found[code] = f"{value.normalize():f}"
    return found


def are_unusual(measures: Sequence[Measure], told: Mapping[str, Decimal]) -> bool:
    """Whether anything measured lies beyond what is usual of it."""
    return any(each.code in told and each.is_unusual(told[each.code]) for each in measures)


def check_taken(step: Step, materials: Sequence[str]) -> None:
    """Refuse a step on goods that it does not take: ``step_not_for_material``."""
    for material in materials:
        if material not in step.takes:
            raise RuleBroken("step_not_for_material", "step", step=step.code, material=material)
