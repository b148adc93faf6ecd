"""libqrencode, the C library, where the system has it: called as a C program calls it."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

HOW = "sudo apt-get install -y libqrencode4"
_LEVEL_M, _EIGHT_BIT = 1, 2


class _Code(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("width", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_ubyte)),
    )


def find() -> Callable[[str], int] | None:
    """A function from a text to the modules along the side of its symbol; None without it."""
    name = ctypes.util.find_library("qrencode")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    make = library.QRcode_encodeString
    make.restype = ctypes.POINTER(_Code)
    make.argtypes = (ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int)
    library.QRcode_free.argtypes = (ctypes.POINTER(_Code),)

    def width(text: str) -> int:
        code = make(text.encode(), 0, _LEVEL_M, _EIGHT_BIT, 1)
        found = int(code.contents.width)
        library.QRcode_free(code)
        return found

    return width
