"""Labels of others that an organisation was handed, as it sees them: these, and no more of a run.

Whoever has labels in hand reads whose they are, what they are for, where each stands, and what is
in the way of linking them. Of the other labels of their run nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Invalid
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.labels import LabelState
from traceability.domain.stretches import counted, spelled
from traceability.services import (
    carton_runs,
    label_checks,
    label_codes,
    label_hands,
    label_lines,
    label_views,
    lent_labels,
    parties,
    run_numbers,
)
from traceability.services.label_ledger import as_range
from traceability.services.label_lines import BookLine
from traceability.store.models import Party, PrintRun
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading

#: States in which somebody has something to do with a label.
_AT_WORK = frozenset({LabelState.UNUSED, LabelState.LINKED})
#: How many stretches of labels are read out in a line.
_MOST_TOLD = 12


@dataclass(frozen=True)
class LentRun:
    """The labels of one run that an organisation was handed, and their ``owner`` by name.

    ``allowed`` says that it may use a code of the owner's today, ``read`` that paper of the run was
    read, which only the owner does: without the one it links none, without the other one alone.
    """

    code: str
    owner: str
    product: str
    lines: tuple[BookLine, ...]
    allowed: bool
    read: bool

    @property
    def count(self) -> int:
        """How many wait to be linked."""
        return counted((each.first, each.last) for each in self._waiting)

    @property
    def numbers(self) -> str:
        """Which, as they are read out: the first of them where there are many."""
        some = self._waiting[:_MOST_TOLD]
        told = spelled((each.first, each.last) for each in some)
        return told + (" …" if len(self._waiting) > len(some) else "")

    @property
    def _waiting(self) -> Sequence[BookLine]:
        unused = (each for each in self.lines if each.state is LabelState.UNUSED)
        return [each for each in unused if not each.lost]


@dataclass(frozen=True)
class LentLabel:
    """One such label: its code and number, and the line of its run's ledger that it is in.

    ``carton`` is that of one's own that it is in, by run and number.
    """

    code: str
    number: int
    run: LentRun
    held: BookLine
    carton: tuple[str, int] | None = None


def listed(view: Reading, actor: Actor) -> list[LentRun]:
    """What others lent the actor's organisation and is not used up, the newest run first."""
    party = _reader(view, actor)
    given = events.of_step(view.db, party.code, EventStep.LABELS_HANDED_OUT)
    codes = events.children_of(view.db, [each.seq for each in given])
    runs = sorted(queries.runs_by_codes(view.db, codes), key=lambda run: -run.id)
    found = (_run(view, party, run) for run in runs)
    return [each for each in found if any(line.state in _AT_WORK for line in each.lines)]


def of_label(view: Reading, actor: Actor, keyring: Keyring, typed: str) -> LentLabel:
    """One of them by its code, as scanned or typed (field ``q``).

    Refused as ``label_codes.in_hands`` refuses it; one of the actor's own is none of these.
    """
    party = _reader(view, actor)
    label = label_codes.in_hands(view, keyring, party, typed, "q")
    if label.run.holder_id == party.id:
        raise Invalid("label_not_ours", "q")
    run = _run(view, party, label.run)
    held = next(each for each in run.lines if each.first <= label.number <= each.last)
    code = keyring.codes(label.run.key_id, label.run.run_no, label.number - 1, 1)[0]
    one = replace(held, first=label.number, last=label.number)
    carton = carton_runs.carton_seen(view, actor, label.run, label.number)
    return LentLabel(grouped(code), label.number, run, one, carton)


def _reader(view: Reading, actor: Actor) -> Party:
    party = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=party.id))
    return party


def _run(view: Reading, party: Party, run: PrintRun) -> LentRun:
    owner = lent_labels.owner_name(view, run, party.id)
    return LentRun(
        code=run.code,
        owner=owner,
        product=label_views.run_lines(view, [run])[0].product,
        lines=tuple(_lines(view, party, run, owner)),
        allowed=label_hands.may_use(view, run.holder_id, party),
        read=label_checks.is_checked(view, run),
    )


def _lines(view: Reading, party: Party, run: PrintRun, owner: str) -> list[BookLine]:
    """The labels of a run in the hands of a party; in whose hands they are goes without saying."""
    rows = [row for row in queries.ranges(view.db, [run.id]) if row.hand_seq is not None]
    ledger = run_numbers.ledger(run, [as_range(row) for row in rows])
    lines = label_lines.book_lines(view, run, ledger)
    theirs = (each for each in lines if each.keeper and each.keeper.code == party.code)
    return [replace(each, keeper=None, owner=owner) for each in theirs]
