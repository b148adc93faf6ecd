"""The ledger under random acts: labels kept one by one beside it, and every sum and fold the same.

The machine plays on the ranges alone, for labels and cartons side by side; the walk plays the verbs
on both databases, and ``verify`` folds what they wrote.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.blank_labels import cartons
from tests.people import STOCK, World
from traceability.domain.errors import Refusal, RuleBroken
from traceability.domain.labels import LabelState, Range, marked, move, put_back, unlinked
from traceability.services import (
    blank_runs,
    label_acts,
    label_book,
    label_hands,
    label_links,
    label_unlinking,
    print_files,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_hands import HandOut, Hands
from traceability.services.label_links import LabelSpan

COUNT = 12
LEVELS = st.sampled_from(["item", "carton"])
SPAN = st.tuples(st.integers(-1, COUNT), st.integers(-1, COUNT))
STATES = st.sampled_from(LabelState)
#: MODEL's life of a label, written down once more: from → to.
LIFE = {
    *(("ordered", "unused"), ("ordered", "void"), ("unused", "linked"), ("unused", "spoiled")),
    *(("unused", "void"), ("linked", "dispatched"), ("linked", "spoiled"), ("linked", "void")),
    *(("dispatched", "void"), ("spoiled", "void")),
}
Label = tuple[LabelState, int | None, int | None, bool]


class Ledgers(RuleBasedStateMachine):
    """Two levels of one cooperative; a label is its state, lot, hands, and whether it is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.ledgers = {
            level: (Range(0, COUNT - 1, LabelState.ORDERED),) for level in ("item", "carton")
        }
        self.labels: dict[str, list[Label]] = {
            level: [(LabelState.ORDERED, None, None, False)] * COUNT for level in self.ledgers
        }

    @rule(level=LEVELS, span=SPAN, to=STATES, lot=st.sampled_from([None, 7, 8]))
    def moves(self, level: str, span: tuple[int, int], to: LabelState, lot: int | None) -> None:
        """Any move to any state: done where every label's life knows it."""

        def one(label: Label) -> Label | None:
            state, before, hand, lost = label
            known = (str(state), str(to)) in LIFE and not (lost and to is LabelState.LINKED)
            return (to, before if lot is None else lot, hand, lost) if known else None

        self._play(level, span, one, lambda ledger: move(ledger, *span, to, lot))

    @rule(level=LEVELS, span=SPAN, hand=st.sampled_from([None, 1, 2]))
    def hands(self, level: str, span: tuple[int, int], hand: int | None) -> None:
        """Handed out, or brought back."""

        def one(label: Label) -> Label | None:
            state, lot, _before, lost = label
            return (state, lot, hand, lost) if state is LabelState.UNUSED else None

        self._play(level, span, one, lambda ledger: marked(ledger, *span, hand=hand))

    @rule(level=LEVELS, span=SPAN, lost=st.booleans())
    def loses(self, level: str, span: tuple[int, int], lost: bool) -> None:
        """Reported lost, or found."""

        def one(label: Label) -> Label | None:
            state, lot, hand, _before = label
            return (state, lot, hand, lost) if state is LabelState.UNUSED else None

        self._play(level, span, one, lambda ledger: marked(ledger, *span, lost=lost))

    @rule(level=LEVELS, span=SPAN, to=STATES)
    def lifts(self, level: str, span: tuple[int, int], to: LabelState) -> None:
        """A void comes back."""

        def one(label: Label) -> Label | None:
            known = label[0] is LabelState.VOID and to is not LabelState.VOID
            return (to, *label[1:]) if known else None

        self._play(level, span, one, lambda ledger: put_back(ledger, *span, LabelState.VOID, to))

    @rule(level=LEVELS, span=SPAN, printed_for=st.sampled_from([None, 7]))
    def unlinks(self, level: str, span: tuple[int, int], printed_for: int | None) -> None:
        """A linking is taken back."""

        def one(label: Label) -> Label | None:
            state, _lot, hand, lost = label
            linked = state is LabelState.LINKED
            return (LabelState.UNUSED, printed_for, hand, lost) if linked else None

        self._play(level, span, one, lambda ledger: unlinked(ledger, [span], printed_for))

    def _play(self, level, span, one, verb):  # type: ignore[no-untyped-def]
        first, last = span
        labels = self.labels[level]
        inside = labels[first : last + 1] if 0 <= first <= last < COUNT else []
        after = [one(label) for label in inside]
        if not after or None in after:
            with pytest.raises(RuleBroken):
                verb(self.ledgers[level])
            return
        self.ledgers[level] = verb(self.ledgers[level])
        self.labels[level] = [*labels[:first], *after, *labels[last + 1 :]]

    @invariant()
    def every_label_stands_once(self) -> None:
        """Spread out, the ranges are the labels; per level all lives together are what there is."""
        for level, ledger in self.ledgers.items():
            spread = [
                (each.state, each.batch, each.hand, each.lost)
                for each in ledger
                for _one in range(len(each))
            ]
            assert spread == self.labels[level]
            assert sum(Counter(state for state, *_rest in spread).values()) == COUNT


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_a_walk_of_random_acts_leaves_a_whole_record(world: World) -> None:
    """Blank labels, those of a lot, and cartons of them; what is refused changes nothing."""
    chance = random.Random(4)
    lot = world.packed(25, kg=50).code
    runs = [_blank(world, 30), world.print_labels(lot, 10)]
    world.link(runs[1], 1, 7)
    runs.append(cartons(world, lot, runs[1], 3))
    done = Counter[str]()
    for _step in range(36):
        run = chance.choice(runs)
        first = chance.randint(1, 28 if run == runs[0] else 3)
        span = (first, first + chance.randint(0, 6 if run == runs[0] else 1))
        try:
            _act(world, chance.randint(0, 6), run, span, lot)
            done[run] += 1
        except Refusal:
            continue
        with world.view() as view:
            books = [label_book.of_run(view, world.who.manager, each) for each in runs]
        assert all(sum(book.sums.values()) == book.line.count for book in books)
    assert all(done[run] for run in runs), done
    with world.view() as view:
        told = label_book.of_lot(view, world.who.manager, lot)
    assert told.live <= (told.most or 0)
    assert world.differences() == []


def _blank(world: World, count: int) -> str:
    with world.by(world.who.recorder) as work:
        run = blank_runs.order(work, world.press, BlankRequest(world.who.product, count, STOCK))
        code = run.code
        print_files.release(work, code, print_files.Drawn(b"", "0" * 43, count))
    world.see_paper(code)
    return code


def _act(world: World, which: int, run: str, span: tuple[int, int], lot: str) -> None:
    with world.by(world.who.manager) as work:
        if which == 0:
            asked = HandOut(run, (span,), Hands.HOUSEHOLD, world.who.household)
            label_hands.hand_out(work, asked)
        elif which == 1:
            label_hands.take_back(work, run, [span])
        elif which == 2:
            label_acts.spoil(work, run, [span], "rách")
        elif which == 3:
            label_links.void_all(work, run, [span], "mất")
        elif which == 4:
            code = world.item_codes(run)[span[0] - 1] if span[0] <= 10 else "x"
            label_acts.lift(work, world.press.keyring, code, "còn nguyên")
        elif which == 5:
            label_unlinking.unlink(work, run, [span], "nhầm lô")
        else:
            label_links.link(work, LabelSpan(run, *span), lot)
