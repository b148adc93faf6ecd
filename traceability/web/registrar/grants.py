"""Granting a code from a paper file: the form, everything said back, then the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.area_codes import GrantSchema
from traceability.services import (
    area_codes,
    grant_warnings,
    registry_choices,
    registry_page,
    request_keys,
)
from traceability.services.area_codes import GrantRequest
from traceability.services.grant_warnings import Warnings
from traceability.services.registry_choices import GrantChoices
from traceability.services.registry_page import CodePage
from traceability.web import communes, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, signed_in, working
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = (
    *("raw", "scheme", "market", "effective_on", "valid_until", "decision_no", "authority"),
    *("reason", "holder", "crops", "name", "kind", "commune", "old_commune"),
    *("area", "productive_area", "trees", "colonies", "planted_year", "acting_reason"),
)


@registrar.route("/cap-ma", methods=["GET", "POST"])
def grant() -> ResponseReturnValue:
    """The form; then what was understood; with ``confirm=yes`` the record."""
    with looking() as view:
        choices, today = registry_choices.grant_choices(view, actor()), view.today
    if request.method == "GET":
        return _form(forms.fresh(_defaults(choices)), choices)
    values = _typed()
    if "edit" in request.form:
        return _form(forms.again(values), choices)
    try:
        asked = GrantSchema(today=today, spoken=True).read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _record(asked)
        return _understood(values, *_rehearse(asked))
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(values, choices, refusal)


def _defaults(choices: GrantChoices) -> dict[str, str]:
    """The commonest code; the officer's own office, and the commune where there is but one."""
    only = choices.communes[0].code if len(choices.communes) == 1 else ""
    return dict.fromkeys(FIELDS, "") | {
        "scheme": "vn_domestic",
        "market": "domestic",
        "kind": "orchard",
        "authority": signed_in().organisation,
        "commune": only,
    }


def _typed() -> dict[str, str]:
    return forms.typed(FIELDS) | {"crops": " ".join(request.form.getlist("crops"))}


def _rehearse(asked: GrantRequest) -> tuple[CodePage, Warnings]:
    """The page that the record would have, and what to look at before; rivals stand on the page."""
    with foreseeing() as work:
        made = area_codes.grant(work, asked)
        found = grant_warnings.before(work, work.actor, made.code, asked.raw)
        return registry_page.page(work, work.actor, made.code), replace(found, claims=())


def _understood(values: dict[str, str], page: CodePage, warnings: Warnings) -> str:
    return render_template(
        "registrar/grant_confirm.html", form=forms.again(values), page=page, warnings=warnings
    )


def _record(asked: GrantRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        made = area_codes.grant(work, asked)
        return {"code": made.code, "conflict": "yes" if made.conflict else ""}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"grant": asdict(asked)}, act)
    if outcome.result["conflict"]:
        flash(_("Đã ghi. Mã này đang có tranh chấp, cần quyết."), "done")
    else:
        flash(_("Đã cấp mã."), "done")
    return redirect(url_for(".code", code=outcome.result["code"]), 303)


def _form(form: Form, choices: GrantChoices, narrowed: Sequence[str] = ()) -> str:
    """The form; ``narrowed`` are the only new communes that the old one leaves."""
    left = [each for each in choices.communes if not narrowed or each.code in narrowed]
    return render_template(
        "registrar/grant.html", form=form, choices=choices, communes=left or choices.communes
    )


def _again(values: dict[str, str], choices: GrantChoices, refusal: Refusal) -> ResponseReturnValue:
    options = [fault.facts["options"] for fault in refusal.faults if "options" in fault.facts]
    form = forms.refused(values, communes.named(refusal))
    return _form(form, choices, options[0] if options else ()), status_of(refusal)
