"""The trial sheet: the layout of a run, a ruler always, and nothing on it that opens a page."""

from __future__ import annotations

import dataclasses
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels import STOCKS, TRIAL, DoesNotFit, Sheet, TraceStamp, decode_sheets, draw_trial
from labels.sheet_pdf import SCALE_NOTE
from labels.symbol import modules_of
from labels.trial import trial_symbol
from traceability.domain.ids import fold_typed

URL = f"https://tem.hagiang.vn/{'W' * 13}"


@pytest.mark.parametrize("sheet", STOCKS.values(), ids=lambda sheet: sheet.name)
def test_every_label_is_dead_and_says_so(sheet: Sheet, stamp: TraceStamp) -> None:
    read = decode_sheets(draw_trial(sheet, stamp, URL), sheet)
    assert {text for text in read if text} == {f"{TRIAL}, không phải tem"}
    assert not any("http" in text.lower() or "tem.hagiang" in text.lower() for text in read)
    assert read.count("") in (0, sheet.columns)


@pytest.mark.parametrize("sheet", STOCKS.values(), ids=lambda sheet: sheet.name)
def test_every_sheet_has_its_ruler_and_the_word_about_scaling(
    sheet: Sheet, stamp: TraceStamp
) -> None:
    (page,) = PdfReader(BytesIO(draw_trial(sheet, stamp, URL))).pages
    told = page.extract_text()
    assert told.count("100 mm") == 1
    assert SCALE_NOTE in told
    assert told.count("Thử 000") in (sheet.capacity, sheet.capacity - sheet.columns)


def test_nothing_typed_from_it_is_a_code(stamp: TraceStamp) -> None:
    (page,) = PdfReader(BytesIO(draw_trial(STOCKS["L7160"], stamp, URL))).pages
    crosses = [line for line in page.extract_text().splitlines() if "XXXX" in line]
    assert crosses
    assert all("IN THỬ" in line for line in crosses)
    assert all(fold_typed(line) is None for line in crosses)


def test_its_symbol_is_as_large_as_a_runs(stamp: TraceStamp) -> None:
    modules = modules_of(URL)
    assert trial_symbol((modules - 17) // 4).modules == modules


def test_the_smallest_symbol_still_says_it() -> None:
    assert trial_symbol(1).text == TRIAL


def test_what_does_not_fit_a_run_does_not_fit_here(stamp: TraceStamp) -> None:
    with pytest.raises(DoesNotFit):
        draw_trial(STOCKS["L7651"], dataclasses.replace(stamp, cooperative="HTX " * 60), URL)


def test_equal_words_give_equal_bytes(stamp: TraceStamp) -> None:
    assert draw_trial(STOCKS["4780"], stamp, URL) == draw_trial(STOCKS["4780"], stamp, URL)


@pytest.mark.poppler
def test_another_printers_eye_reads_the_same(stamp: TraceStamp, tmp_path: Path) -> None:
    """Rasterised by poppler instead of pdfium, and searched whole instead of cell by cell."""
    file = tmp_path / "trial.pdf"
    file.write_bytes(draw_trial(STOCKS["L7160"], stamp, URL))
    subprocess.run(
        ["pdftoppm", "-r", "300", "-gray", "-png", str(file), str(tmp_path / "page")], check=True
    )
    (page,) = tmp_path.glob("page*.png")
    found = zxingcpp.read_barcodes(Image.open(page), formats=zxingcpp.BarcodeFormat.QRCode)
    assert {each.text for each in found} == {f"{TRIAL}, không phải tem"}
    assert len(found) == STOCKS["L7160"].capacity
