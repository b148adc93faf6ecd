"""Every refusal's sentence: what happened and what to do next, by its stable code.

The Vietnamese sentence is the catalog's key. Facts are plain values and are spelled here, for the
language of the request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from traceability.domain.days import format_day, format_moment
from traceability.domain.errors import Fault
from traceability.domain.quantity import Quantity, format_number, format_quantity
from traceability.web.sentences import SENTENCES, WORDS
from traceability.web.tongues import gettext, tongue

#: Facts that are amounts where the refusal also names their ``unit`` (g or ml).
_AMOUNTS = frozenset(
    {
        "taken",
        "out",
        "highest",
        "lowest",
        "net",
        "on_hand",
        "asked",
        "least",
        "gross",
        "tare",
        "lines",
        "truck",
        "gap",
        "total",
        "stands",
        "warn",
        "usual",
    }
)


def sentence(fault: Fault) -> str:
    """The sentence of a fault in the language of the request."""
    text = SENTENCES.get(fault.code)
    if fault.code == "out_of_range" and "lowest" in fault.facts:
        text = gettext("Ngoài khoảng cho phép: từ %(lowest)s đến %(highest)s.")
    if text is None:
        return str(gettext("Không làm được. Xin thử lại, hoặc báo cho người quản trị."))
    return str(text) % _Facts(fault.facts)


def language() -> str:
    """The language of the request: ``vi``, ``en``, at the public door also ``zh``."""
    return tongue().language


def language_tag() -> str:
    """The language of the request as a page says it (BCP 47): Chinese is written simplified."""
    return "zh-Hans" if language() == "zh" else language()


class _Facts(dict[str, str]):
    """Facts as words; one that a sentence names and a refusal lacks shows as a dash.

    A spot is written as its corners are typed, with a decimal comma in every language; lengths on
    paper, which are µm, are said in millimetres.
    """

    def __init__(self, facts: Mapping[str, Any]) -> None:
        unit = facts.get("unit")
        if "readings" in facts:
            facts = {**facts, "readings": _readings(facts["readings"])}
        super().__init__(
            {name: _spell(_measured(name, value, unit)) for name, value in facts.items()}
        )

        if "spot" in self:
            self["spot"] = self["spot"].replace(".", ",")

    def __missing__(self, key: str) -> str:
        return "–"


def _readings(readings: Sequence[str]) -> str:
    """The readings of a number, quoted: a comma between them could belong to either."""
    return str(gettext(" hoặc ")).join(f"“{each}”" for each in readings)


def _measured(name: str, value: Any, unit: Any) -> Any:
    if name in _AMOUNTS and unit in ("g", "ml") and isinstance(value, int):
        return Quantity(value, unit)
    if name.endswith("_um") and isinstance(value, int):
        return (Decimal(value) / 1_000).normalize()
    return value


def _spell(value: Any) -> str:
    lang = language()
    if isinstance(value, dt.datetime):
        return format_moment(value, lang)
    if isinstance(value, dt.date):
        return format_day(value, lang)
    if isinstance(value, Quantity):
        return format_quantity(value, lang)
    if isinstance(value, list | tuple):
        spelled = [_spell(each) for each in value]
        # Names of paper hold commas ("34×22, 3 tem").
        return ("; " if any(", " in each for each in spelled) else ", ").join(spelled)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format_number(value, lang)
    return str(WORDS.get(str(value), value))
