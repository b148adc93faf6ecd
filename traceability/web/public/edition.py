"""Which program draws the pages: what a kept page rests on beside the record.

A page that somebody holds from before an upgrade is another one after it: its words may have been
mended, and the style that stands in it is forbidden by the new page's policy (CSP), which a 304
brings along.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

import traceability

_LENGTH = 8


@functools.cache
def edition() -> str:
    """A few letters that differ with every change to code, data, pictures, styles and templates."""
    said = hashlib.sha256()
    for path in sorted(_files()):
        said.update(hashlib.sha256(path.read_bytes()).digest())
    return said.hexdigest()[:_LENGTH]


def _files() -> Iterator[Path]:
    code = Path(traceability.__file__).parent
    for kind in ("*.py", "*.mo", "*.json", "*.csv", "*.svg", "*.css"):
        yield from code.rglob(kind)
    # Within the package where it was installed, beside it in a checkout.
    for folder in (code, code.parent):
        yield from (folder / "templates" / "public").rglob("*.html")
