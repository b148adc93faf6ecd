"""The life of a growing-area code, folded from its steps for any day."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleBroken
from traceability.domain.growing_area import (
    WITH_TERM,
    CodeStep,
    Status,
    Step,
    check_scheme,
    check_step,
    normal_form,
    status,
    suspended_after,
)

START = dt.date(2025, 1, 1)
#: MODEL, lives of a code, written down a second time: status → steps out of it.
LIFE: dict[str, dict[str, str]] = {
    "draft": {"submit": "submitted", "cancel": "cancelled", "open_internal": "active"},
    "submitted": {"return": "returned", "check": "under_check", "cancel": "cancelled"},
    "returned": {"submit": "submitted", "cancel": "cancelled"},
    "under_check": {
        "return": "returned",
        "reject": "rejected",
        "grant": "active",
        "cancel": "cancelled",
    },
    "active": {
        "suspend": "suspended",
        "revoke": "revoked",
        "renew": "active",
        "cancel": "cancelled",
    },
    "suspended": {"restore": "active", "revoke": "revoked"},
    "expired": {"renew": "active"},
}
STEPS = st.sampled_from(CodeStep)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def life(*told: tuple[CodeStep, int] | tuple[CodeStep, int, int]) -> list[Step]:
    """Steps by their day, and the last day they cover."""
    return [
        Step(seq, each[0], day(each[1]), day(each[2]) if len(each) == 3 else None)
        for seq, each in enumerate(told, start=1)
    ]


GRANTED = ((CodeStep.SUBMIT, 0), (CodeStep.CHECK, 0), (CodeStep.GRANT, 10, 100))


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Steps taken one after the other, each one possible when it was taken, any day, any term."""
    taken: list[Step] = []
    on = 0
    for step in draw(st.lists(STEPS, max_size=40)):
        on += draw(st.integers(0, 40))
        grants = step in (CodeStep.GRANT, CodeStep.RENEW, CodeStep.OPEN_INTERNAL)
        until = draw(st.none() | st.integers(0, 120)) if grants else None
        try:
            check_step(taken, step, day(on))
        except RuleBroken:
            continue
        last = None if until is None else day(on + until)
        taken.append(Step(len(taken) + 1, step, day(on), last))
    return taken


@pytest.mark.parametrize("step", CodeStep)
@pytest.mark.parametrize("before", LIFE)
def test_each_status_knows_its_steps_and_no_others(before: str, step: CodeStep) -> None:
    taken = reaching(before)
    on = day(150) if before == "expired" else day(20)
    assert status(taken, on) == before
    if step is CodeStep.STRIKE:  # a claim that was decided against ends wherever it stands
        assert check_step(taken, step, on) == "cancelled"
        return
    if step in LIFE[before]:
        assert check_step(taken, step, on) == LIFE[before][step]
        return
    with pytest.raises(RuleBroken) as refused:
        check_step(taken, step, on)
    assert refused.value.code == "step_not_possible"
    assert refused.value.facts == {"step": str(step), "status": before}


def reaching(wanted: str) -> list[Step]:
    ways = {
        "draft": (),
        "submitted": GRANTED[:1],
        "returned": (*GRANTED[:1], (CodeStep.RETURN, 5)),
        "under_check": GRANTED[:2],
        "active": GRANTED,
        "suspended": (*GRANTED, (CodeStep.SUSPEND, 15)),
        "expired": GRANTED,
    }
    return life(*ways[wanted])


@pytest.mark.parametrize("step", [each for each in CodeStep if each is not CodeStep.STRIKE])
@pytest.mark.parametrize("last", [CodeStep.REVOKE, CodeStep.CANCEL, CodeStep.STRIKE])
def test_what_is_over_is_over(last: CodeStep, step: CodeStep) -> None:
    taken = life(*GRANTED, (last, 20))
    with pytest.raises(RuleBroken):
        check_step(taken, step, day(30))
    assert status(taken, day(10_000)) == status(taken, day(20))


@given(histories(), st.integers(0, 2000))
def test_no_path_reaches_active_without_a_grant(taken: list[Step], on: int) -> None:
    if status(taken, day(on)) not in (Status.ACTIVE, Status.SUSPENDED, Status.EXPIRED):
        return
    so_far = [each.step for each in taken if each.effective_on <= day(on)]
    assert CodeStep.GRANT in so_far or CodeStep.OPEN_INTERNAL in so_far
    if CodeStep.OPEN_INTERNAL in so_far:
        assert so_far[0] is CodeStep.OPEN_INTERNAL
    else:
        assert CodeStep.CHECK in so_far[: so_far.index(CodeStep.GRANT)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, list[Step]]:
    """A scheme, and steps that are possible in its life, any day, any term."""
    scheme = draw(st.sampled_from(["internal", "vn_domestic", "vn_export_cn", "packing_house"]))
    taken: list[Step] = []
    on = 0
    for step in draw(st.lists(STEPS, max_size=40)):
        on += draw(st.integers(0, 40))
        until = draw(st.none() | st.integers(0, 120)) if step in WITH_TERM else None
        try:
            check_scheme(scheme, step, status(taken, day(on)))
            check_step(taken, step, day(on))
        except RuleBroken:
            continue
        last = None if until is None else day(on + until)
        taken.append(Step(len(taken) + 1, step, day(on), last))
    return scheme, taken


@given(lives(), st.integers(0, 2000))
def test_a_code_of_the_state_is_never_active_without_a_grant(
    life_of: tuple[str, list[Step]], on: int
) -> None:
    scheme, taken = life_of
    if status(taken, day(on)) not in (Status.ACTIVE, Status.SUSPENDED, Status.EXPIRED):
        return
    so_far = {each.step for each in taken if each.effective_on <= day(on)}
    entered = CodeStep.OPEN_INTERNAL if scheme == "internal" else CodeStep.GRANT
    assert so_far & {CodeStep.OPEN_INTERNAL, CodeStep.GRANT} == {entered}


