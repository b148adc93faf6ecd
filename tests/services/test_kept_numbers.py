"""Cartons made good keep their numbers: what lies between these is no label of their run's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blank_labels import balanced, book, in_cartons, spoil, states
from tests.people import KEYRING, World
from tests.services.test_carton_takeovers import anew
from traceability.domain.errors import Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState
from traceability.services import (
    carton_runs,
    code_states,
    label_acts,
    label_book,
    label_leaving,
    label_ledger,
    label_links,
    label_unlinking,
    new_runs,
    pages,
)
from traceability.services.label_leaving import ExportForm
from traceability.services.label_links import LabelSpan
from traceability.store.models import LabelRange
from traceability.store.queries import events
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

BETWEEN = {"there": "2, 8", "lowest": 2, "count": 8}


@pytest.fixture
def kept(world: World) -> tuple[str, str]:
    """A run of cartons of which the labels of 2 and 8 were torn, and that of their new labels."""
    lot, _run, box = in_cartons(world)
    spoil(world, box, "2, 8")
    return box, anew(world, lot, box)


def refusal(world: World, act: Any) -> tuple[str, dict[str, object]]:
    """What an act says that is refused: its code, and the facts that tell which there are."""
    with world.by(world.who.manager) as work, pytest.raises(Refusal) as refused:
        act(work)
    fault = refused.value.faults[0]
    return fault.code, {key: fault.facts.get(key) for key in (*BETWEEN, "numbers")}


def test_a_run_has_rows_for_its_labels_alone(world: World, kept: tuple[str, str]) -> None:
    _box, run = kept
    assert states(world, run) == [(2, 2, "unused"), (8, 8, "unused")]
    with world.view() as view:
        leaf = label_ledger.facts_of(events.of_step(view.db, run, EventStep.LABELS_ORDERED)[-1])
        line = book(world, run).line
    assert (leaf["numbers"], leaf["void"], line.count, line.void) == ([[2, 2], [8, 8]], [], 2, 0)
    world.link(run, 2, 8)
    assert states(world, run) == [(2, 2, "linked"), (8, 8, "linked")]
    with world.by(world.who.manager) as work:
        assert label_links.void(work, LabelSpan(run, 2, 8), "in lệch") == 2
    assert states(world, run) == [(2, 2, "void"), (8, 8, "void")]
    told = book(world, run)
    assert balanced(told)
    assert [each.numbers for each in told.happened if each.count > 2] == []
    assert world.differences() == []


@pytest.mark.parametrize(
    ("act", "numbers"),
    [
        (lambda work, run: label_acts.spoil(work, run, [(3, 3)], "rách"), "3"),
        (lambda work, run: label_links.void(work, LabelSpan(run, 4, 5), "rách"), "4–5"),
        (lambda work, run: label_links.link(work, LabelSpan(run, 3, 3)), "3"),
        (lambda work, run: label_links.link(work, LabelSpan(run, 2, 7)), "3–7"),
        (lambda work, run: label_unlinking.unlink(work, run, [(7, 7)], "nhầm"), "7"),
        (lambda work, run: label_acts.print_rest(work, KEYRING, run, "3", 0), "3"),
        (lambda work, run: label_leaving.export(work, run, (3, 3), ExportForm.CSV, None), "3"),
        (lambda work, run: label_leaving.export(work, run, (3, 8), ExportForm.CSV, None), "3–7"),
        (lambda work, run: label_acts.spoil(work, run, [(1, 9)], "rách"), "1, 3–7, 9"),
    ],
)
def test_who_names_one_between_reads_which_there_are(
    world: World, kept: tuple[str, str], act: Any, numbers: str
) -> None:
    _box, run = kept
    code, facts = refusal(world, lambda work: act(work, run))
    assert (code, facts) == ("labels_not_in_run", {**BETWEEN, "numbers": numbers})


def test_from_the_first_to_the_last_are_these_two(world: World, kept: tuple[str, str]) -> None:
    _box, run = kept
    with world.by(world.who.recorder) as work:
        found = label_leaving.export(work, run, (2, 8), ExportForm.CSV, None)
        assert list(found) == [(2, 2), (8, 8)]
        rest = label_acts.print_rest(work, KEYRING, run, "2", 0).part
    assert (rest.numbers, rest.first) == ("8", 8)


def codes(world: World, run: str) -> list[str]:
    """The codes of all numbers of a run up to its last, whatever stands on paper."""
    with world.view() as view:
        row = label_ledger.known_run(view, run)
        return list(KEYRING.codes(row.key_id, row.run_no, 0, row.count))


def no_labels(world: World, run: str, numbers: range) -> None:
    """Nothing is at the codes of some numbers, for buyers and for the house."""
    there = [codes(world, run)[number - 1] for number in numbers]
    with world.view() as view:
        assert code_states.find(view, KEYRING, there) == {}
        for code in there:
            with pytest.raises(NotFound):
                pages.find(view, KEYRING, code)
            with pytest.raises(Invalid, match="label_not_ours"):
                label_book.of_label(view, world.who.recorder, KEYRING, code)


def test_a_code_between_is_no_label_s(world: World, kept: tuple[str, str]) -> None:
    _box, run = kept
    no_labels(world, run, range(3, 8))
    with world.view() as view:
        page = pages.find(view, KEYRING, codes(world, run)[7])
    assert page.label is not None
    assert page.label.number == 8


@pytest.fixture
def of_old(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run as it was written down before: what lies between its numbers is void, row and leaf."""
    lot, _run, box = in_cartons(world)
    spoil(world, box, "2, 8")
    with monkeypatch.context() as before:
        before.setattr(carton_runs._Filled, "apart", ())
        numbered = new_runs._numbered
        gaps = (2, 3, 4, 5, 6)
        before.setattr(new_runs, "_numbered", lambda *of: (numbered(*of)[0], gaps))
        run = anew(world, lot, box)
    with world.by(world.who.manager) as work:
        row = label_ledger.known_run(work, run)
        void = {"state": LabelState.VOID, "batch_id": row.batch_id, "holder_id": row.holder_id}
        work.db.add(LabelRange(run_id=row.id, first=2, last=6, lost=False, **void))
    return run


