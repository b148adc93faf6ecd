"""What a receiver typed of a lot: a weight, or packages where the lot was sent in packages.

A bare number is a weight, as on the note. One that is far from it is asked about, not believed.
"""

from __future__ import annotations

import re

from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity, input_form, parse
from traceability.services.delivery_views import LineShown
from traceability.web import delivery_words

_BARE = re.compile(r"[0-9][0-9.,\s]*")
#: A bare number beyond so many times what was sent is asked about.
_TIMES = 2


def stated(line: LineShown, typed: str, at: str) -> dict[str, str]:
    """What was typed of a line, as the schema reads it; ``amount_in_doubt`` asks for the unit."""
    text = typed.strip()
    unit = "lít" if line.told[0] == "ml" else "kg"
    counted = delivery_words.counted(text) if line.packages else None
    if counted is not None:
        return {"batch": line.lot.code, "packages": counted}
    weighed = {"batch": line.lot.code, "weight": text, "unit": unit}
    if not _BARE.fullmatch(text):
        return weighed
    try:
        read = parse(text, at, default_unit=unit)
    except Invalid:
        return weighed
    if line.packages is not None and read.amount == line.packages * 1000 != line.told[1]:
        return {"batch": line.lot.code, "packages": str(line.packages)}
    if read.amount > _TIMES * line.told[1]:
        sent = input_form(_quantity(line.told[1], line.told[0]))
        raise Invalid("amount_in_doubt", at, typed=text, amount=sent, unit=unit)
    return weighed


def as_sent(line: LineShown) -> str:
    """What stands in the field at first: what went, as the note says it."""
    return input_form(_quantity(line.told[1], line.told[0]))


def _quantity(amount: int, unit: str) -> Quantity:
    return Quantity(amount, "ml" if unit == "ml" else "g")
