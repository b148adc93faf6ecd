"""The language of a request and its sentences: found once, at the first sentence, not at each.

Flask-Babel finds both. It asks Flask for them anew at every sentence, some 250 times a page, which
took a third of what drawing a page takes; so all of the web speaks through this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from flask import g
from flask_babel import LazyString, force_locale, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

__all__ = [
    "LazyString",
    "Tongue",
    "filled",
    "gettext",
    "lazy_gettext",
    "said",
    "speaking",
    "tongue",
]


@dataclass(frozen=True)
class Tongue:
    """A language (``vi``, ``en``, at the public door also ``zh``) and its catalog."""

    language: str
    sentences: NullTranslations


def tongue() -> Tongue:
    """What the request is answered in; Vietnamese where there is none."""
    try:
        found: Tongue = g.tongue
    except (AttributeError, RuntimeError):  # Nothing was said yet; there is no request.
        found = _found()
    return found


def _found() -> Tongue:
    locale, sentences = get_locale(), get_translations()
    if locale is None:
        return Tongue("vi", sentences)
    found = Tongue(str(locale.language), sentences)
    g.tongue = found
    return found


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language than the request's for a while."""
    own = g.pop("tongue", None)
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("tongue", None)
        if own is not None:
            g.tongue = own


def gettext(sentence: str, /, **facts: object) -> str:
    """A sentence in the language of the request; one without facts may hold a bare ``%``."""
    text = tongue().sentences.gettext(sentence)
    return text % facts if facts else text


def lazy_gettext(sentence: str, /, **facts: object) -> Any:
    """A sentence that is known before the language is: it is said when it is written out."""
    return LazyString(gettext, sentence, **facts)


@pass_eval_context
def said(where: EvalContext, sentence: str, /, **facts: object) -> str:
    """The ``gettext`` of templates."""
    return filled(where, tongue().sentences.gettext(sentence), facts)


def filled(where: EvalContext, text: str, facts: dict[str, object]) -> str:
    """A sentence of a template, markup in HTML: its facts are escaped, and ``%%`` is a ``%``."""
    sentence = Markup(text) if where.autoescape else text  # noqa: S704 - our own catalogs
    return sentence % facts if facts or "%" in text else sentence
