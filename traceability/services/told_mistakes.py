"""What everybody is told of a correction: its day, and the kind of mistake that it names."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from traceability.domain.days import day_in_vietnam
from traceability.store.models import Event


@dataclass(frozen=True)
class Retracted:
    """That an entry was taken back on a day, and for which kind of mistake, if one was named."""

    on: dt.date
    why: str = ""


def why(correction: Event) -> str:
    """The kind of mistake that a correction names; older ones name none."""
    return str(json.loads(correction.leaf).get("why", ""))


def retracted(retraction: Event) -> Retracted:
    """An entry that was taken back, by the event that did it."""
    return Retracted(day_in_vietnam(retraction.recorded_at), why(retraction))
