"""Entering a certificate, and correcting one: the kind first, then the form of that kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.certificates import (
    OCOP_MONTHS,
    STARS,
    CertificateKind,
    OcopGroup,
    OrganicStandard,
    ResultVerdict,
)
from traceability.domain.days import format_day
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.certificates import MOST_RESULTS, CertificateSchema
from traceability.services import certificate_views, certificates
from traceability.services.certificate_views import CertificatePage
from traceability.services.certificates import CertificateRequest
from traceability.services.files import PreparedFile
from traceability.services.report_results import Result
from traceability.services.request_keys import Outcome, once
from traceability.store.models import Certificate
from traceability.store.unit import Work
from traceability.web import attachments, certificate_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_PAPER = ("number", "issuer", "named", "stars", "ocop_group", "standard", "gi")
_DAYS = ("sampled_on", "method", "valid_from", "valid_to")
_APART = ("revision", "reason")
_PARTS = ("parameter", "result", "limit", "unit", "verdict", "as_printed")
#: Lines of results that the form shows at least, and adds where more are wanted.
_ROWS, _MORE = 3, 5

Act = Callable[[Work, CertificateRequest, PreparedFile | None], Certificate]


@workspace.get("/giay-chung-nhan/moi")
def certificate_kinds() -> str:
    """Which paper it is: each kind has a form of its own."""
    certificate_views.check_editing(actor())
    return render_template(
        "workspace/certificate_kinds.html",
        kinds=tuple(CertificateKind),
        words=certificate_words,
        batch=request.args.get("lo", ""),
    )


@workspace.route("/giay-chung-nhan/moi/<kind>", methods=["GET", "POST"])
def new_certificate(kind: str) -> ResponseReturnValue:
    """The form of a kind; sent, the certificate is entered."""
    certificate_views.check_editing(actor())
    wanted = _kind(kind)
    if request.method == "GET":
        return _form(wanted, forms.fresh(_empty(request.args.get("lo", "")), _typed))
    values = _typed()
    if "more" in request.form:
        return _form(wanted, forms.again(values), more=True)
    try:
        outcome = _once({"enter": kind}, wanted, values, certificates.enter)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _form(wanted, _refused(values, refusal)), status_of(refusal)
    flash(_("Đã lưu. Giấy hiện trên trang của các lô mà nó phủ."), "done")
    return redirect(url_for("workspace.certificate", code=outcome.result["certificate"]), 303)


@workspace.route("/giay-chung-nhan/<code>/sua", methods=["GET", "POST"])
def edit_certificate(code: str) -> ResponseReturnValue:
    """The form that corrects a certificate; the version before stays visible."""
    with looking() as view:
        known = certificate_views.editable(view, actor(), code)
    kind = known.paper.kind
    if request.method == "GET":
        return _form(kind, forms.fresh(_standing(known), _typed), known)
    values = _typed()
    if "more" in request.form:
        return _form(kind, forms.again(values), known, more=True)

    def correct(work: Work, asked: CertificateRequest, file: PreparedFile | None) -> Certificate:
        return certificates.correct(work, code, asked, file)

    try:
        _once({"correct": code}, kind, values, correct)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        newest = {"revision": str(known.revision)} if refusal.code == "certificate_changed" else {}
        return _form(kind, _refused(values | newest, refusal), known), status_of(refusal)
    flash(_("Đã lưu. Bản trước vẫn xem được ở dưới."), "done")
    return redirect(url_for("workspace.certificate", code=code), 303)


def _kind(word: str) -> CertificateKind:
    if word not in tuple(CertificateKind):
        raise NotFound
    return CertificateKind(word)


def _once(
    body: Mapping[str, str], kind: CertificateKind, values: Mapping[str, str], act: Act
) -> Outcome:
    with looking() as view:
        schema = CertificateSchema(today=view.today, spoken=True)
    asked = schema.read(_split(kind, values))["asked"]
    # Reading a scan is dear: after everything that was typed, and outside the unit of work.
    sent = attachments.prepared("file")
    whole = {**body, "asked": dataclasses.asdict(asked), "files": attachments.digests(sent)}
    with working() as work:
        return once(
            work,
            request.form.get("request_key", ""),
            whole,
            lambda: {"certificate": act(work, asked, sent[0] if sent else None).code},
        )


def _typed() -> dict[str, str]:
    """Everything typed; lines of results that were left empty close up."""
    plain = forms.typed((*_PAPER, *_DAYS, *_APART))
    rows = [_row(number) for number in range(1, MOST_RESULTS + 1)]
    filled = [row for row in rows if any(row[part].strip() for part in _PARTS[:4])]
    covers = " ".join(request.form.getlist("covers"))
    return {**plain, "covers": covers, **_spread(filled or rows[:1]), "file": ""}


def _row(number: int) -> dict[str, str]:
    return {part: request.form.get(f"results.{number}.{part}", "") for part in _PARTS}


def _spread(rows: list[dict[str, str]]) -> dict[str, str]:
    return {
        f"results.{number}.{part}": row[part]
        for number, row in enumerate(rows, start=1)
        for part in _PARTS
    }


def _split(kind: CertificateKind, values: Mapping[str, str]) -> dict[str, object]:
    """The values as the schema takes them: results as a list, and none but of a test report."""
    plain = {name: value for name, value in values.items() if not name.startswith("results.")}
    plain.pop("file")
    asked: dict[str, object] = {**plain, "kind": str(kind)}
    if kind is CertificateKind.TEST_REPORT:
        asked["results"] = [
            {part: values[f"results.{number}.{part}"] for part in _PARTS}
            for number in range(1, _count(values) + 1)
        ]
    return asked


def _count(values: Mapping[str, str]) -> int:
    return sum(name.endswith(".parameter") for name in values)


def _empty(batch: str) -> dict[str, str]:
    names = (*_PAPER, *_DAYS, *_APART, "file")
    return {**dict.fromkeys(names, ""), "covers": batch, **_spread([dict.fromkeys(_PARTS, "")])}


def _standing(known: CertificatePage) -> dict[str, str]:
    """What stands on a certificate, as it would be typed."""
    version = known.versions[0]
    told = {name: _spelled(value) for name, value in version.texts.items()}
    rows = [
        {
            "parameter": each.parameter,
            "result": each.result,
            "limit": each.limit or "",
            "unit": each.unit or "",
            "verdict": _stated(each),
            "as_printed": "",
        }
        for each in version.results
    ]
    return {
        **_empty(""),
        **told,
        **_spread(rows or [dict.fromkeys(_PARTS, "")]),
        "standard": known.paper.standard or "",
        "gi": known.gi_key or "",
        "covers": " ".join(each.code for each in version.covers),
        "revision": str(known.revision),
    }


def _stated(line: Result) -> str:
    said = line.said or line.verdict
    return "" if said is ResultVerdict.NOT_JUDGED else str(said)


def _spelled(value: object) -> str:
    """A stored value as it would be typed: days as one reads them here."""
    if value is None:
        return ""
    return format_day(value) if hasattr(value, "isoformat") else str(value)  # type: ignore[arg-type]


def _refused(values: dict[str, str], refusal: Refusal) -> Form:
    return forms.refused(values, refusal, {"results": "results.1.parameter"})


def _form(
    kind: CertificateKind,
    form: Form,
    known: CertificatePage | None = None,
    *,
    more: bool = False,
) -> str:
    with looking() as view:
        choices = certificate_views.choices(view, actor(), kind, form.values["covers"].split())
    rows = _count(form.values)
    shown = max(_ROWS, rows + (_MORE if more else 1))
    return render_template(
        "workspace/certificate_form.html",
        kind=kind,
        form=form,
        known=known,
        choices=choices,
        rows=range(1, min(MOST_RESULTS, shown) + 1),
        stars=STARS,
        groups=tuple(OcopGroup),
        standards=tuple(OrganicStandard),
        months=OCOP_MONTHS,
        lost_file=bool(attachments.sent("file")) if request.method == "POST" else False,
        words=certificate_words,
    )
