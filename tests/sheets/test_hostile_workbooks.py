"""Small files that would grow large: each is read by a process whose memory is looked at."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.sheets.test_workbooks_read import SHEET, changed, plain

MOST_MB = 60
SHARED = "xl/sharedStrings.xml"
READ = """
import re, sys
from traceability.domain.errors import Invalid
from traceability.sheets.reading import read_file
def highest():
    # Not getrusage: what it tells is handed on by the process that started this one.
    return int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
data = open(sys.argv[1], "rb").read()
before = highest()
try:
    said = len(read_file(data, "ho.xlsx").rows)
except Invalid as refused:
    said = refused.code
print(said, (highest() - before) // 1024)
"""


def column(number: int) -> str:
    return chr(64 + number) if number <= 26 else "A" + chr(64 + number - 26)


def sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def blank(place: str) -> str:
    return f'<row><c r="{place}" t="inlineStr"><is><t></t></is></c></row>'


def full(cell: str, columns: int = 50, rows: int = 2_500) -> bytes:
    """A sheet with the same in every cell."""
    line = "".join(cell.replace("{}", f"{column(number)}#") for number in range(1, columns + 1))
    return sheet("".join(f"<row>{line}</row>".replace("#", str(row + 1)) for row in range(rows)))


def with_sheet(body: bytes) -> bytes:
    return packed(changed(plain(), SHEET, lambda _: body))


def shown(text: int) -> bytes:
    """One text in every cell."""
    told = b"<sst><si><t>%b</t></si></sst>" % (b"a" * text)
    body = full('<c r="{}" t="s"><v>0</v></c>')
    return packed(changed(changed(plain(), SHEET, lambda _: body), SHARED, lambda _: told))


def sheets(count: int, corner: str) -> bytes:
    """The same sheet under many names."""
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    many = changed(
        plain(),
        "xl/workbook.xml",
        lambda body: (
            body.split(b"<sheets>")[0]
            + f"<sheets>{names}</sheets>".encode()
            + body.split(b"</sheets>")[1]
        ),
    )
    return packed(changed(many, SHEET, lambda _: sheet(blank("A1") + blank(corner))))


def packed(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", 8) as kept:
        for each in given.infolist():
            kept.writestr(each.filename, given.read(each))
    return out.getvalue()


def strings(one: bytes, count: int) -> bytes:
    return packed(changed(plain(), SHARED, lambda _: b"<sst>%b</sst>" % (one * count)))


def elsewhere() -> bytes:
    """The sheet is said to stand in the part of the styles."""
    cells = sheet("<row>" + "<c><v>1</v></c>" * 90_000 + "</row>" + blank("A2500"))
    moved = changed(
        plain(),
        "xl/_rels/workbook.xml.rels",
        lambda body: body.replace(b"worksheets/sheet1.xml", b"styles.xml", 1),
    )
    return packed(changed(moved, "xl/styles.xml", lambda _: cells))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(with_sheet(sheet(blank("A1") + blank("IV20000"))), "sheet_too_wide", id="far"),
        pytest.param(with_sheet(sheet(blank("A1") + blank("BL2500"))), "sheet_empty", id="corner"),
        pytest.param(sheets(40, "BL2500"), "sheet_unpacks_too_large", id="corners"),
        pytest.param(sheets(20_000, "A2"), "sheet_unpacks_too_large", id="names"),
        pytest.param(with_sheet(full('<c r="{}"><v>1.5</v></c>')), "2500", id="numbers"),
        pytest.param(shown(1_000_000), "sheet_unpacks_too_large", id="one-text"),
        pytest.param(shown(100), "2500", id="short-text"),
        pytest.param(strings(b"<si/>", 1_200_000), "sheet_empty", id="no-texts"),
        pytest.param(strings(b"<si><t>a</t></si>", 350_000), "2", id="texts"),
        pytest.param(elsewhere(), "sheet_unsafe", id="elsewhere"),
    ],
)
def test_a_small_file_stays_small(data: bytes, said: str, tmp_path: Path) -> None:
    assert len(data) < 2_000_000
    (tmp_path / "ho.xlsx").write_bytes(data)
    told = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "ho.xlsx")],
        capture_output=True,
        text=True,
        check=True,
    )
    answer, grown = told.stdout.split()
    assert answer == said
    assert int(grown) <= MOST_MB
