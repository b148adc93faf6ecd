"""One's own password: given once more for what a PIN does not open, and changed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Fault, Invalid
from traceability.services import my_account
from traceability.web import cookies, forms, onward, send_again, step_up
from traceability.web.account.blueprint import account
from traceability.web.errors import status_of
from traceability.web.house import actor, looking, signed_in, working
from traceability.web.tongues import gettext as _

_FIELDS = ("old_password", "password", "password_again")


@account.route("/tai-khoan/xac-nhan", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """Ask for the password, and go on to the page that asked for it."""
    values = {"next": request.values.get("next", ""), send_again.CONFIRMED: ""}
    if request.method == "GET":
        return _confirm_page(forms.Form(values), 200)
    fault = step_up.refused(signed_in(), request.form.get(send_again.CONFIRMED, ""))
    if fault is not None:
        form = forms.refused(values, Invalid.of((fault,)))
        return _confirm_page(form, step_up.status_of(fault))
    return redirect(onward.local(values["next"]) or url_for("account.me"), 303)


@account.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """The form of a new password; sent, every other session and every phone ends."""
    blank = dict.fromkeys(_FIELDS, "")
    if request.method == "GET":
        return _change_page(forms.Form(blank), 200)
    try:
        fault = _change(forms.typed(_FIELDS))
    except Invalid as refusal:
        return _change_page(forms.refused(blank, refusal), status_of(refusal))
    if fault is not None:
        form = forms.refused(blank, Invalid.of((fault,)))
        return _change_page(form, step_up.status_of(fault))
    flash(_("Đã đổi mật khẩu. Các phiên khác và các máy đã nhớ đều đã kết thúc."), "done")
    response = redirect(url_for("account.me"), 303)
    cookies.drop(response, cookies.PHONE)
    return response


def _change(typed: dict[str, str]) -> Fault | None:
    """Change it; what is wrong with the old one comes back, what is with the new one is raised."""
    with looking() as view:
        checked = my_account.account(view, actor())
    fault = step_up.refused(signed_in(), typed["old_password"], at="old_password")
    if fault is not None:
        return fault
    hashed = my_account.new_hash(typed["password"], typed["password_again"])
    with working() as work:
        my_account.change_password(work, checked, hashed, cookies.session_token())
    return None


def _confirm_page(form: forms.Form, status: int) -> ResponseReturnValue:
    page = render_template("account/confirm.html", form=form, field_name=send_again.CONFIRMED)
    return page, status


def _change_page(form: forms.Form, status: int) -> ResponseReturnValue:
    return render_template("account/change_password.html", form=form), status
