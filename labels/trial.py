"""The trial sheet: labels of the real layout that are dead, to see paper and printer before a run.

Every label says "Thử 000" where a live one has its number, IN THỬ and crosses for a code, and its
symbol, of the size that a run's would have, reads as "IN THỬ" and never as an address. The ruler
is always there: where the stock has no margin for it, the last row of labels makes room; but for a
roll, of which a row is a page.
"""

from __future__ import annotations

import functools
from io import BytesIO

from labels.calibration import EXACT, Calibration
from labels.design import Design, StampLabel, TraceStamp, arrange
from labels.errors import LabelRefused
from labels.sheet_pdf import Look, has_ruler, write_sheets
from labels.stock import Sheet
from labels.symbol import Symbol, encode_text, modules_of

TRIAL = "IN THỬ"
"""What the symbol of each label begins with; the caller's words say it to the eye."""
TRIAL_TEXTS = (f"{TRIAL}, không phải tem", TRIAL)
"""What the symbol reads as: the first that fits into the run's size of symbol."""

_NUMBER = "Thử 000"
DEAD_CODE = "XXXX XXXX XXXX X"
"""As wide as a code and none: its check character is wrong."""


_CODE = f"{TRIAL} XXXX XXXX"
"""What stands for a code on paper: it says so, and typed it is none."""


def draw_trial(stock: Sheet, stamp: TraceStamp, sample_url: str) -> bytes:
    """One sheet of dead labels with the words of ``stamp``; ``sample_url`` sets the symbol's size.

    Raises as ``draw_sheets`` does: what does not fit here will not fit in a run either.
    """
    return draw_rehearsal(stock, stamp, _label(sample_url))


def draw_rehearsal(
    stock: Sheet, design: Design, sample: StampLabel, *, calibration: Calibration = EXACT
) -> bytes:
    """One sheet of a run before it is ordered, or again: its own design and words, all dead.

    ``sample`` is a label as long as any of the run, which lays them out as the run's are;
    ``calibration`` is the printer's. Raises as ``draw_sheets`` does.
    """
    count, ruler_y = stock.capacity, None
    if not has_ruler(stock) and stock.rows > 1:  # a roll's row is all there is of it
        count -= stock.columns
        ruler_y = stock.corner(count).y + stock.label.height // 2
    plan = arrange(stock.label, design, sample, stock.dpi)
    symbol = trial_symbol((modules_of(sample.url) - 17) // 4)
    look = Look(symbol_of=lambda _url: symbol, ruler_y=ruler_y, calibration=calibration, plan=plan)
    out = BytesIO()
    dead = StampLabel(code=_CODE, number_text=_NUMBER, url=sample.url)
    write_sheets(out, stock, design, [dead] * count, look=look)
    return out.getvalue()


def trial_fits(stock: Sheet, stamp: TraceStamp, sample_url: str) -> bool:
    """Whether the words have room on the labels of ``stock``."""
    try:
        arrange(stock.label, stamp, _label(sample_url), stock.dpi)
    except LabelRefused:
        return False
    return True


def _label(url: str) -> StampLabel:
    return StampLabel(code=DEAD_CODE, number_text=_NUMBER, url=url)


@functools.lru_cache(maxsize=16)
def trial_symbol(version: int) -> Symbol:
    """The dead symbol of a version (ISO/IEC 18004), in UTF-8."""
    longest, shortest = TRIAL_TEXTS
    try:
        return encode_text(longest, version)
    except LabelRefused:
        return encode_text(shortest, version)
