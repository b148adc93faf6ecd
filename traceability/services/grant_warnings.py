"""What an officer is told before a code is granted: a warning, never a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain import code_strings
from traceability.domain.access import Action, Actor, may
from traceability.domain.growing_area import normal_form
from traceability.services import area_codes, overlaps, parties
from traceability.store.models import AreaCode, Place
from traceability.store.queries import areas
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Claim:
    """Another claim on the same string; its code and holder where the officer may see it."""

    code: str | None
    holder: str | None


@dataclass(frozen=True)
class Warnings:
    """What to look at once more: claims on the string, strings like it, disputed ground.

    ``cases`` are the open cases about the places' ground; ``unusual`` tells that no other string of
    the scheme is built like this one.
    """

    claims: tuple[Claim, ...] = ()
    alike: tuple[str, ...] = ()
    unusual: bool = False
    cases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.claims or self.alike or self.unusual or self.cases)


def before(view: Reading, actor: Actor, code: str, raw: str) -> Warnings:
    """What speaks for looking again before ``raw`` is granted to the file or code ``code``."""
    area = area_codes.known(view, code)
    granted = areas.granted_strings(view.db, area.scheme, but=area.id)
    places = areas.places_of(view.db, area.id)
    return Warnings(
        claims=tuple(_claim(view, actor, each) for each in _rivals(view, area, raw)),
        alike=tuple(code_strings.alike(raw, granted)),
        unusual=code_strings.is_unusual(raw, granted),
        cases=_cases(view, places),
    )


def _rivals(view: Reading, area: AreaCode, raw: str) -> list[AreaCode]:
    found = areas.standing_on(view.db, area.scheme, normal_form(raw))
    return [each for each in found if each.id != area.id]


def _claim(view: Reading, actor: Actor, area: AreaCode) -> Claim:
    if not may(actor, Action.SEE_CODE, area_codes.thing(view, area)):
        return Claim(None, None)
    return Claim(area.code, parties.names_of(view, [area.holder_id])[area.holder_id])


def _cases(view: Reading, places: Sequence[Place]) -> tuple[str, ...]:
    found = (case.code for place in places for case in overlaps.open_cases_of(view, place))
    return tuple(dict.fromkeys(found))
