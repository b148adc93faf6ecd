"""The words of a trace stamp: what a run shares, and what differs from label to label."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import ClassVar

from labels.fonts import Weight, typeface
from labels.texts import clean, demand, texts


@dataclasses.dataclass(frozen=True)
class TraceStamp:
    """What is the same on every label of a run: finished strings, made NFC here.

    ``product``, ``cooperative`` and ``domain`` must be there, the others may be empty. Parts of
    ``dates_line`` and ``lot_line`` joined by " · " may stand on two lines. ``dates_line`` holds the
    days that every label shows; ``packed_line`` follows it where there is room. ``scan_hint`` is
    read together with the domain: "Xem nguồn gốc: quét mã hoặc gõ mã tại" + "tem.hagiang.vn".
    Raises MissingGlyph, or LabelRefused ``text_missing``, at the field.
    """

    REVISION: ClassVar[int] = 2

    product: str
    cooperative: str
    domain: str
    place: str = ""
    lot_line: str = ""
    dates_line: str = ""
    scan_hint: str = ""
    packed_line: str = ""

    def __post_init__(self) -> None:
        """Bring every text to NFC, and hold what must be there."""
        clean(self, texts(self), ("product",))
        demand(self, ("product", "cooperative", "domain"))

    @property
    def title(self) -> tuple[str, str]:
        """Title and author of the file."""
        return self.product, self.cooperative


def undrawable(product: str) -> str:
    """The characters of a product's name that no stamp can draw, each once, in order."""
    return typeface(Weight.BOLD).missing(unicodedata.normalize("NFC", product))


@dataclasses.dataclass(frozen=True)
class StampLabel:
    """What differs from label to label: the grouped code, "Tem 017", the URL behind the symbol.

    Numbers of one run are padded to one length; codes have one length.
    """

    code: str
    number_text: str
    url: str
