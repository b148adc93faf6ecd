"""The file that grows: its tree, its table, its equal bytes, its flat memory."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from labels import STOCKS, Sheet, StampLabel, TraceStamp, draw_sheets
from labels.pdf_file import PdfFile
from labels.pdf_parts import Parts
from labels.stock import A4, Size

GOLDEN = Path(__file__).parents[1] / "vectors/label_sheets.json"
SCRIPT = """
import sys
from labels import STOCKS, StampLabel, TraceStamp, draw_sheets
stamp = TraceStamp("Chè shan tuyết", "HTX Cao Bồ", "tem.vn")
run = [StampLabel(f"4YWW {n:04}", f"Tem {n:03}", f"https://tem.vn/4YWW{n:04}") for n in range(70)]
sys.stdout.buffer.write(draw_sheets(STOCKS["L7651"], stamp, run))
"""
BIG = """
import sys
from labels import STOCKS, StampLabel, TraceStamp
from labels.sheet_pdf import write_sheets
stamp = TraceStamp("Chè shan tuyết", "HTX Cao Bồ", "tem.vn")
run = (StampLabel(f"4YWW {n:05}", f"Tem {n:05}", f"https://tem.vn/4YWW{n:05}")
       for n in range(int(sys.argv[1])))
with open(sys.argv[2], "wb") as file:
    write_sheets(file, STOCKS["L7651"], stamp, run)
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""


def run_python(script: str, *words: str, seed: str = "0") -> bytes:
    env = {**os.environ, "PYTHONHASHSEED": seed}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, check=True, capture_output=True, env=env, cwd=root).stdout


def test_equal_input_gives_equal_bytes_in_any_process() -> None:
    assert run_python(SCRIPT, seed="1") == run_python(SCRIPT, seed="2")


def test_memory_does_not_grow_with_the_run(tmp_path: Path) -> None:
    file = tmp_path / "run.pdf"
    peaks = [int(run_python(BIG, str(count), str(file))) for count in (200, 12_000)]
    assert peaks[1] - peaks[0] < 4_000, peaks  # kB
    assert file.stat().st_size < 300 * 12_000


@pytest.mark.parametrize("pages", [1, 200, 201, 450])
def test_every_page_hangs_on_the_tree(pages: int) -> None:
    out = BytesIO()
    file = PdfFile(out, Parts())
    for page in range(pages):
        file.page(f"{page} w")
    file.finish("Tên", "HTX", Size(100_000, 50_000))
    reader = PdfReader(out, strict=True)
    assert len(reader.pages) == pages
    contents = [page.get_contents().get_data() for page in reader.pages]
    assert contents == [f"{page} w".encode() for page in range(pages)]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Tên", "HTX")
    assert round(float(reader.pages[-1].mediabox.width) * 25_400 / 72) == 100_000


def test_the_table_of_offsets_holds(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(STOCKS["L7160"], stamp, run)
    start = int(pdf.rpartition(b"startxref")[2].split()[0])
    assert pdf[start : start + 4] == b"xref"
    entries = pdf[start:].split(b"trailer")[0].splitlines()[2:]
    for number, entry in enumerate(entries[1:], 1):
        at = int(entry[:10])
        assert pdf[at:].startswith(b"%d 0 obj\n" % number)
        assert len(entry) + 1 == 20


def shown(pdf: bytes) -> str:
    """A hash of what is drawn, without what a zlib or a reportlab of another version changes."""
    reader = PdfReader(BytesIO(pdf))
    digest = hashlib.sha256()
    for page in reader.pages:
        digest.update(page.get_contents().get_data())
        for name, form in sorted(page["/Resources"]["/XObject"].items()):
            digest.update(name.encode() + form.get_object().get_data())
    return digest.hexdigest()


@pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
def test_the_sheets_are_those_of_the_golden_file(
    sheet: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    """Where a change of looks is meant: print ``shown`` of each stock into the file anew."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert shown(draw_sheets(sheet, stamp, run[:5], start=2)) == golden[sheet.name]


def test_another_mark_is_another_sheet(stamp: TraceStamp, run: list[StampLabel]) -> None:
    sheet = STOCKS["L7160"]
    other = dataclasses.replace(stamp, cooperative="HTX Cam Sành Vĩnh Hạo")
    assert shown(draw_sheets(sheet, stamp, run)) != shown(draw_sheets(sheet, other, run))
    assert sheet.page == A4
