"""The queue of applications, one file beside it, its papers, and the second hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, require
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import WITH_OFFICE, CodeStep
from traceability.domain.text import clean_line
from traceability.services import (
    area_codes,
    code_decisions,
    file_page,
    file_views,
    files,
    registry_lots,
    request_keys,
    second_hand,
)
from traceability.services.code_decisions import Done
from traceability.services.second_hand import TakeRequest
from traceability.store.unit import Reading, Work
from traceability.web import attachments, forms
from traceability.web.errors import status_of
from traceability.web.house import actor, looking, working
from traceability.web.registrar import file_words
from traceability.web.registrar.blueprint import registrar
from traceability.web.registrar.decisions import file_again, lands_of
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _


@registrar.get("/ho-so", endpoint="files")
def queue_of_files() -> ResponseReturnValue:
    """The applications of the officer's territory, the most urgent first."""
    with looking() as view:
        found = file_views.queue(view, actor())
    return render_template(
        "registrar/files.html",
        queue=file_words.FileQueue.of(found, request.args.get("state", "")),
        current=None,
        says=file_words,
        key=forms.new_key(),
    )


@registrar.get("/ho-so/<code>")
def file(code: str) -> ResponseReturnValue:
    """One file, with the queue beside it at a desk."""
    with looking() as view:
        page = file_page.page(view, actor(), code)
        found = file_views.queue(view, actor())
        lands = lands_of(view, page)
        waits = [line.code for line in found if line.status in WITH_OFFICE]
    place = waits.index(page.line.code) + 1 if page.line.code in waits else 0
    return render_template(
        "registrar/file.html",
        page=page,
        lands=lands,
        queue=file_words.FileQueue.of(found, request.args.get("state", "")),
        says=file_words,
        refused=(),
        following=waits[place] if place < len(waits) else None,
        key=forms.new_key(),
    )


@registrar.post("/ho-so/nhan")
def take_files() -> ResponseReturnValue:
    """Take several files in hand; those that somebody has taken meanwhile are passed over."""
    codes = request.form.getlist("file")

    def act() -> dict[str, str]:
        return {"begun": str(len(code_decisions.take_in_hand(work, codes)))}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"do": "take files", "files": codes}, act)
    begun = int(outcome.result["begun"])
    said = ngettext("Bạn đã nhận một hồ sơ.", "Bạn đã nhận %(num)s hồ sơ.", begun)
    flash(said if begun else _("Chưa nhận hồ sơ nào. Hãy đánh dấu hồ sơ mới nộp."), "done")
    return redirect(url_for(".files"), 303)


@registrar.get("/ho-so/<code>/tep/<event>/<number>")
def file_paper(code: str, event: str, number: str) -> Response:
    """A paper of a file of the territory."""

    def find(view: Reading, wanted: int) -> files.Attached:
        area = area_codes.known(view, code)
        require(actor(), Action.SEE_CODE, area_codes.thing(view, area))
        return file_page.paper(view, area, _seq(event), wanted, office=True)

    return attachments.served(find, number, f"{code}-{event}")


def _seq(event: str) -> int:
    if not (event.isascii() and event.isdigit() and len(event) < 16):
        raise NotFound
    return int(event)


@registrar.post("/ho-so/<code>/de-xuat/<proposal>/nhan")
def take_proposal(code: str, proposal: str) -> ResponseReturnValue:
    """Take the step that a colleague proposed; the lots that it holds are listed first."""
    confirmed = request.form.get("confirmed")
    try:
        asked = TakeRequest(
            proposal=proposal,
            confirmed=None if confirmed is None else tuple(confirmed.split()),
            files=attachments.prepared("paper"),
            acting_reason=_said("acting_reason"),
            seen=_said("seen"),
        )
        body = {"take": proposal, "confirmed": confirmed, "why": asked.acting_reason}
        body["seen"] = asked.seen
        body["files"] = " ".join(attachments.digests(asked.files))
        done = _settled(body, lambda work: second_hand.take(work, asked))
    except (Invalid, RuleBroken, Conflict) as refusal:
        if refusal.code == "suspension_holds_batches":
            return _lots_of(code, proposal), status_of(refusal)
        return file_again(code, refusal)
    said = _("Đã quyết theo đề xuất. Hồ sơ ghi tên cả hai cán bộ.")
    held = ngettext(" Một lô tạm ngừng xuất.", " %(num)s lô tạm ngừng xuất.", len(done.held))
    flash(said + (held if done.held else ""), "done")
    return redirect(url_for(".file", code=code), 303)


@registrar.post("/ho-so/<code>/de-xuat/<proposal>/bo")
def refuse_proposal(code: str, proposal: str) -> ResponseReturnValue:
    """Refuse a proposed step, or take one's own back."""
    verb = second_hand.withdraw if request.form.get("mine") else second_hand.refuse

    def act(work: Work) -> Done:
        verb(work, proposal)
        return Done()

    try:
        _settled({"refuse": proposal}, act)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return file_again(code, refusal)
    flash(_("Đã bỏ đề xuất. Hồ sơ chờ quyết như trước."), "done")
    return redirect(url_for(".file", code=code), 303)


def _said(field: str) -> str:
    typed = request.form.get(field, "")
    return clean_line(typed, field) if typed.strip() else ""


def _settled(body: dict[str, Any], verb: Callable[[Work], Done]) -> Done:
    def act() -> dict[str, str]:
        return {"held": str(len(verb(work).held))}

    with working() as work:
        outcome = request_keys.once(work, request.form.get("request_key", ""), body, act)
    return Done(held=("",) * int(outcome.result["held"]))


def _lots_of(code: str, proposal: str) -> str:
    with looking() as view:
        page = file_page.page(view, actor(), code)
        since = page.today if page.proposal is None else page.proposal.effective_on
        to_hold = registry_lots.lots_to_hold(view, code, since)
    return render_template(
        "registrar/suspend_confirm.html",
        page=page,
        step=str(CodeStep.SUSPEND if page.proposal is None else page.proposal.step),
        action=url_for(".take_proposal", code=code, proposal=proposal),
        form=forms.again({name: _said(name) for name in ("seen", "acting_reason")}),
        to_hold=to_hold,
        decision=page.proposal,
        changed=bool(request.form.get("confirmed")),
        lost=bool(request.files.get("paper")),
    )
