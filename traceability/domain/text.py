"""Vietnamese text at the boundary: one normal form, nothing invisible, an order, a search key.

Source of the traps: Unicode TR15 (NFC), TR9 (bidirectional controls), CLDR's collation for ``vi``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from traceability.domain.errors import Invalid

LINE_LONGEST = 200
TEXT_LONGEST = 2000
SHOWN_LONGEST = 60

# Icelandic and Ewe letters that look exactly like Đ and đ and come from wrong keyboards and fonts.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))

# Control, format (bidi, zero-width), surrogate, private use, line and paragraph separator.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Letters and marks by category that no screen draws: they would make a name of nothing.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_MOST_MARKS = 4
#: So much of what stands before a character that nobody sees is told.
_SEEN_BEFORE = 12

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; ngang has no mark
_LETTER_RANK = {letter: number for number, letter in enumerate(ALPHABET)}
_TONE_RANK = {tone: number for number, tone in enumerate(TONES, start=1)}
_HALF_WIDTH = {0x3000: " "} | {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_OTHER_MARK = len(TONES) + 1

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]
"""(letters and numbers, tones, the text itself): compares as a Vietnamese list is read."""


def nfc(text: str) -> str:
    """``text`` in Unicode normal form C, the only form that is stored, hashed or printed."""
    return unicodedata.normalize("NFC", text)


def half_width(text: str) -> str:
    """``text`` with full-width forms (U+FF01–U+FF5E, U+3000) as the signs of ASCII that they are.

    Keyboards for Chinese and Japanese write digits so ("１２"). Other signs that stand for digits
    ("²", "½", "١٢") stay as they are: NFKC would make 10² a hundred and two.
    """
    return text.translate(_HALF_WIDTH)


def clean_line(text: str, field: str, *, longest: int = LINE_LONGEST) -> str:
    """One line as it is stored: NFC, trimmed, inner white space (also U+00A0) folded to one space.

    A tab counts as white space, since names are pasted from sheets. ``longest`` is in code points.
    Raises Invalid ``text_control_character`` (``codepoint``, ``position``, ``before``),
    ``text_stacked_marks``, ``required``, ``text_too_long`` (``longest``).
    """
    normal = _normal(text.replace("\t", " "), field, longest)
    return _measured(_SPACES.sub(" ", normal).strip(), field, longest)


def clean_text(text: str, field: str, *, longest: int = TEXT_LONGEST) -> str:
    """Several lines as they are stored: as `clean_line`, and line breaks kept as U+000A.

    CR LF, which browsers send from a text area, becomes one break; more than one empty line in a
    row becomes one. Raises what `clean_line` raises.
    """
    unixed = text.replace("\r\n", "\n").replace("\t", " ")
    lines = _normal(unixed, field, longest, allowed="\n").split("\n")
    joined = "\n".join(_BLANKS.sub(" ", line).strip() for line in lines)
    return _measured(re.sub(r"\n{3,}", "\n\n", joined).strip("\n"), field, longest)


def _normal(text: str, field: str, longest: int, allowed: str = "") -> str:
    # Normalising is quadratic in a run of marks, so an absurd length is refused before it; a
    # Vietnamese letter is at most three code points in NFD.
    if len(text) > 4 * longest + 1000:
        raise Invalid("text_too_long", field, longest=longest)
    refuse_unseen(text, field, allowed)
    normal = nfc(text).translate(_LOOKALIKES)
    _refuse_stacked_marks(normal, field)
    return normal


def _measured(text: str, field: str, longest: int) -> str:
    if not text:
        raise Invalid("required", field)
    if len(text) > longest:
        raise Invalid("text_too_long", field, longest=longest)
    return text


def without_format(text: str) -> str:
    """``text`` without signs of format (zero-width, bidi), for who can neither see nor find them.

    A joiner between pictures goes too: they stand side by side then.
    """
    if text.isascii():
        return text
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def refuse_unseen(text: str, field: str, allowed: str = "") -> None:
    """Refuse what nobody sees with ``text_control_character``.

    Its facts are the ``codepoint``, its ``position`` counted from 1, and what stands ``before`` it,
    so that a person finds the place.
    """
    if text.isascii() and text.isprintable():
        return
    for position, character in enumerate(text):
        if character not in allowed and _is_unseen(character):
            codepoint = f"U+{ord(character):04X}"
            before = shown(text[max(0, position - _SEEN_BEFORE) : position])
            raise Invalid(
                "text_control_character",
                field,
                codepoint=codepoint,
                position=position + 1,
                before=before or "…",
            )


@functools.lru_cache(maxsize=4096)
def _is_unseen(character: str) -> bool:
    """Controls, bidi and zero-width signs, surrogates, private use, non-characters, fillers."""
    number = ord(character)
    if character in _BLANK_LETTERS or number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
        return True
    return unicodedata.category(character) in _UNSEEN_CATEGORIES


def _refuse_stacked_marks(text: str, field: str) -> None:
    """More marks on a letter than any living script sets: they run over the next lines."""
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MOST_MARKS:
            raise Invalid("text_stacked_marks", field)


def shown(text: str) -> str:
    """What was typed, fit to be a fact of a refusal: cut short, without what cannot be seen."""
    visible = (letter if letter.isprintable() else " " for letter in text[:SHOWN_LONGEST])
    return nfc("".join(visible)).strip()


def fold(text: str) -> str:
    """The search key: small letters without marks, đ as d, full-width as ASCII, single spaces.

    Never fails, whatever was typed into a search box: controls become spaces, what cannot be seen
    goes. ``fold(fold(x)) == fold(x)``.
    """
    folded = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES)).casefold()
    folded = unicodedata.normalize("NFKD", folded).translate(_APOSTROPHES)
    kept = "".join(_searchable(character) for character in folded)
    return _SPACES.sub(" ", kept.replace("đ", "d")).strip()


def _searchable(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    category = unicodedata.category(character)
    if category in {"Cf", "Cs"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character


def sort_key(text: str) -> SortKey:
    """The key that sorts names in Vietnamese order: ``sorted(names, key=sort_key)``.

    Letters a ă â b c d đ e ê … first (f j w z in their Latin place), a space before any letter,
    numbers by value ("Tổ 2" before "Tổ 10"); where these are equal the tones decide: ngang, huyền,
    hỏi, ngã, sắc, nặng (CLDR ``vi``); then the text itself, so that the order is total.
    """
    lowered = nfc(text).translate(_LOOKALIKES).lower()
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for part in re.findall(r"[0-9]+|[^0-9]", lowered):
        if part[0] in "0123456789":
            letters.extend(_number_weight(part))
        else:
            weight, tone = _letter_weight(part)
            letters.append(weight)
            tones.append(tone)
    return tuple(letters), tuple(tones), text


def _number_weight(digits: str) -> list[tuple[int, int]]:
    """Length first, then the digits: numeric order without making a number of any size."""
    bare = digits.lstrip("0")
    return [(1, len(bare)), *((1, int(digit)) for digit in bare)]


@functools.lru_cache(maxsize=4096)
def _letter_weight(character: str) -> tuple[tuple[int, int], int]:
    if not character.isalpha():
        return (0, 0 if character.isspace() else ord(character)), 0
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    tone = next((_TONE_RANK[mark] for mark in marks if mark in _TONE_RANK), 0)
    letter = nfc(base + "".join(mark for mark in marks if mark not in _TONE_RANK))
    if letter in _LETTER_RANK:
        return (2, _LETTER_RANK[letter]), tone
    if base in _LETTER_RANK:
        return (2, _LETTER_RANK[base]), _OTHER_MARK
    return (3, ord(base)), tone


def rank(needle: str, text: str) -> int | None:
    """How well ``text`` answers a search for ``needle``: 0 is best, None is not at all.

    0–3 with the accents as typed, 4–7 without: whole text, its beginning, the beginning of a word,
    anywhere. "hoà" and "hòa" count as the same accents. An empty needle finds nothing.
    """
    if not fold(needle):
        return None
    place = _place(_accented(needle), _accented(text))
    if place is None:
        place = _word_place(_tones_last(needle), _tones_last(text))
    if place is not None:
        return place
    folded = _place(fold(needle), fold(text))
    return None if folded is None else 4 + folded


def matches(needle: str, haystack: Iterable[str]) -> tuple[str, ...]:
    """The texts that answer a search for ``needle``: by `rank`, then in `sort_key`'s order."""
    found = ((rank(needle, text), text) for text in haystack)
    hits = [(place, sort_key(text), text) for place, text in found if place is not None]
    return tuple(text for _, _, text in sorted(hits))


def _place(needle: str, text: str) -> int | None:
    if needle == text:
        return 0
    if text.startswith(needle):
        return 1
    if f" {needle}" in text:
        return 2
    return 3 if needle in text else None


def _word_place(needle: str, text: str) -> int | None:
    """As `_place`, by whole words: behind a moved tone a word's beginning tells nothing."""
    return _place(f"{needle} ", f"{text} ")


def _accented(text: str) -> str:
    lowered = nfc(text).translate(_LOOKALIKES).translate(_APOSTROPHES).casefold()
    return _SPACES.sub(" ", lowered).strip()


def _tones_last(text: str) -> str:
    """Each word's tone moved behind it: where the mark stands ("hoà", "hòa") no longer matters."""
    return " ".join(map(_tone_last, _accented(text).split(" ")))


def _tone_last(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(part for part in parts if part not in _TONE_RANK)
    return nfc(letters) + "".join(part for part in parts if part in _TONE_RANK)
