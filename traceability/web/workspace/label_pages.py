"""The label ledger on pages: of a run, of a lot, one label found, what nobody explains."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from traceability.domain.errors import NotFound, Refusal
from traceability.services import label_book, label_views, printers
from traceability.web.errors import status_of
from traceability.web.house import actor, house, looking
from traceability.web.messages import sentence
from traceability.web.workspace import label_words, wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/tem/<run>/so")
def label_book_of_run(run: str) -> ResponseReturnValue:
    """Where every label of a run is, and everything that happened to them."""
    with looking() as view:
        book = label_book.of_run(view, actor(), run)
        printer = printers.usual(view, actor(), roll=label_views.shown(view, actor(), run).roll)
    return render_template(
        "workspace/label_book.html", book=book, printer=printer, words=wording, labels=label_words
    )


@workspace.get("/lo/<code>/tem")
def lot_labels(code: str) -> ResponseReturnValue:
    """The labels of one lot, whichever runs they were printed in."""
    with looking() as view:
        book = label_book.of_lot(view, actor(), code)
    return render_template(
        "workspace/lot_labels.html", book=book, words=wording, labels=label_words
    )


@workspace.get("/tem/tim")
def find_label() -> ResponseReturnValue:
    """One label by its code, scanned or typed: its state, its run, its lot, its history."""
    typed = request.args.get("q", "").strip()
    story, fault, status = None, "", 200
    if typed:
        try:
            with looking() as view:
                story = label_book.of_label(view, actor(), house().press.keyring, typed)
        except NotFound:
            raise
        except Refusal as refusal:
            fault, status = sentence(refusal.faults[0]), status_of(refusal)
    page = render_template(
        "workspace/find_label.html",
        typed=typed,
        story=story,
        fault=fault,
        words=wording,
        labels=label_words,
    )
    return page, status


@workspace.get("/tem/chua-ro")
def unexplained_labels() -> ResponseReturnValue:
    """Labels of which nobody said where they are."""
    with looking() as view:
        found = label_book.unexplained(view, actor())
    return render_template(
        "workspace/unexplained_labels.html", found=found, words=wording, labels=label_words
    )
