"""The blueprint of the registrar's desk, and what every page of it knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, g
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from traceability.domain import ids
from traceability.domain.access import Role
from traceability.domain.quantity import format_number
from traceability.web.house import actor
from traceability.web.messages import language
from traceability.web.registrar import words
from traceability.web.tabs import Tab

registrar = Blueprint("registrar", __name__, url_prefix="/registry")

_CODES = Tab(
    "registrar.codes",
    LazyString(ngettext, "Mã số vùng trồng", "Mã số vùng trồng", 2),  # a list of them: plural
    frozenset({"registrar.code", "registrar.suspend", "registrar.restore"}),
)
_GRANT = Tab("registrar.grant", _l("Cấp mã"))
_HOLDS = Tab("registrar.holds", _l("Lô tạm ngừng"), frozenset({"registrar.lift"}))


@registrar.url_value_preprocessor
def _read_codes(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Codes in addresses are folded as typed ones are; what is no code is the code of nothing."""
    for name in ("code", "recall"):
        if values and name in values:
            values[name] = ids.fold_typed(values[name]) or ""


@registrar.context_processor
def _navigation() -> dict[str, Any]:
    """The parts of the desk; who only inspects grants nothing."""
    if "signed_in" not in g:  # the guard has refused, and its page is drawn under this blueprint
        return {}
    decides = actor().role is Role.REGISTRAR
    tabs = (_CODES, _GRANT, _HOLDS) if decides else (_CODES, _HOLDS)
    return {"tabs": tabs, "decides": decides, "words": words}


@registrar.app_template_filter("hectares")
def hectares(square_metres: int) -> str:
    """An area in hectares: 12,4 ha."""
    return f"{format_number(Decimal(square_metres) / 10_000, language())} ha"
