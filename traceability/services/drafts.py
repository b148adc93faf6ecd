"""Drafts: a form that somebody began is kept for that person until it is recorded or dropped.

A draft is no part of the record: nothing of it is judged, and nothing of it comes into a leaf, the
log or the audit. It may name people, so it goes with the household that it names, with the
membership of its person, and after 60 days.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.crypto import tokens
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.text import fold
from traceability.services import sessions
from traceability.services.request_keys import LONGEST_KEY
from traceability.store.models import Actor as Signing
from traceability.store.models import Draft, Membership, Party, UserAccount
from traceability.store.queries import drafts as queries
from traceability.store.queries import events, receptions
from traceability.store.unit import Reading, Work

#: So many drafts a person has in an organisation, and so many bytes one holds.
MOST = 30
MOST_BYTES = 32_768
KEPT = dt.timedelta(days=60)
#: So long after its session a page that was left open is still its person's.
KEPT_AFTER_SESSION = dt.timedelta(days=14)
#: So many drafts of one form are offered on its page.
OFFERED = 3
#: The form that closes a day of buying: it is about one day and done once.
CLOSING = "workspace.close_reception"
#: Pages that do one thing once: what was looked over there before is looked over no more.
_ONE_A_PAGE = frozenset({CLOSING, "workspace.record_amendment", "workspace.record_retraction"})
_LONGEST_ADDRESS = 400
#: Shorter private values are in too many words to be looked for.
_TELLING = 3

Typed = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FormAt:
    """A form by where it is sent (endpoint, parts of its path) and the query of its page."""

    endpoint: str
    parts: Mapping[str, str]
    query: str = ""

    @property
    def parts_text(self) -> str:
        """The parts as they are kept and compared."""
        return json.dumps(dict(self.parts), sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class DraftShown:
    """A draft: its form, the key of its sending, what was typed in order, and when last."""

    id: int
    form: FormAt
    request_key: str
    typed: tuple[tuple[str, str], ...]
    at: dt.datetime
    version: int

    @property
    def values(self) -> dict[str, str]:
        """What was typed by field; what was chosen of many stands with a space between."""
        found: dict[str, str] = {}
        for name, value in self.typed:
            found[name] = f"{found[name]} {value}" if name in found else value
        return found


@dataclass(frozen=True)
class Saved:
    """A draft that was kept; ``apart`` where another window had changed the one it came from."""

    id: int
    apart: bool = False


def save(
    work: Work, form: FormAt, key: str, typed: Typed, opened: tuple[int, int] | None = None
) -> Saved:
    """Keep what was typed, as it is, under the key of its one sending.

    ``opened`` is the draft (id, version) that the form was opened from: it is written over, unless
    another window did so meanwhile; then this one is kept beside it under a new key. Refused:
    Invalid ``draft_too_large``, RuleBroken ``drafts_full``.
    """
    require(work.actor, Action.SEE_WORKSPACE, Thing(holder=work.actor.party))
    user = sessions.owner_of(work, work.actor)
    if work.actor.party is None:
        raise NotFound
    return _keep(work, (user.id, work.actor.party), form, (key, typed), opened)


def keep_reviewed(work: Work, form: FormAt, key: str, typed: Typed) -> None:
    """Keep what is being looked over, so that the browser's Back loses none of it.

    It goes when the form is recorded, as every draft does. It is no new version of one that was
    opened; where there is no room, or it is too much, nothing is kept and nothing is refused.
    """
    require(work.actor, Action.SEE_WORKSPACE, Thing(holder=work.actor.party))
    user = sessions.owner_of(work, work.actor)
    if work.actor.party is None:
        raise NotFound
    owner = (user.id, work.actor.party)
    try:
        body = _body(form, key, typed)
    except Invalid:
        return
    work.lock_word(_lock(*owner))
    row = queries.by_key(work.db, *owner, key)
    if row is None and form.endpoint in _ONE_A_PAGE:
        of_page = queries.of_actor(work.db, work.actor.id, MOST, form.endpoint, form.parts_text)
        row = next(iter(of_page), None)
        queries.drop(work.db, [each.id for each in of_page[1:]])
    if row is None and len(queries.of_person(work.db, *owner)) >= MOST:
        return
    row = row or _new(work, owner, form, key)
    row.typed, row.query, row.updated_at = body, form.query, work.now
    row.request_key, row.version = key, row.version or 1
    work.add(row)


def save_after_session(
    work: Work, token: str, acting: str | None, form: FormAt, key: str, typed: Typed
) -> int | None:
    """Keep a form that came in a session that ran out, for the person whose session it was.

    Nothing is kept of a session that somebody ended, of a membership that ended or a closed
    account, or where the form was opened by ``acting`` somebody else. The oldest draft makes room.
    """
    found = queries.ran_out(work.db, tokens.token_hash(token))
    if found is None:
        return None
    session, member = found
    if work.now - session.ends_at > KEPT_AFTER_SESSION:
        return None
    if acting not in (None, _code_of(work, member)) or _is_closed(work, member):
        return None
    owner = (member.user_id, member.party_id)
    work.lock_word(_lock(*owner))
    standing = queries.of_person(work.db, *owner)
    if len(standing) >= MOST and all(each.request_key != key for each in standing):
        queries.drop(work.db, [each.id for each in standing[MOST - 1 :]])
    return _keep(work, owner, form, (key, typed), None).id


def _code_of(view: Reading, member: Membership) -> str:
    return view.db.get_one(Signing, member.actor_id).code


def _is_closed(view: Reading, member: Membership) -> bool:
    return view.db.get_one(UserAccount, member.user_id).disabled_at is not None


def _lock(user_id: int, party_id: int) -> str:
    return f"drafts:{party_id}:{user_id}"


def _keep(
    work: Work,
    owner: tuple[int, int],
    form: FormAt,
    sent: tuple[str, Typed],
    opened: tuple[int, int] | None,
) -> Saved:
    key, typed = sent
    body = _body(form, key, typed)
    work.lock_word(_lock(*owner))
    row = queries.by_key(work.db, *owner, key)
    if row is not None and opened is not None and opened != (row.id, row.version):
        row, key, apart = None, work.new_id(), True
    else:
        apart = False
    if row is None:
        if len(queries.of_person(work.db, *owner)) >= MOST:
            raise RuleBroken("drafts_full", most=MOST)
        row = _new(work, owner, form, key)
    row.typed, row.query, row.updated_at = body, form.query, work.now
    row.version += 1
    work.add(row)
    return Saved(row.id, apart)


def _new(work: Work, owner: tuple[int, int], form: FormAt, key: str) -> Draft:
    return Draft(
        user_id=owner[0],
        party_id=owner[1],
        request_key=key,
        endpoint=form.endpoint,
        parts=form.parts_text,
        query=form.query,
        typed="",
        updated_at=work.now,
        version=0,
    )


def _body(form: FormAt, key: str, typed: Typed) -> str:
    """What is stored; refused where it is more than a form of ours can be."""
    body = json.dumps([list(pair) for pair in typed], ensure_ascii=False)
    addresses = max(len(form.parts_text), len(form.query))
    if len(body.encode()) > MOST_BYTES or addresses > _LONGEST_ADDRESS or "\0" in body:
        raise Invalid("draft_too_large", most=MOST_BYTES // 1024)
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid("request_key_unreadable", "request_key", longest=LONGEST_KEY)
    return body


# --- reading and dropping ------------------------------------------------------------------------


def mine(view: Reading, actor: Actor, most: int = MOST) -> tuple[DraftShown, ...]:
    """The person's own drafts in this organisation, the last touched first."""
    return tuple(_shown(row) for row in queries.of_actor(view.db, actor.id, most))


