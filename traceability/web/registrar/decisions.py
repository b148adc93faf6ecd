"""One decision a screen: a step on a code or file, what stands behind it, the lots that it holds.

After a decision on a file comes the next one of the queue, so that an office can work them off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.domain.growing_area import UNDECIDED, CodeStep
from traceability.schemas.filing import REASON_AT, StepSchema
from traceability.services import (
    code_decisions,
    file_page,
    file_views,
    grant_warnings,
    place_views,
    registry_lots,
    request_keys,
)
from traceability.services.code_decisions import RETURNABLE, Done, StepRequest
from traceability.services.file_page import FilePage
from traceability.services.grant_warnings import Warnings
from traceability.services.maps import MapShown
from traceability.store.unit import Reading
from traceability.web import attachments, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, signed_in, working
from traceability.web.registrar import file_words
from traceability.web.registrar.blueprint import registrar

FIELDS = (
    *("raw", "effective_on", "valid_until", "decision_no", "authority", "reason"),
    *("acting_reason", "kin", "seen", "file", "looked"),
)
_REASONS = tuple(f"{REASON_AT}{name}" for name in RETURNABLE)
#: The address of each step, below the code's or the file's; its endpoint.
PATHS: Mapping[CodeStep, tuple[str, str]] = {
    CodeStep.SUSPEND: ("/ma/<code>/tam-dung", "suspend"),
    CodeStep.RESTORE: ("/ma/<code>/khoi-phuc", "restore"),
    CodeStep.RENEW: ("/ma/<code>/gia-han", "renew"),
    CodeStep.REVOKE: ("/ma/<code>/thu-hoi", "revoke"),
    CodeStep.GRANT: ("/ho-so/<code>/cap-ma", "grant_file"),
    CodeStep.RETURN: ("/ho-so/<code>/tra-lai", "return_file"),
    CodeStep.REJECT: ("/ho-so/<code>/tu-choi", "reject_file"),
}


def add_to(blueprint: Blueprint) -> None:
    """A page for each step."""
    for step, (path, endpoint) in PATHS.items():
        blueprint.add_url_rule(path, endpoint, _view_of(step), methods=["GET", "POST"])


def _view_of(step: CodeStep) -> Callable[[str], ResponseReturnValue]:
    def view(code: str) -> ResponseReturnValue:
        return _empty(code, step) if request.method == "GET" else _sent(code, step)

    return view


add_to(registrar)


@registrar.post("/ho-so/<code>/nhan")
def take_file(code: str) -> ResponseReturnValue:
    """Take a submitted file in hand: its check begins, and nothing is decided."""
    page = _page(code, CodeStep.CHECK)
    values = forms.typed(FIELDS)
    try:
        asked = _read(page, CodeStep.CHECK, values)
        done = _carry_out(asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return file_again(code, refusal)
    flash(file_words.done(CodeStep.CHECK, done), "done")
    return redirect(url_for(".file", code=code), 303)


def _empty(code: str, step: CodeStep) -> ResponseReturnValue:
    """The form with today and the officer's own office; a step that is not open has none."""
    page = _page(code, step)
    if step not in page.can or page.proposal is not None:
        return redirect(_home(page), 303)
    defaults = dict.fromkeys((*FIELDS, *_REASONS), "") | {
        "effective_on": format_day(page.today),
        "authority": signed_in().organisation,
        "seen": page.seen,
    }
    return _form(step, page, forms.fresh(defaults))


def _sent(code: str, step: CodeStep) -> ResponseReturnValue:
    page = _page(code, step)
    values = forms.typed((*FIELDS, *_REASONS))
    if "edit" in request.form:
        return _form(step, page, forms.again(values))
    try:
        asked = _read(page, step, values)
        warnings = _warned(asked, values)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(step, page, values, refusal)
    if warnings:
        return _form(step, page, forms.again(values | {"looked": values["raw"]}), warnings)
    return _decided(page, values, asked)


def _warned(asked: StepRequest, values: Mapping[str, str]) -> Warnings | None:
    """What to look at before a code is granted; nothing once it was shown for the same string."""
    if asked.step is not CodeStep.GRANT or not asked.raw or values["looked"] == values["raw"]:
        return None
    with looking() as view:
        return grant_warnings.before(view, actor(), asked.code, asked.raw)


