"""A new password by a link: auth-13, whose it may be, and what ends with the old one."""

from __future__ import annotations

import pytest

from tests.people import PASSWORD, World
from tests.services.test_members import cookie_of, ended, is_in, phone_of
from tests.web.entrance_visits import NEW_PASSWORD, audit, code_of, member_link
from traceability.crypto.tokens import token_hash
from traceability.domain.errors import Denied, Gone, Invalid, NotFound, RuleBroken
from traceability.services import acceptance, accounts, jobs, outbox, resets, sign_in
from traceability.services.outbox import Letter
from traceability.services.resets import Handed
from traceability.services.seeding import BOOT
from traceability.store.models import Membership, Outbox, PasswordReset, UserAccount

HASH = accounts.new_hash(NEW_PASSWORD)


def handed(world: World, login: str = "recorder") -> Handed:
    with world.by(world.who.manager) as work:
        return resets.hand_out(work, code_of(world, login))


def use(world: World, token: str) -> None:
    with world.by(BOOT) as work:
        resets.set_password(work, token, HASH)


def fits(world: World, login: str, password: str) -> bool:
    with world.view() as view:
        user = sign_in.account_of(view, login)
    return sign_in.password_fits(user, password)


def refused(world: World, token: str) -> str:
    with pytest.raises((Gone, NotFound)) as refusal:
        use(world, token)
    return refusal.value.code


def test_a_link_sets_one_password_and_ends_everything_else(world: World) -> None:
    cookie, phone = cookie_of(world, "recorder"), phone_of(world, world.who.recorder)
    others = cookie_of(world, "manager")
    use(world, handed(world).token)
    assert fits(world, "recorder", NEW_PASSWORD)
    assert not fits(world, "recorder", PASSWORD)
    assert not is_in(world, cookie)
    assert ended(world, phone)
    assert is_in(world, others)
    assert fits(world, "manager", PASSWORD)


def test_used_twice_it_is_refused(world: World) -> None:
    """auth-13"""
    link = handed(world)
    use(world, link.token)
    assert refused(world, link.token) == "reset_used"


def test_after_half_an_hour_it_is_refused(world: World) -> None:
    """auth-13"""
    link = handed(world)
    world.clock.pass_by(minutes=30)
    assert refused(world, link.token) == "reset_expired"
    assert fits(world, "recorder", PASSWORD)
    late = handed(world)
    world.clock.pass_by(minutes=29, seconds=59)
    use(world, late.token)


def test_an_invented_one_is_refused(world: World) -> None:
    handed(world)
    assert refused(world, "A" * 43) == "reset_unknown"


def test_a_newer_link_ends_the_older(world: World) -> None:
    first, second = handed(world), handed(world)
    assert refused(world, first.token) == "reset_ended"
    use(world, second.token)


def test_the_token_is_kept_as_its_hash_alone(world: World) -> None:
    link = handed(world)
    with world.view() as view:
        row = view.db.query(PasswordReset).one()
        assert row.token_hash == token_hash(link.token)
        assert link.token not in repr(vars(row))
    assert link.token not in repr(link)


def test_who_belongs_elsewhere_too_gets_none_from_a_manager(world: World) -> None:
    link = member_link(world)
    with world.view() as view:
        user = sign_in.account_of(view, "stranger")
    assert user is not None
    with world.by(BOOT) as work:
        acceptance.accept_as(work, link.token, user)
    with world.by(world.who.manager) as work, pytest.raises(RuleBroken) as refusal:
        resets.hand_out(work, code_of(world, "stranger", world.who.manager.party))
    assert (refusal.value.code, refusal.value.facts) == ("member_elsewhere", {})


def test_a_link_does_not_open_an_organisation_that_was_joined_meanwhile(world: World) -> None:
    link = handed(world)
    with world.by(world.who.operator) as work:
        user = work.db.query(UserAccount).filter(UserAccount.login == "recorder").one()
        theirs = work.db.query(Membership).filter_by(actor_id=world.who.stranger.id).one()
        party = accounts.parties.known(work, theirs.party_id)
        accounts.add_member(work, user, party, accounts.Role.RECORDER)
    assert refused(world, link.token) == "reset_ended"
    assert fits(world, "recorder", PASSWORD)


