"""Phones that are remembered: enrolled with a PIN, opened by it, ended, and who has which.

A PIN is hashed together with the phone's own token, which only the phone holds: what is stored is
of no use to somebody who would try a million PINs on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from traceability.crypto import passwords, tokens
from traceability.domain.access import Action, Thing, may, require
from traceability.domain.access import Actor as Acting
from traceability.domain.errors import Denied, Invalid, NotFound, Unauthenticated
from traceability.domain.pins import check_new_pin, folded_pin, read_pin
from traceability.services import audit, parties, sessions, standing
from traceability.store.models import Phone, UserAccount
from traceability.store.queries import accounts
from traceability.store.queries import events as private
from traceability.store.queries import phones as queries
from traceability.store.unit import Reading, Work

LIFE = dt.timedelta(days=30)
#: Wrong PINs in a row after which a phone is not remembered any more.
TRIES = 5


@dataclass(frozen=True)
class Remembered:
    """The phone that a cookie names, and whose it is."""

    id: int
    user: int
    login: str
    person: str
    organisation: str
    pin_hash: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True)
class NewPhone:
    """What a phone will be known by: ``token`` goes into its cookie and is kept nowhere."""

    token: str = field(repr=False)
    pin_hash: str = field(repr=False)


@dataclass(frozen=True)
class Entered:
    """What became of a PIN: the cookie of a session, or how many tries are left."""

    token: str | None
    tries_left: int


@dataclass(frozen=True)
class PhoneListed:
    """A phone by what people know it by; ``here`` is the one that asks."""

    handle: str
    person: str
    device: str
    enrolled_at: dt.datetime
    used_at: dt.datetime
    expires_at: dt.datetime
    here: bool


def remembered(view: Reading, token: str) -> Remembered | None:
    """The phone of a cookie; none where it was ended, is 30 days old, or its person has gone."""
    row = queries.phone_by_hash(view.db, tokens.token_hash(token))
    if row is None or _is_over(row[0], view.now) or row[1].ended_at or row[2].disabled_at:
        return None
    phone, _member, user, party = row
    name = _names(view, [user])[user.id]
    organisation = parties.name_of(view, party)
    return Remembered(phone.id, user.id, user.login, name, organisation, phone.pin_hash, token)


def may_enrol(actor: Acting) -> bool:
    """Whether a PIN is for this person: for who records, and for nobody in an office."""
    return may(actor, Action.RECORD_HARVEST, Thing(holder=actor.party))


def check_may_enrol(actor: Acting) -> None:
    """Refuse who records nothing: Denied ``phone_only_for_recording``."""
    if not may_enrol(actor):
        raise Denied("phone_only_for_recording")


def prepare(login: str, pin: str, again: str) -> NewPhone:
    """Read a new PIN, typed twice, and hash it outside any transaction.

    Raises Invalid ``pin_unreadable``, ``pin_too_simple``, ``pin_differs``.
    """
    chosen = read_pin(pin)
    check_new_pin(chosen, login)
    if folded_pin(again) != chosen:
        raise Invalid("pin_differs", "pin_again")
    token = tokens.new_token()
    return NewPhone(token, passwords.hash_password(_salted(token, chosen)))


def enrol(work: Work, session: str, phone: NewPhone, device: str, former: str = "") -> dt.datetime:
    """Remember the browser of a session for 30 days; gives the day and hour until when.

    ``former`` is the phone cookie that the browser had: it is replaced, so that phone is ended. A
    session that was ended meanwhile is Unauthenticated ``sign_in_failed``; who decides for an
    office is refused as ``check_may_enrol`` refuses.
    """
    check_may_enrol(work.actor)
    user = sessions.owner_of(work, work.actor)
    accounts.locked_user(work.db, user.id)
    row = accounts.session_by_hash(work.db, tokens.token_hash(session))
    if row is None or row[2].id != user.id or sessions.is_over(row[0], work.now):
        raise Unauthenticated("sign_in_failed")
    replaced = queries.phone_by_hash(work.db, tokens.token_hash(former))
    if replaced is not None:
        standing.end_phone(work, queries.locked_phone(work.db, replaced[0].id))
    made = Phone(
        membership_id=row[1].id,
        token_hash=tokens.token_hash(phone.token),
        pin_hash=phone.pin_hash,
        device=device,
        enrolled_at=work.now,
        last_used_at=work.now,
        expires_at=work.now + LIFE,
        wrong_tries=0,
    )
    work.add(made)
    audit.note(work, "phone_enrolled", f"phone:{made.id}")
    return made.expires_at


def pin_fits(phone: Remembered, pin: str) -> bool:
    """Check a PIN outside any transaction; Invalid ``pin_unreadable`` where it is none."""
    return passwords.verify_password(phone.pin_hash, _salted(phone.token, read_pin(pin)))


def enter(work: Work, phone: Remembered, fits: bool, device: str) -> Entered:
    """Open a session for a PIN that fits; one that does not is counted, the fifth ends the phone.

    Tries that come at once are counted one after the other, and after the fifth even the right
    one opens nothing. A phone that was ended meanwhile is Unauthenticated ``phone_forgotten``.
    """
    accounts.locked_user(work.db, phone.user)
    known = queries.locked_phone(work.db, phone.id)
    if remembered(work, phone.token) is None:
        raise Unauthenticated("phone_forgotten")
    if not fits:
        return Entered(None, _count(work, known))
    known.wrong_tries = 0
    known.last_used_at = work.now
    return Entered(sessions.begin(work, known.membership_id, device, known), TRIES)


def mine(view: Reading, actor: Acting, token: str) -> list[PhoneListed]:
    """The person's own phones, newest first; ``token`` is the phone cookie that asks."""
    user = sessions.owner_of(view, actor)
    names = _names(view, [user])
    found = queries.phones_of_user(view.db, user.id, view.now)
    return [_listed(phone, names[user.id], token) for phone in found]


