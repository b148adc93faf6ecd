"""Checks that do not need one another refuse at once, as the first would have."""

from __future__ import annotations

import contextlib
import gc
import weakref

import pytest

from traceability.domain.errors import Denied, Invalid, RuleBroken, Together


def test_everything_that_is_wrong_is_told_in_order() -> None:
    told = Together()
    with told.check():
        raise RuleBroken("tare_above_gross", "tare")
    with told.check():
        raise Invalid("grade_unknown", "grade")
    with pytest.raises(RuleBroken) as refused:
        told.settle()
    assert [fault.code for fault in refused.value.faults] == ["tare_above_gross", "grade_unknown"]


def test_the_last_check_settles() -> None:
    told = Together()
    with told.check():
        raise Invalid("required", "to")
    with pytest.raises(Invalid) as refused, told.last():
        pass
    assert [fault.field for fault in refused.value.faults] == ["to"]
    with pytest.raises(Invalid), Together().last():
        raise Invalid("required", "to")
    Together().settle()


def test_what_one_may_not_do_is_told_alone() -> None:
    told = Together()
    with told.check():
        raise Invalid("required", "to")
    with pytest.raises(Denied), told.check():
        raise Denied


class Row:
    """Something that a refused check holds."""


def _refuse(seen: list[weakref.ref[Row]]) -> None:
    told, row = Together(), Row()
    seen.append(weakref.ref(row))
    with told.check():
        raise Invalid("required", "to", row=row)
    told.settle()


def test_what_refused_checks_hold_is_let_go_at_once() -> None:
    seen: list[weakref.ref[Row]] = []
    gc.disable()
    try:
        with contextlib.suppress(Invalid):
            _refuse(seen)
        assert seen[0]() is None
    finally:
        gc.enable()
