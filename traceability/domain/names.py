"""Vietnamese names as a person may agree to have them shown: in full, or the short form."""

from __future__ import annotations

from traceability.domain.text import nfc


def short_name(full: str) -> str:
    """The family name and the initials of all others: "Nguyễn Văn Hùng" is "Nguyễn V. H.".

    A name of one word keeps its initial only ("Mỷ" is "M."): which part it is cannot be told. A
    word without a letter or digit adds nothing; a name of nothing else is ''.
    """
    words = [word for word in nfc(full).split() if _initial(word)]
    if len(words) < 2:
        return "".join(map(_initial, words))
    return " ".join([words[0].strip(".,;"), *map(_initial, words[1:])])


def _initial(word: str) -> str:
    """The first letter of a word, raised, with a full stop."""
    first = next((letter for letter in nfc(word.upper()) if letter.isalnum()), "")
    return f"{first}." if first else ""
