"""The blueprint of the registrar's desk, and what every page of it knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, g

from traceability.domain import ids
from traceability.domain.quantity import format_number
from traceability.web.messages import language
from traceability.web.navigation import decides
from traceability.web.registrar import words

registrar = Blueprint("registrar", __name__, url_prefix="/registry")


@registrar.url_value_preprocessor
def _read_codes(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Codes in addresses are folded as typed ones are; what is no code is the code of nothing."""
    for name in ("code", "recall"):
        if values and name in values:
            values[name] = ids.fold_typed(values[name]) or ""


@registrar.context_processor
def _known_to_the_desk() -> dict[str, Any]:
    """Whether the officer decides or only looks, and the desk's words."""
    if "signed_in" not in g:  # the guard has refused, and its page is drawn under this blueprint
        return {}
    return {"decides": decides(g.signed_in), "words": words}


@registrar.app_template_filter("hectares")
def hectares(square_metres: int) -> str:
    """An area in hectares: 12,4 ha."""
    return f"{format_number(Decimal(square_metres) / 10_000, language())} ha"