def test_nobody_hands_a_link_to_themselves(world: World) -> None:
    with world.by(world.who.manager) as work, pytest.raises(Denied):
        resets.hand_out(work, code_of(world, "manager"))


def test_a_closed_account_gets_no_link_and_its_link_no_password(world: World) -> None:
    link = handed(world)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "recorder")
    assert refused(world, link.token) == "reset_ended"
    with pytest.raises(RuleBroken, match="account_disabled"):
        handed(world)


def test_the_audit_tells_who_handed_out_and_that_it_was_used(world: World) -> None:
    use(world, handed(world).token)
    told = audit(world)
    assert told[0] == ("reset_handed", code_of(world, "recorder"))
    assert [action for action, _ in told] == ["reset_handed", "password_reset"]


# --- by mail -------------------------------------------------------------------------------------


def asked(world: World, login: str) -> int:
    """Somebody asks for a mail; the job's mail is made ready as its process does. Its key."""
    with world.by(BOOT) as work:
        resets.ask(work, Letter(login, "Đặt mật khẩu mới", f"https://x.vn/{resets.PLACE}"))
    with world.by(world.who.operator) as work:
        claimed = jobs.claim(work, "test")
        assert claimed is not None
        assert claimed.kind == resets.JOB
    return claimed.target


def ready(world: World, mail: int) -> Letter | None:
    with world.by(world.who.operator) as work:
        return resets.make_ready(work, mail)


@pytest.fixture
def mailed(world: World) -> World:
    """A recorder who signs in by mail address."""
    with world.by(world.who.operator) as work:
        user = work.db.query(UserAccount).filter(UserAccount.login == "recorder").one()
        user.login = "phao@example.vn"
    return world


def test_the_mail_brings_a_link_that_works(mailed: World) -> None:
    letter = ready(mailed, asked(mailed, "phao@example.vn"))
    assert letter is not None
    token = letter.body.rpartition("/")[2]
    use(mailed, token)
    assert fits(mailed, "phao@example.vn", NEW_PASSWORD)


def test_the_link_is_made_once_however_often_the_mail_is_tried(mailed: World) -> None:
    mail = asked(mailed, "phao@example.vn")
    assert ready(mailed, mail) == ready(mailed, mail)
    with mailed.view() as view:
        assert view.db.query(PasswordReset).count() == 1


def test_nobody_gets_a_mail_whom_we_do_not_know(mailed: World) -> None:
    assert ready(mailed, asked(mailed, "ai@example.vn")) is None
    with mailed.by(mailed.who.operator) as work:
        accounts.disable_user(work, "phao@example.vn")
    assert ready(mailed, asked(mailed, "phao@example.vn")) is None


def test_the_fourth_mail_within_an_hour_is_not_sent(mailed: World) -> None:
    letters = [ready(mailed, asked(mailed, "phao@example.vn")) for _ in range(4)]
    assert [each is not None for each in letters] == [True, True, True, False]
    mailed.clock.pass_by(hours=1, seconds=1)
    assert ready(mailed, asked(mailed, "phao@example.vn")) is not None


def test_asking_writes_the_same_whoever_is_asked_for(mailed: World) -> None:
    """auth-03: known or not, the request itself does one thing."""
    for login in ("phao@example.vn", "ai@example.vn"):
        with mailed.by(BOOT) as work:
            resets.ask(work, Letter(login, "s", resets.PLACE))
    with mailed.view() as view:
        assert view.db.query(PasswordReset).count() == 0
        assert [row.body for row in view.db.query(Outbox)] == [resets.PLACE] * 2


@pytest.mark.parametrize(
    "address", ["", "ai", "ai@x.vn\r\nBcc: b@x.vn", "Ai@X.vn", "a@x.vn, b@x.vn"]
)
def test_nothing_but_one_plain_address_gets_mail(world: World, address: str) -> None:
    with world.by(BOOT) as work, pytest.raises(Invalid, match="contact_unreadable"):
        outbox.post(work, Letter(address, "s", "b"))
