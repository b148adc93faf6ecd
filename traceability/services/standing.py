"""What stands on a person or a membership, and its end: here alone, and in one order.

Whoever ends anything of a person holds the account's row first, and goes on from phones to sessions
to links. So two who end something at once wait for each other, and whoever is just coming in, who
holds that row as well, is in before the end and loses it, or comes after it and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.crypto import tokens
from traceability.domain.errors import Denied
from traceability.services import audit, recording
from traceability.store.models import Membership, Phone, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.queries import entrances, phones
from traceability.store.unit import Work


def hold(work: Work, user_id: int) -> UserAccount:
    """An account as it stands now; nobody comes in under it, or ends it, until this unit does."""
    work.db.flush()
    return queries.user_for_change(work.db, [user_id])[0]


def hold_acting(work: Work, *user_ids: int) -> None:
    """Hold whoever acts and further accounts; ``Denied`` where what they acted as has ended.

    The organisation is locked before. A key or the command line is no member, and no account of
    its own is held.
    """
    work.db.flush()
    acting = queries.member_of_actor(work.db, work.actor.id)
    own = [] if acting is None else [acting.user_id]
    held = queries.user_for_change(work.db, [*own, *user_ids])
    if acting is None:
        return
    work.db.refresh(acting)
    closed = any(user.disabled_at for user in held if user.id == acting.user_id)
    if closed or acting.ended_at is not None or acting.role != work.actor.role:
        raise Denied


def end_membership(work: Work, member: Membership) -> None:
    """End what stands on a membership, and the links that its holder gave out and nobody used."""
    hold(work, member.user_id)
    _end_entries(work, [member.id])
    _end_given_out(work, member)


def end_account(work: Work, user: UserAccount) -> None:
    """End everything that stands on an account in every organisation, and what it gave out."""
    standing = _end_all_entries(work, user, None)
    for member in standing:
        _end_given_out(work, member)


def replace_password(
    work: Work, user: UserAccount, password_hash: str, spare: str | None = None
) -> None:
    """Give an account that is held another password: sessions, phones and links to one end.

    ``spare`` is the token of the one session that stays. What the person gave to others stays.
    """
    user.password_hash = password_hash
    _end_all_entries(work, user, spare)


def end_phone(work: Work, phone: Phone) -> None:
    """End one phone, which is held, with the sessions that a PIN opened on it."""
    if phone.ended_at is None:
        phone.ended_at = work.now
        audit.note(work, "phone_ended", f"phone:{phone.id}")
    work.db.flush()
    phones.end_sessions_of_phone(work.db, phone.id, work.now)


def _end_all_entries(work: Work, user: UserAccount, spare: str | None) -> list[Membership]:
    """End the ways in of an account; its memberships, the ended ones among them."""
    hold(work, user.id)
    standing = queries.all_memberships(work.db, user.id)
    _end_entries(work, [member.id for member in standing], spare)
    queries.end_resets(work.db, user.id, work.now)
    return standing


def _end_entries(work: Work, membership_ids: Sequence[int], spare: str | None = None) -> None:
    work.db.flush()
    kept = None if spare is None else tokens.token_hash(spare)
    phones.end_phones(work.db, membership_ids, work.now)
    queries.end_sessions(work.db, membership_ids, work.now, kept)


def _end_given_out(work: Work, member: Membership) -> None:
    entrances.end_resets_by_actor(work.db, member.actor_id, work.now)
    for invitation in entrances.open_invitations_of_actor(work.db, member.actor_id):
        invitation.withdrawn_at = work.now
        recording.forget(work, "invitation", str(invitation.id))
    work.db.flush()
