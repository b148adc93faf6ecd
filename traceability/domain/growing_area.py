"""The life of a growing-area code: steps with the day they take effect, and the status on a day.

Steps are append-only and may be backdated, so the status is folded from them and never stored.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import RuleBroken
from traceability.domain.ids import grouped


class Status(StrEnum):
    """What a code is on a day."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_CHECK = "under_check"
    REJECTED = "rejected"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class CodeStep(StrEnum):
    """What can be done to a code."""

    SUBMIT = "submit"
    RETURN = "return"
    CHECK = "check"
    REJECT = "reject"
    GRANT = "grant"
    OPEN_INTERNAL = "open_internal"
    RENEW = "renew"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    CANCEL = "cancel"
    STRIKE = "strike"


#: Steps after which a claim on its string stands no more. Striking out is the office's: a claim
#: that lost its case, or an entry that was taken back; it can come at any time of a code's life.
ENDING = frozenset({CodeStep.REJECT, CodeStep.REVOKE, CodeStep.CANCEL, CodeStep.STRIKE})


@dataclass(frozen=True)
class Step:
    """One recorded step; ``valid_until`` is the last day it covers (grants and renewals)."""

    seq: int
    step: CodeStep
    effective_on: dt.date
    valid_until: dt.date | None = None


_LIFE: Mapping[Status, Mapping[CodeStep, Status]] = {
    Status.DRAFT: {
        CodeStep.SUBMIT: Status.SUBMITTED,
        CodeStep.CANCEL: Status.CANCELLED,
        CodeStep.OPEN_INTERNAL: Status.ACTIVE,
    },
    Status.SUBMITTED: {
        CodeStep.RETURN: Status.RETURNED,
        CodeStep.CHECK: Status.UNDER_CHECK,
        CodeStep.CANCEL: Status.CANCELLED,
    },
    Status.RETURNED: {CodeStep.SUBMIT: Status.SUBMITTED, CodeStep.CANCEL: Status.CANCELLED},
    Status.UNDER_CHECK: {
        CodeStep.RETURN: Status.RETURNED,
        CodeStep.REJECT: Status.REJECTED,
        CodeStep.GRANT: Status.ACTIVE,
        CodeStep.CANCEL: Status.CANCELLED,
    },
    Status.ACTIVE: {
        CodeStep.SUSPEND: Status.SUSPENDED,
        CodeStep.REVOKE: Status.REVOKED,
        CodeStep.RENEW: Status.ACTIVE,
        CodeStep.CANCEL: Status.CANCELLED,
    },
    Status.SUSPENDED: {CodeStep.RESTORE: Status.ACTIVE, CodeStep.REVOKE: Status.REVOKED},
    Status.EXPIRED: {CodeStep.RENEW: Status.ACTIVE},
}


def status(steps: Iterable[Step], day: dt.date) -> Status:
    """The status of a code on ``day``: the steps effective by then, in order of effect.

    A code expires by its date alone, without a row; one that was suspended when it expired comes
    back suspended when it is renewed.
    """
    current, until = _folded(steps, day)
    ended = until is not None and day > until
    return Status.EXPIRED if ended and current in _LASTING else current


def suspended_since(steps: Collection[Step], day: dt.date) -> dt.date | None:
    """The day since when a code that is suspended on a day is so; nothing where it is not."""
    if status(steps, day) is not Status.SUSPENDED:
        return None
    days = (each.effective_on for each in steps if each.step is CodeStep.SUSPEND)
    return max((each for each in days if each <= day), default=None)


def valid_until(steps: Iterable[Step], day: dt.date) -> dt.date | None:
    """The last day that the newest grant or renewal effective by ``day`` covers, if it says one."""
    return _folded(steps, day)[1]


def _folded(steps: Iterable[Step], day: dt.date) -> tuple[Status, dt.date | None]:
    """What the steps effective by ``day`` lead to, expiry apart, and the last day covered."""
    current, until = Status.DRAFT, None
    for step in sorted(steps, key=lambda each: (each.effective_on, each.seq)):
        if step.effective_on > day:
            break
        current = _after(current, step.step)
        until = step.valid_until if step.step in WITH_TERM else until
    return current, until


_LASTING = (Status.ACTIVE, Status.SUSPENDED)
#: Steps that say until when a code holds; none said means without an end.
WITH_TERM = (CodeStep.GRANT, CodeStep.OPEN_INTERNAL, CodeStep.RENEW)


