"""Who may use one's code and who did: given with a password, taken back, seen at any time."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.code_authorizations import AuthorizationSchema, WithdrawalSchema
from traceability.services import code_authorizations, code_use_views, lent_codes
from traceability.services.code_authorizations import AuthorizationRequest
from traceability.services.code_use_views import CodeUses
from traceability.services.request_keys import once
from traceability.web import attachments, authorization_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("grantee", "crop", "cap", "unit", "from_on", "to_on")


@workspace.get("/vung-trong/ma/<code>/ai-dung")
def code_uses(code: str) -> ResponseReturnValue:
    """Who may use a code of one's own, and every harvest that did."""
    with looking() as view:
        found = code_use_views.page(view, actor(), code)
    return _page("workspace/code_uses.html", found=found)


@workspace.get("/ma-duoc-dung", endpoint="lent_codes")
def lent() -> ResponseReturnValue:
    """The codes of others that one may use."""
    with looking() as view:
        found = lent_codes.listed(view, actor())
    return _page("workspace/lent_codes.html", found=found)


@workspace.route("/vung-trong/ma/<code>/uy-quyen", methods=["GET", "POST"])
def give_authorization(code: str) -> ResponseReturnValue:
    """The form; then what was understood; with ``confirm=yes`` the record."""
    with looking() as view:
        found, today = code_use_views.page(view, actor(), code), view.today
    if not found.gives:
        raise Denied
    if request.method == "GET":
        return _form(forms.fresh(_defaults(found, format_day(today))), found)
    values = forms.typed(_FIELDS)
    if "edit" in request.form:
        return _form(forms.again(values), found)
    try:
        schema = AuthorizationSchema(today=today, spoken=True)
        asked: AuthorizationRequest = schema.read(values | {"area_code": code})["asked"]
        if request.form.get("confirm") == "yes":
            return _give(values, asked, found)
        return _understood(forms.again(values), asked, found)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _form(forms.refused(values, refusal), found), status_of(refusal)


@workspace.route("/uy-quyen/<code>/rut", methods=["GET", "POST"])
def withdraw_authorization(code: str) -> ResponseReturnValue:
    """Ask for the last day, and take the permission back."""
    with looking() as view:
        found = code_use_views.permission(view, actor(), code)
        today = view.today
    values = {"last_on": format_day(today)}
    if request.method == "GET":
        return _page("workspace/withdraw.html", form=forms.fresh(values), found=found)
    values = forms.typed(("last_on",))
    try:
        last_on = WithdrawalSchema(today=today, spoken=True).read(values)["last_on"]
        with working() as work:

            def act() -> dict[str, str]:
                code_authorizations.withdraw(work, code, last_on)
                return {"authorization": code}

            body = {"do": "withdraw", "authorization": code, "last_on": last_on}
            once(work, request.form.get("request_key", ""), body, act)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal)
        page = _page("workspace/withdraw.html", form=form, found=found)
        return page, status_of(refusal)
    flash(_("Đã rút ủy quyền của %(grantee)s.", grantee=found.line.grantee), "done")
    return redirect(url_for("workspace.code_uses", code=found.code), 303)


@workspace.get("/uy-quyen/<code>/giay/<number>")
def authorization_paper(code: str, number: str) -> ResponseReturnValue:
    """A paper of a permission, for who gave it and for whom it was given."""
    return attachments.served(
        lambda view, at: code_authorizations.paper(view, actor(), code, at), number, "uy-quyen"
    )


def _defaults(found: CodeUses, today: str) -> dict[str, str]:
    only = found.crops[0].code if len(found.crops) == 1 else ""
    litres = bool(found.crops) and all(crop.unit == "ml" for crop in found.crops)
    unit = "lít" if litres else "tấn"
    return dict.fromkeys(_FIELDS, "") | {"crop": only, "unit": unit, "from_on": today}


def _understood(
    form: Form, asked: AuthorizationRequest, found: CodeUses, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """Whom it was understood for and on what terms, after the act itself has judged it."""
    with foreseeing() as work:
        given = code_authorizations.give(work, asked)
    page = _page(
        "workspace/give_authorization_confirm.html",
        form=form,
        asked=asked,
        given=given,
        found=found,
        crop=next((c for c in found.crops if c.code == asked.crop), found.crops[0]),
        carried={name: form.values[name] for name in _FIELDS},
    )
    return page, 200 if refusal is None else status_of(refusal)


def _give(
    values: dict[str, str], asked: AuthorizationRequest, found: CodeUses
) -> ResponseReturnValue:
    try:
        # Before the unit of work: nobody waits to write while a scan is decoded.
        papers = attachments.prepared("paper")
    except Refusal as refusal:
        form = forms.refused(values | {"paper": ""}, refusal)
        return _understood(form, asked, found, refusal)
    body = {"do": "authorize", **dataclasses.asdict(asked), "papers": attachments.digests(papers)}
    with working() as work:

        def act() -> dict[str, str]:
            full = dataclasses.replace(asked, papers=papers)
            return {"authorization": code_authorizations.give(work, full).code}

        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã cho dùng mã %(code)s.", code=found.raw), "done")
    return redirect(url_for("workspace.code_uses", code=found.code), 303)


def _form(form: Form, found: CodeUses) -> str:
    return _page("workspace/give_authorization.html", form=form, found=found)


def _page(template: str, **more: Any) -> str:
    return render_template(template, words=wording, said=authorization_words, **more)
