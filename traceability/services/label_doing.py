"""An act on labels of a run as software asks for it: one request, all of its labels or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.labels import LabelState
from traceability.domain.stretches import Stretch, spelled, without
from traceability.services import (
    label_acts,
    label_codes,
    label_hands,
    label_ledger,
    label_links,
    label_unlinking,
    parties,
    run_numbers,
)
from traceability.store.models import PrintRun
from traceability.store.unit import Reading, Work


class Doing(StrEnum):
    """What can be done to labels."""

    LINK = "link"
    UNLINK = "unlink"
    SPOIL = "spoil"
    VOID = "void"
    LOSE = "lose"
    FIND = "find"
    TAKE_BACK = "take_back"


#: Acts that labels of another's run may be named in too.
LENT = frozenset({Doing.LINK, Doing.SPOIL, Doing.UNLINK})
#: Acts that say why.
REASONED = frozenset({Doing.UNLINK, Doing.SPOIL, Doing.VOID, Doing.LOSE})


@dataclass(frozen=True)
class DoingRequest:
    """An act on labels of a run, by the small numbers printed on them or by their codes.

    The code of a roll names what is left on it; to be unlinked, what is linked of it.
    """

    act: Doing
    numbers: str
    batch: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Done:
    """Which labels it was, by number, and whether linking them published their lot."""

    stretches: Sequence[Stretch]
    published: bool = False


def do(work: Work, keyring: Keyring, code: str, asked: DoingRequest) -> Done:
    """Do the act; what was done. Refuses as the act itself does.

    Whoever was handed labels of another's run links them, as by scanning them, and spoils and
    unlinks what is on goods of theirs; nothing else.
    ``Invalid('required')`` at ``reason`` where the act says why and nothing was said.
    """
    run = label_ledger.known_run(work, code)
    own = asked.act not in LENT or is_own(work, work.actor, code)
    if asked.act is Doing.LINK and not own:
        return _link_handed(work, keyring, run, asked)
    if own:
        require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))
    if asked.act in REASONED and not asked.reason:
        raise Invalid("required", "reason")
    by = None if own else parties.acting_party(work, work.actor)
    state = LabelState.LINKED if asked.act is Doing.UNLINK else LabelState.UNUSED
    stretches = label_codes.numbers_in(work, keyring, run, asked.numbers, by=by, of_roll=state)
    if asked.act is Doing.LINK:
        # All at once: whether paper was read is asked of their sum.
        made = label_links.link_all(work, code, stretches, asked.batch)
        return Done(made.stretches, made.published)
    if asked.act is Doing.UNLINK:
        return Done(label_unlinking.unlink(work, code, stretches, asked.reason or ""))
    return Done(_do(work, code, stretches, asked))


def is_own(view: Reading, actor: Actor, code: str) -> bool:
    """Whether a run is the organisation's own, or of another's that it was handed labels of.

    One of which it was handed nothing is ``NotFound``.
    """
    run = label_ledger.known_run(view, code)
    party = parties.acting_party(view, actor)
    if run.holder_id == party.id:
        return True
    if not label_hands.at_hand(view, run, party):
        raise NotFound
    return False


def _link_handed(work: Work, keyring: Keyring, run: PrintRun, asked: DoingRequest) -> Done:
    """Link labels of another's run that are in one's hands; of others nothing is told."""
    party = parties.acting_party(work, work.actor)
    left = LabelState.UNUSED
    stretches = label_codes.numbers_in(work, keyring, run, asked.numbers, by=party, of_roll=left)
    if missing := without(stretches, label_hands.at_hand(work, run, party)):
        numbers = spelled(missing, run_numbers.MOST_TOLD)
        raise RuleBroken("labels_not_in_hand", "numbers", numbers=numbers)
    if asked.batch is None:
        raise Invalid("required", "batch")
    made = label_links.link_all(work, run.code, stretches, asked.batch)
    return Done(made.stretches, made.published)


def _do(
    work: Work, code: str, stretches: Sequence[Stretch], asked: DoingRequest
) -> Sequence[Stretch]:
    """Those that it was done to."""
    why = asked.reason or ""
    match asked.act:
        case Doing.SPOIL:
            label_acts.spoil(work, code, stretches, why)
        case Doing.VOID:
            label_links.void_all(work, code, stretches, why)
        case Doing.LOSE:
            return label_hands.report_lost(work, code, stretches, why)
        case Doing.FIND:
            return label_hands.find_again(work, code, stretches)
        case Doing.TAKE_BACK:
            return label_hands.take_back(work, code, stretches)
    return stretches
