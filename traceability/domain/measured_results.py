"""Results of a laboratory against their limits, both as they are written on paper."""

from __future__ import annotations

import re
from decimal import Decimal

from traceability.domain.certificates import ResultVerdict
from traceability.domain.text import fold

_MEASURED = re.compile(r"(?P<mark>[<>≤≥]=?)? ?(?P<number>[0-9]{1,9}([.,][0-9]{1,6})?)( ?%)?")
#: Three digits behind one sign: thousands to some, decimals to others.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
#: The signs before thousands, in each way in which a line can be read; others are before decimals.
_READINGS = ("", ".", ",", ".,")
#: The least that a laboratory could have found, behind its words.
_DETECTION = re.compile(
    r"(?P<words>[^()]+?) ?\((?:lod|loq|mdl|ld|lq|ghph|ghdl) ?[=:]? ?"
    r"(?P<least>[0-9]+(?:[.,][0-9]+)?)[^()]*\)"
)
_NOT_FOUND = frozenset({"khong phat hien", "kph", "nd", "not detected", "am tinh", "negative", "-"})
_FOUND = frozenset(
    {"duong tinh", "positive", "phat hien", "co phat hien", "detected", "co", "present", "+"}
)
#: A laboratory's own word in the column of results, whatever the limit.
_FAILED = frozenset({"khong dat", "khong phu hop", "fail", "failed", "does not comply"})
#: A limit that wants none of it, of so many grams or millilitres.
_NONE_WANTED = re.compile(
    r"(?P<words>[^/]+?)(?: ?/ ?[0-9]+ ?(?:g|ml)| trong [0-9]+ ?(?:g|ml)| in [0-9]+ ?(?:g|ml))?"
)
_WANTS_NONE = _NOT_FOUND | {
    "khong duoc co",
    "khong co",
    "khong cho phep",
    "absent",
    "must be absent",
}
_BETWEEN = re.compile(r"(?P<low>[0-9.,]+) ?[-–] ?(?P<high>[0-9.,]+)(?: ?%)?")
_LOWEST = frozenset({">", "≥", ">=", "≥="})


def judged(result: str, limit: str | None, stated: ResultVerdict | None = None) -> ResultVerdict:
    """A result against its limit; whoever says worse, arithmetic or the laboratory, is believed.

    Both are as written: "18,6" against "20", "≤ 20" or "≥ 8"; "không phát hiện" is within any upper
    limit, unless no less than more than that could have been found ("KPH (LOD = 0,5)"). What cannot
    be compared is not judged unless the laboratory judged it.
    """
    reckoned = _reckoned(result, limit)
    if ResultVerdict.ABOVE in (reckoned, stated):
        return ResultVerdict.ABOVE
    return reckoned or stated or ResultVerdict.NOT_JUDGED


def differs(result: str, limit: str | None, stated: ResultVerdict | None) -> bool:
    """Whether a laboratory's word is another than that of the two numbers beside it."""
    reckoned = _reckoned(result, limit)
    return None not in (reckoned, stated) and stated not in (reckoned, ResultVerdict.NOT_JUDGED)


def _reckoned(result: str, limit: str | None) -> ResultVerdict | None:
    """What two numbers say in each reading; nothing where one of these says another thing.

    "2,150" is 2.15 or 2150, and above "0,3" as either. A sign is read alike in both numbers. Words
    are read where the limit is none ("dương tính" against "âm tính/25 g").
    """
    if fold(result) in _FAILED:
        return ResultVerdict.ABOVE
    if limit is None:
        return None
    if _wants_none(limit):
        return _against_none(result)
    said = {_reckoned_as(result, limit, parting) for parting in _READINGS}
    return said.pop() if len(said) == 1 else None


def _wants_none(limit: str) -> bool:
    found = _NONE_WANTED.fullmatch(fold(limit))
    return found is not None and found["words"] in _WANTS_NONE


def _against_none(result: str) -> ResultVerdict | None:
    """A result where nothing may be found; one below what could have been found says nothing."""
    detection = _DETECTION.fullmatch(fold(result))
    words = detection["words"] if detection else fold(result)
    if words in _NOT_FOUND | _FOUND:
        return ResultVerdict.WITHIN if words in _NOT_FOUND else ResultVerdict.ABOVE
    measured = _measured(result, "")
    if measured is None or (measured[0] is not None and measured[0] not in _LOWEST):
        return None
    return ResultVerdict.ABOVE if measured[1] else ResultVerdict.WITHIN


def _reckoned_as(result: str, limit: str, parting: str) -> ResultVerdict | None:
    if between := _BETWEEN.fullmatch(" ".join(limit.split())):
        return _between(result, between["low"], between["high"], parting)
    bound = _measured(limit, parting)
    if bound is None:
        return None
    mark, edge = bound
    least, words = Decimal(0), fold(result)
    if detection := _DETECTION.fullmatch(words):
        words, least = detection["words"], _number(detection["least"], parting)
    if words in _NOT_FOUND:
        return None if mark in _LOWEST or least > edge else ResultVerdict.WITHIN
    found = _measured(result, parting)
    if found is None:
        return None
    about, value = found
    return _compared(value, edge, about, lowest=mark in _LOWEST)


def _between(result: str, low: str, high: str, parting: str) -> ResultVerdict | None:
    """A plain number against a limit of two."""
    edges = _measured(low, parting), _measured(high, parting)
    found = _measured(result, parting)
    if found is None or found[0] is not None or None in edges:
        return None
    (_, least), (_, most) = ((None, Decimal(0)) if each is None else each for each in edges)
    return ResultVerdict.WITHIN if least <= found[1] <= most else ResultVerdict.ABOVE


def _compared(
    value: Decimal, edge: Decimal, about: str | None, *, lowest: bool
) -> ResultVerdict | None:
    """A result of "<0,05" is below any limit from 0,05 on, and says nothing of a lower one."""
    inside = value >= edge if lowest else value <= edge
    said = ResultVerdict.WITHIN if inside else ResultVerdict.ABOVE
    if about is None or ((about in _LOWEST) == lowest) == inside:
        return said
    return None


def _measured(typed: str, parting: str) -> tuple[str | None, Decimal] | None:
    """A number with its mark, where the signs ``parting`` stand before thousands."""
    found = _MEASURED.fullmatch(" ".join(typed.split()))
    return None if found is None else (found["mark"], _number(found["number"], parting))


def _number(digits: str, parting: str) -> Decimal:
    """``1.234`` is a thousand and more where the point is ``parting``; ``0.002`` never is."""
    if _AMBIGUOUS.fullmatch(digits) and digits[-4] in parting:
        return Decimal(digits[:-4] + digits[-3:])
    return Decimal(digits.replace(",", "."))
