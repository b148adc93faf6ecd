"""Symbols of versions 11 to 40, which no label has room for: a poster, a screen, a long text.

They are few and slow to make, so ``qrcode`` makes them: one byte segment, its own choice of mask.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Literal

from labels.qr.matrix import Matrix, octets_a_row
from labels.qr.segments import TooLong
from labels.qr.tables import Level

_BYTE: Literal[4] = 4  # qrcode's word for it


def draw_large(octets: bytes, level: Level, version: int | None = None) -> Matrix:
    """The symbol of a text, of the smallest version that holds it or of ``version``.

    Raises TooLong beyond version 40, or where ``version`` does not hold it.
    """
    # Loaded here, because a run of labels never needs it.
    from qrcode import constants
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode
    from qrcode.util import QRData

    levels = {
        Level.L: constants.ERROR_CORRECT_L,
        Level.M: constants.ERROR_CORRECT_M,
        Level.Q: constants.ERROR_CORRECT_Q,
        Level.H: constants.ERROR_CORRECT_H,
    }
    made = QRCode(version, levels[level], border=0)
    made.add_data(QRData(octets, _BYTE))
    try:
        made.make(fit=version is None)
    except (DataOverflowError, ValueError):
        raise TooLong(8 * len(octets)) from None
    return Matrix(made.version, level, made.mask_pattern or 0, _bits(made.get_matrix()))


def _bits(rows: Iterable[Iterable[bool]]) -> int:
    said = io.StringIO()
    for row in rows:
        dark = "".join("1" if module else "0" for module in row)
        said.write(dark.ljust(8 * octets_a_row((len(dark) - 17) // 4), "0"))
    return int(said.getvalue(), 2)
