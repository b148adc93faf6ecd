"""Signing in and out, and the language that a person reads."""

from __future__ import annotations

import re

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from traceability.domain.errors import Fault, Refusal, Unauthenticated
from traceability.services import sign_in as services
from traceability.services.accounts import login_form
from traceability.services.seeding import BOOT
from traceability.store.models import UserAccount
from traceability.web import forms, limits
from traceability.web.account.blueprint import account
from traceability.web.errors import answer
from traceability.web.guards import COOKIE
from traceability.web.house import house, looking, working

LANGUAGES = ("vi", "en")
# One slash, and neither a second nor a backslash (browsers read it as one) nor white space.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")


@account.get("/dang-nhap", endpoint="sign_in")
def show() -> ResponseReturnValue:
    """The form; who is signed in already goes home."""
    with looking() as view:
        who = services.who(view, request.cookies.get(COOKIE, ""))
    if who is not None:
        return redirect(home_of(who.organisation_kind), 303)
    values = {"login": "", "password": "", "next": request.args.get("next", "")}
    return _page(forms.Form(values), 200)


def login_and_network() -> str:
    """The account as it is looked up, however it was typed, and the network."""
    typed = request.form.get("login", "")
    try:
        account = login_form(typed)
    except Refusal:  # nobody is looked up; only the length of the key matters
        account = typed[:100].casefold()
    return f"{account}@{get_remote_address()}"


@account.errorhandler(429)
def _too_many(_error: Exception) -> Response:
    return answer(429, (Fault("too_many_tries"),))


@account.post("/dang-nhap")
@limits.limiter.limit(limits.SIGN_INS, deduct_when=limits.only_refusals)
@limits.limiter.limit(
    limits.SIGN_INS_OF_ONE,
    key_func=login_and_network,
    deduct_when=limits.only_refusals,
)
def check() -> ResponseReturnValue:
    """Sign in. An unknown name and a wrong password are one answer, at one price."""
    typed = forms.typed(("login", "password", "next"))
    with looking() as view:
        user = services.account_of(view, typed["login"])
    if not services.password_fits(user, typed["password"]) or user is None:
        return _refused(typed, user)
    try:
        token, kind = _opened(user)
    except Unauthenticated:
        return _refused(typed, user)
    return entered(token, _wanted(typed["next"]) or home_of(kind))


@account.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session; the cookie is worth nothing from now on."""
    with working() as work:
        services.close_session(work, request.cookies.get(COOKIE, ""))
    _renew_form_session()
    response = redirect(url_for("account.sign_in"), 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@account.post("/ngon-ngu")
def choose_language() -> ResponseReturnValue:
    """Keep the language for this browser, and go back to the page it was chosen on."""
    chosen = request.form.get("lang", "")
    if chosen in LANGUAGES:
        session["lang"] = chosen
    return redirect(_wanted(request.form.get("next", "")) or url_for("account.sign_in"), 303)


def entered(token: str, place: str) -> ResponseReturnValue:
    """Go to ``place`` with the cookie of a session that was just opened."""
    _renew_form_session()
    response = redirect(place, 303)
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=house().settings.https, path="/"
    )
    return response


def home_of(kind: str) -> str:
    """Where those are at home who act for a kind of organisation."""
    return url_for("registrar.codes" if kind == "authority" else "workspace.home")


def _opened(user: UserAccount) -> tuple[str, str]:
    """A new session, with any that this browser still had ended; its token and party's kind."""
    with working(BOOT) as work:
        services.close_session(work, request.cookies.get(COOKIE, ""))
        token = services.open_session(work, user)
        who = services.who(work, token)
    return token, "" if who is None else who.organisation_kind


def _refused(typed: dict[str, str], user: UserAccount | None) -> ResponseReturnValue:
    # Written for unknown names as well: what is recorded must not tell the two apart by time.
    with working(BOOT) as work:
        services.note_refusal(work, "sign_in", "unknown" if user is None else f"user:{user.id}")
    refusal: Refusal = Unauthenticated("sign_in_failed")
    return _page(forms.refused(typed | {"password": ""}, refusal), 401)


def _page(form: forms.Form, status: int) -> ResponseReturnValue:
    mails = house().settings.smtp_url is not None
    return render_template("account/sign_in.html", form=form, mails=mails), status


def _renew_form_session() -> None:
    """Forms of an earlier visitor are worth nothing; the language stays."""
    language = session.get("lang")
    session.clear()
    if language is not None:
        session["lang"] = language


def _wanted(target: str) -> str | None:
    return target if _LOCAL.fullmatch(target) else None
