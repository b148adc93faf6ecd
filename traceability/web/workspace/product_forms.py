"""Entering a product, and revising it: one form, the essentials first, the rest in folds."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.balance import Basis
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.domain.quantity import Quantity, format_number, input_form
from traceability.schemas.products import MOST_FORMATS, PHOTO, ProductSchema
from traceability.services import product_edits, product_photos, product_views
from traceability.services.product_edits import PICTURES, ProductRequest
from traceability.services.product_views import CropChoice, ProductPage
from traceability.services.request_keys import Outcome, once
from traceability.store.unit import Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import product_words
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import settled_at

#: The folds of the form, each with at most five fields; what stands in none is always seen.
FOLDS: Mapping[str, tuple[str, ...]] = {
    "picture": ("picture", "photo"),
    "origin": ("brand", "origin", "ingredients", "shelf_life_days", "standard"),
    "usage": ("usage", "storage", "warnings"),
    "names": ("name_en", "name_zh", "gtin"),
}
_APART = ("revision", "gtin_seen", "same_name")
_FIELDS = ("name_vi", "crop", *(name for fold in FOLDS.values() for name in fold), *_APART)
_PARTS = ("name", "basis", "net", "unit")
_STANDS_AT = {"formats": "formats.1.name"}
#: Rows for pack formats that the form shows at least.
_ROWS = 2


@workspace.route("/san-pham/moi", methods=["GET", "POST"])
def new_product() -> ResponseReturnValue:
    """The form of a new product: name, crop and one pack format are enough."""
    if request.method == "GET":
        return _page(None, None)
    values = _typed()
    try:
        outcome = _once(None, values, _add)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(None, _refused(values, refusal), refusal), status_of(refusal)
    flash(_("Đã thêm sản phẩm. Giờ đóng gói được rồi."), "done")
    return redirect(settled_at("workspace.product", code=outcome.result["product"]), 303)


@workspace.route("/san-pham/<code>/sua", methods=["GET", "POST"])
def edit_product(code: str) -> ResponseReturnValue:
    """The form that revises a product; lots packed before keep what they were packed under."""
    if request.method == "GET":
        return _page(code, None)
    values = _typed()
    try:
        outcome = _once(code, values, lambda work, asked: _change(work, code, asked))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(code, _refused(values, refusal), refusal), status_of(refusal)
    flash(_said(code, outcome.result), "done")
    return redirect(url_for("workspace.product", code=code), 303)


def _add(work: Work, asked: ProductRequest) -> dict[str, str]:
    return {"product": product_edits.add(work, asked).code}


def _change(work: Work, code: str, asked: ProductRequest) -> dict[str, str]:
    done = product_edits.change(work, code, asked)
    what = "revised" if done.revised else "gtin" if done.gtin_changed else "nothing"
    return {"product": code, "revision": str(done.revision), "what": what}


def _said(code: str, done: Mapping[str, str]) -> str:
    """What an edit did, and how much keeps what stood before."""
    if done["what"] == "nothing":
        return str(_("Không có gì khác, nên không ghi bản mới."))
    if done["what"] == "gtin":
        return str(_("Đã lưu mã GTIN. Nội dung khác giữ nguyên."))
    with looking() as view:
        older = product_views.shown(view, actor(), code).older
    saved = _("Đã lưu bản %(revision)s.", revision=done["revision"])
    return f"{saved} {keeping(older.lots, older.runs)}"


def keeping(lots: int, runs: int) -> str:
    """How many lots and print runs keep the old text."""
    if not lots:
        return str(_("Chưa lô nào dùng bản cũ."))
    spelled = format_number(lots, language()), format_number(runs, language())
    if not runs:
        alone = ngettext(
            "%(lots)s lô giữ bản cũ.", "%(lots)s lô giữ bản cũ.", lots, lots=spelled[0]
        )
        return str(alone)
    both = ngettext(
        "%(lots)s lô và %(runs)s đợt tem đã in giữ bản cũ.",
        "%(lots)s lô và %(runs)s đợt tem đã in giữ bản cũ.",
        lots,
        lots=spelled[0],
        runs=spelled[1],
    )
    return str(both)


def _kept(known: ProductPage | None) -> str | None:
    """What would keep the old text, where anything would."""
    packed = None if known is None else known.packed
    return keeping(packed.lots, packed.runs) if packed is not None and packed.lots else None


def _once(
    code: str | None,
    values: Mapping[str, str],
    act: Callable[[Work, ProductRequest], dict[str, str]],
) -> Outcome:
    sent = request.files.get("photo")
    photo = None if sent is None or not sent.filename else sent.read()
    asked = ProductSchema(spoken=True).read(_split(values))["asked"]
    what = "product" if code is None else f"product {code}"
    body = {"do": what, "asked": dataclasses.asdict(asked)}
    if photo is not None:
        # The right first, as decoding is dear; then outside the unit of work, so that nobody waits.
        _require_right(code)
        prepared = product_photos.prepare(photo, house().settings.files)
        content = dataclasses.replace(asked.content, photo=prepared, picture=None)
        asked = dataclasses.replace(asked, content=content)
        body["photo"] = hashlib.sha256(photo).hexdigest()
    with working() as work:
        return once(work, request.form.get("request_key", ""), body, lambda: act(work, asked))


def _require_right(code: str | None) -> None:
    with looking() as view:
        if code is None:
            product_edits.check_add(view, actor())
        else:
            product_edits.check_change(view, actor(), code)


def _typed() -> dict[str, str]:
    """Everything typed; pack formats that were left empty close up."""
    rows = [_row(number) for number in range(1, MOST_FORMATS + 1)]
    filled = [row for row in rows if row["name"].strip() or row["net"].strip()] or rows[:1]
    return forms.typed(_FIELDS) | _spread(filled)


def _row(number: int) -> dict[str, str]:
    return {part: request.form.get(f"formats.{number}.{part}", "") for part in _PARTS}


def _spread(rows: list[dict[str, str]]) -> dict[str, str]:
    return {
        f"formats.{number}.{part}": row[part]
        for number, row in enumerate(rows, start=1)
        for part in _PARTS
    }


def _split(values: Mapping[str, str]) -> dict[str, object]:
    """The values as the schema takes them: pack formats as a list."""
    rows = [dict(zip(_PARTS, pack, strict=True)) for pack in _packs(values)]
    plain = {name: value for name, value in values.items() if not name.startswith("formats.")}
    plain.pop("photo", None)
    return {**plain, "formats": rows}


def _refused(values: dict[str, str], refusal: Refusal) -> Form:
    return forms.refused(values, refusal, _STANDS_AT)


def _page(code: str | None, form: Form | None, refusal: Refusal | None = None) -> str:
    """The form, fresh or as it was refused, of a new product or of one that is there."""
    reason = None if refusal is None else refusal.code
    with looking() as view:
        known = None if code is None else product_views.editable(view, actor(), code)
        crops = [] if known is not None else product_views.crops(view, actor())
        stands = _new(crops) if known is None else _standing(known)
        shown = form or forms.fresh(stands, _typed)
        crop = shown.values.get("crop", "") if known is None else known.line.crop_code
        needed = product_views.needed(view, crop)
    if reason == "product_changed" and known is not None:
        # Who saves again after reading what somebody else wrote means the newest revision.
        newest = {name: stands[name] for name in ("revision", "gtin_seen")}
        shown = dataclasses.replace(shown, values={**shown.values, **newest})
    rows = len(_packs(shown.values))
    return render_template(
        "workspace/product_form.html",
        known=known,
        crops=crops,
        form=shown,
        rows=range(2, min(MOST_FORMATS, max(_ROWS, rows + 1)) + 1),
        open=_open(shown, known),
        needed=needed,
        theirs=_theirs(shown, stands) if reason == "product_changed" else (),
        same_name=reason == "product_name_taken" or shown.values.get("same_name"),
        lost_photo=form is not None and bool(request.files.get("photo")),
        pictures=PICTURES,
        keeping=_kept(known),
        in_english=language() == "en",
        words=product_words,
    )


def _new(crops: list[CropChoice]) -> dict[str, str]:
    """A new product is of the crop that the cooperative grows, weighed as that is."""
    usual = next((crop for crop in crops if crop.own), None)
    unit = "ml" if usual is not None and usual.unit == "ml" else "kg"
    row = {"name": "", "basis": str(Basis.FIXED_NET), "net": "", "unit": unit}
    empty = dict.fromkeys(_FIELDS, "")
    return {**empty, "crop": "" if usual is None else usual.code, **_spread([row])}


def _standing(known: ProductPage) -> dict[str, str]:
    """What stands on a product, as it would be typed."""
    line = known.line
    rows = []
    for each in line.formats:
        amount = (
            None
            if each.net_amount is None
            else Quantity(each.net_amount, _unit(each.unit or line.unit))
        )
        net, unit = ("", "kg") if amount is None else input_form(amount).split(" ")
        rows.append({"name": each.name, "basis": str(each.basis), "net": net, "unit": unit})
    return {
        **dict.fromkeys(_FIELDS, ""),
        **line.texts,
        "name_vi": line.name_vi,
        "name_en": line.name_en or "",
        "name_zh": line.name_zh or "",
        "picture": PHOTO if line.photo else line.picture or "",
        "shelf_life_days": "" if line.shelf_life_days is None else str(line.shelf_life_days),
        "gtin": line.gtin or "",
        "gtin_seen": line.gtin or "",
        "revision": str(line.revision),
        **_spread(rows),
    }


def _unit(unit: str) -> Literal["g", "ml"]:
    return "ml" if unit == "ml" else "g"


def _open(form: Form, known: ProductPage | None) -> set[str]:
    """The folds in which something is wrong, and the one of the packs where there are several."""
    wrong = {fault.field for fault in form.faults if fault.field}
    found = {fold for fold, names in FOLDS.items() if wrong.intersection(names)}
    later = {name for name in wrong if name.startswith("formats.")} - _FIRST_ROW
    if later or (known is not None and len(known.line.formats) > 1):
        found.add("formats")
    return found


_FIRST_ROW = {f"formats.1.{part}" for part in _PARTS}


def _theirs(form: Form, stands: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stands there now and was typed otherwise: the title of each field, and its text."""
    found = [
        (str(product_words.FIELDS[name]), stands[name] or "–")
        for name in product_words.FIELDS
        if name in stands and stands[name] != form.values.get(name, "")
    ]
    if _packs(stands) != _packs(form.values):
        told = (f"{name} ({net} {unit})" if net else name for name, _b, net, unit in _packs(stands))
        found.append((str(product_words.FIELDS["formats"]), ", ".join(told)))
    return found


def _packs(values: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The pack formats among the values: name, basis, net amount, unit."""
    count = sum(name.endswith(".name") for name in values)
    return [
        tuple(values[f"formats.{number}.{part}"] for part in _PARTS)
        for number in range(1, count + 1)
    ]
