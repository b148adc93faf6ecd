"""Reading a finished file back: rasterised as a printer would, each label's symbol decoded.

A print run is released only after its file has passed this. Printers of 203 and 300 dots an inch
are the coarse ones in use; what reads there reads on better ones. Long runs are read by several
processes (``labels.readers``), a few pages at a time (``labels.shares``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

from labels.nameless import handed
from labels.raster import Pages
from labels.readers import read_together
from labels.shares import Found, Reader, shares
from labels.square import Square
from labels.stock import Sheet

SHARED_FROM = 1_000
"""Shorter runs are read by the calling process: another takes a tenth of a second to start."""


@dataclasses.dataclass(frozen=True)
class ProofResult:
    """What was read: ``decoded`` labels right at every resolution, and the others by index.

    ``missing`` and ``wrong`` are indexes into the expected URLs; an index past their end in
    ``wrong`` is a symbol on the file that nobody asked for, and -1 one before the start.
    """

    decoded: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """Whether the file may be released."""
        return not self.missing and not self.wrong


def decode_sheets(pdf: bytes | Path, stock: Sheet, *, dpi: int = 300) -> list[str]:
    """The text in each label's cell, in label order, page after page; "" where none was read.

    Two symbols in one cell come out joined by a line feed: neither is to be trusted.
    """
    with Pages(pdf, stock) as pages:
        return [pages.cell(page, place, dpi) for page, place in pages.every()]


def proof(
    pdf: bytes | Path,
    stock: Sheet,
    start: int,
    expected: Iterable[str],
    dpis: Sequence[int] = (203, 300),
    *,
    square: Square | None = None,
    processes: int = 1,
) -> ProofResult:
    """Decode the file at each of ``dpis`` and compare with the ``expected`` URLs, in order.

    With ``square``, where the symbol stands on a label, only that part of it is drawn and read
    first; a label that then has not the right text is read whole. Cells where none is expected,
    also by an empty URL, always are. A file with places for ``SHARED_FROM`` labels is read by
    ``processes`` at once, this one among them; raises ReaderFailed where another ended in an error.
    ``expected`` is taken as it is needed: memory does not grow with the run.
    """
    with Pages(pdf, stock, square) as pages:
        reader, parts = Reader(pages, dpis), shares(pages, start, expected)
        if processes < 2 or pages.count * stock.capacity < SHARED_FROM:
            return _together(map(reader.read, parts))
        with handed(pdf) as file:
            return _together(read_together(reader, parts, file, processes - 1))


def _together(parts: Iterable[Found]) -> ProofResult:
    decoded, missing, wrong = 0, list[int](), set[int]()
    for part in parts:
        decoded += part.decoded
        missing += part.missing
        wrong.update(part.wrong)
    return ProofResult(decoded, tuple(sorted(missing)), tuple(sorted(wrong)))
