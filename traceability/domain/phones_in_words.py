"""Telephone numbers within words: where they stand, and what a telephone dials for each.

A text of a recall names numbers beside days, lot codes and weights, and none of these may be
dialled. So a run of digits is a number only where its groups, as they are parted, are one number or
several; what is left over must stand clearly apart. Rather a number is missed than another dialled.
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
#: Days with their year, in four digits or two; codes in capitals with hyphens (lots, growing
#: areas); words with a letter.
_NO_NUMBER = re.compile(
    r"(?<!\d)[0-3]?\d([./-])[01]?\d\1(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d(?!\d)"
    r"|(?<!\d)(?<!\d[./-])[0-3]?\d([./-])[01]?\d\3\d\d(?!\3?\d)"
    r"|(?<![\w-])(?=[0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)+(?![\w-])"
    r"|\w*[^\W\d_]\w*"
)
_RUN = re.compile(rf"(?<![\w+])\+?[0-9](?:[{_APART}]{{0,3}}[0-9])*+(?!\w)")
_GROUP = re.compile(r"\+?[0-9]+")
#: What makes an amount of the digits before it.
_UNIT = re.compile(
    r"[ \u00a0]?(?:[%‰°]|(?:kg|Kg|KG|g|gam|mg|tấn|tạ|yến|l|L|lít|ml|m|m²|km|ha|gói|túi|hộp|thùng"
    r"|bao|chai|lọ|tem|quả|trái|con|cây|đồng|đ|vnđ|VNĐ|VND|USD|packs?|packages?|bags?|boxes|tonnes?)(?!\w))"
)
_SERVICE = re.compile(r"1[89]00[0-9]{4,6}")
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
    return [each for run in _RUN.finditer(masked) for each in _of_run(masked, run, plain)]


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
    number = dialled(typed)
    if number is None and _ALONE.fullmatch(typed.strip()) and not in_words(typed):
        return re.sub(r"[^+0-9]", "", typed)
    return number


def has_number(contact: str) -> bool:
    """Whether a contact names a number that can be dialled."""
    return of_contact(contact) is not None or bool(in_words(contact))


def _of_run(masked: str, run: re.Match[str], plain: str) -> Iterator[Dialled]:
    groups = [
        (run.start() + each.start(), run.start() + each.end())
        for each in _GROUP.finditer(run.group())
    ]
    for first, last in _numbers(masked, groups):
        start, end = groups[first][0], groups[last - 1][1]
        if _UNIT.match(plain, end):
            continue
        number = _read(masked, groups[first:last])
        opened = start > 0 and masked[start - 1] == "(" and ")" in masked[start:end]
        if number is not None:
            yield Dialled(start - opened, end, number)


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
    if len(digits) > _MOST_DIGITS or digits[0] not in "+01":
        return None
    if digits[0] == "1":
        whole = masked[groups[0][0] : groups[-1][1]]
        intact = len(parts[0]) == 4 or len(parts) == 1
        fits = intact and _SERVICE.fullmatch(digits) and not _BETWEEN.fullmatch(whole)
        return digits if fits else None
    return dialled(digits)
