"""A person's own page: who one is, where one belongs, what is signed in, which phones remember."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.services import my_account, phones, sessions
from traceability.web import cookies
from traceability.web.account.blueprint import account
from traceability.web.devices import in_words
from traceability.web.house import actor, looking, working
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _


@account.get("/tai-khoan")
def me() -> ResponseReturnValue:
    """The page, with a button beside each session and phone that ends it."""
    with looking() as view:
        found = my_account.mine(view, actor(), cookies.session_token(), cookies.phone_token())
    manages = may(actor(), Action.MANAGE_MEMBERS, Thing(holder=actor().party))
    records = phones.may_enrol(actor())
    return render_template(
        "account/me.html", mine=found, manages=manages, records=records, device=in_words
    )


@account.post("/tai-khoan/phien/<handle>/ket-thuc")
def end_session(handle: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    with working() as work:
        sessions.end(work, handle)
    flash(_("Đã kết thúc phiên đó."), "done")
    return redirect(url_for("account.me"), 303)


@account.post("/tai-khoan/phien/ket-thuc-het")
def end_other_sessions() -> ResponseReturnValue:
    """End every session of one's own but this one."""
    with working() as work:
        count = sessions.end_others(work, cookies.session_token())
    flash(
        ngettext("Đã kết thúc %(num)s phiên khác.", "Đã kết thúc %(num)s phiên khác.", count),
        "done",
    )
    return redirect(url_for("account.me"), 303)


@account.post("/tai-khoan/may/<handle>/ket-thuc")
def end_phone(handle: str) -> ResponseReturnValue:
    """End one of one's own phones; its PIN opens nothing from now on."""
    with working() as work:
        phones.end_mine(work, handle)
    flash(_("Máy đó không còn được nhớ; lần sau cần mật khẩu."), "done")
    return redirect(url_for("account.me"), 303)
