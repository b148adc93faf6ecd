"""What labels say in a finished table or archive, read before it leaves."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Sequence

import labels
from traceability.domain.errors import RuleBroken
from traceability.domain.ids import fold_typed


def require_read(expected: Sequence[str], read: Sequence[str]) -> None:
    """Refuse a file in which a label says something else than it should, or nothing."""
    pairs = list(itertools.zip_longest(expected, read, fillvalue=""))
    missing = sum(not got for _wanted, got in pairs)
    wrong = sum(bool(got) and wanted != got for wanted, got in pairs)
    if missing or wrong:
        raise RuleBroken("print_not_readable", missing=missing, wrong=wrong)


def read_table(table: bytes) -> list[str]:
    """The address of every row; nothing where it does not end with the code beside it."""
    rows = csv.DictReader(io.StringIO(table.decode(), newline=""))
    return [
        row["url"] if fold_typed(row["code"]) == row["url"].rpartition("/")[2] else ""
        for row in rows
    ]


def read_drawings(archive: bytes) -> list[str]:
    """What a camera reads in every drawing; nothing where it is named after another code."""
    read = []
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for name in files.namelist():
            text = labels.read_symbol(files.read(name))
            code = name.partition("-")[2].partition(".")[0]
            read.append(text if text.endswith(f"/{code}") else "")
    return read
