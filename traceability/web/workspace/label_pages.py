"""The label ledger on pages: of a run, of a lot, one label found, what nobody explains."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Invalid, NotFound, Refusal
from traceability.services import label_book, label_views, lent_label_views, printers
from traceability.services.label_book import LabelStory, RunBook
from traceability.services.lent_label_views import LentLabel
from traceability.services.unexplained_labels import unexplained
from traceability.store.unit import Reading
from traceability.web.errors import status_of
from traceability.web.house import actor, house, looking
from traceability.web.messages import sentence
from traceability.web.paging import page_asked
from traceability.web.workspace import label_words, wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/tem/<run>/so")
def label_book_of_run(run: str) -> ResponseReturnValue:
    """Where every label of a run is, and everything that happened to them."""
    with looking() as view:
        book = label_book.of_run(view, actor(), run)
        roll = label_views.shown(view, actor(), run).roll
        printer = printers.usual_for(view, actor(), label_views.own_run(view, actor(), run))
    return render_template(
        "workspace/label_book.html",
        book=book,
        printer=printer,
        roll=roll,
        making_good=making_good(book),
        of_house=_made_good_by_house(book),
        words=wording,
        labels=label_words,
    )


def making_good(book: RunBook) -> str:
    """The form of an order that makes spoiled labels of a run good, filled in as it can be."""
    line = book.line
    asked: dict[str, Any] = {"replaces": line.code, "replaced": book.spoiled_numbers}
    if line.cartons:
        return url_for("workspace.carton_labels", code=line.batch, stock=line.stock, **asked)
    asked |= {"count": book.spoiled_count, "stock": line.stock, "design": line.design}
    if line.blank:
        return url_for("workspace.blank_labels", pack=book.pack, **asked)
    return url_for("workspace.print_labels", code=line.batch, **asked)


def _made_good_by_house(book: RunBook) -> str:
    """The same by a printing house; nothing of cartons, which it does not make."""
    line = book.line
    if line.cartons:
        return ""
    asked: dict[str, Any] = {"replaces": line.code, "replaced": book.spoiled_numbers}
    asked |= {"count": book.spoiled_count, "design": line.design}
    if line.blank:
        return url_for("workspace.order_blank_from_house", pack=book.pack, **asked)
    return url_for("workspace.order_from_house", code=line.batch, **asked)


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
    """One label by its code, scanned or typed: its state, its run, its lot, its history.

    One that another lent shows no more of its run than itself.
    """
    typed = request.args.get("q", "").strip()
    story, lent, fault, status = None, None, "", 200
    if typed:
        try:
            with looking() as view:
                story, lent = _found(view, typed)
        except NotFound:
            raise
        except Refusal as refusal:
            fault, status = sentence(refusal.faults[0]), status_of(refusal)
    page = render_template(
        "workspace/find_label.html",
        typed=typed,
        story=story,
        lent=lent,
        fault=fault,
        words=wording,
        labels=label_words,
    )
    return page, status


def _found(view: Reading, typed: str) -> tuple[LabelStory | None, LentLabel | None]:
    """A label of one's own, or one that another lent; refused as none of one's own is."""
    keyring = house().press.keyring
    try:
        return label_book.of_label(view, actor(), keyring, typed), None
    except Invalid as refused:
        if refused.code != "label_not_ours":
            raise
        return None, lent_label_views.of_label(view, actor(), keyring, typed)


@workspace.get("/tem/chua-ro")
def unexplained_labels() -> ResponseReturnValue:
    """Labels of which nobody said where they are."""
    with looking() as view:
        found = unexplained(view, actor(), page_asked(), house().press.keyring)
    return render_template(
        "workspace/unexplained_labels.html", found=found, words=wording, labels=label_words
    )
