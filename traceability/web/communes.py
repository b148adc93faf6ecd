"""Communes as forms show them: what a field offers, what was understood, what to choose from."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from traceability.data import communes, gazetteer
from traceability.domain.commune_names import as_typed, proper_name
from traceability.domain.communes import NEW, OLD, Commune, Vintage, address_line
from traceability.domain.errors import Fault, Invalid, Refusal
from traceability.domain.text import sort_key
from traceability.web.messages import language

Options = list[tuple[str, str]]


@functools.cache
def offered() -> tuple[str, ...]:
    """Every commune of both times as the field's list offers it, in Vietnamese order."""
    rows = sorted(communes(), key=lambda each: (sort_key(proper_name(each.name)), each.vintage))
    return tuple(as_typed(each) for each in rows)


def line(new: str | None, old: str | None, lang: str | None = None) -> str:
    """The commune of today and, in brackets, the one before 1 July 2025; empty for none.

    In Vietnamese it is what the field reads back.
    """
    today = _known().get((NEW, new or ""))
    if today is None:
        return ""
    before = None if old is None else _known().get((OLD, old))
    return address_line(today, before, lang or language())


def options(refusal: Refusal | None) -> Options:
    """What a name that was asked back could be, each by its key."""
    faults = () if refusal is None else refusal.faults
    found = (each.facts.get("options") for each in faults if each.code in _ASKED_BACK)
    keys: Sequence[str] = next(filter(None, found), ())
    return [(key, line(*_parts(key))) for key in keys]


def named(refusal: Refusal) -> Refusal:
    """A refusal whose communes to choose from have names: their codes say nothing to a person."""
    if not isinstance(refusal, Invalid):
        return refusal
    return Invalid.of(tuple(map(with_names, refusal.faults)))


def with_names(fault: Fault) -> Fault:
    """A fault of a form, the communes that it offers by name."""
    options = fault.facts.get("options")
    if fault.code == "commune_name_ambiguous" or not isinstance(options, list | tuple):
        return fault
    return replace(fault, facts={**fault.facts, "options": [_name(each) for each in options]})


def before(new: str, old: str | None) -> Options:
    """The old communes to choose from, where nobody said yet which one it was."""
    codes = gazetteer().before(new)
    if old is not None or len(codes) < 2:
        return []
    return [(code, as_typed(_known()[OLD, code])) for code in codes]


def _name(code: str) -> str:
    found = (_known().get((vintage, code)) for vintage in (NEW, OLD))
    return next((each.name for each in found if each is not None), code)


def _parts(key: str) -> tuple[str, str | None]:
    new, _, old = key.partition("/")
    return new, old or None


_ASKED_BACK = ("commune_ambiguous", "commune_not_found")


@functools.cache
def _known() -> Mapping[tuple[Vintage, str], Commune]:
    return {(each.vintage, each.code): each for each in communes()}
