"""How the families are made: templates by revision; one once used is never changed nor taken away.

``tests/vectors/processes.json`` holds the hash of each; another way of making is a new revision.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from traceability.domain.process import (
    Fact,
    Grade,
    Loss,
    Material,
    Measure,
    Part,
    Step,
    Template,
    Words,
)
from traceability.domain.text import nfc

_FILE = Path(__file__).parent / "processes.json"


@functools.cache
def templates() -> Mapping[str, Template]:
    """Every revision by name ("tea/1"), the older before the newer."""
    rows = json.loads(nfc(_FILE.read_text(encoding="utf-8")))
    found = [_template(row) for row in rows]
    return {each.name: each for each in found}


def template_of(family: str) -> Template:
    """The newest template of a family; KeyError where there is none."""
    found = [each for each in templates().values() if family in each.families]
    if not found:
        raise KeyError(family)
    return found[-1]


def _template(row: Mapping[str, Any]) -> Template:
    return Template(
        code=row["code"],
        revision=row["revision"],
        families=tuple(row["families"]),
        standard=row["standard"],
        words=Words(**row["words"]),
        materials=tuple(_material(each) for each in row["materials"]),
        steps=tuple(_step(each) for each in row["steps"]),
        at_harvest=tuple(_measure(each) for each in row.get("at_harvest", ())),
        parts=tuple(Part(each["code"], Words(**each["words"])) for each in row.get("parts", ())),
        required=tuple(map(Fact, row.get("required", ()))),
    )


def _material(row: Mapping[str, Any]) -> Material:
    grades = (Grade(each["code"], Words(**each["words"])) for each in row.get("grades", ()))
    return Material(
        code=row["code"],
        words=Words(**row["words"]),
        finished=row.get("finished", False),
        grades=tuple(grades),
    )


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        code=row["code"],
        words=Words(**row["words"]),
        takes=tuple(row["takes"]),
        gives=tuple(row["gives"]),
        losses=tuple(map(Loss, row["losses"])),
        measures=tuple(_measure(each) for each in row["measures"]),
        usual=_usual(row.get("usual")),
    )


def _usual(row: Any) -> tuple[int, int] | None:
    return None if row is None else (row[0], row[1])


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        code=row["code"],
        words=Words(**row["words"]),
        unit=row["unit"],
        lowest=Decimal(row["lowest"]),
        highest=Decimal(row["highest"]),
        usual=_usually(row.get("usual")),
    )


def _usually(row: Any) -> tuple[Decimal, Decimal] | None:
    return None if row is None else (Decimal(row[0]), Decimal(row[1]))
