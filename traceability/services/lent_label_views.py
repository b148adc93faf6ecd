"""Labels of others that an organisation was handed, as it sees them: these, and no more of a run.

Whoever has labels in hand reads whose they are, what they are for, where each stands, and what is
in the way of linking them. Of the other labels of their run nothing is told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import (
    Stretch,
    counted,
    meet,
    read_out,
    spelled,
    together,
    without,
)
from traceability.services import (
    carton_runs,
    label_checks,
    label_codes,
    label_hands,
    label_lines,
    label_views,
    parties,
)
from traceability.services.label_ledger import as_range, facts_of, stretches_told
from traceability.services.label_lines import BookLine
from traceability.services.label_views import PAGE
from traceability.services.run_numbers import MOST_TOLD
from traceability.store.models import LabelRange, Party, PrintRun
from traceability.store.queries import alerts, events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading

#: States in which somebody has something to do with a label.
_AT_WORK = frozenset({LabelState.UNUSED, LabelState.LINKED})
#: So long a run is shown of which all is void.
STAYS = dt.timedelta(weeks=4)


@dataclass(frozen=True)
class LentRun:
    """The labels of one run that an organisation was handed, and their ``owner`` by name.

    ``allowed`` says that it may use a code of the owner's today, ``read`` that paper of the run was
    read, which only the owner does: without the one it links none, without the other one alone.
    ``taken`` are the numbers of those that left its hands within ``STAYS``, as they are read out.
    """

    code: str
    owner: str
    product: str
    lines: tuple[BookLine, ...]
    allowed: bool
    read: bool
    taken: str = ""

    @property
    def count(self) -> int:
        """How many wait to be linked."""
        return counted((each.first, each.last) for each in self._waiting)

    @property
    def numbers(self) -> str:
        """Which, as they are read out: the first of them where there are many."""
        return spelled(((each.first, each.last) for each in self._waiting), MOST_TOLD)

    @property
    def linked(self) -> bool:
        """Whether some are on goods of one's own."""
        return any(each.state is LabelState.LINKED for each in self.lines)

    @property
    def voided(self) -> str:
        """Which of those that are on no goods are void, as they are read out."""
        void = (each for each in self.lines if each.state is LabelState.VOID and not each.batch)
        return spelled((each.first, each.last) for each in void)

    @property
    def _waiting(self) -> Sequence[BookLine]:
        unused = (each for each in self.lines if each.state is LabelState.UNUSED)
        return [each for each in unused if not each.lost]


@dataclass(frozen=True)
class LentRuns:
    """A page of such runs, and the page after it where there is one."""

    runs: tuple[LentRun, ...]
    next_page: int | None = None


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


def listed(view: Reading, actor: Actor, page: int = 1) -> LentRuns:
    """What others lent the actor's organisation and is not used up, the newest run first.

    A run of which all is void or was taken back stays for ``STAYS``: somebody may have these labels
    in a drawer.
    """
    party = _reader(view, actor)
    found = _shown(view, party)
    here, more = found[(page - 1) * PAGE : page * PAGE], len(found) > page * PAGE
    return LentRuns(tuple(_runs(view, party, here)), page + 1 if more else None)


def of_label(view: Reading, actor: Actor, keyring: Keyring, typed: str) -> LentLabel:
    """One of them by its code, as scanned or typed (field ``q``).

    Refused as ``label_codes.in_hands`` refuses it; one of the actor's own is none of these.
    """
    party = _reader(view, actor)
    label = label_codes.in_hands(view, keyring, party, typed, "q")
    if label.run.holder_id == party.id:
        raise Invalid("label_not_ours", "q")
    (run,) = _runs(view, party, [label.run.id])
    held = next(each for each in run.lines if each.first <= label.number <= each.last)
    code = keyring.codes(label.run.key_id, label.run.run_no, label.number - 1, 1)[0]
    one = replace(held, first=label.number, last=label.number)
    carton = carton_runs.carton_seen(view, actor, label.run, label.number)
    return LentLabel(grouped(code), label.number, run, one, carton)


def _reader(view: Reading, actor: Actor) -> Party:
    party = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=party.id))
    return party


