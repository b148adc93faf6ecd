"""Code strings beside each other: what looks alike, and what a register's strings look like.

Codes compare exactly; this is for warnings alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from traceability.domain.growing_area import normal_form
from traceability.domain.text import fold

#: So many strings tell what is usual in a register; fewer tell nothing.
ENOUGH = 5
_LOOKS = str.maketrans("OQILSBZ", "0011582")
#: Letters of other alphabets that look like ours, in the order of ours.
_FOREIGN = str.maketrans("АВСЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIJKMOPSTXYABEZHIKMNOPTYX")


def look(raw: str) -> str:
    """What is left of a string where it is misread: no marks, no signs, letters as like digits.

    Letters of other alphabets count as those that they look like; any other stays what it is.
    """
    plain = fold(normal_form(raw).translate(_FOREIGN)).upper()
    return "".join(filter(str.isalnum, plain)).translate(_LOOKS)


def shape(raw: str) -> str:
    """How a string is built: "VN-HGOR-0128" is ``A2-A4-94``, whatever letters and digits it has."""
    runs = re.finditer(r"[A-Z]+|[0-9]+|.", fold(normal_form(raw)).upper())
    return "".join(_run(run.group()) for run in runs)


def _run(run: str) -> str:
    if run.isdigit():
        return f"9{len(run)}"
    return f"A{len(run)}" if run.isalpha() else run


def alike(raw: str, others: Iterable[str]) -> list[str]:
    """The strings that may be misread for ``raw`` and are not the same, sorted."""
    mine, looks = normal_form(raw), look(raw)
    found = {each for each in others if normal_form(each) != mine and look(each) == looks}
    return sorted(found)


def is_unusual(raw: str, others: Collection[str]) -> bool:
    """Whether no string of a register is built like this one, and there are enough to tell."""
    shapes = {shape(each) for each in others}
    return len(others) >= ENOUGH and shape(raw) not in shapes
