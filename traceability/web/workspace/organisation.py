"""The cooperative's own details: typed, said back with the commune as understood, then kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.organisations import OrganisationSchema
from traceability.services import organisations
from traceability.services.organisations import FIELDS, Details, DetailsRequest
from traceability.services.request_keys import once
from traceability.web import communes, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import settled_at

_FIELDS = (
    *("name", "business_id", "address", "commune", "commune_choice", "old_commune"),
    *("representative", "phone", "email", "website", "version"),
)
_CHANGED = "organisation_changed"


@workspace.route("/don-vi", methods=["GET", "POST"])
def organisation() -> ResponseReturnValue:
    """The form; then what was understood; with ``confirm=yes`` the record."""
    with looking() as view:
        known = organisations.details(view, actor())
    if request.method == "GET":
        return _form(forms.fresh(_standing(known)), known)
    values = forms.typed(_FIELDS)
    if "edit" in request.form:
        return _form(forms.again(values), known)
    try:
        asked = OrganisationSchema(spoken=True).read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _record(asked)
        return _understood(values, asked, known)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _again(values, known, refusal)


def _standing(known: Details) -> dict[str, str]:
    values = {field: known.values.get(field, "") for field in FIELDS}
    commune = communes.line(known.commune, known.old_commune, "vi")
    version = str(known.version)
    return dict.fromkeys(_FIELDS, "") | values | {"commune": commune, "version": version}


def _understood(values: dict[str, str], asked: DetailsRequest, known: Details) -> str:
    """What will be kept, after the act itself has judged it."""
    with foreseeing() as work:
        organisations.revise(work, asked)
    named = {field: asked.private.get(field, "") for field in ("name", "address")}
    stood = {field: known.values.get(field, "") for field in named}
    moved = (asked.commune, asked.old_commune) != (known.commune, known.old_commune)
    return render_template(
        "workspace/organisation_confirm.html",
        form=forms.again(values),
        asked=asked,
        where=communes.line(asked.commune, asked.old_commune),
        before=communes.before(asked.commune, asked.old_commune),
        labels=known.labels if named != stood or moved else 0,
    )


def _record(asked: DetailsRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"version": str(organisations.revise(work, asked))}

    with working() as work:
        key = request.form.get("request_key", "")
        once(work, key, {"do": "organisation", **asdict(asked)}, act)
    flash(_("Đã lưu thông tin đơn vị."), "done")
    return redirect(settled_at("workspace.organisation"), 303)


def _again(values: dict[str, str], known: Details, refusal: Refusal) -> ResponseReturnValue:
    changed = refusal.code == _CHANGED
    if changed:
        # Who saves again after reading what somebody else wrote means the newest version.
        values = values | {"version": str(known.version)}
    form = forms.refused(values, refusal)
    page = _form(form, known, options=communes.options(refusal), changed=changed)
    return page, status_of(refusal)


def _form(form: Form, known: Details, **more: Any) -> str:
    return render_template(
        "workspace/organisation.html",
        form=form,
        known=known,
        where=communes.line(known.commune, known.old_commune),
        offered=communes.offered(),
        **{"options": [], "changed": False, **more},
    )
