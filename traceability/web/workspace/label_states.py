"""What becomes of a run's labels: printed, linked to their lot, voided for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from labels import LANGUAGES
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal
from traceability.schemas.labels import AgainSchema, SpanSchema
from traceability.services import (
    carton_runs,
    label_leaving,
    label_ledger,
    label_links,
    label_views,
    lent_labels,
    printers,
    run_numbers,
)
from traceability.services.label_links import LabelSpan, Linked
from traceability.services.request_keys import once
from traceability.store.unit import Reading, Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.thousands import marked
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.label_linking import ask_to_link, linked_before, told_of
from traceability.web.workspace.labels import (
    LINK_FIELDS,
    PRINT_OUT_FIELDS,
    VOID_FIELDS,
    run_page,
)


@workspace.post("/tem/<run>/lay-in")
def print_out(run: str) -> ResponseReturnValue:
    """Mark a run as printed here and lead to its file; the second time it is said why."""
    values = forms.typed(PRINT_OUT_FIELDS)
    try:
        with looking() as view:
            row = label_views.own_run(view, actor(), run)
            # Refused before it is marked: its file would be refused for this printer too.
            printers.calibration_for(view, actor(), request.form.get("may", ""), row)
        reason = AgainSchema(spoken=True).read({"reason": values["again_reason"]}).get("reason")
        with working() as work:

            def do() -> Mapping[str, str]:
                return {"run": label_leaving.print_out(work, run, reason).code}

            body = {"do": "print out", "run": run, "reason": reason or ""}
            once(work, request.form.get("request_key", ""), body, do)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"reason": "again_reason"})
        return run_page(run, out=form, status=status_of(refusal))
    return redirect(_file_of(run, request.form.get("as", "")), 303)


def _file_of(run: str, language: str) -> str:
    """The file that was asked for: in a label printer's own language or as PDF, for one printer."""
    printer = request.form.get("may") or None
    if language in LANGUAGES:
        return url_for("workspace.label_roll_file", run=run, language=language, may=printer)
    return url_for("workspace.label_file", run=run, may=printer)


@workspace.post("/tem/<run>/kich-hoat")
def link(run: str) -> ResponseReturnValue:
    """Link labels to the lot that they were printed for, once it was told what that will do."""
    values = forms.typed(LINK_FIELDS)
    if "edit" in request.form:
        return run_page(run, link=forms.again(values))
    try:
        span, _reason = _read(run, values["first"], values["last"])
        here = url_for("workspace.link", run=run)
        if page := ask_to_link(lambda work: _linked(work, span), values, here):
            return page
        count = _once("link", span, lambda work: _linked(work, span).count)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        if said := linked_before(refusal, values, lambda view: _stands(view, span)):
            flash(said, "done")
            return redirect(url_for("workspace.label_run", run=run), 303)
        form = forms.refused(values, refusal, {"labels": "first"})
        return run_page(run, link=form, status=status_of(refusal))
    flash(told_of(run, count, span.first, span.last), "done")
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.post("/tem/<run>/huy")
def void(run: str) -> ResponseReturnValue:
    """Void labels, once it was said how many and it was confirmed."""
    values = forms.typed(VOID_FIELDS)
    try:
        span, reason = _read(run, values["void_first"], values["void_last"], values["reason"])
        if request.form.get("confirmed") != str(len(span)):
            return _ask(span, values, reason)
        count = _once("void", span, lambda work: label_links.void(work, span, reason), reason)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        moved = {"first": "void_first", "last": "void_last", "labels": "void_first"}
        form = forms.refused(values, refusal, moved)
        return run_page(run, void=form, status=status_of(refusal))
    numbers = _told(span)
    flash(_("Đã hủy %(count)s tem, số %(numbers)s.", count=marked(count), numbers=numbers), "done")
    return redirect(url_for("workspace.label_run", run=run), 303)


def _told(span: LabelSpan) -> str:
    """The labels of a span, as they are read out: none between those that its run has."""
    with looking() as view:
        numbers = run_numbers.of(label_ledger.known_run(view, span.run))
    return numbers.told(span.first, span.last)


def _ask(span: LabelSpan, values: Mapping[str, str], reason: str) -> str:
    """The sentence that names what will happen; what could not be done is refused before it."""
    with foreseeing() as work:
        page = label_views.shown(work, actor(), span.run)
        row = label_views.own_run(work, actor(), span.run)
        others = lent_labels.at_others(work, row, [(span.first, span.last)])
        count = label_links.void(work, span, reason)
        cartons = carton_runs.cartons_with(work, actor(), row, [(span.first, span.last)])
        numbers = run_numbers.of(row).told(span.first, span.last)
    return render_template(
        "workspace/label_void.html",
        run=page,
        span=span,
        numbers=numbers,
        count=count,
        cartons=cartons,
        others=others,
        form=forms.again(values),
    )


def _read(run: str, first: str, last: str, reason: str | None = None) -> tuple[LabelSpan, str]:
    """The span as typed; ``reason`` is asked for where it is not ``None``."""
    data = SpanSchema(spoken=True).read(
        {"run": run, "first": first, "last": last, "reason": reason or ""}
    )
    if reason is not None and data["reason"] is None:
        raise Invalid("required", "reason")
    span: LabelSpan = data["span"]
    if span.first > span.last:
        # Before anything counts it: such a span has no length.
        raise Invalid("label_numbers_backwards", "labels", first=span.first, last=span.last)
    return span, data["reason"] or ""


def _linked(work: Work, span: LabelSpan) -> Linked:
    return label_links.link_all(work, span.run, [(span.first, span.last)])


def _stands(view: Reading, span: LabelSpan) -> Linked | None:
    return label_links.stands(view, actor(), span.run, [(span.first, span.last)])


def _once(act: str, span: LabelSpan, verb: Callable[[Work], int], reason: str = "") -> int:
    with working() as work:

        def do() -> Mapping[str, str]:
            return {"run": span.run, "count": str(verb(work))}

        body = {"do": act, **asdict(span), "reason": reason}
        return int(once(work, request.form.get("request_key", ""), body, do).result["count"])
