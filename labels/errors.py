"""Why a label is not drawn: a stable code, the field it stands at, plain facts, no sentence.

The service that asks for a print turns these into its own refusals; the words are its own too.
"""

from __future__ import annotations

from typing import Any


class LabelRefused(Exception):  # noqa: N818 - what happened is a refusal, and the house calls it so
    """A label was asked for that would print wrongly; nothing was drawn."""

    def __init__(self, code: str, field: str, **facts: Any) -> None:
        """Refuse with ``code``; ``field`` names the text at fault, ``facts`` are plain values."""
        super().__init__(code, field)
        self.code = code
        self.field = field
        self.facts: dict[str, Any] = facts


class DoesNotFit(LabelRefused):
    """Something is longer than its place at the smallest size that can be read.

    Facts: ``needed_um`` and ``room_um``; from ``arrange`` also ``smallest_size``, the
    ``(width_um, height_um)`` of the smallest stationery in the catalogue that would do, or None.
    """

    def __init__(self, field: str, needed_um: int, room_um: int, **facts: Any) -> None:
        """Say what it needs and what there is, in micrometres."""
        super().__init__("does_not_fit", field, needed_um=needed_um, room_um=room_um, **facts)


class MissingGlyph(LabelRefused):
    """The label's typeface cannot draw some characters; fact: ``characters``, each once."""

    def __init__(self, field: str, characters: str) -> None:
        """Name the characters in the order in which they were met."""
        super().__init__("missing_glyph", field, characters=characters)
