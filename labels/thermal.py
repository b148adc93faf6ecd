"""The two languages of label printers, both as a bitmap of the whole row.

Printers' own type fails on Vietnamese, so nothing is sent but dots. ZPL has them deflated in base64
with a CRC (``^GFA…:Z64:``); TSPL has them bare and inverted, a burnt dot is 0.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator

from labels.bitmap import Dots
from labels.dots import nearest_dot

_BAND = 16_000
"""Octets of a graphic field at most."""


def zpl(rows: Iterable[Dots]) -> Iterator[bytes]:
    """A ZPL II format for each row (Zebra, ^GF and "Alternative Data Compression Scheme").

    A tall row is sent in bands below one another: small printers hold little of one field.
    """
    for dots in rows:
        bands = "".join(_bands(dots))
        head = f"^XA^PW{dots.width}^LL{dots.height}^LH0,0^LS0"
        yield f"{head}{bands}^XZ\n".encode("ascii")


def _bands(dots: Dots) -> Iterator[str]:
    wide = dots.octets_a_row
    step = max(1, _BAND // wide)
    for top in range(0, dots.height, step):
        band = dots.octets[top * wide : (top + step) * wide]
        data = base64.b64encode(zlib.compress(band, 9))
        check = binascii.crc_hqx(data, 0)
        size = f"{len(band)},{len(band)},{wide}"
        yield f"^FO0,{top}^GFA,{size},:Z64:{data.decode()}:{check:04X}^FS"


def tspl(rows: Iterable[Dots]) -> Iterator[bytes]:
    """TSPL commands for each row (TSC, SIZE, GAP, CLS, BITMAP, PRINT), in dots and millimetres."""
    for dots in rows:
        wide = dots.octets_a_row
        inverted = bytes(octet ^ 0xFF for octet in dots.octets)
        # Beyond the last dot of a row nothing is burnt: 1 in this polarity, as inverted zeros are.
        head = (
            f"SIZE {_mm(dots.width, dots.dpi)} mm,{_mm(dots.height, dots.dpi)} mm\r\n"
            f"GAP {dots.gap_um / 1_000:g} mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\n"
            f"BITMAP 0,0,{wide},{dots.height},0,"
        )
        yield head.encode("ascii") + inverted + b"\r\nPRINT 1,1\r\n"


def _mm(dots: int, dpi: int) -> str:
    per_mm = nearest_dot(1_000_000, dpi)  # dots of a metre
    return f"{dots * 1_000 / per_mm:.2f}".rstrip("0").rstrip(".")
