"""Labels in somebody's hands: given out before the harvest, brought back, reported lost.

Whose hands they are in is an attribute of labels that stand for no lot yet. A household is named by
its code; a team or a person by a name that stays private. Another organisation gets labels only
while it may use a code of the cooperative's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState, Range, marked
from traceability.domain.stretches import (
    Stretch,
    common,
    counted,
    spelled,
    together,
    within,
    without,
)
from traceability.services import alerts, households, parties, run_numbers
from traceability.services.code_authorizations import terms
from traceability.services.label_ledger import (
    LabelsOf,
    Told,
    facts_of,
    known_run,
    ledger_of,
    lots_in,
    opened,
    record,
    some,
    write_ledger,
)
from traceability.store.models import Batch, Party, PrintRun
from traceability.store.queries import authorizations, events
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

LONGEST_NAME = 120


class Hands(StrEnum):
    """Whom labels are handed out to."""

    HOUSEHOLD = "household"
    TEAM = "team"
    PERSON = "person"
    ORGANISATION = "organisation"


#: Those with a row of their own; the others are named by a private word.
REGISTERED = frozenset({Hands.HOUSEHOLD, Hands.ORGANISATION})


class Taken(StrEnum):
    """What became of labels that were lent, so that the borrower sticks them on no more."""

    RETURNED = "returned"
    HANDED_ON = "handed_on"
    LINKED = "linked"
    SPOILED = "spoiled"
    LOST = "lost"


@dataclass(frozen=True)
class HandOut:
    """Labels of a run that somebody gets: by code where they are registered, else by name."""

    run: str
    stretches: tuple[Stretch, ...]
    kind: Hands
    to: str


@dataclass(frozen=True)
class Keeper:
    """In whose hands labels are: the kind, a code where there is one, the name as it is shown."""

    kind: Hands
    code: str | None
    name: str


@dataclass(frozen=True)
class Held(LabelsOf):
    """Some labels of a run, by its code, and in whose hands they are."""

    keeper: Keeper


@dataclass(frozen=True)
class InHands(LabelsOf):
    """Some labels of a run, by its code, in somebody's hands or in the drawer."""

    keeper: Keeper | None


def hand_out(work: Work, asked: HandOut) -> None:
    """Hand unused labels out. Labels in other hands come into these.

    Lost ones are found first: ``RuleBroken('label_reported_lost')``.

    ``Invalid`` at ``to``: ``required``, ``household_unknown``, ``organisation_not_authorized``,
    ``text_too_long``; ``labels_of_lot_not_lent`` for another organisation and labels that were
    printed for a lot, those of cartons among them.
    """
    run, ledger = opened(work, asked.run, Action.LINK_LABELS)
    about, private = _named(work, run, asked)
    to = _organisation(work, asked)
    had = () if to is None else at_hand(work, run, to)
    others = _others(waiting(work, ledger), asked)
    told = Told(
        EventStep.LABELS_HANDED_OUT,
        lots_in(work, ledger, asked.stretches),
        about,
        {"to": str(asked.kind)},
        private,
    )
    _mark(ledger, asked.stretches, hand=1)
    _require_there(ledger, asked.stretches)
    event = record(work, run, some(asked.stretches), told)
    write_ledger(work, run, _mark(ledger, asked.stretches, hand=event.seq))
    if to is not None and (came := counted(without(together(asked.stretches), had))):
        # Whoever may act for an organisation may link labels there: all of it is told.
        alerts.tell(work, to.id, AlertKind.LABELS_LENT, None, {"count": came})
    tell_who_had(work, run, others, asked.stretches, Taken.HANDED_ON)


def _others(had: dict[str, list[Stretch]], asked: HandOut) -> dict[str, list[Stretch]]:
    """The labels that organisations have in hand, without those of who gets labels."""
    return {code: there for code, there in had.items() if code != asked.to.strip()}


def in_other_hands(view: Reading, asked: HandOut) -> list[Held]:
    """The labels of a handing out that somebody else holds by now, by whom."""
    run = known_run(view, asked.run)
    found = _by_hands(view, run, asked.stretches).items()
    return [
        Held(run.code, there, keeper)
        for keeper, there in found
        if keeper is not None and not _is(keeper, asked)
    ]


def in_many_hands(
    view: Reading, run: PrintRun, stretches: Sequence[Stretch], to: int
) -> list[InHands]:
    """Labels of a run by whose hands they are in, the drawer's among them.

    None where one alone has them, unless that is another organisation than ``to``, whose goods they
    are to stand on.
    """
    found = _by_hands(view, run, stretches)
    ours = parties.known(view, to).code
    if len(found) < 2 and not any(_is_elsewhere(keeper, ours) for keeper in found):
        return []
    by_number = sorted(found.items(), key=lambda each: each[1])
    return [InHands(run.code, there, keeper) for keeper, there in by_number]


