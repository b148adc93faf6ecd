"""What somebody who holds the goods reports: about what, to whom, and how far it has come.

The number that a reporter is given is the report's short code and eight secret symbols behind it.
The office is told the first part on the telephone; the whole opens the page of how it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import ids
from traceability.domain.errors import RuleBroken

#: Symbols of the secret half of a number: 40 bits beside the 40 of the code.
SECRET_LENGTH = 8
#: So many reports of one thing and kind a day ring a bell, and stand before other things' in the
#: queue; further ones are taken as well, or a few who send many could keep all others silent.
MOST_A_DAY = 40
#: What a report is forwarded to that leaves the territory: the province, or an office outside.
PROVINCE, OUTSIDE = "province", "outside"
#: What a step says that was forgotten where the picture, or whom it came from, stays.
CONTACT_ALONE, PHOTO_ALONE = "contact", "photo"
#: A code without a look at its check character: whole, or in the groups in which it is printed.
_ONE_CODE = re.compile(r"[0-9A-Za-z]{9}|[0-9A-Za-z]{13}|(?:[0-9A-Za-z]{4}[ -]){2,3}[0-9A-Za-z]")


class ReportKind(StrEnum):
    """What a report is about."""

    FAKE = "fake"
    LABEL = "label"
    SAFETY = "safety"
    QUALITY = "quality"
    ORIGIN = "origin"
    OTHER = "other"


#: What may do harm: first in the queue, and never without a bell, however many reports there are.
HARMFUL = ReportKind.SAFETY


class SentTo(StrEnum):
    """Who is to read it: the office of the territory, or only whose goods they are."""

    OFFICE = "office"
    HOLDER = "holder"


class About(StrEnum):
    """What stands behind the code that it was sent from; ``unknown`` where nothing does."""

    BATCH = "batch"
    ITEM = "item"
    AREA = "area"
    PLACE = "place"
    PARTY = "party"
    SLIP = "slip"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Waiting:
    """Open reports: how many, how many nobody took, of which kinds, and the oldest one's day."""

    count: int
    free: int
    by_kind: Mapping[str, int]
    oldest: dt.date | None


class ReportStep(StrEnum):
    """What may be done with a report, and nothing else."""

    TAKEN = "taken"
    GIVEN = "given"
    RELEASED = "released"
    FORWARDED = "forwarded"
    HOLDER_ANSWERED = "holder_answered"
    ANSWERED = "answered"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"


class ReportState(StrEnum):
    """How far a report has come."""

    SENT = "sent"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of a report in the end."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    UNFOUNDED = "unfounded"
    PASSED_ON = "passed_on"


#: What a step makes of the state; the others leave it as it is.
_MAKES: Mapping[ReportStep, ReportState] = {
    ReportStep.TAKEN: ReportState.IN_HAND,
    ReportStep.GIVEN: ReportState.IN_HAND,
    ReportStep.FORWARDED: ReportState.SENT,
    ReportStep.ANSWERED: ReportState.ANSWERED,
    ReportStep.CLOSED: ReportState.CLOSED,
}


def after(
    state: ReportState, step: ReportStep, sent_to: SentTo, passed_to: object = None
) -> ReportState:
    """The state after a step; raises ``RuleBroken('report_closed')`` where it has ended.

    What is forwarded is new where it comes to; what went ``passed_to`` an office ``OUTSIDE`` stays
    with who sent it there.
    Forgetting whom it came from changes nothing, and is never too late. The answer of a holder
    ends what was sent to the holder alone. What was answered stays so, whoever has it in hand.
    """
    if step is ReportStep.FORGOTTEN:
        return state
    if state is ReportState.CLOSED:
        raise RuleBroken("report_closed")
    if step is ReportStep.HOLDER_ANSWERED and sent_to is SentTo.HOLDER:
        return ReportState.CLOSED
    if step is ReportStep.FORWARDED and passed_to == OUTSIDE:
        return ReportState.IN_HAND
    made = _MAKES.get(step, state)
    stays = state is ReportState.ANSWERED and made is ReportState.IN_HAND
    return state if stays else made


def reads_as_code(printed: str) -> bool:
    """Whether words on a label that led to nothing read as one code, mistyped or not.

    A barcode, a lot code or several words may be somebody's all the same.
    """
    barcode = printed.isdecimal() and len(printed) == ids.ITEM_LENGTH
    return not barcode and (
        bool(_ONE_CODE.fullmatch(printed)) or ids.fold_typed(printed) is not None
    )


def number(code: str, secret: str) -> str:
    """A reporter's number as it stands in addresses: ``4YWW79G1T-8KQ2M7XD``."""
    return f"{code}-{secret}"


def shown_number(text: str) -> str:
    """A number as people read it, in groups."""
    code, _, secret = text.partition("-")
    return f"{ids.grouped(code)} {ids.grouped(secret)}"


def split_number(typed: str) -> tuple[str, str] | None:
    """The code and the secret of a number as somebody typed it, or None where it is none."""
    if len(typed) > ids.TYPED_LIMIT:
        return None
    symbols = ids.folded_symbols(typed)
    if len(symbols) != ids.SHORT_LENGTH + SECRET_LENGTH:
        return None
    code, secret = symbols[: ids.SHORT_LENGTH], symbols[ids.SHORT_LENGTH :]
    return (code, secret) if ids.is_valid(code) and set(secret) <= set(ids.ALPHABET) else None


def secret_of(bits: int) -> str:
    """Forty random bits as the secret half of a number."""
    return "".join(ids.ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
