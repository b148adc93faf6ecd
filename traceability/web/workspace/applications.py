"""Applying for a growing-area code: what is asked for, the papers, submitting, mending, cancelling.

An office's reasons stand at the fields that they are of.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.domain.errors import Conflict, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.growing_area import WITH_HOLDER, Status
from traceability.schemas.filing import VARIETY, ApplicationSchema, CancelSchema
from traceability.services import (
    application_choices,
    applications,
    file_page,
    files,
    registry_lots,
    same_ground,
)
from traceability.services.application_choices import ApplicationChoices, Standing
from traceability.services.applications import MOST_PAPERS, ApplicationRequest
from traceability.services.file_page import FilePage
from traceability.services.files import PreparedFile
from traceability.services.request_keys import once
from traceability.store.unit import Reading
from traceability.web import attachments, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.messages import language
from traceability.web.tongues import gettext as _
from traceability.web.workspace import application_words, wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("scheme", "market", "note", "seen")


@workspace.get("/vung-trong/ho-so", endpoint="applications")
def listed() -> ResponseReturnValue:
    """What the holder applied for, newest first."""
    with looking() as view:
        found = file_page.listed(view, actor())
    applies = may(actor(), Action.APPLY_FOR_CODE, Thing(holder=actor().party))
    return render_template(
        "workspace/applications.html",
        found=found,
        applies=applies,
        says=application_words,
        words=wording,
    )


@workspace.route("/vung-trong/ho-so/moi", methods=["GET", "POST"])
def new_application() -> ResponseReturnValue:
    """The form of a new file; saved, it is a draft to which papers are put."""
    with looking() as view:
        choices = application_choices.choices(view, actor())
    if request.method == "GET":
        return _form(forms.fresh(_fresh(choices)), choices)
    return _saved(choices, None)


@workspace.route("/vung-trong/ho-so/<code>/sua", methods=["GET", "POST"])
def edit_application(code: str) -> ResponseReturnValue:
    """The form of a draft or returned file, an office's reasons at its fields."""
    with looking() as view:
        choices = application_choices.choices(view, actor())
        known = application_choices.standing(view, actor(), code)
        page = file_page.own(view, actor(), code)
    if not known.here:
        return redirect(url_for(".application", code=code), 303)
    if request.method == "GET":
        return _form(forms.fresh(_standing(known, page)), choices, page)
    return _saved(choices, page)


@workspace.get("/vung-trong/ho-so/<code>")
def application(code: str) -> ResponseReturnValue:
    """One file as it stands: what an office said, its papers, its steps."""
    return _shown(code)


@workspace.post("/vung-trong/ho-so/<code>/giay-to")
def add_papers(code: str) -> ResponseReturnValue:
    """Put papers to a file."""
    with looking() as view:
        application_choices.standing(view, actor(), code)
    try:
        papers = _papers()
        _once(
            {"do": "papers", "file": code, "papers": attachments.digests(papers)},
            lambda work: applications.add_papers(work, code, papers),
            code,
        )
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _shown(code, refusal)
    flash(_("Đã lưu giấy tờ."), "done")
    return redirect(url_for(".application", code=code), 303)


@workspace.post("/vung-trong/ho-so/<code>/nop")
def submit_application(code: str) -> ResponseReturnValue:
    """Give the file to the office."""
    try:
        _once({"do": "submit", "file": code}, lambda work: applications.submit(work, code), code)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _shown(code, refusal)
    flash(_("Đã nộp hồ sơ. Cơ quan trả lời trong thời hạn ghi ở dưới."), "done")
    return redirect(url_for(".application", code=code), 303)


@workspace.route("/vung-trong/ho-so/<code>/huy", methods=["GET", "POST"])
def cancel_application(code: str) -> ResponseReturnValue:
    """Withdraw a file, or give a code back; the lots that this holds are listed first."""
    with looking() as view:
        application_choices.standing(view, actor(), code)
        page = file_page.own(view, actor(), code)
    if request.method == "GET":
        return _cancel_form(page, forms.fresh({"reason": ""}))
    values = forms.typed(("reason",))
    try:
        asked = CancelSchema(spoken=True).read(values | forms.typed(("confirmed",)))
        confirmed = asked.get("confirmed", "").split()
        body = {"do": "cancel", "file": code, "reason": asked["reason"], "lots": confirmed}
        _once(body, lambda work: applications.cancel(work, code, asked["reason"], confirmed), code)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _cancel_form(page, forms.refused(values, refusal), refusal), status_of(refusal)
    flash(_("Đã hủy. Cơ quan cấp mã được báo."), "done")
    return redirect(url_for(".applications"), 303)


