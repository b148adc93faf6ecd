"""Accepting an invitation: what it offers, and coming in under a new account or one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Gone, NotFound, Refusal, Unauthenticated
from traceability.schemas.entrances import NewPersonSchema
from traceability.services import acceptance, accounts, invitations, sign_in
from traceability.services.acceptance import Accepted, NewPerson
from traceability.services.seeding import BOOT
from traceability.store.models import UserAccount
from traceability.store.unit import Work
from traceability.web import cookies, forms, limits, onward
from traceability.web.account.blueprint import account
from traceability.web.account.sign_in import entered, login_and_network
from traceability.web.devices import this_device
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.guards import visitor
from traceability.web.house import looking, working

#: Who takes the link: somebody new, somebody with an account, or who is signed in here.
NEW, KNOWN, ONESELF = "moi", "co", "minh"
_FIELDS = {NEW: ("name", "login", "password"), KNOWN: ("login", "password"), ONESELF: ("password",)}


@account.get("/moi/<token>", endpoint="invitation")
@limits.limiter.limit(limits.DEAD_LINKS, deduct_when=limits.only_dead_links)
def show_invitation(token: str) -> ResponseReturnValue:
    """Who invites to what, and the form of whoever takes it."""
    way = _way(request.args.get("cach", ""))
    return _page(token, way, forms.Form(dict.fromkeys(_FIELDS[way], "")))


@account.post("/moi/<token>")
@limits.limiter.limit(limits.DEAD_LINKS, deduct_when=limits.only_dead_links)
@limits.limiter.limit(limits.SIGN_INS, deduct_when=limits.only_refusals)
@limits.limiter.limit(
    limits.SIGN_INS_OF_ONE, key_func=login_and_network, deduct_when=limits.only_refusals
)
def accept(token: str) -> ResponseReturnValue:
    """Use the link up, sign in, and go to the first page of the organisation."""
    way = _way(request.form.get("cach", ""))
    typed = forms.typed(_FIELDS[way])
    try:
        return _let_in(_act_of(way, token, typed))
    except NotFound:
        raise
    except Gone as over:
        if over.code == "invitation_used":
            return _sent_twice(token)
        raise
    except Refusal as refusal:
        kept = typed | {"password": ""}
        return _page(token, way, forms.refused(kept, refusal)), status_of(refusal)


def _act_of(way: str, token: str, typed: Mapping[str, str]) -> Callable[[Work], Accepted]:
    """What accepting is for who takes it; what takes long is done before the unit of work."""
    if way == NEW:
        read = NewPersonSchema(spoken=True).read(typed)
        with looking() as view:
            invitations.usable(view, token)
        person = NewPerson(read["name"], read["login"], accounts.new_hash(read["password"]))
        return lambda work: acceptance.accept_as_new(work, token, person)
    with looking() as view:
        invitations.usable(view, token)
        if way == KNOWN:
            user = sign_in.account_of(view, typed["login"])
        else:
            user = acceptance.account_signed_in(view, cookies.session_token())
    if not sign_in.password_fits(user, typed["password"]) or user is None:
        _note_refusal(user)
        raise Unauthenticated("sign_in_failed", "password" if way == ONESELF else None)
    return lambda work: acceptance.accept_as(work, token, user)


def _let_in(act: Callable[[Work], Accepted]) -> ResponseReturnValue:
    with working(BOOT) as work:
        accepted = act(work)
        sign_in.close_session(work, cookies.session_token())
        cookie = acceptance.session_for(work, accepted, this_device())
    return entered(cookie, onward.home(accepted.organisation_kind))


def _sent_twice(token: str) -> ResponseReturnValue:
    """A second click finds its own link used: who came in by it goes home, others to the door.

    No password is looked at: a link that was used must tell nothing about an account.
    """
    here = visitor()
    with looking() as view:
        user = acceptance.account_signed_in(view, cookies.session_token())
        ours = user is not None and acceptance.accepted_by(view, token, user)
    if here is not None and ours:
        return redirect(onward.home(here.organisation_kind), 303)
    return redirect(url_for("account.sign_in"), 303)


def _note_refusal(user: UserAccount | None) -> None:
    with working(BOOT) as work:
        thing = "unknown" if user is None else f"user:{user.id}"
        sign_in.note_refusal(work, "accept_invitation", thing)


def _way(asked: str) -> str:
    """The way that was asked for; who is signed in takes the link for themselves at first."""
    there = visitor() is not None
    if asked in _FIELDS and (there or asked != ONESELF):
        return asked
    return ONESELF if there else NEW


def _page(token: str, way: str, form: Form) -> str:
    with looking() as view:
        offer = invitations.offer(view, token)
    here = visitor()
    return render_template(
        "account/invitation.html", offer=offer, way=way, form=form, token=token, here=here
    )
