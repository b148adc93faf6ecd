"""The other designs: goods label, carton label, fruit sticker, hang tag. Finished strings, as ever.

Each has a ``REVISION`` that goes up with every change of its looks, so that a run can name the
design it was printed with. Chinese stands in fields of its own, ``…_zh``, set in Noto Sans SC.
"""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from labels.fonts import composed
from labels.stamp import TraceStamp
from labels.texts import clean, demand, texts

FOOD_FIELDS = (
    *("name", "responsible", "origin", "quantity", "ingredients"),
    *("made_on", "best_before", "usage", "storage", "warnings"),
)
"""What a food label must say, by default all of it: NĐ 37/2026/NĐ-CP."""


@dataclasses.dataclass(frozen=True)
class GoodsLabel:
    """A *nhãn hàng hóa*: every field of the food label law, a line or more each.

    A text holds its own heading ("Thành phần: …"), but for ``name``. ``mandatory`` is what the
    product's class asks for, the whole list by default; ``domain`` always is. Raises MissingGlyph,
    or LabelRefused ``text_missing``, at the field.
    """

    REVISION: ClassVar[int] = 2

    name: str
    domain: str
    responsible: str = ""
    origin: str = ""
    quantity: str = ""
    ingredients: str = ""
    made_on: str = ""
    best_before: str = ""
    usage: str = ""
    storage: str = ""
    warnings: str = ""
    lot: str = ""
    name_en: str = ""
    name_zh: str = ""
    scan_hint: str = ""
    mandatory: tuple[str, ...] = FOOD_FIELDS

    def __post_init__(self) -> None:
        """Bring every text to NFC, and hold what must be there."""
        clean(self, texts(self), ("name",))
        demand(self, ("domain", *self.mandatory))

    @property
    def title(self) -> tuple[str, str]:
        """Title and author of the file."""
        return self.name, self.responsible


@dataclasses.dataclass(frozen=True)
class CartonLabel:
    """What stands on a carton: the goods, how many packs and how much, lot and days, for whom.

    Raises as ``GoodsLabel`` does; ``product``, ``cooperative``, ``contents`` and ``domain`` must be
    there.
    """

    REVISION: ClassVar[int] = 2

    product: str
    cooperative: str
    contents: str
    domain: str
    lot_line: str = ""
    dates_line: str = ""
    place: str = ""
    handling: str = ""
    product_en: str = ""
    product_zh: str = ""
    scan_hint: str = ""

    def __post_init__(self) -> None:
        """Bring every text to NFC, and hold what must be there."""
        clean(self, texts(self), ("product",))
        demand(self, ("product", "cooperative", "contents", "domain"))

    @property
    def title(self) -> tuple[str, str]:
        """Title and author of the file."""
        return self.product, self.cooperative


@dataclasses.dataclass(frozen=True)
class FruitSticker:
    """The least there is: symbol, typed code, number, domain; and a name where there is room."""

    REVISION: ClassVar[int] = 2

    domain: str
    product: str = ""

    def __post_init__(self) -> None:
        """Bring both texts to NFC."""
        clean(self, texts(self), ("product",))
        demand(self, ("domain",))

    @property
    def title(self) -> tuple[str, str]:
        """Title and author of the file."""
        return self.product or self.domain, ""


@dataclasses.dataclass(frozen=True)
class HangTag:
    """A tag folded over its middle: a trace stamp on the front, ``story`` on the back.

    The label's size is the unfolded tag's; the back is printed on its head, above the fold.
    """

    REVISION: ClassVar[int] = 2

    stamp: TraceStamp
    story: tuple[str, ...] = ()
    story_zh: str = ""

    def __post_init__(self) -> None:
        """Bring every text to NFC."""
        object.__setattr__(self, "story", tuple(composed("story", line) for line in self.story))
        clean(self, ("story_zh",))

    @property
    def title(self) -> tuple[str, str]:
        """Title and author of the file."""
        return self.stamp.title