def count(view: Reading, actor: Actor) -> int:
    """How many there are."""
    return queries.count_of_actor(view.db, actor.id)


def of_form(view: Reading, actor: Actor, form: FormAt) -> tuple[DraftShown, ...]:
    """The person's own drafts of one form."""
    rows = queries.of_actor(view.db, actor.id, OFFERED, form.endpoint, form.parts_text)
    return tuple(_shown(row) for row in rows)


def one(view: Reading, actor: Actor, draft_id: int) -> DraftShown | None:
    """A draft of the person's own; nobody else's."""
    if not may(actor, Action.SEE_WORKSPACE, Thing(holder=actor.party)):
        return None
    row = queries.one(view.db, actor.id, draft_id)
    return None if row is None else _shown(row)


def drop(work: Work, draft_id: int) -> FormAt:
    """Drop a draft of the person's own, and say of which form it was."""
    require(work.actor, Action.SEE_WORKSPACE, Thing(holder=work.actor.party))
    row = queries.one(work.db, work.actor.id, draft_id)
    if row is None:
        raise NotFound
    form = _shown(row).form
    queries.drop(work.db, [row.id])
    return form


def drop_closing(work: Work, holder_id: int, reception: str) -> None:
    """Drop what anybody began to close a day of buying with: it is closed."""
    form = FormAt(CLOSING, {"code": reception})
    queries.drop_of_form(work.db, holder_id, form.endpoint, form.parts_text)


def days_of(view: Reading, found: Sequence[DraftShown]) -> dict[int, dt.date]:
    """The days of buying that drafts are about, by draft."""
    about = {each.id: each.form.parts["code"] for each in found if each.form.endpoint == CLOSING}
    rows = {code: receptions.by_code(view.db, code) for code in set(about.values())}
    return {key: row.day for key, code in about.items() if (row := rows[code]) is not None}


def _shown(row: Draft) -> DraftShown:
    typed = tuple((name, value) for name, value in json.loads(row.typed))
    form = FormAt(row.endpoint, json.loads(row.parts), row.query)
    return DraftShown(row.id, form, row.request_key, typed, row.updated_at, row.version)


# --- forgetting ----------------------------------------------------------------------------------


def forget_named(work: Work, party: Party, holder_id: int) -> None:
    """Drop every draft of a cooperative that names one of its households or buyers.

    By its code, or any value that is kept of it: to be called before those are erased.
    """
    kept = events.private_values(work.db, "party", [party.code])
    names = {fold(value) for value in kept.values()}
    digits = {_digits(value) for value in kept.values()}
    sought = {each for each in names if len(each) >= _TELLING} | {fold(party.code)}
    numbers = {each for each in digits if len(each) >= 8}
    gone = [
        row.id for row in queries.of_party(work.db, holder_id) if _names_any(row, sought, numbers)
    ]
    queries.drop(work.db, gone)


def _names_any(row: Draft, sought: set[str], numbers: set[str]) -> bool:
    values = [part for pair in json.loads(row.typed) for part in pair]
    text = fold(" ".join([*values, row.parts, row.query]))
    digits = [_digits(value) for value in values]
    named = any(each in text for each in sought)
    return named or any(number in each for number in numbers for each in digits)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def forget_person(work: Work, member: Membership) -> None:
    """Drop what a person began in an organisation that they leave."""
    queries.drop_of_person(work.db, member.user_id, member.party_id)


def forget_account(work: Work, user: UserAccount) -> None:
    """Drop what a person began anywhere."""
    queries.drop_of_person(work.db, user.id)


def is_due(view: Reading) -> bool:
    """Whether a draft has lain too long."""
    return queries.any_before(view.db, view.now - KEPT)


def sweep(work: Work) -> None:
    """Drop those."""
    queries.drop_before(work.db, work.now - KEPT)
