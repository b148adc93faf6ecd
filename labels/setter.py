"""Setting the texts that differ from label to label, quickly: a run's codes use few characters.

A text of characters that were met before, and no wider than its slot at full size, is put together
from their codes; any other goes the long way through ``Slot.place``.
"""

from __future__ import annotations

from labels.fonts import typeface
from labels.pdf_parts import Parts
from labels.plan import Align, Placed, Slot


class Setter:
    """One slot of a run's label, and the operators of each text in it."""

    def __init__(self, slot: Slot, height: int, parts: Parts) -> None:
        """``height`` is the label's."""
        self._slot, self._height, self._parts = slot, height, parts
        self._codes: dict[int, str] = {}
        self._widths: dict[str, int] = {}
        self._font = ""
        self._units = slot.room_um * 1_000 // slot.size_um

    def place(self, text: str) -> Placed:
        """The text with its place and size; raises DoesNotFit or MissingGlyph."""
        return self._slot.place(text)

    def show(self, text: str) -> str:
        """The operators that show ``text``; raises as ``place`` does."""
        try:
            units = sum(map(self._widths.__getitem__, text))
        except KeyError:
            return self._slowly(text)
        if units > self._units or "  " in text:
            return self._slowly(text)
        slot = self._slot
        x = slot.anchor.x
        if slot.align is not Align.LEFT:
            x -= slot.align.shift(-(-units * slot.size_um // 1_000))
        codes = text.translate(self._codes)
        y = self._height - slot.anchor.y
        return f"BT {x} {y} Td {self._font} {slot.size_um} Tf<{codes}>Tj ET\n"

    def _slowly(self, text: str) -> str:
        placed = self.place(text)
        for character in set(placed.text) - self._widths.keys():
            self._learn(character)
        return self._parts.texts([placed], self._height)

    def _learn(self, character: str) -> None:
        font, code = self._parts.glyph(self._slot.weight, character)
        self._font = self._font or font
        if font == self._font:
            width = typeface(self._slot.weight).width(character)
            self._codes[ord(character)], self._widths[character] = code, width
