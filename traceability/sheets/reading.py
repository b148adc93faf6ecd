"""A file as somebody sends it, told by what is in it and never by its name alone."""

from __future__ import annotations

from traceability.domain.errors import Invalid
from traceability.sheets.delimited import read_bytes
from traceability.sheets.tables import LARGEST_BYTES, Table
from traceability.sheets.workbooks import read_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How pictures and PDF begin: what a telephone offers first when it is asked for a file.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(data: bytes, name: str, at: str = "file") -> Table:
    """The table in a file (.xlsx, .csv).

    Raises Invalid at ``at``: ``sheet_too_large`` (``most_mb``), ``sheet_protected``,
    ``sheet_old_excel``, ``sheet_other_kind`` (a picture, a PDF), ``sheet_is_text`` (text under the
    name of a workbook), and as the readers.
    """
    if len(data) > LARGEST_BYTES:
        raise Invalid("sheet_too_large", at, most_mb=LARGEST_BYTES // 1_048_576)
    if data.startswith(_ZIP):
        return read_workbook(data, at)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Invalid("sheet_protected", at)
        raise Invalid("sheet_old_excel", at)
    if data.startswith(_OTHERS):
        raise Invalid("sheet_other_kind", at)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")) and data:
        raise Invalid("sheet_is_text", at)
    return read_bytes(data, at)