def _shown(view: Reading, party: Party) -> list[int]:
    """The runs that a party is shown, by internal key, newest first: at work, or void lately."""
    given = events.of_step(view.db, party.code, EventStep.LABELS_HANDED_OUT)
    seqs, states = [each.seq for each in given], [*_AT_WORK, LabelState.VOID]
    held = _held(view, party, queries.ranges_in_hands(view.db, seqs, states))
    at_work = {key for key, each in held if each.state in _AT_WORK}
    void: dict[int, list[Stretch]] = {}
    for key, each in held:
        if each.state is LabelState.VOID and each.batch is None and key not in at_work:
            void.setdefault(key, []).append((each.first + 1, each.last + 1))
    gone = set(_taken_lately(view, party))
    return sorted(at_work | _void_lately(view, void) | gone, reverse=True)


def _taken_lately(view: Reading, party: Party) -> dict[int, list[Stretch]]:
    """Which labels of which runs left a party's hands, as it was told within ``STAYS``."""
    kind, since = AlertKind.LENT_LABELS_TAKEN, view.now - STAYS
    told: dict[str, list[Stretch]] = {}
    for row in alerts.of_kind_since(view.db, party.id, kind, since):
        facts = json.loads(row.facts)
        told.setdefault(facts["run"], []).extend(read_out(facts["numbers"]))
    runs = queries.runs_by_codes(view.db, sorted(told)) if told else []
    return {run.id: told[run.code] for run in runs}


def _void_lately(view: Reading, void: Mapping[int, Sequence[Stretch]]) -> set[int]:
    """Those runs of which some of these labels were voided within ``STAYS``."""
    keys = {run.code: key for key, run in queries.runs_by_ids(view.db, list(void)).items()}
    told = events.of_step_since(view.db, list(keys), EventStep.LABELS_VOIDED, view.now - STAYS)
    return {
        keys[code]
        for code, event in told
        if meet(stretches_told(facts_of(event)), void[keys[code]])
    }


def _held(view: Reading, party: Party, rows: Sequence[LabelRange]) -> list[tuple[int, Range]]:
    """The ranges of some rows that a party has in hand, each with the key of its run."""
    # A handing out is of labels of one run.
    run_of = {row.hand_seq: row.run_id for row in rows}
    mine = label_hands.in_hands_of(view, [as_range(row) for row in rows], party)
    return [(run_of[each.hand], each) for each in mine]


def _runs(view: Reading, party: Party, keys: Sequence[int]) -> list[LentRun]:
    """The labels of some runs in the hands of a party, run by run, in the order of ``keys``."""
    held = _held(view, party, queries.ranges(view.db, keys)) if keys else []
    gone = _taken_lately(view, party) if keys else {}
    of_owner: dict[int, list[PrintRun]] = {}
    for run in queries.runs_by_ids(view.db, keys).values():
        of_owner.setdefault(run.holder_id, []).append(run)
    names = parties.names_of(view, list(of_owner))
    made: dict[int, LentRun] = {}
    for owner, runs in of_owner.items():
        made |= _of_owner(view, party, names[owner], runs, held)
    return [_with_taken(made[key], gone.get(key, ())) for key in keys]


def _with_taken(run: LentRun, gone: Sequence[Stretch]) -> LentRun:
    """A run with what left the party's hands and did not come again."""
    here = [
        (each.first, each.last) for each in run.lines if each.state in _AT_WORK and not each.lost
    ]
    return replace(run, taken=spelled(without(together(gone), here)))


def _of_owner(
    view: Reading,
    party: Party,
    owner: str,
    runs: Sequence[PrintRun],
    held: Sequence[tuple[int, Range]],
) -> dict[int, LentRun]:
    """The same of runs of one owner, by internal key; in whose hands goes without saying."""
    codes, holder = {run.id: run.code for run in runs}, runs[0].holder_id
    told = [(codes[key], each) for key, each in held if key in codes]
    lines = label_lines.lines_of(view, holder, told)
    products = {each.code: each.product for each in label_views.run_lines(view, runs)}
    allowed = label_hands.may_use(view, holder, party)
    return {
        run.id: LentRun(
            code=run.code,
            owner=owner,
            product=products[run.code],
            lines=tuple(
                replace(each, keeper=None, owner=owner) for each in lines if each.run == run.code
            ),
            allowed=allowed,
            read=label_checks.is_checked(view, run),
        )
        for run in runs
    }
