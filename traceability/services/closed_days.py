"""What was said of the scale when a day of buying was closed, and the lots that it became."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.data.slip_grades import grade_words
from traceability.domain.access import Action, Actor
from traceability.domain.process import Words
from traceability.services import mixing, receptions
from traceability.services.differences import facts
from traceability.services.receptions import Opened
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Lot:
    """A lot that a day was joined into; ``outside`` is its part under no code, in ppm."""

    code: str
    lot_code: str
    grade: Words | None
    amount: int
    outside: int


def lots(view: Reading, opened: Opened) -> tuple[Lot, ...]:
    """The lots of a closed day."""
    rows, family = queries.lots(view.db, opened.row.id), opened.crop.family
    keys = [row.id for row in rows]
    made, outside = queries.made(view.db, keys), mixing.outside_of(view, keys)
    return tuple(
        Lot(row.code, row.lot_code, grade_words(family, row.grade), made[row.id], outside[row.id])
        for row in rows
    )


def gap_told(view: Reading, actor: Actor, code: str) -> int | None:
    """The gap to the scale that was explained as the day was closed; ``None`` for no scale."""
    opened = receptions.known(view, actor, code, Action.SEE_BATCH)
    event = queries.closing(view.db, opened.row.code)
    return None if event is None else facts(event).get("gap")
