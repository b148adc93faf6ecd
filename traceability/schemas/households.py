"""A household as it is asked for: the same fields for the form, JSON and a row of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, post_load

from traceability.data import gazetteer, successions
from traceability.domain.communes import NEW, OLD, Vintage, choose_new
from traceability.domain.errors import Invalid
from traceability.domain.text import fold, shown
from traceability.schemas.contacts import PhoneNumber
from traceability.schemas.fields import Count, Day, Line, RequestSchema
from traceability.services.consents import CHANNELS, FORMS, Answered, Round
from traceability.services.households import STANDINGS, HouseholdRequest

NAME_LONGEST, NOTE_LONGEST = 120, 500

_DIGITS_OF_A_PHONE = 8
#: What stands below the last household of a list, folded.
_SUMS = frozenset({"tong", "tong cong", "cong", "tong so", "tong so ho"})
_CODE = re.compile(r"[0-9]{5}")
#: How lists call the three standings, folded.
_STANDING_WORDS: Mapping[str, str] = {
    "ho thanh vien": "member",
    "thanh vien": "member",
    "ho lien ket": "linked",
    "lien ket": "linked",
    "ho ngoai htx": "outside",
    "ngoai htx": "outside",
    "ngoai": "outside",
}


class HouseholdName(Line):
    """The name of a household's head: no sum of a column, and no number beside it."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = super()._read(value, name, data)
        if fold(typed) in _SUMS:
            raise Invalid("name_is_sum", name, typed=shown(typed))
        if sum(letter.isdigit() for letter in typed) >= _DIGITS_OF_A_PHONE:
            raise Invalid("name_holds_number", name, typed=shown(typed))
        return typed


class Standing(Line):
    """How a household stands to its cooperative, by its word in the code or as lists say it."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = super()._read(value, name, data)
        word = _STANDING_WORDS.get(fold(typed), typed)
        if word not in STANDINGS:
            raise Invalid("standing_unknown", name, typed=shown(typed))
        return word


@dataclass(frozen=True)
class Named:
    """A commune by code and vintage."""

    code: str
    vintage: Vintage


class CommuneName(Line):
    """A commune by its code or name, with or without its kind; ``vintages`` are tried in order.

    A name that several communes had is told apart by the district behind a comma.
    """

    def __init__(self, *vintages: Vintage, **options: Any) -> None:
        """``vintages`` are the lists that the name is looked for in."""
        super().__init__(**options)
        self.vintages = vintages

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Named:  # type: ignore[override]
        typed = super()._read(value, name, data)
        if _CODE.fullmatch(typed):
            return Named(typed, self.vintages[0])
        for vintage in self.vintages:
            found = gazetteer().named(typed, vintage)
            if len(found) > 1:
                options = [f"{each.name}, {each.district}" for each in found]
                raise Invalid("commune_name_ambiguous", name, typed=shown(typed), options=options)
            if found:
                return Named(found[0].code, vintage)
        raise Invalid("commune_name_unknown", name, typed=shown(typed))


class HouseholdSchema(RequestSchema):
    """``commune`` is one of today, or one of before that went to a single new one."""

    name = HouseholdName(required=True, longest=NAME_LONGEST)
    phone = PhoneNumber(longest=40)
    address = Line()
    commune = CommuneName(NEW, OLD, longest=80)
    old_commune = CommuneName(OLD, longest=80)
    standing = Standing(longest=40)
    note = Line(longest=NOTE_LONGEST)

    def together(self, data: Mapping[str, Any]) -> HouseholdRequest:
        """The request that the read fields make; raises ``Invalid`` where communes disagree."""
        commune, old = communes_of(data)
        plain = {name: data.get(name) for name in ("name", "phone", "address", "note")}
        return HouseholdRequest(
            **plain,  # type: ignore[arg-type]
            commune=commune,
            old_commune=old,
            standing=data.get("standing"),
        )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        try:
            return {"asked": self.together(data)}
        except Invalid as refusal:
            fault = refusal.faults[0]
            raise ValidationError({fault.field or "commune": [fault]}) from None


def communes_of(data: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The codes of the new and of the old commune; the old one alone may tell the new one."""
    first: Named | None = data.get("commune")
    old: Named | None = data.get("old_commune")
    if first is not None and first.vintage == OLD:
        first, old = None, old or first
    if old is None:
        return None if first is None else first.code, None
    table = successions()
    if old.code not in table:
        raise Invalid("commune_unknown", "old_commune", commune=old.code)
    return choose_new(old.code, None if first is None else first.code, table), old.code


class EditSchema(HouseholdSchema):
    """A household with the ``revision`` that it was typed over."""

    revision = Count(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked`` beside ``revision``."""
        return {**super().make(data), "revision": data["revision"]}


class RoundSchema(RequestSchema):
    """What came back on paper: ``answers`` are ``CODE=form`` words, ``channels`` ``CODE=channel``.

    ``form`` is full, short or no; a household without a channel of its own has the common one.
    """

    given_on = Day(required=True)
    channel = Line(required=True)
    witness = Line(longest=NAME_LONGEST)
    text_version = Line(longest=16)
    answers = Line(longest=100_000)
    channels = Line(longest=100_000)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        channels = _pairs(data.get("channels", ""))
        answers = tuple(
            Answered(code, _form(form), _channel(channels.get(code, data["channel"])))
            for code, form in _pairs(data.get("answers", "")).items()
        )
        witness, version = data.get("witness"), data.get("text_version")
        return {"asked": Round(data["given_on"], answers, witness, version)}


def _pairs(text: str) -> dict[str, str]:
    return dict(word.split("=", 1) for word in text.split() if "=" in word)


def _form(word: str) -> str | None:
    if word not in (*FORMS, "no"):
        raise ValidationError({"answers": ["choice_unknown"]})
    return None if word == "no" else word


def _channel(word: str) -> str:
    if word not in CHANNELS:
        raise ValidationError({"channel": ["choice_unknown"]})
    return word
