"""An act on labels of a run as software asks for it: one request, all of its labels or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid
from traceability.domain.stretches import Stretch
from traceability.services import (
    label_acts,
    label_codes,
    label_hands,
    label_ledger,
    label_links,
    label_unlinking,
)
from traceability.store.unit import Work


class Doing(StrEnum):
    """What can be done to labels."""

    LINK = "link"
    UNLINK = "unlink"
    SPOIL = "spoil"
    VOID = "void"
    LOSE = "lose"
    FIND = "find"
    TAKE_BACK = "take_back"


#: Acts that say why.
REASONED = frozenset({Doing.UNLINK, Doing.SPOIL, Doing.VOID, Doing.LOSE})


@dataclass(frozen=True)
class DoingRequest:
    """An act on labels of a run, by the small numbers printed on them or by their codes."""

    act: Doing
    numbers: str
    batch: str | None = None
    reason: str | None = None


def do(work: Work, keyring: Keyring, code: str, asked: DoingRequest) -> Sequence[Stretch]:
    """Do the act; which labels it was, by number. Refuses as the act itself does.

    ``Invalid('required')`` at ``reason`` where the act says why and nothing was said.
    """
    run = label_ledger.known_run(work, code)
    require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))
    if asked.act in REASONED and not asked.reason:
        raise Invalid("required", "reason")
    stretches = label_codes.numbers_in(work, keyring, run, asked.numbers)
    if asked.act is Doing.LINK:
        # All at once: whether paper was read is asked of their sum.
        return label_links.link_all(work, code, stretches, asked.batch).stretches
    if asked.act is Doing.UNLINK:
        return label_unlinking.unlink(work, code, stretches, asked.reason or "")
    _do(work, code, stretches, asked)
    return stretches


def _do(work: Work, code: str, stretches: Sequence[Stretch], asked: DoingRequest) -> None:
    why = asked.reason or ""
    match asked.act:
        case Doing.SPOIL:
            label_acts.spoil(work, code, stretches, why)
        case Doing.VOID:
            label_links.void_all(work, code, stretches, why)
        case Doing.LOSE:
            label_hands.report_lost(work, code, stretches, why)
        case Doing.FIND:
            label_hands.find_again(work, code, stretches)
        case Doing.TAKE_BACK:
            label_hands.take_back(work, code, stretches)
