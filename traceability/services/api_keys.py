"""Keys by which other software calls the API: made for some acts, shown once, used, revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from traceability.crypto import tokens
from traceability.domain.access import ALWAYS, KEY_SCOPES, Action, Role, Thing, require
from traceability.domain.access import Actor as Acting
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.text import clean_line
from traceability.services import audit
from traceability.services.accounts import new_actor
from traceability.store.models import ApiKey, Party
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work

LONGEST_DAYS = 365
KEY_LIFE = dt.timedelta(days=LONGEST_DAYS)
LONGEST_NAME = 80
#: Uses are noted at this grain: a key that is busy costs one write in five minutes.
GRAIN = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: ``text`` is shown once and never again."""

    prefix: str
    text: str = field(repr=False)
    expires_at: dt.datetime


@dataclass(frozen=True)
class KeyListed:
    """A key by what is shown of it, and when it begins and ends."""

    prefix: str
    role: str
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    name: str = ""
    scopes: tuple[str, ...] = ()
    last_used_at: dt.datetime | None = None


def create_key(
    work: Work,
    party: Party,
    role: Role,
    life: dt.timedelta = KEY_LIFE,
    *,
    name: str = "",
    scopes: Collection[str] = tuple(KEY_SCOPES),
) -> NewKey:
    """Make a bearer key of an organisation, by its manager or the operator; only a hash is kept.

    It has the rights of ``role`` as far as ``scopes`` go; reading is always among them. Raises
    Invalid ``key_role``, ``out_of_range`` (a life of a day to a year), ``choice_unknown``.
    """
    require(work.actor, Action.MANAGE_KEYS, Thing(holder=party.id))
    if role not in (Role.MANAGER, Role.RECORDER):
        raise Invalid("key_role", "role", role=str(role))
    if not dt.timedelta(days=1) <= life <= KEY_LIFE:
        raise Invalid("out_of_range", "days", highest=LONGEST_DAYS)
    made = tokens.new_api_key()
    key = ApiKey(
        prefix=made.prefix,
        secret_hash=made.hash,
        party_id=party.id,
        role=role,
        actor_id=new_actor(work, "api_key", party.id).id,
        created_at=work.now,
        expires_at=work.now + life,
        name=clean_line(name or role, "name", longest=LONGEST_NAME),
        scopes=" ".join(_read(scopes)),
    )
    work.add(key)
    audit.note(work, "key_made", key.prefix)
    return NewKey(made.prefix, made.secret_text, key.expires_at)


def keys_of(view: Reading, actor: Acting, party: Party) -> list[KeyListed]:
    """The keys of an organisation, newest first, the expired and the revoked among them."""
    require(actor, Action.MANAGE_KEYS, Thing(holder=party.id))
    return [_listed(key) for key in queries.keys_of(view.db, party.id)]


def revoke_key(work: Work, prefix: str) -> KeyListed:
    """End a key at once; one revoked before stays revoked since then."""
    row = queries.key_by_prefix(work.db, prefix.strip().upper())
    if row is None:
        raise NotFound(prefix=prefix)
    key = row[0]
    require(work.actor, Action.MANAGE_KEYS, Thing(holder=key.party_id))
    if key.revoked_at is None:
        key.revoked_at = work.now
        audit.note(work, "key_revoked", key.prefix)
    return _listed(key)


def wants_noting(view: Reading, holder: Acting) -> bool:
    """Whether a key's use has not been noted for five minutes."""
    key = queries.key_of_actor(view.db, holder.id)
    return key is not None and _is_stale(key, view.now)


def note_use(work: Work, holder: Acting) -> None:
    """Note that a key is in use, at a grain of five minutes."""
    key = queries.key_of_actor(work.db, holder.id)
    if key is not None and _is_stale(key, work.now):
        key.last_used_at = work.now


def _is_stale(key: ApiKey, now: dt.datetime) -> bool:
    return key.last_used_at is None or now - key.last_used_at > GRAIN


def _read(scopes: Collection[str]) -> list[str]:
    """The scopes in the order of the table, each once."""
    if not set(scopes) <= KEY_SCOPES.keys():
        raise Invalid("choice_unknown", "scopes")
    return [word for word in KEY_SCOPES if word == ALWAYS or word in scopes]


def _listed(key: ApiKey) -> KeyListed:
    return KeyListed(
        key.prefix,
        key.role,
        key.created_at,
        key.expires_at,
        key.revoked_at,
        key.name,
        tuple(key.scopes.split()),
        key.last_used_at,
    )
