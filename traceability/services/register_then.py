"""The register as it stood at the end of a day: steps by their effect, land by its statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.days import day_in_vietnam, is_late
from traceability.domain.growing_area import ENDING, ENTERING, Status, Step
from traceability.services import area_codes
from traceability.store.models import AreaCode, AreaCodePlace, AreaCodeStep, PlaceRevision
from traceability.store.queries import register_imports, register_reading
from traceability.store.unit import Reading

#: What two claims share where they dispute one string.
_String = tuple[str, int, str]


@dataclass(frozen=True)
class Code:
    """A code with its steps as recorded and as the domain folds them, and its status on the day."""

    row: AreaCode
    rows: Sequence[AreaCodeStep]
    steps: tuple[Step, ...]
    status: Status
    disputed: bool

    def decided_on(self, step: AreaCodeStep) -> dt.date:
        """The day that a decision is of: its effect, or its entry where it was backdated.

        What came long after with the code itself, from an old paper or list, is of its effect.
        """
        entered = day_in_vietnam(step.recorded_at)
        with_code = step.recorded_at == self.rows[0].recorded_at
        if entered <= step.effective_on or (with_code and is_late(step.effective_on, entered)):
            return step.effective_on
        return entered


class Register:
    """Everything of the register on ``day``, read once."""

    def __init__(self, view: Reading, day: dt.date) -> None:
        """Read every code, its steps, its land."""
        self.day = day
        gone = register_imports.taken_back(view.db)
        rows = [row for row in register_reading.codes(view.db) if row.id not in gone]
        steps = register_reading.all_steps(view.db)
        self._links = register_reading.all_links(view.db)
        keys = {link.place_id for links in self._links.values() for link in links}
        self._revisions = register_reading.revisions(view.db, sorted(keys))
        claims = self._claims(rows, steps)
        self.codes = tuple(self._code(row, steps.get(row.id, []), claims) for row in rows)

    def _claims(
        self, rows: Sequence[AreaCode], steps: Mapping[int, Sequence[AreaCodeStep]]
    ) -> dict[_String, int]:
        """How many claims on each string stood on the day; one that was ended claims nothing."""
        claims: dict[_String, int] = defaultdict(int)
        for row in rows:
            if self._claims_on(steps.get(row.id, [])):
                claims[_string(row)] += 1
        return claims

    def _claims_on(self, steps: Sequence[AreaCodeStep]) -> bool:
        """Whether the string was given to a code by the end of the day, as was known by then."""
        given = (step for step in steps if step.step in ENTERING)
        known = any(day_in_vietnam(step.recorded_at) <= self.day for step in given)
        return known and not any(
            step.step in ENDING and step.effective_on <= self.day for step in steps
        )

    def _code(
        self, row: AreaCode, rows: Sequence[AreaCodeStep], claims: dict[_String, int]
    ) -> Code:
        steps = tuple(area_codes.domain_steps(rows))
        here = growing_area.status(steps, self.day)
        disputed = claims.get(_string(row), 0) > 1 and self._claims_on(rows)
        return Code(row, rows, steps, here, disputed)

    def places_under(self, area_id: int) -> tuple[int, ...]:
        """The places under a code on the day by key; those that ever were, where none stands."""
        links = self._links.get(area_id, [])
        standing = [link for link in links if self._stands(link)]
        return tuple(dict.fromkeys(link.place_id for link in standing or links))

    def standing_under(self, area_id: int) -> tuple[int, ...]:
        """The places that stand under a code on the day, by key."""
        links = self._links.get(area_id, [])
        return tuple(dict.fromkeys(link.place_id for link in links if self._stands(link)))

    def _stands(self, link: AreaCodePlace) -> bool:
        return link.from_on <= self.day and (link.to_on is None or link.to_on >= self.day)

    def revision(self, place_id: int) -> PlaceRevision | None:
        """What was stated of a place by the end of the day; the first statement where none was."""
        found = self._revisions.get(place_id, [])
        by_then = [row for row in found if day_in_vietnam(row.recorded_at) <= self.day]
        return next(iter(by_then[-1:] or found[:1]), None)

    def read_more(self, view: Reading, place_ids: Collection[int]) -> None:
        """Read the statements of further places, under no code."""
        missing = sorted(set(place_ids) - self._revisions.keys())
        self._revisions.update(register_reading.revisions(view.db, missing))


def _string(row: AreaCode) -> _String:
    return row.scheme, row.register_id, row.norm
