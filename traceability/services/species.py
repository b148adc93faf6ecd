"""The operator's list of protected species: entered from a list, and what it says on a day.

Nothing of it ships with the software but a sample in the demonstration, which is marked as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from traceability.domain import gathering
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Fault, Invalid
from traceability.domain.gathering import Listing, Species
from traceability.services import audit
from traceability.services.substances import Outcome, RowResult
from traceability.store.models import SpeciesRule
from traceability.store.queries import products
from traceability.store.queries import species as queries
from traceability.store.unit import Reading, Work


def enter_list(
    work: Work, rows: Sequence[tuple[int, Species | tuple[Fault, ...]]]
) -> list[RowResult]:
    """Enter a list, row by row; one that is wrong stores nothing and says why: ``crop_unknown``."""
    require(work.actor, Action.SET_UP, Thing())
    work.lock_word("species")
    return [_entered(work, line, asked) for line, asked in rows]


def listed(view: Reading) -> tuple[Species, ...]:
    """Every rule, in the order that it was entered."""
    return tuple(map(_rule, queries.rules(view.db)))


def on_day(view: Reading, crop: str, day: dt.date) -> Species | None:
    """What the list says of a crop on a day, if it says anything."""
    return gathering.in_force(map(_rule, queries.rules(view.db, crop)), day)


def _entered(work: Work, line: int, asked: Species | tuple[Fault, ...]) -> RowResult:
    if isinstance(asked, tuple):
        return RowResult(line, Outcome.REFUSED, faults=asked)
    try:
        return RowResult(line, _enter(work, asked), asked.crop)
    except Invalid as refusal:
        return RowResult(line, Outcome.REFUSED, asked.crop, refusal.faults)


def _enter(work: Work, asked: Species) -> Outcome:
    if products.crop(work.db, asked.crop) is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    before = list(map(_rule, queries.rules(work.db, asked.crop)))
    alike = [each for each in before if each.from_on == asked.from_on]
    if alike and alike[-1] == asked:
        return Outcome.SAME
    row = SpeciesRule(
        crop_code=asked.crop,
        latin=asked.latin,
        verdict=asked.verdict,
        listing=asked.listing,
        from_on=asked.from_on,
        to_on=asked.to_on,
        source=asked.source,
        sample=asked.sample,
        set_by=work.actor.code,
        recorded_at=work.now,
    )
    work.add(row)
    audit.note(work, "set_species_rule", asked.crop)
    return Outcome.CHANGED if before else Outcome.NEW


def _rule(row: SpeciesRule) -> Species:
    return Species(
        crop=row.crop_code,
        latin=row.latin,
        verdict=Listing(row.verdict),
        listing=row.listing,
        from_on=row.from_on,
        to_on=row.to_on,
        source=row.source,
        sample=row.sample,
    )
