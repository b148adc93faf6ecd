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
from typing import NoReturn

from labels import qr
from labels.errors import DoesNotFit, LabelRefused
from labels.qr import LARGEST_VERSION, Level, Matrix, Mode, Segment, Series

QUIET_MODULES = 4
"""Clear modules on each side (ISO/IEC 18004, 9.1)."""
SMALLEST_MODULE_UM = 330
"""Below this, phone cameras of the cheap sort and office printers fail: refused."""
LEVEL = Level.M
"""Of every label: 15 % of the codewords may be lost."""

_URL = re.compile(r"(https?://)([!-.0-~]+)(/[!-~]*)")
_VISIBLE = re.compile(r"[!-~]*")
_ALPHANUMERIC = re.compile(r"[0-9A-Z$%*+\-./:]*")  # a URL has no space


@dataclasses.dataclass(frozen=True)
class Symbol:
    """A finished symbol and the ``text`` that a reader reports."""

    text: str
    matrix: Matrix

    @property
    def version(self) -> int:
        """1 to 40; of a label up to ``LARGEST_VERSION``."""
        return self.matrix.version

    @property
    def modules(self) -> int:
        """Modules along a side, without the quiet zone."""
        return self.matrix.modules

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows top to bottom, each an integer with the leftmost module highest."""
        return self.matrix.rows

    @property
    def octets(self) -> bytes:
        """The 1-bit picture: dark is 1, first module in the highest bit, rows in whole octets."""
        return self.matrix.octets

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
    return qr.modules_along(_plan(url).version)


def encode(url: str) -> Symbol:
    """The symbol for ``url``, under the best mask; raises as ``encoded_text`` does.

    URLs that differ after their last slash only, as a run's do, share most of the work.
    """
    cut = url.rfind("/") + 1
    head, tail = url[:cut], url[cut:]
    plain = _ALPHANUMERIC.fullmatch(tail) is not None
    if not plain and not _VISIBLE.fullmatch(tail):
        raise LabelRefused("url_not_plain", "url", url=url)
    try:
        before, series = _series(head, len(tail), plain)
    except LabelRefused:
        raise _refusal(url) from None
    return Symbol(before + tail, series.draw(tail.encode("ascii")))


def encode_text(text: str, version: int | None = None, level: Level = Level.M) -> Symbol:
    """Any text in UTF-8, for what is no address; of the smallest version (1 to 40) by itself.

    Raises LabelRefused ``text_too_long`` at ``qr``.
    """
    octets = text.encode()
    try:
        return Symbol(text, _matrix(octets, version, level))
    except qr.TooLong:
        raise LabelRefused("text_too_long", "qr", length=len(octets)) from None


def _matrix(octets: bytes, version: int | None, level: Level) -> Matrix:
    """In the fewest bits up to version ``LARGEST_VERSION``; in one byte segment beyond."""
    if version is not None and version <= LARGEST_VERSION:
        return qr.draw(qr.segments_of(octets, version), version, level)
    if version is not None:
        return qr.draw_large(octets, level, version)
    try:
        least, segments = qr.smallest_version(octets, level)
    except qr.TooLong:
        return qr.draw_large(octets, level)
    return qr.draw(segments, least, level)


def _refusal(url: str) -> LabelRefused:
    """Why there is no symbol for ``url``, said of itself."""
    try:
        _plan(url)
    except LabelRefused as refused:
        return refused
    return LabelRefused("url_not_plain", "url", url=url)


@functools.lru_cache(maxsize=64)
def _series(head: str, length: int, plain: bool) -> tuple[str, Series]:
    """The series of URLs that begin with ``head``, and how their text begins."""
    plan = _plan(head + ("0" if plain else "a") * length)
    segments = _segments(plan)
    text = (plan.head + plan.tail)[: len(head)]
    return text, Series(segments, length, plan.version, LEVEL)


def _segments(plan: _Plan) -> list[Segment]:
    segments = [Segment(Mode.BYTE, plan.head.encode("ascii"))]
    if plan.tail:
        segments.append(Segment(Mode.ALPHANUMERIC, plan.tail.encode("ascii")))
    return segments


def _plan(url: str) -> _Plan:
    match = _URL.fullmatch(url)
    if match is None:
        raise LabelRefused("url_not_plain", "url", url=url)
    scheme, host, path = match.groups()
    plain = _planned(url, "")
    if not _ALPHANUMERIC.fullmatch(host.upper() + path):
        return plain or _too_long(url)
    split = _planned(scheme, host.upper() + path)
    ways = [way for way in (plain, split) if way is not None]
    return min(ways, key=lambda way: way.version) if ways else _too_long(url)


def _planned(head: str, tail: str) -> _Plan | None:
    """The smallest version at level M that holds both segments (ISO/IEC 18004, 7.4)."""
    version = _version(len(head), len(tail))
    return None if version is None else _Plan(version, head, tail)


def _too_long(url: str) -> NoReturn:
    raise LabelRefused("url_too_long", "url", length=len(url))


@functools.lru_cache(maxsize=256)
def _version(byte_count: int, alphanumeric_count: int) -> int | None:
    plan = _Plan(0, "a" * byte_count, "A" * alphanumeric_count)
    for version in range(1, LARGEST_VERSION + 1):
        if qr.bits_of(_segments(plan), version)[1] <= qr.capacity_bits(version, LEVEL):
            return version
    return None
