"""The QR symbol of a label: ISO/IEC 18004, error correction level M, quiet zone of four modules.

Version and segmentation follow from the text's length alone, so that all labels of a run look the
same. A URL is one byte segment with a lower-case host; where writing the host in capitals and the
rest as an alphanumeric segment saves a version, that is done (host names fold case: RFC 3986,
6.2.2.1). The scheme stays lower case always: several phone cameras do not open ``HTTPS://``.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import Literal

from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import QRData

from labels.errors import DoesNotFit, LabelRefused

QUIET_MODULES = 4
"""Clear modules on each side (ISO/IEC 18004, 9.1)."""
SMALLEST_MODULE_UM = 330
"""Below this, phone cameras of the cheap sort and office printers fail: refused."""
LARGEST_VERSION = 10
"""57 modules, 213 bytes: no label of ours has room for more."""

_ALPHANUMERIC_MODE: Literal[2] = 2
_BYTE: Literal[4] = 4
_URL = re.compile(r"(https?://)([!-.0-~]+)(/[!-~]*)")
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*")


@dataclasses.dataclass(frozen=True)
class Symbol:
    """A finished symbol: ``rows`` top to bottom, each an integer with the leftmost module high."""

    text: str
    version: int
    rows: tuple[int, ...]

    @property
    def modules(self) -> int:
        """Modules along a side, without the quiet zone."""
        return len(self.rows)

    def module_um(self, room: int) -> int:
        """The widest whole-µm module for a square of ``room`` µm, quiet zone included.

        Raises DoesNotFit at ``qr`` when it would be finer than ``SMALLEST_MODULE_UM``.
        """
        return module_um(self.modules, room)


def module_um(modules: int, room: int) -> int:
    """The same for a symbol known by its number of modules only."""
    across = modules + 2 * QUIET_MODULES
    if room < across * SMALLEST_MODULE_UM:
        raise DoesNotFit("qr", across * SMALLEST_MODULE_UM, room)
    return room // across


@dataclasses.dataclass(frozen=True)
class _Plan:
    """How a text is written: a byte segment, then perhaps an alphanumeric one."""

    version: int
    head: str
    tail: str


def encoded_text(url: str) -> str:
    """What a reader will report for ``url``: itself, or itself with the host in capitals.

    Raises LabelRefused at ``url``: ``url_not_plain`` for anything but an ASCII URL with a
    lower-case scheme, ``url_too_long`` beyond version ``LARGEST_VERSION``.
    """
    plan = _plan(url)
    return plan.head + plan.tail


def modules_of(url: str) -> int:
    """Modules along a side of the symbol for ``url``, without making it."""
    return 17 + 4 * _plan(url).version


def encode(url: str) -> Symbol:
    """The symbol for ``url``; raises as ``encoded_text`` does."""
    plan = _plan(url)
    qr = QRCode(version=plan.version, error_correction=ERROR_CORRECT_M, border=0)
    qr.add_data(QRData(plan.head.encode("ascii"), mode=_BYTE), optimize=0)
    if plan.tail:
        qr.add_data(QRData(plan.tail.encode("ascii"), mode=_ALPHANUMERIC_MODE), optimize=0)
    qr.make(fit=False)
    rows = tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in qr.modules)
    return Symbol(plan.head + plan.tail, plan.version, rows)


def _plan(url: str) -> _Plan:
    match = _URL.fullmatch(url)
    if match is None:
        raise LabelRefused("url_not_plain", "url", url=url)
    scheme, host, path = match.groups()
    plain = _Plan(_version(len(url), 0), url, "")
    if not _ALPHANUMERIC.fullmatch(host.upper() + path):
        return plain
    split = _Plan(_version(len(scheme), len(host + path)), scheme, host.upper() + path)
    return min(plain, split, key=lambda plan: plan.version)


@functools.lru_cache(maxsize=256)
def _version(byte_count: int, alphanumeric_count: int) -> int:
    """The smallest version at level M that holds both segments (ISO/IEC 18004, 7.4)."""
    for version in range(1, LARGEST_VERSION + 1):
        long = version >= 10
        bits = 4 + (16 if long else 8) + 8 * byte_count
        if alphanumeric_count:
            bits += 4 + (11 if long else 9) + (11 * alphanumeric_count + 1) // 2
        if bits <= _capacity_bits(version):
            return version
    raise LabelRefused("url_too_long", "url", length=byte_count + alphanumeric_count)


def _capacity_bits(version: int) -> int:
    return 8 * sum(block.data_count for block in rs_blocks(version, ERROR_CORRECT_M))
