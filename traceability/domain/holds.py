"""Why a batch is held, and what a harvest is judged by. What happened is stored all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import growing_area
from traceability.domain.growing_area import Status, Step


class HoldReason(StrEnum):
    """The closed list of reasons (MODEL, lives of a batch)."""

    OVER_CEILING = "over_ceiling"
    CODE_NOT_ACTIVE = "code_not_active"
    RECORDED_AFTER_SUSPENSION = "recorded_after_suspension"
    VARIETY_NOT_GRANTED = "variety_not_granted"
    INSIDE_PHI = "inside_phi"
    CONFLICT_OPEN = "conflict_open"
    ORDERED = "ordered"


@dataclass(frozen=True)
class HarvestUnderCode:
    """What a harvest claims: its crop, day and code, and when it was written down.

    ``place_covered`` tells whether the place stood under the code on the harvest day.
    """

    crop: str
    granted: Collection[str]
    steps: Sequence[Step]
    harvested_on: dt.date
    recorded_on: dt.date
    place_covered: bool = True


def judge_harvest(harvest: HarvestUnderCode) -> tuple[HoldReason, ...]:
    """The reasons to hold the batch, none for a harvest that its code covers.

    The code's status on the harvest day decides; a harvest written down only after a suspension,
    for a day before it, waits for the registrar as well.
    """
    reasons = []
    on_day = growing_area.status(harvest.steps, harvest.harvested_on)
    if on_day is not Status.ACTIVE or not harvest.place_covered:
        reasons.append(HoldReason.CODE_NOT_ACTIVE)
    elif growing_area.suspended_after(harvest.steps, harvest.harvested_on, harvest.recorded_on):
        reasons.append(HoldReason.RECORDED_AFTER_SUSPENSION)
    if harvest.crop not in harvest.granted:
        reasons.append(HoldReason.VARIETY_NOT_GRANTED)
    return tuple(reasons)
