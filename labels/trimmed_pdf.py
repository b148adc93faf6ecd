"""A run for a printing house: one label a page, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from labels.design import Design, StampLabel
from labels.sheet_pdf import Look, write_sheets
from labels.stock import Size
from labels.trim import Trim


def draw_trimmed(label: Size, stamp: Design, labels: Iterable[StampLabel], trim: Trim) -> bytes:
    """The pages as PDF, in the order given; raises as ``write_sheets`` does."""
    out = BytesIO()
    write_sheets(out, trim.page("", label), stamp, labels, look=Look(trim=trim))
    return out.getvalue()
