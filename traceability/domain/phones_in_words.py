"""Telephone numbers within words: where they stand, and what a telephone dials for each.

A text of a recall names numbers beside days, hours, lot codes and weights, and none of these may be
dialled. So a run of digits is a number only where its groups, as they are parted, are one number or
several; what is left over must stand clearly apart. A bracket that opens behind digits ends a
number, unless these are the country's. Rather a number is missed than another dialled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from traceability.domain.errors import Invalid
from traceability.domain.phones import parse_phone

#: Digits of full width, as Chinese and Japanese keyboards type them: one character for one.
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+"}
_APART = r" .\-()–_\u00a0\u202f"
#: What makes an amount of the digits before it.
_GOODS = (
    "kg|Kg|KG|g|gam|mg|tấn|tạ|yến|l|L|lít|ml|m|m²|km|ha|gói|túi|hộp|thùng|bao|chai|lọ|tem|quả|trái"
    "|con|cây|đồng|đ|vnđ|VNĐ|VND|USD|packs?|packages?|bags?|boxes|tonnes?"
)
_UNIT = re.compile(rf"[ \u00a0]?(?:[%‰°]|(?:{_GOODS})(?!\w))")
#: The same of one or two digits: hours, days, people ("máy lẻ" is what is dialled within).
_COUNTED = (
    "h|giờ|phút|giây|ngày|tuần|tháng|năm|máy(?! lẻ)|người|nhánh|hours?|minutes?|min|days?|weeks?"
    "|lines?"
)
#: Days with their year, in four digits or two; a day of a month, "24/7"; hours, from and until;
#: amounts; codes in capitals with hyphens (lots, growing areas); words with a letter.
_NO_NUMBER = re.compile(
    r"(?<!\d)[0-3]?\d([./-])[01]?\d\1(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d(?!\d)"
    r"|(?<!\d)(?<!\d[./-])[0-3]?\d([./-])[01]?\d\3\d\d(?!\3?\d)"
    r"|(?<![\d/])\d{1,2} ?/ ?\d{1,2}(?![\d/])"
    r"|(?<![\d:])[0-2]?\d:[0-5]\d(?!\d)"
    r"|(?<![\d.])[0-2]?\d\.[0-5]\d ?[-–] ?[0-2]?\d\.[0-5]\d(?![\d.])"
    r"|(?<![\d.-])[0-2]?\d ?[-–] ?[0-2]?\d ?(?:h|giờ)(?![^\W\d_])"
    rf"|(?<![\d.,-])\d{{1,3}}(?:[.,]\d+)*[ \u00a0]?(?:[%‰°]|(?:{_GOODS})(?!\w))"
    rf"|(?<![\d.,-])\d{{1,2}}[ \u00a0]?(?:{_COUNTED})(?!\w)"
    r"|(?<![\w-])(?=[0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)+(?![\w-])"
    r"|\w*[^\W\d_]\w*"
)
_RUN = re.compile(rf"(?<![\w+])\+?[0-9](?:[{_APART}]{{0,3}}[0-9])*+(?!\w)")
_GROUP = re.compile(r"\+?[0-9]+")
_SERVICE = re.compile(r"1[89]00[0-9]{4,6}")
#: How many digits the groups of such a number have: one or two behind eight may be another's.
_SERVICE_PARTS = {
    *((8,), (9,), (10,), (4, 4), (4, 5), (4, 6), (4, 1, 3), (4, 2, 2), (4, 2, 3), (4, 3, 2)),
    *((4, 3, 3), (4, 2, 2, 2)),
}
#: What a bracket may open behind: a country, as in "+84 (0)912" and "84 (219)".
_COUNTRY = re.compile(r"(?:\+[0-9]{1,3}|00[0-9]{2,3}|84)[ \u00a0]?")
#: "1800 - 1900" is a height or an hour.
_BETWEEN = re.compile(r"1[89]00\s?[-–]\s?[0-9]{2}00")
#: What is a number of somebody's, if it is all that was given: a hotline of four digits as well.
_ALONE = re.compile(r"[+0-9][0-9 .()-]{2,24}")
#: A number has at most so many groups, and so many digits.
_MOST_GROUPS, _MOST_DIGITS = 8, 16
#: How many numbers are found, less what is left over, and which groups they are.
_Split = tuple[int, int, list[tuple[int, int]]]
_IMPOSSIBLE: _Split = (-1_000_000, 0, [])


@dataclass(frozen=True)
class Dialled:
    """A number within a text: where it stands (as Python slices), and what is dialled.

    ``number`` is + and digits where the country was written, else the digits as they are kept.
    """

    first: int
    end: int
    number: str


def in_words(text: str) -> list[Dialled]:
    """The telephone numbers that a text names, in their order."""
    plain = text.translate(_NARROW)
    masked = _NO_NUMBER.sub(lambda found: "x" * len(found[0]), plain)
    return [each for run in _runs(masked) for each in _of_run(masked, run, plain)]


def dialled(typed: str) -> str | None:
    """What a telephone dials for a text that is one number and nothing else; +84 stays."""
    plain = typed.translate(_NARROW).strip()
    try:
        number = parse_phone(plain, "phone").number
    except Invalid:
        return None
    abroad = plain.startswith(("+", "00"))
    return f"+84{number[1:]}" if abroad and number.startswith("0") else number


def of_contact(typed: str) -> str | None:
    """What a telephone dials for a contact that is one number alone: a hotline's, too ("1022")."""
    number, found = dialled(typed), [each.number for each in in_words(typed)]
    if found:  # "1900 1234 (24)" is a number and something else
        return number if found == [number] else None
    if number is None and _ALONE.fullmatch(typed.strip()):
        return re.sub(r"[^+0-9]", "", typed)
    return number