def of_organisation(view: Reading, actor: Acting, token: str) -> list[PhoneListed]:
    """The phones of the organisation's members, for who manages them; last used first."""
    require(actor, Action.MANAGE_MEMBERS, Thing(holder=actor.party))
    rows = queries.phones_of_party(view.db, actor.party or 0, view.now)
    names = _names(view, [user for _, _, user in rows])
    return [_listed(phone, names[user.id], token) for phone, _, user in rows]


def end_mine(work: Work, handle: str) -> None:
    """End one of the person's own phones, with the sessions that a PIN opened on it."""
    user = standing.hold(work, sessions.owner_of(work, work.actor).id)
    standing.end_phone(work, _of_handle(queries.phones_of_user(work.db, user.id, work.now), handle))


def end_of_member(work: Work, handle: str) -> None:
    """End a member's phone, as after a loss: all sessions of the member here end with it."""
    require(work.actor, Action.MANAGE_MEMBERS, Thing(holder=work.actor.party))
    rows = queries.phones_of_party(work.db, work.actor.party or 0, work.now)
    phone = _of_handle([each for each, _, _ in rows], handle)
    standing.hold(work, next(user.id for each, _, user in rows if each is phone))
    standing.end_phone(work, queries.locked_phone(work.db, phone.id))
    accounts.end_sessions(work.db, [phone.membership_id], work.now)


def _of_handle(phones: list[Phone], handle: str) -> Phone:
    found = [each for each in phones if sessions.handle_of(each.token_hash) == handle]
    if not found:
        raise NotFound
    return found[0]


def _count(work: Work, phone: Phone) -> int:
    """Count a wrong try; how many are left before the phone is not remembered any more."""
    phone.wrong_tries += 1
    audit.note(work, "pin", f"phone:{phone.id}")
    left = max(TRIES - phone.wrong_tries, 0)
    if not left:
        standing.end_phone(work, phone)
    return left


def _is_over(phone: Phone, now: dt.datetime) -> bool:
    return phone.ended_at is not None or now >= phone.expires_at


def _salted(token: str, pin: str) -> str:
    return f"{token}.{pin}"


def _names(view: Reading, users: list[UserAccount]) -> Mapping[int, str]:
    kept = private.private_values(view.db, "user", [str(user.id) for user in users])
    return {user.id: kept.get((str(user.id), "name"), user.login) for user in users}


def _listed(phone: Phone, person: str, token: str) -> PhoneListed:
    return PhoneListed(
        sessions.handle_of(phone.token_hash),
        person,
        phone.device,
        phone.enrolled_at,
        phone.last_used_at,
        phone.expires_at,
        phone.token_hash == tokens.token_hash(token),
    )
