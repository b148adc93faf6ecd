"""The way back in on a remembered phone: its person's name, and six digits."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from traceability.domain.errors import Invalid, Refusal, Unauthenticated
from traceability.services import phones, sign_in
from traceability.services.phones import Entered, Remembered
from traceability.services.seeding import BOOT
from traceability.web import cookies, errors, forms, onward
from traceability.web.account import sign_in as door
from traceability.web.account.blueprint import account
from traceability.web.devices import this_device
from traceability.web.errors import status_of
from traceability.web.house import looking, working


@account.get("/ma-pin")
def pin() -> ResponseReturnValue:
    """The PIN page; where nobody is remembered the sign-in, where somebody is in, home."""
    with looking() as view:
        who = sign_in.who(view, cookies.session_token())
    wanted = request.args.get("next", "")
    if who is not None:
        return redirect(onward.local(wanted) or onward.home(who.organisation_kind), 303)
    phone = cookies.this_phone()
    if phone is None:
        return redirect(url_for("account.sign_in", next=wanted or None))
    return _page(phone, forms.Form({"pin": "", "next": wanted}), 200)


@account.post("/ma-pin")
def enter_pin() -> ResponseReturnValue:
    """Open a session for the right PIN. No network and no name is counted, only this phone."""
    phone, typed = cookies.this_phone(), forms.typed(("pin", "next"))
    if phone is None:
        return _forgotten(typed["next"])
    try:
        fits = phones.pin_fits(phone, typed["pin"])
        found, who = _entered(phone, fits)
    except Invalid as refusal:
        return _page(phone, _again(typed, refusal), status_of(refusal))
    except Unauthenticated:
        return _forgotten(typed["next"])
    if found.token is not None and who is not None:
        place = door.wanted(who.actor, typed["next"])
        return door.entered(found.token, place or onward.home(who.organisation_kind))
    if not found.tries_left:
        return _forgotten(typed["next"])
    wrong = Unauthenticated("pin_wrong", "pin", left=found.tries_left)
    return _page(phone, _again(typed, wrong), 401)


@account.errorhandler(CSRFError)
def _stale(error: CSRFError) -> ResponseReturnValue:
    """The page was open too long, as after a night: it is shown afresh, and no try was spent."""
    phone = cookies.this_phone()
    if request.endpoint != "account.enter_pin" or phone is None:
        return errors.stale(error)
    form = forms.refused(forms.typed(("next",)) | {"pin": ""}, Invalid("csrf"))
    return _page(phone, form, 400)


def _entered(phone: Remembered, fits: bool) -> tuple[Entered, sign_in.SignedIn | None]:
    """What the PIN opens, with any session that this browser still had ended."""
    with working(BOOT) as work:
        found = phones.enter(work, phone, fits, this_device())
        if found.token is None:
            return found, None
        sign_in.close_session(work, cookies.session_token())
        return found, sign_in.who(work, found.token)


def _again(typed: dict[str, str], refusal: Refusal) -> forms.Form:
    return forms.refused(typed | {"pin": ""}, refusal)


def _forgotten(wanted: str) -> Response:
    """The phone is remembered no more: the password it is, and the cookie goes."""
    values = {"login": "", "password": "", "next": wanted, "remember": ""}
    form = forms.refused(values, Unauthenticated("phone_forgotten"))
    cookies.forget_phone()
    response = make_response(door.page(form, 401))
    cookies.drop(response, cookies.PHONE)
    return response


def _page(phone: Remembered, form: forms.Form, status: int) -> ResponseReturnValue:
    return render_template("account/pin.html", phone=phone, form=form), status