@workspace.get("/vung-trong/ho-so/<code>/tep/<event>/<number>")
def application_paper(code: str, event: str, number: str) -> Response:
    """A paper of one's own file, or of what an office decided on it."""

    def find(view: Reading, wanted: int) -> files.Attached:
        area = applications.own(view, actor(), code)
        if not (event.isascii() and event.isdigit() and len(event) < 16):
            raise NotFound
        return file_page.paper(view, area, int(event), wanted)

    return attachments.served(find, number, f"{code}-{event}")


def _papers() -> tuple[PreparedFile, ...]:
    found = attachments.prepared("papers")
    if len(found) > MOST_PAPERS:
        raise Invalid("too_many_files", "papers", most=MOST_PAPERS)
    return found


def _once(body: dict[str, object], act: application_words.Act, code: str) -> None:
    def acts() -> dict[str, str]:
        act(work)
        return {"file": code}

    with working() as work:
        once(work, request.form.get("request_key", ""), body, acts)


def _typed(choices: ApplicationChoices) -> dict[str, str]:
    many = {name: " ".join(request.form.getlist(name)) for name in ("places", "crops")}
    varieties = forms.typed([f"{VARIETY}{crop.code}" for crop in choices.crops])
    return forms.typed(_FIELDS) | many | varieties


def _fresh(choices: ApplicationChoices) -> dict[str, str]:
    """The usual file: for the home market, the only place where there is but one."""
    plain = dict.fromkeys((*_FIELDS, "places", "crops"), "")
    only = choices.places[0].code if len(choices.places) == 1 else ""
    asked_for = request.args.get("vung", "")
    return plain | {"scheme": "vn_domestic", "market": "domestic", "places": asked_for or only}


def _standing(known: Standing, page: FilePage) -> dict[str, str]:
    return {
        "scheme": known.scheme,
        "market": known.market,
        "note": page.note,
        "seen": known.seen,
        "places": " ".join(known.places),
        "crops": " ".join(known.crops),
        **{f"{VARIETY}{crop}": text for crop, text in known.varieties.items()},
    }


def _saved(choices: ApplicationChoices, page: FilePage | None) -> ResponseReturnValue:
    values = _typed(choices)
    try:
        varieties = {crop.code: values[f"{VARIETY}{crop.code}"] for crop in choices.crops}
        sent = {name: values[name] for name in ("scheme", "market", "places", "crops", "note")}
        asked = ApplicationSchema(varieties=varieties, spoken=True).read(sent)["asked"]
        code = _record(asked, page, values["seen"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(forms.refused(values, refusal), choices, page), status_of(refusal)
    flash(_("Đã lưu hồ sơ. Xem lại, thêm giấy tờ rồi nộp."), "done")
    return redirect(url_for(".application", code=code), 303)


def _record(asked: ApplicationRequest, page: FilePage | None, seen: str) -> str:
    def act() -> dict[str, str]:
        if page is None:
            return {"file": applications.begin(work, asked)}
        applications.amend(work, page.line.code, seen, asked)
        return {"file": page.line.code}

    body = {"do": "apply", "file": None if page is None else page.line.code, **asdict(asked)}
    with working() as work:
        outcome = once(work, request.form.get("request_key", ""), body, act)
    return str(outcome.result["file"])


def _form(form: Form, choices: ApplicationChoices, page: FilePage | None = None) -> str:
    return render_template(
        "workspace/application_form.html",
        form=form,
        choices=choices,
        page=page,
        returned={} if page is None or page.returned is None else page.returned.reasons,
        says=application_words,
        words=wording,
        in_english=language() == "en",
        variety=VARIETY,
    )


def _shown(code: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    with looking() as view:
        page = file_page.own(view, actor(), code)
        beside = same_ground.beside_file(view, actor(), code)
    manages = may(actor(), Action.APPLY_FOR_CODE, Thing(holder=actor().party))
    form = forms.fresh({"papers": ""})
    if refusal is not None:
        form = forms.refused({"papers": ""}, refusal)
    rendered = render_template(
        "workspace/application.html",
        page=page,
        here=manages and page.line.status in WITH_HOLDER,
        manages=manages,
        cancels=manages and page.line.status in application_words.CANCELS,
        draft=page.line.status is Status.DRAFT,
        form=form,
        beside=beside,
        keys=[forms.new_key(), forms.new_key()],
        says=application_words,
        words=wording,
    )
    return rendered, 200 if refusal is None else status_of(refusal)


def _cancel_form(page: FilePage, form: Form, refusal: Refusal | None = None) -> str:
    to_hold: registry_lots.ToHold | None = None
    if refusal is not None and refusal.code == "suspension_holds_batches":
        with looking() as view:
            to_hold = registry_lots.lots_to_hold(view, page.line.code, page.today)
    return render_template(
        "workspace/application_cancel.html",
        page=page,
        form=form,
        to_hold=to_hold,
        says=application_words,
        words=wording,
        draft=page.line.status is Status.DRAFT,
        active=page.line.status is Status.ACTIVE,
    )
