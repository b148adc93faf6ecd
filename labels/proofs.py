"""Reading a finished file back: rasterised as a printer would, each label's symbol decoded.

A print run is released only after its file has passed this. Printers of 203 and 300 dots an inch
are the coarse ones in use; what reads there reads on better ones. Long runs are shared among
processes, each with its own pages (``labels.reading`` is what they run).
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labels.plan import Square
from labels.raster import Pages
from labels.stock import Sheet
from labels.symbol import encoded_text

SHARED_FROM = 1_000
"""Shorter runs are read by the calling process: another takes a third of a second to start."""


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
    with Pages(pdf, stock, dpi) as pages:
        return [pages.cell(page, place) for page, place in pages.every()]


def proof(
    pdf: bytes | Path,
    stock: Sheet,
    start: int,
    expected: Sequence[str],
    dpis: Sequence[int] = (203, 300),
    *,
    square: Square | None = None,
    processes: int = 1,
) -> ProofResult:
    """Decode the file at each of ``dpis`` and compare with the ``expected`` URLs, in order.

    With ``square``, where the symbol stands on a label, only that part of it is drawn and read
    first; a label that then has not the right text is read whole. Cells where none is expected
    always are. Beyond ``SHARED_FROM`` labels ``processes`` share the pages.
    """
    if processes > 1 and len(expected) >= SHARED_FROM:
        return _shared(pdf, stock, start, expected, dpis, square, processes)
    return proof_pages(pdf, stock, start, expected, dpis, square)


def proof_pages(
    pdf: bytes | Path,
    stock: Sheet,
    start: int,
    expected: Sequence[str],
    dpis: Sequence[int],
    square: Square | None,
    first_page: int = 0,
    past_page: int | None = None,
) -> ProofResult:
    """The same in this process; of the pages from ``first_page`` to before ``past_page``.

    ``start`` and ``expected`` are then those of the first of these pages.
    """
    missing: set[int] = set()
    wrong: set[int] = set()
    texts = [encoded_text(url) for url in expected]
    for dpi in dpis:
        with Pages(pdf, stock, dpi, first_page, past_page) as pages:
            seen = start
            for seen, (page, place) in enumerate(pages.every(), 1):
                index = seen - 1 - start
                told = texts[index] if 0 <= index < len(texts) else None
                text = _text(pages, page, place, told, square)
                _judge(index, text, told, missing, wrong)
        missing.update(range(max(0, seen - start), len(expected)))
    bad = (missing | wrong) & set(range(len(expected)))
    return ProofResult(len(expected) - len(bad), tuple(sorted(missing)), tuple(sorted(wrong)))


def _text(pages: Pages, page: int, place: int, told: str | None, square: Square | None) -> str:
    if told is not None and square is not None:
        text = pages.symbol(page, place, square)
        if text == told:
            return text
    return pages.cell(page, place)


def _judge(index: int, text: str, told: str | None, missing: set[int], wrong: set[int]) -> None:
    if told is None:
        if text:
            wrong.add(max(-1, index))
    elif not text:
        missing.add(index)
    elif text != told:
        wrong.add(index)


def _shared(
    pdf: bytes | Path,
    stock: Sheet,
    start: int,
    expected: Sequence[str],
    dpis: Sequence[int],
    square: Square | None,
    processes: int,
) -> ProofResult:
    with _as_file(pdf) as path:
        count = _pages_in(path, stock)
        cuts = [count * at // processes for at in range(processes + 1)]
        running = []
        for first, past in itertools.pairwise(cuts):
            low = max(0, first * stock.capacity - start)
            high = past * stock.capacity - start if past < count else len(expected)
            task = {
                "file": str(path),
                "stock": dataclasses.asdict(stock),
                "start": start if first == 0 else 0,
                "expected": expected[low:high],
                "dpis": list(dpis),
                "square": None if square is None else dataclasses.asdict(square),
                "pages": [first, past],
            }
            running.append((low, _begin(task)))
        ended = [(low, each.communicate()[0], each.returncode) for low, each in running]
    return _together([(low, _result(told, code)) for low, told, code in ended])


def _pages_in(path: Path, stock: Sheet) -> int:
    with Pages(path, stock, 72) as pages:
        return pages.count


def _begin(task: dict[str, Any]) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[1])
    found = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    reader = subprocess.Popen(
        [sys.executable, "-m", "labels.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": found},
    )
    if reader.stdin is not None:
        with contextlib.suppress(BrokenPipeError), reader.stdin as words:
            json.dump(task, words)
        reader.stdin = None
    return reader


def _result(told: str, code: int) -> ProofResult:
    if code:
        raise ReaderFailed(code)
    read = json.loads(told)
    return ProofResult(read["decoded"], tuple(read["missing"]), tuple(read["wrong"]))


class ReaderFailed(RuntimeError):  # noqa: N818 - what it says
    """A reading process ended in an error; the argument is its code. Nothing is released."""


def _together(parts: Sequence[tuple[int, ProofResult]]) -> ProofResult:
    missing = (low + each for low, part in parts for each in part.missing)
    wrong = (low + each if each >= 0 else -1 for low, part in parts for each in part.wrong)
    decoded = sum(part.decoded for _, part in parts)
    return ProofResult(decoded, tuple(sorted(missing)), tuple(sorted(set(wrong))))


class _as_file:  # noqa: N801 - used as a verb
    """The file itself, or its bytes in a temporary one."""

    def __init__(self, pdf: bytes | Path) -> None:
        self._pdf = pdf
        self._made: Path | None = None

    def __enter__(self) -> Path:
        if isinstance(self._pdf, Path):
            return self._pdf
        handle, name = tempfile.mkstemp(suffix=".pdf")
        self._made = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(self._pdf)
        return self._made

    def __exit__(self, *_: object) -> None:
        if self._made is not None:
            self._made.unlink()
