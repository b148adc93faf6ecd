"""A new password by a one-time link, and asking for such a link by mail."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.contacts import email_form
from traceability.domain.errors import Gone, Invalid, NotFound, Refusal
from traceability.schemas.entrances import NewPasswordSchema
from traceability.services import accounts, resets
from traceability.services.outbox import Letter
from traceability.services.seeding import BOOT
from traceability.web import forms, limits
from traceability.web.account.blueprint import account
from traceability.web.account.sign_in import login_and_network
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import house, looking, working
from traceability.web.tongues import gettext as _


@account.get("/mat-khau-moi/<token>")
@limits.limiter.limit(limits.DEAD_LINKS, deduct_when=limits.only_dead_links)
def new_password(token: str) -> ResponseReturnValue:
    """The form for the new password; a link that is over says so."""
    with looking() as view:
        resets.usable(view, token)
    return _new_password(token, Form({"password": ""}))


@account.post("/mat-khau-moi/<token>")
@limits.limiter.limit(limits.DEAD_LINKS, deduct_when=limits.only_dead_links)
def set_password(token: str) -> ResponseReturnValue:
    """Use the link up; whoever was signed in under that account is not any more."""
    with looking() as view:
        resets.usable(view, token)
    try:
        read = NewPasswordSchema(spoken=True).read(forms.typed(("password",)))
        hashed = accounts.new_hash(read["password"])
        with working(BOOT) as work:
            resets.set_password(work, token, hashed)
    except (NotFound, Gone):
        raise
    except Refusal as refusal:
        return _new_password(token, forms.refused({"password": ""}, refusal)), status_of(refusal)
    flash(_("Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu đó."), "done")
    return redirect(url_for("account.sign_in"), 303)


@account.get("/quen-mat-khau")
def forgotten() -> ResponseReturnValue:
    """The form for those who forgot their password; there is none where no mail can be sent."""
    _refuse_without_mail()
    return render_template("account/forgotten.html", form=Form({"login": ""}), asked=False)


@account.post("/quen-mat-khau")
@limits.limiter.limit(limits.RESETS_ASKED)
@limits.limiter.limit(limits.RESETS_ASKED_OF_ONE, key_func=login_and_network)
def ask_new_password() -> ResponseReturnValue:
    """Say that a mail is on its way, whoever was asked for; the job process looks who it is."""
    _refuse_without_mail()
    typed = forms.typed(("login",))
    address = email_form(typed["login"])
    if address is None:
        form = forms.refused(typed, Invalid("email_needed", "login"))
        return render_template("account/forgotten.html", form=form, asked=False), 422
    with working(BOOT) as work:
        resets.ask(work, _letter(address))
    return render_template("account/forgotten.html", form=Form(typed), asked=True)


def _letter(address: str) -> Letter:
    path = url_for("account.new_password", token="TOKEN").replace("TOKEN", resets.PLACE)  # noqa: S106
    body = render_template("mail/new_password.txt", url=house().settings.public_url + path)
    return Letter(address, _("Đặt mật khẩu mới"), body)


def _new_password(token: str, form: Form) -> str:
    return render_template("account/new_password.html", form=form, token=token)


def _refuse_without_mail() -> None:
    if house().settings.smtp_url is None:
        abort(404)
