"""The texts of a design: made NFC, their glyphs looked up, and those there that must be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from labels.errors import LabelRefused
from labels.fonts import Weight, composed


def clean(design: object, names: Iterable[str], bold: tuple[str, ...] = ()) -> None:
    """Every text to NFC, its glyphs looked up; a field ``…_zh`` in the Chinese type.

    Raises MissingGlyph at the field.
    """
    for name in names:
        weight = Weight.BOLD if name in bold else Weight.REGULAR
        weight = Weight.HAN if name.endswith("_zh") else weight
        object.__setattr__(design, name, composed(name, getattr(design, name), weight))


def texts(design: object) -> list[str]:
    """The names of the fields that hold a text."""
    fields = dataclasses.fields(design)  # type: ignore[arg-type] # always one of ours
    return [field.name for field in fields if isinstance(getattr(design, field.name), str)]


def demand(design: object, names: Iterable[str]) -> None:
    """Raises LabelRefused ``text_missing`` at the first field that is empty."""
    for name in names:
        if not getattr(design, name):
            raise LabelRefused("text_missing", name)
