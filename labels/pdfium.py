"""pdfium, which is not made for two threads at once; the server answers with several.

Whoever calls it holds ``ONE_AT_A_TIME`` for as short as may be.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from PIL import Image

ONE_AT_A_TIME = threading.RLock()
"""Among the threads of a process; processes have their own."""


@contextlib.contextmanager
def opened(pdf: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, for as long as the block runs; other threads may have theirs meanwhile."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
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
