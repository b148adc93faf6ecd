"""A PDF written from front to back into a file, page by page: what has been written is forgotten.

The page tree's nodes hold ``_FANOUT`` pages each. Only the objects' offsets are kept, eight octets
an object. PDF 32000-1:2008, 7.5.
"""

from __future__ import annotations

import array
import re
import zlib
from typing import BinaryIO

from labels.pdf_parts import Parts
from labels.stock import Size

_HEADER = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _TREE, _RESOURCES, _INFO = 1, 2, 3, 4
_FANOUT = 200
_LEVEL = 1
_REFERENCE = re.compile(rb"(\d+) 0 R")
UM_A_POINT = 25_400 / 72


def points_of(um: int) -> str:
    """A length in points as PDF writes numbers, to a hundred thousandth."""
    return f"{um / UM_A_POINT:.5f}".rstrip("0").rstrip(".")


class PdfFile:
    """The file as it grows: ``page`` for each page, then ``finish``."""

    def __init__(self, file: BinaryIO, parts: Parts, boxes: str = "") -> None:
        """Begin in ``file``, which is only ever written to; ``boxes`` are said of every page."""
        self._file, self._parts, self._boxes = file, parts, boxes.encode("ascii")
        self._offsets = array.array("Q", bytes(8 * (_INFO + 1)))
        self._nodes: list[tuple[int, int]] = []
        self._kids: list[int] = []
        self._at = 0
        self._write(_HEADER)

    def page(self, operators: str) -> None:
        """A page of the common size whose content is ``operators``."""
        if not self._kids:
            self._nodes.append((self._reserve(), 0))
        stream = zlib.compress(operators.encode("latin-1"), _LEVEL)
        content = self._reserve()
        head = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream)
        self._object(content, head + stream + b"\nendstream")
        page = self._reserve()
        self._kids.append(page)
        words = b"<</Type/Page/Parent %d 0 R/Contents %d 0 R%s>>"
        self._object(page, words % (self._nodes[-1][0], content, self._boxes))
        if len(self._kids) == _FANOUT:
            self._close_node()

    def finish(self, title: str, author: str, page: Size) -> None:
        """What all pages share, the tree, and the table of offsets."""
        if self._kids:
            self._close_node()
        self._copy_parts()
        box = f"[0 0 {points_of(page.width)} {points_of(page.height)}]".encode()
        kids = b" ".join(b"%d 0 R" % number for number, _ in self._nodes)
        count = sum(pages for _, pages in self._nodes)
        tree = b"<</Type/Pages/Count %d/MediaBox%s/Resources %d 0 R/Kids[%s]>>"
        self._object(_TREE, tree % (count, box, _RESOURCES, kids))
        # Whoever prints is told not to scale: PDF 32000, table 150.
        catalog = b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>>>"
        self._object(_CATALOG, catalog % _TREE)
        info = b"<</Title%s/Author%s/Producer(labels)>>" % (_text(title), _text(author))
        self._object(_INFO, info)
        self._end()

    def _copy_parts(self) -> None:
        """The parts' objects under new numbers; they refer to one another only."""
        shift = len(self._offsets) - 1
        resources, bodies = self._parts.finished()
        for body in bodies:
            self._object(self._reserve(), _shifted(body, shift))
        self._object(_RESOURCES, _shifted(resources, shift))

    def _close_node(self) -> None:
        number = self._nodes[-1][0]
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        words = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>"
        self._object(number, words % (_TREE, len(self._kids), kids))
        self._nodes[-1] = (number, len(self._kids))
        self._kids = []

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def _end(self) -> None:
        start, size = self._at, len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for first in range(1, size, 1_000):
            part = self._offsets[first : first + 1_000]
            self._write(b"".join(b"%010d 00000 n \n" % offset for offset in part))
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        self._write(trailer % (size, _CATALOG, _INFO, start))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)


def _shifted(body: bytes, shift: int) -> bytes:
    """The object with its references moved; a stream's octets are left alone."""
    head, stream, data = body.partition(b"stream")
    moved = _REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + shift), head)
    return moved + stream + data


def _text(words: str) -> bytes:
    return b"<%s>" % ("\ufeff" + words).encode("utf-16-be").hex().encode()
