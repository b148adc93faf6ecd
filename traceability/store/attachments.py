"""Attached papers as they will be stored: what the bytes are is read from them, never from a name.

A picture becomes a fresh JPEG without metadata. A PDF is stored as it came: it may hold scripts, so
nobody may be shown it inside a page of ours (``web.attachments`` serves it as a download alone).
"""

from __future__ import annotations

from traceability.domain.errors import Invalid
from traceability.store import photos

LARGEST_BYTES = photos.LARGEST_BYTES
#: Pixels of the longer side: an A4 page of small print stays readable.
LONGEST_SIDE = 2_400
PDF, JPEG = "application/pdf", "image/jpeg"
_PDF_STARTS, _PDF_ENDS = b"%PDF-", b"%%EOF"
_PICTURES_START = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def sniffed(data: bytes, at: str) -> tuple[str, bytes]:
    """The content type of a file as sent and the bytes to store.

    ``Invalid`` at ``at``: ``file_empty``, ``file_too_large``, ``file_kind_unknown``,
    ``file_unreadable`` (a PDF without an end), and what ``photos.re_encode`` refuses of a picture.
    """
    if not data:
        raise Invalid("file_empty", at)
    if len(data) > LARGEST_BYTES:
        raise Invalid("file_too_large", at, largest_mb=LARGEST_BYTES // 1_048_576)
    if data.startswith(_PDF_STARTS):
        return PDF, _whole(data, at)
    if data.startswith(_PICTURES_START):
        return JPEG, photos.re_encode(data, at, LONGEST_SIDE)
    raise Invalid("file_kind_unknown", at)


def _whole(data: bytes, at: str) -> bytes:
    """A PDF that did not break off on its way; ISO 32000-1 §7.5.5 lets it end in ``%%EOF``."""
    if _PDF_ENDS not in data[-2_048:]:
        raise Invalid("file_unreadable", at)
    return data
