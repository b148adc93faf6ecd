"""Counts in sentences, their thousands marked as everywhere else: "3.312 gói", "3,312 packs"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

from traceability.domain.quantity import format_number
from traceability.web.messages import language


def marked(count: int) -> str:
    """A count in the language of the request, for a sentence that has one form for all counts."""
    return format_number(count, language())


def ngettext(singular: str, plural: str, count: int, /, **facts: object) -> str:
    """A sentence about so many, in the language of the request; ``%(num)s`` is the count."""
    said: str = get_translations().ungettext(singular, plural, count)
    return said % {"num": marked(count), **facts}


def counting(said: Any) -> Callable[..., Any]:
    """The ``ngettext`` of templates (``said``), with its count so."""

    @pass_context
    def counted(context: Context, singular: str, plural: str, count: int, /, **facts: Any) -> Any:
        spelled = {"num": marked(count), **facts}
        return said(context, singular, plural, count, **spelled)

    return counted
