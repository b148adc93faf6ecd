"""Who is meant by what is typed or scanned into one field: a number, letters of a name, a card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain import ids
from traceability.domain.text import fold, nfc, sort_key

#: As many are offered to choose from.
MOST_OFFERED = 12
#: A number, alone or as the field shows it again: "07 · Giàng Thị Mỷ".
_NUMBER = re.compile(r"#?0*([0-9]{1,6})(?: ·.*)?")


@dataclass(frozen=True)
class Seller:
    """A household that sells: its code, the number on its card, its name."""

    code: str
    number: int
    name: str

    @property
    def shown(self) -> str:
        """As the field shows it, and reads it again."""
        return f"{self.number:02} · {self.name}"


def meant(typed: str, sellers: Sequence[Seller]) -> tuple[Seller, ...]:
    """Those who may be meant, the likeliest first; one alone is meant.

    A card's symbol gives its address or its code, the hand a number ("7", "07"), or letters:
    initials ("gm", "gtm") or the beginning of the name or of the given name, without marks.
    """
    text = nfc(typed).strip()
    code = ids.fold_typed(text.partition("?")[0].rstrip("/").rpartition("/")[2])
    if code is not None:
        return tuple(each for each in sellers if each.code == code)
    if number := _NUMBER.fullmatch(text):
        return tuple(each for each in sellers if each.number == int(number[1]))
    return _by_letters(fold(text), sellers)


def _by_letters(letters: str, sellers: Sequence[Seller]) -> tuple[Seller, ...]:
    ranked = [(_rank(letters, fold(each.name).split()), each) for each in sellers]
    found = sorted(
        ((rank, each) for rank, each in ranked if rank is not None),
        key=lambda pair: (pair[0], sort_key(pair[1].name), pair[1].number),
    )
    best = [each for rank, each in found if rank == 0]
    return tuple(best or [each for _rank_, each in found])


def _rank(letters: str, words: Sequence[str]) -> int | None:
    """How well letters fit the words of a name: 0 the whole name, None not at all."""
    if not letters or not words:
        return None
    initials = "".join(word[0] for word in words)
    fits = (
        letters == " ".join(words),
        letters in (initials, initials[0] + initials[-1]),
        words[-1].startswith(letters),
        " ".join(words).startswith(letters) or initials.startswith(letters),
        any(word.startswith(letters) for word in words) and len(letters) > 1,
    )
    return next((rank for rank, fit in enumerate(fits) if fit), None)