GRANTS = {CodeStep.GRANT, CodeStep.OPEN_INTERNAL}
OTHERS = st.sampled_from([each for each in CodeStep if each not in GRANTS])


@given(st.lists(st.tuples(OTHERS, st.integers(0, 50), st.integers(0, 50)), max_size=12))
def test_rows_that_nobody_checked_make_no_code_active_without_a_grant(
    rows: list[tuple[CodeStep, int, int]],
) -> None:
    """The fold itself ignores a step out of order, whatever a table holds."""
    steps = [Step(seq, step, day(on), day(until)) for seq, (step, on, until) in enumerate(rows)]
    for on in range(51):
        assert status(steps, day(on)) not in (Status.ACTIVE, Status.SUSPENDED, Status.EXPIRED)


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 2000))
def test_the_status_does_not_depend_on_the_order_of_rows(
    taken: list[Step], chance: object, on: int
) -> None:
    shuffled = list(taken)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert status(shuffled, day(on)) is status(taken, day(on))


@given(histories(), st.integers(0, 2000))
def test_later_steps_do_not_change_what_stood_before_them(taken: list[Step], on: int) -> None:
    known = [each for each in taken if each.effective_on <= day(on)]
    assert status(known, day(on)) is status(taken, day(on))


@given(histories(), STEPS, st.integers(0, 2000))
def test_what_is_accepted_is_what_stands_on_its_day(
    taken: list[Step], step: CodeStep, on: int
) -> None:
    try:
        reached = check_step(taken, step, day(on))
    except RuleBroken:
        return
    after = [*taken, Step(len(taken) + 1, step, day(on), day(on + 500))]
    assert status(after, day(on)) is reached


def test_it_is_active_from_the_first_day_to_the_last() -> None:
    taken = life(*GRANTED)
    found = [status(taken, day(on)) for on in (9, 10, 100, 101)]
    assert found == ["under_check", "active", "active", "expired"]


def test_a_grant_without_an_end_lasts() -> None:
    taken = life((CodeStep.SUBMIT, 0), (CodeStep.CHECK, 0), (CodeStep.GRANT, 10))
    assert status(taken, day(40_000)) is Status.ACTIVE


def test_a_suspension_expires_with_its_code() -> None:
    taken = life(*GRANTED, (CodeStep.SUSPEND, 50))
    assert [status(taken, day(on)) for on in (49, 50, 100, 101)] == [
        "active",
        "suspended",
        "suspended",
        "expired",
    ]


def test_renewal_after_expiry_makes_it_active_again() -> None:
    taken = life(*GRANTED, (CodeStep.RENEW, 120, 300))
    assert [status(taken, day(on)) for on in (110, 120, 300, 301)] == [
        "expired",
        "active",
        "active",
        "expired",
    ]


def test_one_that_was_suspended_when_it_expired_comes_back_suspended() -> None:
    suspended = life(*GRANTED, (CodeStep.SUSPEND, 50))
    assert check_step(suspended, CodeStep.RENEW, day(120)) is Status.SUSPENDED
    renewed = life(*GRANTED, (CodeStep.SUSPEND, 50), (CodeStep.RENEW, 120, 300))
    assert [status(renewed, day(on)) for on in (110, 120, 300)] == [
        "expired",
        "suspended",
        "suspended",
    ]
    restored = [*renewed, Step(6, CodeStep.RESTORE, day(130))]
    assert status(restored, day(130)) is Status.ACTIVE


def test_an_early_renewal_moves_the_end() -> None:
    taken = life(*GRANTED, (CodeStep.RENEW, 90, 200))
    assert [status(taken, day(on)) for on in (100, 101, 200, 201)] == [
        "active",
        "active",
        "active",
        "expired",
    ]


def test_a_renewal_without_an_end_has_none() -> None:
    taken = life(*GRANTED, (CodeStep.RENEW, 120))
    assert [status(taken, day(on)) for on in (110, 120, 40_000)] == ["expired", "active", "active"]


def test_steps_of_one_day_are_taken_in_the_order_of_recording() -> None:
    taken = life(*GRANTED, (CodeStep.SUSPEND, 20), (CodeStep.RESTORE, 20))
    assert status(taken, day(20)) is Status.ACTIVE


def test_a_step_is_not_taken_before_the_last_one() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_step(life(*GRANTED), CodeStep.SUSPEND, day(9))
    assert refused.value.code == "step_before_last"
    assert refused.value.facts == {"last": day(10), "effective_on": day(9)}


@pytest.mark.parametrize(
    ("harvested", "recorded", "expected"),
    [(49, 49, False), (49, 50, True), (50, 60, False), (10, 60, True), (49, 48, False)],
)
def test_a_harvest_recorded_after_a_suspension_of_a_later_day(
    harvested: int, recorded: int, expected: bool
) -> None:
    taken = life(*GRANTED, (CodeStep.SUSPEND, 50))
    assert suspended_after(taken, day(harvested), day(recorded)) is expected


@pytest.mark.parametrize("raw", ["VN-HGOR-0128", " vn-hgor-0128\t", "vn - hgor - 0128"])
def test_codes_are_compared_without_case_and_spaces(raw: str) -> None:
    assert normal_form(raw) == "VN-HGOR-0128"


@given(st.text())
def test_a_normal_form_is_normal(raw: str) -> None:
    once = normal_form(raw)
    assert once.split() == ([once] if once else [])
    assert normal_form(unicodedata.normalize("NFD", raw)) == normal_form(
        unicodedata.normalize("NFC", raw)
    )