def _after(current: Status, step: CodeStep) -> Status:
    """Fold one recorded step; a renewal keeps a suspension, a step out of order changes nothing."""
    if step is CodeStep.STRIKE:
        return Status.CANCELLED
    if current is Status.SUSPENDED and step is CodeStep.RENEW:
        return current
    return _LIFE.get(current, {}).get(step, current)


def check_step(steps: Sequence[Step], step: CodeStep, effective_on: dt.date) -> Status:
    """The status that ``step`` leads to, or ``RuleBroken('step_not_possible')``.

    A step may be backdated, but not to before the last step that already took effect.
    """
    last = max((each.effective_on for each in steps), default=dt.date.min)
    if effective_on < last:
        raise RuleBroken("step_before_last", "effective_on", last=last, effective_on=effective_on)
    current = status(steps, effective_on)
    if step is CodeStep.STRIKE:
        return Status.CANCELLED
    if step not in _LIFE.get(current, {}):
        raise RuleBroken("step_not_possible", step=str(step), status=str(current))
    return _after(_folded(steps, effective_on)[0], step)


#: The steps by which a holder opens a code of its own; every other way to a code is the state's.
_OWN_STEPS = frozenset({CodeStep.OPEN_INTERNAL})
_STATE_STEPS = frozenset(
    {CodeStep.SUBMIT, CodeStep.RETURN, CodeStep.CHECK, CodeStep.REJECT, CodeStep.GRANT}
)
INTERNAL = "internal"
#: A file that an office has before it, and one that nobody has decided yet.
WITH_OFFICE = frozenset({Status.SUBMITTED, Status.UNDER_CHECK})
WITH_HOLDER = frozenset({Status.DRAFT, Status.RETURNED})
UNDECIDED = WITH_OFFICE | WITH_HOLDER
#: The steps by which a code comes to be one.
ENTERING = (CodeStep.GRANT, CodeStep.OPEN_INTERNAL)
#: The steps by which an office says how much a code is for, and so what it has looked at.
LOOKS = frozenset({CodeStep.GRANT, CodeStep.RENEW})


def check_scheme(scheme: str, step: CodeStep, current: Status) -> None:
    """Refuse a step that is not one of a scheme's life: ``RuleBroken('step_not_possible')``.

    A code of the state becomes active by a grant alone, and an internal code is nobody's to grant.
    """
    barred = _STATE_STEPS if scheme == INTERNAL else _OWN_STEPS
    if step in barred:
        raise RuleBroken("step_not_possible", step=str(step), status=str(current))


def file_number(code: str) -> str:
    """The number of an application (``HS-``, hồ sơ) until a code is issued on it.

    Like an internal code it says nothing of its place or holder, and nobody types one by chance.
    """
    return f"HS-{grouped(code).replace(' ', '-')}"


#: The crop families that a holder's own area of a kind is registered for.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "orchard": ("orange", "persimmon"),
    "tea_plantation": ("tea",),
    "ancient_tea_stand": ("tea",),
    "herb_cultivation": ("herb",),
    "wild_collection": ("herb",),
    "apiary": ("honey",),
}


def internal_code(code: str) -> str:
    """The string of an internal code: ``NB-`` (nội bộ) and the short code of its row.

    It says nothing of its place or holder, and nobody types one by chance.
    """
    return f"NB-{grouped(code).replace(' ', '-')}"


_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))


def normal_form(raw: str) -> str:
    """The form by which codes are compared: NFC, upper case, no white space, one kind of hyphen.

    Word processors make dashes of hyphens, and nobody sees it.
    """
    return "".join(unicodedata.normalize("NFC", raw).split()).upper().translate(_HYPHENS)


def suspended_after(steps: Iterable[Step], harvested_on: dt.date, recorded_on: dt.date) -> bool:
    """Whether a suspension took effect after the harvest day and before it was recorded."""
    return any(
        step.step in (CodeStep.SUSPEND, CodeStep.REVOKE)
        and harvested_on < step.effective_on <= recorded_on
        for step in steps
    )


def ever_opened(steps: Iterable[Step], day: dt.date) -> bool:
    """Whether a code was granted, or opened by its holder, by ``day``, whatever it is since."""
    return any(step.step in ENTERING and step.effective_on <= day for step in steps)
