"""What households agree to: rows that only grow, an event each; the newest of a purpose counts.

A "no" on the sheet is kept as a withdrawal, so that nobody asks again by mistake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from traceability.data.consents import consent_texts, newest_text
from traceability.domain.access import Action
from traceability.domain.errors import Conflict, Invalid
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.names import short_name
from traceability.services import households, parties, recording
from traceability.store.models import Consent, Party
from traceability.store.queries import households as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

PURPOSE = "public_name"
FORMS = ("full", "short")
#: How a household answers; ``erasure`` is written where its name was erased with the consent.
CHANNELS = ("signed", "thumbprint", "spoken")
_WITNESSED = frozenset({"spoken"})


@dataclass(frozen=True)
class Answered:
    """One household's answer: ``form`` is how it may be named, None for not at all."""

    household: str
    form: str | None
    channel: str


@dataclass(frozen=True)
class Round:
    """What came back on paper of one day: the answers, the text that was read, the witness."""

    given_on: dt.date
    answers: tuple[Answered, ...]
    witness: str | None = None
    text_version: str | None = None


def record(work: Work, asked: Round) -> list[str]:
    """Record answers, all or none; the codes of the households.

    Refused with ``consent_needs_witness`` where an answer was only spoken, with ``consent_older``
    (``number``, ``day``) where a newer answer stands, with ``household_erased``.
    """
    if not asked.answers:
        raise Invalid("consent_nothing_marked", "answers")
    if asked.witness is None and any(each.channel in _WITNESSED for each in asked.answers):
        raise Invalid("consent_needs_witness", "witness")
    version = _version(asked.text_version)
    for answer in sorted(asked.answers, key=lambda each: each.household):
        _answer(work, asked, version, answer)
    return [answer.household for answer in asked.answers]


def withdraw_erased(work: Work, household: Party) -> None:
    """The end of a consent that stands, where everything of its household is erased."""
    said = queries.consents_of(work.db, household.id, PURPOSE)
    if said and said[0].form is not None:
        answer = Answered(household.code, None, "erasure")
        asked = Round(max(work.today, said[0].given_on), (answer,))
        _write(work, household, asked, said[0].text_version, answer)


def public_names(view: Reading, rows: Collection[Party]) -> dict[int, str]:
    """The names, as far as their households agreed to, by internal key; nobody else's."""
    named = [row for row in rows if row.tenant_id is not None and row.erased_at is None]
    forms = queries.forms_now(view.db, [row.id for row in named], PURPOSE)
    open_ones = [row for row in named if forms.get(row.id) is not None]
    names = party_queries.names(view.db, [row.code for row in open_ones])
    shown = {
        row.id: names[row.code] if forms[row.id] == "full" else short_name(names[row.code])
        for row in open_ones
        if row.code in names
    }
    return {key: name for key, name in shown.items() if name}


def _version(asked: str | None) -> str:
    if asked is None:
        return newest_text(PURPOSE).version
    if asked not in consent_texts():
        raise Invalid("choice_unknown", "text_version")
    return asked


def _answer(work: Work, asked: Round, version: str, answer: Answered) -> None:
    household = households.locked_standing(work, answer.household, Action.RECORD_CONSENT)
    said = queries.consents_of(work.db, household.id, PURPOSE)
    if said and said[0].given_on > asked.given_on:
        number = households.number_text(household)
        raise Conflict("consent_older", "given_on", number=number, day=said[0].given_on)
    _write(work, household, asked, version, answer)


def _write(work: Work, household: Party, asked: Round, version: str, answer: Answered) -> None:
    row = Consent(
        party_id=household.id,
        purpose=PURPOSE,
        state="withdrawn" if answer.form is None else "given",
        form=answer.form,
        text_version=version,
        given_on=asked.given_on,
        channel=answer.channel,
        recorded_at=work.now,
    )
    owner = parties.known(work, household.tenant_id or 0)
    step = EventStep.CONSENT_WITHDRAWN if answer.form is None else EventStep.CONSENT_GIVEN
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=step,
        subjects=(Subject(Role.REF, household.code),),
        occurred_on=asked.given_on,
        facts=stated(row),
        private={} if asked.witness is None else {"witness": asked.witness},
    )
    row.event_seq = recording.record(work, owner.id, owner.code, what).seq
    work.add(row)


def stated(row: Consent) -> dict[str, object]:
    """What a leaf says of an answer; whose it is is its subject, by whom witnessed private."""
    return {
        "purpose": row.purpose,
        "form": row.form,
        "text_version": row.text_version,
        "channel": row.channel,
    }
