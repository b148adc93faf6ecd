"""pdfium, which is not made for two threads at once; the server answers with several.

Whoever calls it holds ``ONE_AT_A_TIME`` for as short as may be.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from labels.nameless import is_nameless

if TYPE_CHECKING:
    from PIL import Image

ONE_AT_A_TIME = threading.RLock()
"""Among the threads of a process; processes have their own."""


def load(pdf: bytes | Path) -> pypdfium2.PdfDocument:
    """A document of bytes or of a file, one without a name too; the caller holds the lock.

    Raises PdfiumError where it is none.
    """
    if isinstance(pdf, bytes) or not is_nameless(pdf):
        return pypdfium2.PdfDocument(pdf)
    # pypdfium2 looks for the file that a path leads to, and this one stands in no folder.
    raw = pypdfium2.raw.FPDF_LoadDocument(os.fsencode(pdf) + b"\0", None)
    if pypdfium2.raw.FPDF_GetPageCount(raw) < 1:
        raise pypdfium2.PdfiumError("a file without a name is no document")
    return pypdfium2.PdfDocument(raw)


@contextlib.contextmanager
def opened(pdf: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, for as long as the block runs; other threads may have theirs meanwhile."""
    with ONE_AT_A_TIME:
        document = load(pdf)
    try:
        yield document
    finally:
        with ONE_AT_A_TIME:
            document.close()


def grey(document: pypdfium2.PdfDocument, number: int, scale: float) -> Image.Image:
    """A page, the first is 0, in grey with ``scale`` dots a point."""
    with ONE_AT_A_TIME:
        page = document[number]
        bitmap = page.render(scale=scale, grayscale=True)
        image: Image.Image = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
    return image


def sizes(document: pypdfium2.PdfDocument) -> list[tuple[float, float]]:
    """Width and height of every page in points."""
    with ONE_AT_A_TIME:
        return [document.get_page_size(number) for number in range(len(document))]
