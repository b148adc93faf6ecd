"""Signing in and out, and the language that a person reads."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from traceability.domain.access import Actor
from traceability.domain.errors import Fault, Refusal, Unauthenticated
from traceability.services import phones
from traceability.services import sign_in as services
from traceability.services.accounts import login_form
from traceability.services.seeding import BOOT
from traceability.store.models import UserAccount
from traceability.web import cookies, drafting, forms, languages, limits, onward
from traceability.web.account.blueprint import account
from traceability.web.devices import this_device
from traceability.web.errors import answer
from traceability.web.house import house, looking, working

_FIELDS = ("login", "password", "next", "remember")


@account.get("/dang-nhap", endpoint="sign_in")
def show() -> ResponseReturnValue:
    """The form; who is signed in goes home, who comes on a remembered phone to its PIN."""
    with looking() as view:
        who = services.who(view, cookies.session_token())
    if who is not None:
        return redirect(onward.home(who.organisation_kind), 303)
    wanted = request.args.get("next", "")
    if cookies.this_phone() is not None and "password" not in request.args:
        return redirect(url_for("account.pin", next=wanted or None))
    return page(forms.Form(dict.fromkeys(_FIELDS, "") | {"next": wanted}), 200)


def _account_typed() -> str:
    """The account as it is looked up, however it was typed."""
    typed = request.form.get("login", "")
    try:
        return login_form(typed)
    except Refusal:  # nobody is looked up; only the length of the key matters
        return typed[:100].casefold()


def _own_phone() -> str | None:
    """The remembered phone of the account that is typed: what others try does not count here."""
    phone = cookies.this_phone()
    owns = phone is not None and phone.login == _account_typed()
    return f"phone {phone.id}" if phone is not None and owns else None


def _network() -> str:
    return _own_phone() or limits.asking_network()


def login_and_network() -> str:
    """The account and the network, or the account's own remembered phone."""
    return _own_phone() or f"{_account_typed()}@{limits.asking_network()}"


@account.errorhandler(429)
def _too_many(_error: Exception) -> Response:
    if request.endpoint == "account.check":
        _sound_alarm()
    return answer(429, (Fault("too_many_tries"),))


@account.post("/dang-nhap")
@limits.limiter.limit(limits.SIGN_INS, key_func=_network, deduct_when=limits.only_refusals)
@limits.limiter.limit(
    limits.SIGN_INS_OF_ONE,
    key_func=login_and_network,
    deduct_when=limits.only_refusals,
)
def check() -> ResponseReturnValue:
    """Sign in. An unknown name and a wrong password are one answer, at one price."""
    typed = forms.typed(_FIELDS)
    with looking() as view:
        user = services.account_of(view, typed["login"])
    if not services.password_fits(user, typed["password"]) or user is None:
        return _refused(typed, user)
    try:
        token, who = _opened(user)
    except Unauthenticated:
        return _refused(typed, user)
    onward_to = wanted(who.actor, typed["next"])
    if typed["remember"] and phones.may_enrol(who.actor):
        return entered(token, url_for("account.remember", next=onward_to))
    return entered(token, onward_to or onward.home(who.organisation_kind))


def wanted(who: Actor, target: str) -> str | None:
    """Where somebody who signed in goes on to, with the form that the sign-in carried kept."""
    place = onward.local(target)
    return drafting.keep_carried(who, place) if place and drafting.carried_on() else place


def entered(token: str, place: str) -> BaseResponse:
    """On to a page with a new session; forms of an earlier visitor are worth nothing."""
    _renew_form_session()
    response = redirect(place, 303)
    cookies.keep(response, cookies.SESSION, token)
    return response


@account.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session; the cookie is worth nothing from now on.

    The browser lets go of the pages that it kept to go back to: on a shared phone the next person
    sees none of them.
    """
    with working() as work:
        services.close_session(work, cookies.session_token())
    _renew_form_session()
    response = redirect(url_for("account.sign_in"), 303)
    cookies.drop(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@account.post("/ngon-ngu")
def choose_language() -> ResponseReturnValue:
    """Keep the language for this browser, and go back to the page it was chosen on."""
    chosen = request.form.get("lang", "")
    if chosen in languages.SIGNED_IN:
        session["lang"] = chosen
    return redirect(onward.local(request.form.get("next", "")) or url_for("account.sign_in"), 303)


def _opened(user: UserAccount) -> tuple[str, services.SignedIn]:
    """A new session, with any that this browser still had ended; its token and who is in."""
    with working(BOOT) as work:
        services.close_session(work, cookies.session_token())
        token = services.open_session(work, user, this_device())
        who = services.who(work, token)
    if who is None:
        raise Unauthenticated("sign_in_failed")
    return token, who


def _refused(typed: dict[str, str], user: UserAccount | None) -> ResponseReturnValue:
    # Written for unknown names as well: what is recorded must not tell the two apart by time.
    with working(BOOT) as work:
        services.note_refusal(work, "sign_in", "unknown" if user is None else f"user:{user.id}")
    _sound_alarm()
    refusal: Refusal = Unauthenticated("sign_in_failed")
    return page(forms.refused(typed | {"password": ""}, refusal), 401)


def _sound_alarm() -> None:
    """Leave an alarm where one account is refused again and again, wherever that comes from."""
    account = _account_typed()
    if not limits.rings(account):
        return
    with looking() as view:
        user = services.account_of(view, account)
    with working(BOOT) as work:
        thing = "unknown" if user is None else f"user:{user.id}"
        services.note_refusal(work, "sign_in_hammered", thing)


def page(form: forms.Form, status: int) -> ResponseReturnValue:
    """The sign-in page."""
    return render_template(
        "account/sign_in.html",
        form=form,
        remembered=cookies.this_phone() is not None,
        mails=house().settings.smtp_url is not None,
    ), status


def _renew_form_session() -> None:
    """Forms of an earlier visitor are worth nothing; the language stays."""
    language = session.get("lang")
    session.clear()
    if language is not None:
        session["lang"] = language