def _decided(page: FilePage, values: dict[str, str], asked: StepRequest) -> ResponseReturnValue:
    code, step = asked.code, asked.step
    try:
        with_papers = replace(asked.decision, files=attachments.prepared("file"))
        done = _carry_out(replace(asked, decision=with_papers))
    except (Invalid, RuleBroken, Conflict) as refusal:
        if refusal.code == "suspension_holds_batches":
            return _confirm(page, values, asked), status_of(refusal)
        if refusal.code == "code_changed":
            return file_again(code, refusal)
        return _again(step, page, values, refusal)
    flash(file_words.done(step, done), "done")
    return redirect(_onward(page, step), 303)


def _page(code: str, step: CodeStep) -> FilePage:
    with looking() as view:
        return file_page.for_step(view, actor(), code, step)


def _read(page: FilePage, step: CodeStep, values: Mapping[str, str]) -> StepRequest:
    """What was typed, as a request; the lots that a screen listed are confirmed by it."""
    kept_back = (*_REASONS, "file", "looked")
    sent = {name: value for name, value in values.items() if name not in kept_back}
    reasons = {name: values.get(f"{REASON_AT}{name}", "") for name in RETURNABLE}
    schema = StepSchema(
        code=page.line.code, step=step, reasons=reasons, today=page.today, spoken=True
    )
    asked: StepRequest = schema.read(sent | forms.typed(("confirmed",)))["asked"]
    return asked


def _carry_out(asked: StepRequest) -> Done:
    found = asked.decision.files
    plain = replace(asked, decision=replace(asked.decision, files=()))
    body = {"step": asdict(plain), "files": attachments.digests(found)}

    def act() -> dict[str, str]:
        done = code_decisions.decide(work, asked)
        told = {"proposed": done.proposed, "conflict": done.conflict}
        said = {name: "yes" for name, is_so in told.items() if is_so}
        return {"code": asked.code, "held": str(len(done.held)), **said}

    with working() as work:
        outcome = request_keys.once(work, request.form.get("request_key", ""), body, act)
    told = outcome.result
    held = ("",) * int(told["held"])
    return Done("proposed" in told, held, "conflict" in told)


def _home(page: FilePage) -> str:
    """The page of the file or code that a step is of."""
    endpoint = ".file" if page.line.status in UNDECIDED else ".code"
    return url_for(endpoint, code=page.line.code)


def _onward(page: FilePage, step: CodeStep) -> str:
    """After a decision on a file the next one; after one on a code its page."""
    if step not in file_page.ON_FILES:
        return url_for(".code", code=page.line.code)
    with looking() as view:
        following = file_views.next_file(view, actor(), page.line.code)
    return url_for(".files") if following is None else url_for(".file", code=following)


def _confirm(page: FilePage, values: dict[str, str], asked: StepRequest) -> str:
    """The lots that the step holds; sending on confirms exactly those that were shown."""
    with looking() as view:
        to_hold = registry_lots.lots_to_hold(view, asked.code, asked.decision.effective_on)
    return render_template(
        "registrar/suspend_confirm.html",
        page=page,
        step=str(asked.step),
        action=url_for(f".{PATHS[asked.step][1]}", code=asked.code),
        form=forms.again(values),
        to_hold=to_hold,
        decision=asked.decision,
        changed=bool(request.form.get("confirmed")),
        lost=bool(request.files.get("file")),
    )


def _form(step: CodeStep, page: FilePage, form: Form, warnings: Warnings | None = None) -> str:
    return render_template(
        "registrar/decide.html",
        warnings=warnings,
        step=str(step),
        page=page,
        form=form,
        home=_home(page),
        action=url_for(f".{PATHS[step][1]}", code=page.line.code),
        returnable=RETURNABLE,
        says=file_words,
        lost=bool(request.files.get("file")),
    )


def _again(
    step: CodeStep, page: FilePage, values: dict[str, str], refusal: Refusal
) -> ResponseReturnValue:
    return _form(step, page, forms.refused(values, refusal)), status_of(refusal)


def file_again(code: str, refusal: Refusal) -> ResponseReturnValue:
    """The file as it stands now, above it why the step was not taken and what was done first."""
    with looking() as view:
        page = file_page.page(view, actor(), code)
        queue, lands = file_views.queue(view, actor()), lands_of(view, page)
    rendered = render_template(
        "registrar/file.html",
        page=page,
        lands=lands,
        queue=file_words.FileQueue.of(queue),
        says=file_words,
        refused=forms.refused({}, refusal).faults,
        following=None,
        key=forms.new_key(),
    )
    return rendered, status_of(refusal)


def lands_of(view: Reading, page: FilePage) -> dict[str, MapShown]:
    """The maps of a file's places, by the place's code."""
    codes = [place.code for place in page.places]
    return place_views.maps_of(view, actor(), codes, house().outlines)
