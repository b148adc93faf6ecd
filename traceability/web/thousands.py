"""Counts in sentences, their thousands marked as everywhere else: "3.312 gói", "3,312 packs"."""

from __future__ import annotations

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext

from traceability.domain.quantity import format_number
from traceability.web.messages import language
from traceability.web.tongues import filled, tongue


def marked(count: int) -> str:
    """A count in the language of the request, for a sentence that has one form for all counts."""
    return format_number(count, language())


def ngettext(singular: str, plural: str, count: int, /, **facts: object) -> str:
    """A sentence about so many, in the language of the request; ``%(num)s`` is the count."""
    said = tongue().sentences.ngettext(singular, plural, count)
    return said % {"num": marked(count), **facts}


@pass_eval_context
def counted(where: EvalContext, singular: str, plural: str, count: int, /, **facts: object) -> str:
    """The ``ngettext`` of templates, with its count so."""
    said = tongue().sentences.ngettext(singular, plural, count)
    return filled(where, said, {"num": marked(count), **facts})