def _by_hands(
    view: Reading, run: PrintRun, stretches: Sequence[Stretch]
) -> dict[Keeper | None, tuple[Stretch, ...]]:
    """Labels of a run by whoever has them; those of nobody are in the drawer."""
    rows, asked = queries.ranges(view.db, [run.id]), together(stretches)
    known = keepers(view, [row.hand_seq for row in rows if row.hand_seq is not None])
    found: dict[Keeper | None, list[Stretch]] = {}
    for row in rows:
        if mine := within(asked, [(row.first + 1, row.last + 1)]):
            keeper = None if row.hand_seq is None else known[row.hand_seq]
            found.setdefault(keeper, []).extend(mine)
    return {keeper: together(there) for keeper, there in found.items()}


def _is_elsewhere(keeper: Keeper | None, ours: str) -> bool:
    """Whether labels are with another organisation than the one of a code."""
    return keeper is not None and keeper.kind is Hands.ORGANISATION and keeper.code != ours


def _is(keeper: Keeper, asked: HandOut) -> bool:
    """Whether who gets labels is who has them already."""
    return keeper.kind is asked.kind and asked.to.strip() in (keeper.code, keeper.name)


def take_back(work: Work, code: str, stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    """Take unused labels back into the drawer of the cooperative; those that were out."""
    return _told(work, code, stretches, EventStep.LABELS_RETURNED, taken=Taken.RETURNED)


def report_lost(
    work: Work, code: str, stretches: Sequence[Stretch], reason: str
) -> Sequence[Stretch]:
    """Report unused labels lost: they are linked to nothing before they are found; which were not.

    Lost ones are passed over.
    """
    lost = EventStep.LABELS_LOST
    return _told(work, code, stretches, lost, lost=True, reason=reason, taken=Taken.LOST)


def find_again(work: Work, code: str, stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    """Labels that were reported lost are there again; which were."""
    return _told(work, code, stretches, EventStep.LABELS_FOUND, lost=False)


def keepers(view: Reading, seqs: Sequence[int]) -> dict[int, Keeper]:
    """In whose hands labels are, by the event that handed them out."""
    found = events.by_seq(view.db, sorted(set(seqs)))
    names = events.private_values(view.db, "event", [each.event_id for each in found.values()])
    codes = events.refs_of(view.db, list(found))
    known = _registered(view, sorted(set(codes.values())))
    made = {}
    for seq, event in found.items():
        code = codes.get(seq)
        name = names.get((event.event_id, "name"), "") if code is None else known[code]
        made[seq] = Keeper(Hands(facts_of(event)["to"]), code, name)
    return made


def at_hand(view: Reading, run: PrintRun, party: Party) -> Sequence[Stretch]:
    """The labels of a run that an organisation has in hand, by number: as ``in_hands_of``."""
    mine = in_hands_of(view, ledger_of(view, run), party)
    return together((each.first + 1, each.last + 1) for each in mine)


def in_hands_of(view: Reading, ranges: Sequence[Range], party: Party) -> list[Range]:
    """Those that an organisation was handed and has: on no goods, or on goods of its own.

    Whose labels stand on goods of others has them there, whatever was written of hands before: who
    lent them may have got them back without a word.
    """
    handed = [each for each in ranges if each.hand is not None]
    held = keepers(view, [each.hand for each in handed if each.hand is not None])
    mine = [each for each in handed if held[each.hand or 0].code == party.code]
    lots = batch_queries.by_ids(view.db, sorted({each.batch for each in mine if each.batch}))
    return [each for each in mine if not each.batch or lots[each.batch].holder_id == party.id]


def waiting(view: Reading, ledger: Sequence[Range]) -> dict[str, list[Stretch]]:
    """The labels on no goods that other organisations have in hand, by their codes."""
    handed = [each for each in ledger if each.state is LabelState.UNUSED and each.batch is None]
    held = keepers(view, [each.hand for each in handed if each.hand is not None])
    found: dict[str, list[Stretch]] = {}
    for each in handed:
        keeper = held.get(each.hand or 0)
        if keeper is not None and keeper.kind is Hands.ORGANISATION and keeper.code is not None:
            found.setdefault(keeper.code, []).append((each.first + 1, each.last + 1))
    return found


def tell_who_had(
    work: Work,
    run: PrintRun,
    had: Mapping[str, Sequence[Stretch]],
    stretches: Sequence[Stretch],
    taken: Taken,
) -> None:
    """Tell organisations which of the labels that they had in hand are not theirs to stick on.

    ``had`` is what each was ``waiting`` with before. All numbers are kept: no page tells them.
    """
    for code, there in had.items():
        party, gone = party_queries.by_code(work.db, code), together(common(stretches, there))
        if gone and party is not None:
            facts: alerts.Facts = {
                "count": counted(gone),
                "numbers": spelled(gone),
                "run": run.code,
                "taken": str(taken),
            }
            alerts.tell(work, party.id, AlertKind.LENT_LABELS_TAKEN, run.code, facts)


def require_in_hands(work: Work, run: PrintRun, stretches: Sequence[Stretch], lot: Batch) -> None:
    """Refuse another organisation's lot labels that it was not handed, or has no more.

    ``labels_not_in_hand`` says which, to who has others of the run; nothing of where these are.
    """
    mine = at_hand(work, run, parties.known(work, lot.holder_id))
    missing = without(together(stretches), mine)
    if missing and mine:
        numbers = spelled(missing, run_numbers.MOST_TOLD)
        raise RuleBroken("labels_not_in_hand", "labels", numbers=numbers)
    if missing:
        raise RuleBroken("labels_of_other_organisation", "batch")


def _told(
    work: Work,
    code: str,
    stretches: Sequence[Stretch],
    step: EventStep,
    *,
    lost: bool | None = None,
    reason: str | None = None,
    taken: Taken | None = None,
) -> Sequence[Stretch]:
    """Mark labels and record it of those that were not so before; these."""
    run, ledger = opened(work, code, Action.LINK_LABELS)
    moved = _mark(ledger, some(stretches), lost=lost)
    other = [
        (each.first + 1, each.last + 1)
        for each in ledger
        if (each.hand is not None if lost is None else each.lost is not lost)
    ]
    stretches = common(together(stretches), other)
    if not stretches:
        raise RuleBroken("labels_already_so", "numbers")
    write_ledger(work, run, moved)
    if taken is not None:
        tell_who_had(work, run, waiting(work, ledger), stretches, taken)
    lots = lots_in(work, ledger, stretches)
    private = {} if reason is None else {"reason": reason}
    record(work, run, stretches, Told(step, lots, private=private))
    return stretches


def _require_there(ledger: Sequence[Range], stretches: Sequence[Stretch]) -> None:
    """Refuse to hand out what was reported lost: nobody has it to give."""
    for first, last in stretches:
        for each in ledger:
            if each.lost and each.first < last and each.last + 1 >= first:
                facts = {"first": max(first, each.first + 1)}
                raise RuleBroken("label_reported_lost", "labels", **facts)


def _mark(
    ledger: Sequence[Range],
    stretches: Sequence[Stretch],
    *,
    hand: int | None = None,
    lost: bool | None = None,
) -> Sequence[Range]:
    moved = ledger
    for first, last in stretches:
        moved = marked(moved, first - 1, last - 1, hand=hand, lost=lost)
    return moved


def _named(work: Work, run: PrintRun, asked: HandOut) -> tuple[tuple[str, ...], dict[str, str]]:
    """The code or the private name that the event carries of whoever gets labels."""
    if not asked.to.strip():
        raise Invalid("required", "to")
    if asked.kind not in REGISTERED:
        if len(asked.to) > LONGEST_NAME:
            raise Invalid("text_too_long", "to", longest=LONGEST_NAME)
        return (), {"name": asked.to.strip()}
    holder = parties.known(work, run.holder_id)
    if asked.kind is Hands.HOUSEHOLD:
        try:
            found = households.named(work, holder, asked.to)
        except Invalid:
            raise Invalid("household_unknown", "to") from None
        return (() if found is None else (found.code,)), {}
    to = _organisation(work, asked)
    if to is None or not may_use(work, holder.id, to):
        raise Invalid("organisation_not_authorized", "to")
    if run.batch_id is not None:
        # They can stand on that lot alone, and it is not the other's.
        raise Invalid("labels_of_lot_not_lent", "to")
    return (to.code,), {}


def _organisation(view: Reading, asked: HandOut) -> Party | None:
    """The organisation that labels are handed to; none of others."""
    named = asked.kind is Hands.ORGANISATION
    return party_queries.by_code(view.db, asked.to) if named else None


def may_use(view: Reading, holder: int, to: Party) -> bool:
    """Whether an organisation may use a code of the holder's today."""
    return bool(usable(view, holder, to))


def usable(view: Reading, holder: int, to: Party) -> frozenset[int]:
    """The codes of a holder that another organisation may use today, by internal key."""
    return frozenset(
        area.id
        for row, area in authorizations.of_grantee(view.db, to.id)
        if area.holder_id == holder and terms(row).from_on <= view.today <= terms(row).last_on
    )


def authorized(view: Reading, holder: int) -> list[Party]:
    """The organisations that may use a code of the holder's today, by name."""
    found = {}
    for grantee in authorizations.grantees_of(view.db, holder):
        party = parties.known(view, grantee)
        if may_use(view, holder, party):
            found[party.id] = party
    return list(found.values())


def _registered(view: Reading, codes: Sequence[str]) -> dict[str, str]:
    """How those with a row of their own are spoken of: a household's number, another's name."""
    found = party_queries.by_codes(view.db, codes) if codes else {}
    others = [code for code, party in found.items() if party.kind != Hands.HOUSEHOLD]
    names = party_queries.names(view.db, others) if others else {}
    numbers = {
        code: households.number_text(party)
        for code, party in found.items()
        if party.kind == Hands.HOUSEHOLD
    }
    return {code: numbers.get(code) or names.get(code, code) for code in codes}
