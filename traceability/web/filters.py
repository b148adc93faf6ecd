"""How plain values are spelled in templates, in the language of the request."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask import Flask, g, request

from traceability.domain import communes, days, ids, phones_in_words, quantity, sacks
from traceability.domain.process import Words
from traceability.domain.quantity import Quantity
from traceability.domain.season import Window
from traceability.web import boundary_words, dialling, drafting, family_speech
from traceability.web.counts import counts_of
from traceability.web.help import HELP
from traceability.web.house import house
from traceability.web.messages import language, language_tag
from traceability.web.mistake_words import mistake
from traceability.web.navigation import menu_of, tabs_of
from traceability.web.sentences import WORDS
from traceability.web.thousands import counted
from traceability.web.tongues import said

_TONNE = 1_000_000
_TONNES = {"vi": "tấn", "zh": "吨"}


def add_filters(app: Flask) -> None:
    """Register the filters and what every template knows."""
    app.jinja_env.filters.update(
        day=day,
        spelled_day=spelled_day,
        stretches=sacks.told,
        moment=moment,
        amount=amount,
        heap=heap,
        season=season_name,
        number=number,
        grouped=ids.grouped,
        word=word,
        mistake=mistake,
        unit=unit,
        measured=boundary_words.square_metres,
        percent=boundary_words.percent,
        spoken=spoken,
        clock=clock,
        vietnam_day=days.day_in_vietnam,
        pieces=dialling.in_notice,
        contact_pieces=dialling.in_contact,
        reached=dialling.reached,
    )
    # Macros that are imported see no context.
    app.jinja_env.globals.update(
        page_of_form=drafting.page_of_form,
        mark_of_form=drafting.mark_of_form,
        carried_on=drafting.carried_on,
        speech=family_speech.speech,
        lost_as=family_speech.loss,
        packages_of=family_speech.packages,
    )
    app.jinja_env.globals.update(_=said, gettext=said, ngettext=counted)
    app.jinja_env.tests.update(dialled=phones_in_words.has_number)
    app.context_processor(_known_to_every_template)


def _known_to_every_template() -> dict[str, Any]:
    known = {
        "language": language(),
        "language_tag": language_tag(),
        "demonstration": house().demonstration,
        "page_help": HELP.get(request.endpoint or ""),
    }
    return known | (_known_behind_a_sign_in() if "signed_in" in g else {})


def _known_behind_a_sign_in() -> dict[str, Any]:
    """Where the reader can go from here, and what this page is."""
    counts = counts_of(g.signed_in)
    return {
        "tabs": tabs_of(g.signed_in, counts),
        "menu": menu_of(g.signed_in, counts),
    }


def spoken(words: Words) -> str:
    """A name in the reader's language."""
    return str(getattr(words, language()))


def day(value: dt.date) -> str:
    """A day: 12/12/2026; of a moment, the day that it was in Việt Nam."""
    on = days.day_in_vietnam(value) if isinstance(value, dt.datetime) else value
    return days.format_day(on, language())


def spelled_day(value: dt.date) -> str:
    """A day with its month named, to be checked by eye: 3 tháng 4, 2026."""
    return days.spell_day(value, language())


def moment(value: dt.datetime) -> str:
    """A moment in Việt Nam."""
    return days.format_moment(value, language())


def clock(value: dt.datetime) -> str:
    """The time of day of a moment in Việt Nam: 14:05."""
    return value.astimezone(days.VIETNAM).strftime("%H:%M")


def amount(value: int, unit: str) -> str:
    """Grams, millilitres or pieces with their unit: 1.234,5 kg."""
    if unit == "pc":
        return number(value)
    return quantity.format_quantity(Quantity(value, "ml" if unit == "ml" else "g"), language())


def heap(value: int, unit: str) -> str:
    """An amount of a season, from a tonne on in tonnes: "22,3 tấn", "840 kg", "1.240 lít"."""
    if unit == "g" and value >= _TONNE:
        tonnes = Decimal(value) / _TONNE
        shown = quantity.format_number(tonnes.normalize() + 0, language())
        return f"{shown} {_TONNES.get(language(), 't')}"
    return amount(value, unit)


def season_name(window: Window) -> str:
    """What a season is called: as its rule says in Vietnamese, by its years elsewhere."""
    if language() == "vi":
        return window.label
    first, last = window.starts_on.year, window.ends_on.year
    return str(first) if first == last else f"{first}–{last}"


def number(value: int) -> str:
    """A count with its thousands marked."""
    return quantity.format_number(value, language())


def unit(value: str) -> str:
    """A commune, district or province within a line: "xã Cao Bồ", "Cao Bồ commune"."""
    return communes.unit_name(value, language())


def word(value: Any) -> str:
    """A state or reason as people say it."""
    return str(WORDS.get(str(value), value))
