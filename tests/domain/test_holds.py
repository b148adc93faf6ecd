"""Why a harvest is held: judged by its own day, and by when it was written down."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.growing_area import CodeStep, Status, Step, status
from traceability.domain.holds import HarvestUnderCode, HoldReason, judge_harvest

START = dt.date(2025, 10, 1)
ORANGE, PERSIMMON = "sanh_orange", "persimmon"


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def life(*told: tuple[CodeStep, int]) -> list[Step]:
    granted = [(CodeStep.SUBMIT, 0), (CodeStep.CHECK, 0), (CodeStep.GRANT, 0)]
    steps = [Step(seq, step, day(on)) for seq, (step, on) in enumerate([*granted, *told], 1)]
    return [*steps[:2], Step(3, CodeStep.GRANT, day(0), day(300)), *steps[3:]]


def judged(
    steps: list[Step], harvested: int, recorded: int, crop: str = ORANGE
) -> tuple[HoldReason, ...]:
    return judge_harvest(HarvestUnderCode(crop, [ORANGE], steps, day(harvested), day(recorded)))


SUSPENDED = life((CodeStep.SUSPEND, 50))
RESTORED = life((CodeStep.SUSPEND, 50), (CodeStep.RESTORE, 60))


@pytest.mark.parametrize(
    ("steps", "harvested", "recorded", "expected"),
    [
        (life(), 10, 10, ()),
        (life(), 10, 299, ()),
        (life(), 301, 301, ("code_not_active",)),
        (life(), 300, 301, ()),
        (life(), -1, 5, ("code_not_active",)),
        (SUSPENDED, 49, 49, ()),
        (SUSPENDED, 49, 50, ("recorded_after_suspension",)),
        (SUSPENDED, 50, 50, ("code_not_active",)),
        (SUSPENDED, 80, 90, ("code_not_active",)),
        (RESTORED, 59, 90, ("code_not_active",)),
        (RESTORED, 60, 90, ()),
        (RESTORED, 49, 90, ("recorded_after_suspension",)),
        (life((CodeStep.REVOKE, 50)), 49, 60, ("recorded_after_suspension",)),
        (life((CodeStep.REVOKE, 50)), 51, 60, ("code_not_active",)),
    ],
)
def test_what_a_code_does_not_cover_is_held(
    steps: list[Step], harvested: int, recorded: int, expected: tuple[str, ...]
) -> None:
    assert judged(steps, harvested, recorded) == expected


def test_a_crop_that_was_not_granted_is_held() -> None:
    assert judged(life(), 10, 10, PERSIMMON) == (HoldReason.VARIETY_NOT_GRANTED,)


def test_every_reason_is_told() -> None:
    assert judged(SUSPENDED, 50, 50, PERSIMMON) == ("code_not_active", "variety_not_granted")
    assert judged(SUSPENDED, 49, 50, PERSIMMON) == (
        "recorded_after_suspension",
        "variety_not_granted",
    )


@given(st.integers(-20, 400), st.integers(0, 400), st.sampled_from([SUSPENDED, RESTORED]))
def test_the_status_on_the_harvest_day_decides_whenever_it_is_recorded(
    harvested: int, later: int, steps: list[Step]
) -> None:
    reasons = judged(steps, harvested, harvested + later)
    active = status(steps, day(harvested)) is Status.ACTIVE
    assert (HoldReason.CODE_NOT_ACTIVE in reasons) is not active
    assert len(reasons) <= 1
