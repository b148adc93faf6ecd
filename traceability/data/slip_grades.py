"""What goods are sorted into at the scale, by family; a grade once used is never taken away."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from traceability.domain.process import Grade, Words
from traceability.domain.text import nfc

_FILE = Path(__file__).parent / "slip_grades.json"


@functools.cache
def slip_grades(family: str) -> tuple[Grade, ...]:
    """The grades of a family, the best first; none for a family that is not graded."""
    return _read().get(family, ())


def grade_words(family: str, code: str | None) -> Words | None:
    """What a grade is called; None without one, or for one that the family has not."""
    return next((each.words for each in slip_grades(family) if each.code == code), None)


@functools.cache
def _read() -> Mapping[str, tuple[Grade, ...]]:
    rows = json.loads(nfc(_FILE.read_text(encoding="utf-8")))
    return {
        family: tuple(Grade(each["code"], Words(**each["words"])) for each in row["grades"])
        for row in rows
        for family in row["families"]
    }