def test_a_run_of_before_is_read_by_the_labels_that_it_has(world: World, of_old: str) -> None:
    assert states(world, of_old) == [(2, 2, "unused"), (3, 7, "void"), (8, 8, "unused")]
    with world.view() as view:
        leaf = label_ledger.facts_of(events.of_step(view.db, of_old, EventStep.LABELS_ORDERED)[-1])
    assert (leaf["void"], "numbers" in leaf) == ([2, 3, 4, 5, 6], False)
    assert world.differences() == []
    told = book(world, of_old)
    assert [each.numbers for each in told.lines] == ["2", "8"]
    assert (told.line.count, told.line.void, balanced(told)) == (2, 0, True)
    assert told.happened[-1].numbers == "2, 8"
    no_labels(world, of_old, range(3, 8))
    with pytest.raises(RuleBroken, match="labels_not_in_run"):
        spoil(world, of_old, "3")


def test_a_run_of_before_loses_the_rows_between_when_it_changes(world: World, of_old: str) -> None:
    spoil(world, of_old, "8")
    assert states(world, of_old) == [(2, 2, "unused"), (8, 8, "spoiled")]
    world.link(of_old, 2, 2)
    assert world.differences() == []


def test_a_row_for_a_number_that_a_run_has_not_is_told(world: World, kept: tuple[str, str]) -> None:
    _box, run = kept
    with world.by(world.who.manager) as work:
        row = label_ledger.known_run(work, run)
        (last,) = [each for each in queries.ranges(work.db, [row.id]) if each.first == 7]
        last.first = 6
    world.tampered = True
    assert ("numbers", run) in {(each.field, each.subject) for each in world.differences()}
