"""Whether a value is what the syntax dictionary says of its Application Identifier.

The checks bear the dictionary's names (GS1 General Specifications, §7.9 to §7.12). Lists that
others keep and change are not held here: of country, currency, package and medium codes, bank
accounts and coupons only kind and length are looked at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from traceability.domain.gs1 import check_digit
from traceability.standards.identifiers import Component, Identifier

CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CSET_64 = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ALPHABETS = {"N": "0123456789", "X": CSET_82, "Y": _CSET_39, "Z": _CSET_64}
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
#: Digits of a company prefix that every key begins with.
_SHORTEST_PREFIX = 4
#: Which century two digits belong to makes no difference to whether a day exists, but for 00.
_CENTURY = "20"


def fault_of(identifier: Identifier, value: str) -> str | None:
    """What is wrong with a value, as one word, or None.

    ``too_short``, ``too_long``, ``character_n``, ``_x``, ``_y`` or ``_z``, or the check's name.
    """
    if len(value) < identifier.shortest:
        return "too_short"
    if len(value) > identifier.longest:
        return "too_long"
    rest = value
    for component in identifier.components:
        part, rest = rest[: component.longest], rest[component.longest :]
        if not part and component.optional:
            break
        fault = _fault_of_part(component, part)
        if fault is not None:
            return fault
    return None


def _fault_of_part(component: Component, part: str) -> str | None:
    if len(part) < component.shortest:
        return "too_short"
    if not set(part) <= set(_ALPHABETS[component.kind]):
        return f"character_{component.kind.lower()}"
    checks = ((name, _CHECKS.get(name)) for name in component.linters)
    return next((name for name, holds in checks if holds is not None and not holds(part)), None)


def _csum(part: str) -> bool:
    return check_digit(part[:-1]) == part[-1]


def _csumalpha(part: str) -> bool:
    """The check pair of a Global Model Number: weights are primes from the right, modulo 1021."""
    body, pair = part[:-2], part[-2:]
    if not body:
        return False
    weighted = sum(CSET_82.index(c) * p for c, p in zip(reversed(body), _PRIMES, strict=False))
    high, low = divmod(weighted % 1021, 32)
    return pair == _CSET_32[high] + _CSET_32[low]


def _prefix_at(start: int) -> Callable[[str], bool]:
    def holds(part: str) -> bool:
        begins = part[start : start + _SHORTEST_PREFIX]
        return len(begins) == _SHORTEST_PREFIX and begins.isdigit()

    return holds


def _date(part: str) -> bool:
    return _is_date(_CENTURY + part)


def _date_or_month(part: str) -> bool:
    """Day 00 stands for the end of the month."""
    return _is_date(_CENTURY + (part[:4] + "01" if part[4:] == "00" else part))


def _is_date(digits: str) -> bool:
    try:
        dt.datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007 - a date, no moment
    except ValueError:
        return False
    return True


def _below(*limits: int) -> Callable[[str], bool]:
    """Two digits a limit, each below it."""

    def holds(part: str) -> bool:
        pairs = (part[at : at + 2] for at in range(0, len(part), 2))
        return all(int(pair) < limit for pair, limit in zip(pairs, limits, strict=False))

    return holds


def _piece_of_total(part: str) -> bool:
    half = len(part) // 2
    return 0 < int(part[:half]) <= int(part[half:])


def _at_most(limit: int) -> Callable[[str], bool]:
    return lambda part: int(part) <= limit


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "csum": _csum,
    "csumalpha": _csumalpha,
    "gcppos1": _prefix_at(0),
    "gcppos2": _prefix_at(1),
    "yymmdd": _date,
    "yymmd0": _date_or_month,
    "yyyymmdd": _is_date,
    "hhmi": _below(24, 60),
    "hh": _below(24),
    "mi": _below(60),
    "ss": _below(60),
    "yesno": lambda part: part in "01",
    "winding": lambda part: part in "019",
    "iso5218": lambda part: part in "0129",
    "zero": lambda part: not part.strip("0"),
    "nonzero": lambda part: bool(part.strip("0")),
    "nozeroprefix": lambda part: part == "0" or part[0] != "0",
    "hasnondigit": lambda part: not part.isdigit(),
    "hyphen": lambda part: part == "-",
    "pieceoftotal": _piece_of_total,
    "posinseqslash": lambda part: re.fullmatch(r"[1-9]/[1-9]", part) is not None,
    "latitude": _at_most(1_800_000_000),
    "longitude": _at_most(3_600_000_000),
    "pcenc": lambda part: re.fullmatch(r"(?:%[0-9A-Fa-f]{2}|[^%])*", part) is not None,
    "iso3166alpha2": lambda part: part.isalpha() and part.isupper(),
}