def has_number(contact: str) -> bool:
    """Whether a contact names a number that can be dialled."""
    return of_contact(contact) is not None or bool(in_words(contact))


def _runs(masked: str) -> Iterator[tuple[int, int]]:
    """Where digits stand that may be numbers: cut before a bracket that opens behind one."""
    for run in _RUN.finditer(masked):
        first = run.start()
        for bracket in re.finditer(r"\(", run.group()):
            at = run.start() + bracket.start()
            if _COUNTRY.fullmatch(masked, first, at) is None:
                yield first, at
                first = at + 1
        yield first, run.end()


def _of_run(masked: str, run: tuple[int, int], plain: str) -> Iterator[Dialled]:
    groups = [each.span() for each in _GROUP.finditer(masked, *run)]
    for first, last in _numbers(masked, groups):
        start, end = groups[first][0], groups[last - 1][1]
        if _UNIT.match(plain, end) or _goes_on(masked, groups, first, last):
            continue
        number = _read(masked, groups[first:last])
        opened = start > 0 and masked[start - 1] == "(" and ")" in masked[start:end]
        if number is not None:
            yield Dialled(start - opened, end, number)


def _goes_on(masked: str, groups: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether the digits behind a number of a service are parted from it as its own are."""
    if masked[groups[first][0]] != "1" or last == len(groups) or last - first == 1:
        return False
    if groups[last][1] - groups[last][0] > 2:
        return False
    signs = {masked[groups[at - 1][1] : groups[at][0]] for at in range(first + 1, last)}
    return masked[groups[last - 1][1] : groups[last][0]] in signs


def _numbers(masked: str, groups: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which groups are numbers, as slices: the most that can be, with the least left over.

    A group that is left over stands apart from every number by two characters or more.
    """
    count = len(groups)
    #: What is best from a group on, after a number and after what was left over.
    best: dict[tuple[int, bool], _Split] = {}
    for after in (True, False):
        best[count, after] = (0, 0, [])
    for at in range(count - 1, -1, -1):
        for after in (True, False):
            best[at, after] = _best(masked, groups, at, best, after_number=after)
    return best[0, False][2]


def _best(
    masked: str,
    groups: Sequence[tuple[int, int]],
    at: int,
    best: dict[tuple[int, bool], _Split],
    *,
    after_number: bool,
) -> _Split:
    """What is best from a group on, ``after_number`` or after what was left over."""
    apart = at == 0 or groups[at][0] - groups[at - 1][1] >= 2
    options = []
    if apart or not after_number:
        found, left, slices = best[at + 1, False]
        options.append((found, left - 1, slices))
    if apart or after_number:
        for end in range(at + 1, min(len(groups), at + _MOST_GROUPS) + 1):
            if _read(masked, groups[at:end]) is not None:
                found, left, slices = best[end, True]
                options.append((found + 1, left, [(at, end), *slices]))
    return max(options, key=lambda each: each[:2], default=_IMPOSSIBLE)


def _read(masked: str, groups: Sequence[tuple[int, int]]) -> str | None:
    """What is dialled for groups that are one number; nothing for what is none."""
    parts = [masked[first:end] for first, end in groups]
    digits = "".join(parts)
    if len(digits) > _MOST_DIGITS:
        return None
    if digits[0] == "1":
        whole = masked[groups[0][0] : groups[-1][1]]
        parted = tuple(map(len, parts)) in _SERVICE_PARTS
        fits = parted and _SERVICE.fullmatch(digits) and not _BETWEEN.fullmatch(whole)
        return digits if fits else None
    abroad = parts[0] == "84" and len(parts) > 1 and masked[groups[0][1]] != "."
    return dialled(digits) if digits[0] in "+0" or abroad else None
