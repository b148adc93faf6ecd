"""Phones that are remembered: enrolling this one, and those of an organisation's members."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Invalid
from traceability.services import my_account, phones
from traceability.services.phones import LIFE, NewPhone
from traceability.web import cookies, forms, onward
from traceability.web.account.blueprint import account
from traceability.web.devices import in_words, this_device
from traceability.web.errors import status_of
from traceability.web.house import actor, looking, signed_in, working
from traceability.web.tongues import gettext as _

_FIELDS = ("pin", "pin_again", "next")


@account.route("/tai-khoan/nho-may", methods=["GET", "POST"])
def remember() -> ResponseReturnValue:
    """The form of a PIN; sent, this browser is remembered for 30 days."""
    phones.check_may_enrol(actor())
    if request.method == "GET":
        values = dict.fromkeys(_FIELDS, "") | {"next": request.args.get("next", "")}
        return _page(forms.Form(values), 200)
    typed = forms.typed(_FIELDS)
    try:
        made = _enrolled(typed)
    except Invalid as refusal:
        form = forms.refused(typed | {"pin": "", "pin_again": ""}, refusal)
        return _page(form, status_of(refusal))
    flash(_("Đã nhớ máy này. Lần sau chỉ cần gõ mã PIN."), "done")
    response = redirect(onward.local(typed["next"]) or url_for("account.me"), 303)
    cookies.keep(response, cookies.PHONE, made.token, LIFE)
    return response


@account.get("/may-da-nho")
def members_phones() -> ResponseReturnValue:
    """The phones of the organisation's members, for who manages them."""
    with looking() as view:
        found = phones.of_organisation(view, actor(), cookies.phone_token())
    records = phones.may_enrol(actor())
    return render_template("account/phones.html", found=found, device=in_words, records=records)


@account.post("/may-da-nho/<handle>/ket-thuc")
def end_members_phone(handle: str) -> ResponseReturnValue:
    """End a member's phone, and what the member has open here."""
    with working() as work:
        phones.end_of_member(work, handle)
    flash(_("Máy đó không còn được nhớ. Người đó đăng nhập lại bằng mật khẩu."), "done")
    return redirect(url_for("account.members_phones"), 303)


def _enrolled(typed: dict[str, str]) -> NewPhone:
    with looking() as view:
        login = my_account.account(view, actor()).login
    made = phones.prepare(login, typed["pin"], typed["pin_again"])
    with working() as work:
        phones.enrol(work, cookies.session_token(), made, this_device(), cookies.phone_token())
    return made


def _page(form: forms.Form, status: int) -> ResponseReturnValue:
    known = cookies.this_phone()
    page = render_template(
        "account/remember.html",
        form=form,
        device=in_words(this_device()),
        replaces=known,
        organisation=signed_in().organisation,
    )
    return page, status
