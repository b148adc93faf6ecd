"""The households of a cooperative: the list, one of them, entering, changing and erasing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.domain.errors import Conflict, Invalid, Refusal
from traceability.domain.phones import spaced_phone
from traceability.schemas.households import EditSchema, HouseholdSchema
from traceability.services import erasures, household_views, households, registry_choices
from traceability.services.household_views import Answer, HouseholdPage
from traceability.services.request_keys import Sealed, once, once_sealed
from traceability.web import communes, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.paging import page_asked
from traceability.web.tongues import gettext as _
from traceability.web.workspace import household_words as words
from traceability.web.workspace.blueprint import workspace

FIELDS = ("name", "phone", "address", "standing", "commune", "old_commune", "note")


@workspace.get("/ho", endpoint="households")
def listed() -> ResponseReturnValue:
    """The households, searched and filtered in the URL."""
    query, asked = request.args.get("q", "")[:100], request.args.get("tra-loi")
    answer = asked if asked in set(Answer) else None
    with looking() as view:
        found = household_views.listed(view, actor(), query, answer, page_asked())
    return render_template(
        "workspace/households.html",
        found=found,
        query=query,
        answer=answer,
        page=page_asked(),
        words=words,
    )


@workspace.get("/ho/<code>", endpoint="household")
def one(code: str) -> ResponseReturnValue:
    """One household."""
    with looking() as view:
        found = household_views.shown(view, actor(), code)
    erases = may(actor(), Action.ERASE_HOUSEHOLD, Thing(holder=actor().party))
    return render_template("workspace/household.html", found=found, erases=erases, words=words)


@workspace.route("/ho/moi", methods=["GET", "POST"], endpoint="new_household")
def new() -> ResponseReturnValue:
    """The form of a household; ``again`` leads to the next one."""
    if request.method == "GET":
        return _form(forms.fresh(dict.fromkeys(FIELDS, "") | {"standing": "member"}))
    values = forms.typed(FIELDS)
    try:
        number = _add(values)
    except (Conflict, Invalid) as refusal:
        return _again(values, refusal)
    flash(_("Đã lưu. Hộ này mang số %(number)s.", number=number), "done")
    following = "new_household" if "again" in request.form else "households"
    return redirect(url_for(f"workspace.{following}"), 303)


@workspace.route("/ho/<code>/sua", methods=["GET", "POST"], endpoint="edit_household")
def edit(code: str) -> ResponseReturnValue:
    """The form with what stands there."""
    with looking() as view:
        households.standing_one(view, actor(), code, Action.EDIT_HOUSEHOLD)
        found = household_views.shown(view, actor(), code)
    if request.method == "GET":
        return _form(forms.fresh(_values(found)), found)
    values = forms.typed((*FIELDS, "revision"))
    try:
        _revise(code, values)
    except (Conflict, Invalid) as refusal:
        return _again(values, refusal, found)
    flash(_("Đã lưu."), "done")
    return redirect(url_for("workspace.household", code=code), 303)


@workspace.route("/ho/<code>/xoa", methods=["GET", "POST"], endpoint="erase_household")
def erase(code: str) -> ResponseReturnValue:
    """What erasing does, and then the deed."""
    with looking() as view:
        households.known(view, actor(), code, Action.ERASE_HOUSEHOLD)
        found = household_views.shown(view, actor(), code)
    if request.method == "GET":
        return render_template("workspace/household_erase.html", found=found, key=forms.new_key())
    with working() as work:
        key = request.form.get("request_key", "")
        body = {"do": "erase", "household": code}
        outcome = once(work, key, body, lambda: {"number": erasures.erase(work, code).number})
    text = _("Đã xóa thông tin riêng của hộ %(number)s.", number=outcome.result["number"])
    flash(text, "done")
    return redirect(url_for("workspace.households"), 303)


def _add(values: Mapping[str, str]) -> str:
    asked = HouseholdSchema(spoken=True).read(values)["asked"]
    with working() as work:

        def act() -> Sealed:
            made = households.add(work, asked, anyway="anyway" in request.form)
            return Sealed(
                {"household": made.code, "number": households.number_text(made)}, [made.code]
            )

        key = request.form.get("request_key", "")
        return once_sealed(work, key, {"household": asdict(asked)}, act).result["number"]


def _revise(code: str, values: Mapping[str, str]) -> None:
    read = EditSchema(spoken=True).read(values)
    asked, revision = read["asked"], read["revision"]
    with working() as work:

        def act() -> Sealed:
            anyway = "anyway" in request.form
            households.revise(work, code, asked, revision, anyway=anyway)
            return Sealed({"household": code}, [code])

        body = {"revise": code, "household": asdict(asked), "revision": revision}
        once_sealed(work, request.form.get("request_key", ""), body, act)


def _values(found: HouseholdPage) -> dict[str, str]:
    asked = asdict(found.asked)
    values = {name: asked[name] or "" for name in FIELDS}
    return values | {"phone": spaced_phone(values["phone"]), "revision": str(found.revision)}


def _again(
    values: dict[str, str], refusal: Refusal, found: HouseholdPage | None = None
) -> ResponseReturnValue:
    refusal = communes.named(refusal)
    if refusal.code == "household_changed" and found is not None:
        values = {**values, "revision": str(found.revision)}
    page = _form(forms.refused(values, refusal), found, refusal.code)
    return page, status_of(refusal)


def _form(form: Form, found: HouseholdPage | None = None, refused: str = "") -> str:
    with looking() as view:
        households.tenant_of(view, actor(), Action.EDIT_HOUSEHOLD)
        new, old = registry_choices.every_commune(view)
    return render_template(
        "workspace/household_form.html",
        form=form,
        found=found,
        refused=refused,
        communes=words.commune_options(new),
        old_communes=words.commune_options(old),
        words=words,
    )
