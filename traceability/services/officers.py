"""Who signs for an office: colleagues, and the name that a decision keeps of who took it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Role, Thing, require
from traceability.domain.errors import NotFound, RuleBroken
from traceability.services import parties, recording
from traceability.services.accounts import login_form
from traceability.store.models import Job, Membership, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.queries import cases, events, filing
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

#: The fields of an event's private values that say who decided, as they were called then.
PERSON, OFFICE = "decided_by", "office"
#: Who proposed a step that another one took, where the first was too near to the matter.
PROPOSED_BY = "proposed_by"
#: A hand-over has two more, and is the owner of its own.
HAND_OVER, GIVER, TAKER = "hand_over", "giver", "taker"
#: The kind of job that wipes the files after a person was forgotten.
JOB = "forget"


@dataclass(frozen=True)
class Colleague:
    """A member of an office by the code of the actor that signs; ``here`` until they leave."""

    code: str
    name: str
    role: Role
    me: bool
    here: bool


@dataclass(frozen=True)
class Signature:
    """Who took a decision, as they and their office were called then; None where erased."""

    person: str | None
    office: str | None


@dataclass(frozen=True)
class Forgotten:
    """Whose name was erased, and how many decisions it was taken from."""

    user_id: int
    decisions: int


def signature(work: Work) -> dict[str, str]:
    """Who acts now, and for which organisation, as private values of the event to be recorded.

    They are written once and never follow a register: who leaves, or an office that is renamed,
    leaves them as they were. The command line has no person's name.
    """
    member = queries.member_of_actor(work.db, work.actor.id)
    party = parties.acting_party(work, work.actor)
    person = {} if member is None else {PERSON: names(work, [member])[member.id]}
    return {**person, OFFICE: parties.name_of(work, party)}


def signed(words: Mapping[tuple[str, str], str], event_id: str) -> Signature:
    """The signature among private values of events."""
    return Signature(words.get((event_id, PERSON)), words.get((event_id, OFFICE)))


def forget(work: Work, login: str) -> Forgotten:
    """Erase a person's name and login: of the account, and of everything that it signed.

    The account must be closed before (``account_open``). Decisions keep the office; a job wipes
    what the database's files still hold.
    """
    require(work.actor, Action.SET_UP, Thing())
    user = queries.user_by_login(work.db, login_form(login))
    if user is None:
        raise NotFound(login=login)
    if user.disabled_at is None:
        raise RuleBroken("account_open", login=user.login)
    members = queries.all_memberships(work.db, user.id)
    signed_by = events.ids_by_actors(work.db, [member.actor_id for member in members])
    erased = events.delete_field(work.db, signed_by, PERSON)
    proposed = filing.proposals_taken_by(work.db, [member.actor_id for member in members])
    events.delete_field(work.db, proposed, PROPOSED_BY)
    _forget_in_hand_overs(work, members)
    recording.forget(work, "user", str(user.id))
    user.login = f"erased-{work.entropy(8).hex()}"
    work.add(Job(kind=JOB, target=user.id, state="queued", attempt=0, created_at=work.now))
    return Forgotten(user.id, erased)


def _forget_in_hand_overs(work: Work, members: Sequence[Membership]) -> None:
    """Whoever gave, took or signed: each name stands in a field of its own."""
    ids, actors = ({getattr(each, key) for each in members} for key in ("id", "actor_id"))
    for row in cases.hand_overs_with(work.db, ids, actors):
        gone = {GIVER: row.from_id in ids, TAKER: row.to_id in ids, PERSON: row.actor_id in actors}
        keeping = [OFFICE, *(field for field, is_gone in gone.items() if not is_gone)]
        recording.forget(work, HAND_OVER, row.code, keeping)


def colleagues(view: Reading, actor: Actor) -> tuple[Colleague, ...]:
    """The members of the actor's office, those who left last."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows = queries.members(view.db, actor.party or 0)
    called = names(view, [member for member, _user, _code in rows])
    found = [
        Colleague(
            code=code,
            name=called[member.id],
            role=Role(member.role),
            me=member.actor_id == actor.id,
            here=is_here(member, user),
        )
        for member, user, code in rows
    ]
    return tuple(sorted(found, key=lambda each: (not each.here, not each.me)))


def is_here(member: Membership, user: UserAccount) -> bool:
    """Whether a member still works in the organisation."""
    return member.ended_at is None and user.disabled_at is None


def names(view: Reading, members: Iterable[Membership]) -> dict[int, str]:
    """The names of members as they are called now; a dash where the name was erased."""
    users = {member.id: str(member.user_id) for member in members}
    known = party_queries.names(view.db, list(users.values()), kind="user")
    return {member: known.get(user, "–") for member, user in users.items()}
