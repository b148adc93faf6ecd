"""A form on its way: what was typed, what is wrong with it, and the key of this sending."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request

from traceability.domain.errors import Fault, Refusal
from traceability.web import drafting
from traceability.web.messages import sentence


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong: the field it stands at (or none), and its sentence."""

    field: str | None
    text: str


@dataclass(frozen=True)
class Form:
    """What a template shows of a form; ``recorded`` names what an earlier sending recorded."""

    values: Mapping[str, str]
    request_key: str = ""
    faults: tuple[Wrong, ...] = ()
    recorded: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> dict[str, Any]:
        """What the macros of ``forms.html`` take for a field: value, error, focus."""
        wrong = next((each for each in self.faults if each.field == name), None)
        first = next((each.field for each in self.faults if each.field), None)
        return {
            "value": self.values.get(name, ""),
            "error": None if wrong is None else wrong.text,
            "focus": wrong is not None and first == name,
        }


def new_key() -> str:
    """A key for one sending of a form, minted when it is shown."""
    return str(uuid.uuid4())


def typed(names: Collection[str]) -> dict[str, str]:
    """What came for these fields, exactly as typed; a field that did not come is empty."""
    return {name: request.form.get(name, "") for name in names}


def fresh(values: Mapping[str, str], read: Callable[[], Mapping[str, str]] | None = None) -> Form:
    """A form that is shown for the first time, or with the draft that its page was asked for with.

    A draft goes on with the key that it had: what was recorded under it is not recorded again.
    ``read`` is how the form reads what is sent, where that is more than one field after another.
    """
    draft = drafting.opened()
    if draft is None:
        return Form(values, new_key())
    if read is None:
        return Form(dict.fromkeys(values, "") | draft.values, draft.request_key)
    drafting.put_back(draft)
    return Form(dict.fromkeys(values, "") | dict(read()), draft.request_key)


def again(values: Mapping[str, str]) -> Form:
    """A form that goes on with the key it came with."""
    return Form(values, request.form.get("request_key", "") or new_key())


def refused(
    values: Mapping[str, str], refusal: Refusal, stands_at: Mapping[str, str] | None = None
) -> Form:
    """A form that is shown again, each fault at its field, in the order of ``values``.

    What fits no field stands first. ``stands_at`` says at which field of the form a fault
    shows that names another one.
    """
    moved = stands_at or {}
    places = {name: place for place, name in enumerate(values)}
    wrongs = sorted(
        (_wrong(fault, values, moved) for fault in refusal.faults),
        key=lambda wrong: places.get(wrong.field or "", -1),
    )
    spent = any(fault.field == "request_key" for fault in refusal.faults)
    key = new_key() if spent else request.form.get("request_key", "") or new_key()
    recorded = refusal.facts.get("recorded")
    return Form(values, key, tuple(wrongs), recorded if isinstance(recorded, Mapping) else {})


def stands_at_field(refusal: Refusal) -> bool:
    """Whether a refusal names a field, so that the form shows it rather than a page of its own."""
    return refusal.faults[0].field is not None


def _wrong(fault: Fault, values: Mapping[str, str], moved: Mapping[str, str]) -> Wrong:
    at = moved.get(fault.field or "", fault.field)
    return Wrong(at if at in values else None, sentence(fault))
