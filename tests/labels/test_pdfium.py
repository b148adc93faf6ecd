"""pdfium is not made for two threads: whatever we have it do, one lock is held meanwhile."""

from __future__ import annotations

import _ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from labels import (
    ROLLS,
    STOCKS,
    StampLabel,
    TraceStamp,
    decode_sheets,
    draw_look,
    draw_rows,
    draw_sheets,
    proof,
    read_proof,
)
from labels.design import arrange
from labels.papers import slip_picture
from labels.pdfium import ONE_AT_A_TIME
from tests.labels.test_slip_papers import SLIP

SHEET = STOCKS["L7160"]

Act = Callable[[TraceStamp, list[StampLabel], Path], object]


def prove(stamp: TraceStamp, run: list[StampLabel], _folder: Path) -> object:
    square = arrange(SHEET.label, stamp, run[0]).symbol
    pdf = draw_sheets(SHEET, stamp, run)
    return proof(pdf, SHEET, 0, [label.url for label in run], square=square)


def look_at_a_house_s(stamp: TraceStamp, run: list[StampLabel], folder: Path) -> object:
    file = folder / "proof.pdf"
    file.write_bytes(draw_sheets(SHEET, stamp, run))
    return list(read_proof(file))


ACTS: dict[str, Act] = {
    "proof": prove,
    "decode": lambda stamp, run, _: decode_sheets(draw_sheets(SHEET, stamp, run), SHEET),
    "look": lambda stamp, run, _: draw_look(SHEET, stamp, run),
    "rows": lambda stamp, run, _: list(draw_rows(ROLLS["50×30"], stamp, run)),
    "slip": lambda *_: slip_picture(SLIP),
    "house": look_at_a_house_s,
}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Every call of the library, and whether the lock was held."""
    found: list[tuple[str, bool]] = []

    def watched(name: str, function: Any) -> Any:
        def call(*words: Any) -> Any:
            found.append((name, ONE_AT_A_TIME._is_owned()))  # type: ignore[attr-defined]
            return function(*words)

        return call

    for name, function in vars(pypdfium2.raw).items():
        if isinstance(function, _ctypes.CFuncPtr):
            monkeypatch.setattr(pypdfium2.raw, name, watched(name, function))
    return found


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_the_lock_is_held(
    act: Act,
    stamp: TraceStamp,
    run: list[StampLabel],
    tmp_path: Path,
    calls: list[tuple[str, bool]],
) -> None:
    act(stamp, run[:3], tmp_path)
    assert {"FPDF_LoadPage", "FPDF_RenderPageBitmap"} <= {name for name, _held in calls}
    assert {name for name, held in calls if not held} == set()
