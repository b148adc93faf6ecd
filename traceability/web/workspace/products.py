"""The cooperative's own products and growing-area codes, and renaming a product."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from traceability.domain.access import Action, Thing, may
from traceability.domain.errors import Conflict, Denied, NotFound, Refusal
from traceability.schemas.products import NameSchema
from traceability.services import area_views, product_names, product_views
from traceability.services.request_keys import once
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("name_vi", "name_en", "revision")


@workspace.get("/san-pham")
def products() -> ResponseReturnValue:
    """The products as they stand now."""
    with looking() as view:
        found = product_views.listed(view, actor())
    edits = may(actor(), Action.EDIT_PRODUCT, Thing(holder=actor().party))
    return render_template("workspace/products.html", found=found, edits=edits)


@workspace.get("/vung-trong")
def areas() -> ResponseReturnValue:
    """The growing-area codes that the cooperative holds."""
    with looking() as view:
        found = area_views.listed(view, actor())
    edits = may(actor(), Action.EDIT_PLACE, Thing(holder=actor().party))
    return render_template("workspace/areas.html", found=found, edits=edits, words=wording)


@workspace.route("/san-pham/<code>/sua", methods=["GET", "POST"])
def edit_product(code: str) -> ResponseReturnValue:
    """The form that renames a product; lots packed before keep their name."""
    if request.method == "GET":
        return _page(code, None)
    values = forms.typed(_FIELDS)
    try:
        _rename(code, values)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal)
        return _page(code, form, refusal), status_of(refusal)
    flash(_("Đã lưu tên mới. Lô đóng gói từ giờ mang tên này."), "done")
    return redirect(url_for("workspace.products"), 303)


def _rename(code: str, values: dict[str, str]) -> None:
    asked = NameSchema(spoken=True).read({**values, "product": code})["asked"]
    with working() as work:
        once(
            work,
            request.form.get("request_key", ""),
            {"do": "rename", **asdict(asked)},
            lambda: {"product": code, "revision": str(product_names.rename(work, asked))},
        )


def _page(code: str, form: Form | None, refusal: Refusal | None = None) -> str:
    with looking() as view:
        known = product_views.editable(view, actor(), code)
    line = known.line
    stands = {"name_vi": line.name_vi, "name_en": line.name_en or ""}
    shown = form or forms.fresh({**stands, "revision": str(line.revision)})
    # Who saves again after reading what somebody else wrote means the newest revision.
    changed = isinstance(refusal, Conflict) and refusal.code == "product_changed"
    return render_template(
        "workspace/product_edit.html",
        known=known,
        form=shown,
        revision=line.revision if changed else shown.values["revision"],
        changed=changed,
    )
