"""The password once more, before what a PIN does not open.

A page is asked for again after it; a form goes through in one step, with everything that was typed
and the password beside it.
"""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Fault
from traceability.services import my_account, sign_in
from traceability.services.sign_in import SignedIn
from traceability.web import cookies, limits, onward, send_again
from traceability.web.house import looking, working
from traceability.web.messages import sentence


def stands_before(who: SignedIn) -> ResponseReturnValue | None:
    """What answers a request in the place of its view; nothing where the password came with it."""
    if request.method != "POST":
        return redirect(url_for("account.confirm", next=onward.asked_for()))
    typed = request.form.get(send_again.CONFIRMED)
    if typed is None:
        return _offered(None, 403)
    fault = refused(who, typed)
    return None if fault is None else _offered(fault, status_of(fault))


def refused(who: SignedIn, password: str, at: str = send_again.CONFIRMED) -> Fault | None:
    """Check the password of who is signed in: nothing, or what is wrong with it, at a field.

    One that fits counts for ten minutes in this session. Five that do not, and there is a pause,
    for the phone or the session alone: nobody is kept out by what others type elsewhere.
    """
    key = _counted_by(who)
    if limits.is_spent(limits.CONFIRMATIONS, *key):
        return Fault("too_many_tries", at)
    with looking() as view:
        user = my_account.account(view, who.actor)
    if not sign_in.password_fits(user, password):
        limits.spend(limits.CONFIRMATIONS, *key)
        with working(who.actor) as work:
            sign_in.note_refusal(work, "password_again", f"user:{user.id}")
        return Fault("password_wrong", at)
    with working(who.actor) as work:
        sign_in.note_password(work, cookies.session_token(), user)
    return None


def status_of(fault: Fault) -> int:
    """The HTTP status of what `refused` says."""
    return 429 if fault.code == "too_many_tries" else 403


def _counted_by(who: SignedIn) -> tuple[str, str]:
    if who.phone is not None:
        return ("password of phone", str(who.phone))
    return ("password of session", cookies.session_token())


def _offered(fault: Fault | None, status: int) -> Response:
    page = render_template(
        "errors/password_first.html",
        action=request.full_path.rstrip("?"),
        values=send_again.typed(),
        had_file=send_again.had_file(),
        field=send_again.CONFIRMED,
        error=None if fault is None else sentence(fault),
    )
    return Response(page, status)
