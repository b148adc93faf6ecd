"""What laboratories measure, what they find and in which units, in the languages of the page.

A name that is not in the file is told as the paper has it. Compared without case and marks, for
laboratories write "Độ ẩm", "ĐỘ ẨM" and "Hàm lượng nước" of one thing.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from pathlib import Path

from traceability.domain.process import Words
from traceability.domain.text import fold, nfc

ANALYTE, RESULT, UNIT = "analyte", "result", "unit"
_BRACKET = re.compile(r" ?\( ?")
_FILE = Path(__file__).parent / "analytes.csv"


def known(kind: str, written: str) -> Words | None:
    """The words of an analyte, a result or a unit as a paper writes it, if it is known."""
    return _by_spelling().get((kind, _key(written)))


def _key(written: str) -> str:
    """A spelling as it is compared: "Cadimi(Cd)" has a blank too."""
    return _BRACKET.sub(" (", fold(nfc(written))).strip()


@functools.cache
def _by_spelling() -> Mapping[tuple[str, str], Words]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [{key: nfc(value) for key, value in row.items()} for row in csv.DictReader(file)]
    return {
        (row["kind"], _key(spelling)): Words(row["vi"], row["en"], row["zh"])
        for row in rows
        for spelling in (row["vi"], *filter(None, row["also"].split("|")))
    }
