"""The lots of a cooperative: the list, one lot with its next step, and publishing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.domain.density import mass_of
from traceability.domain.errors import NotFound, Refusal
from traceability.services import (
    batch_list_views,
    batch_views,
    certificate_views,
    complaint_views,
    photos,
)
from traceability.services import batches as services
from traceability.services.batch_list_views import STAGES, BatchState
from traceability.services.batch_views import BatchPage
from traceability.services.publishing_gate import Fill, Gap
from traceability.web import certificate_words, diary_words, family_words, hold_words
from traceability.web.errors import status_of
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.messages import sentence
from traceability.web.paging import page_asked
from traceability.web.tongues import gettext as _
from traceability.web.workspace import complaint_words, wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/lo")
def batches() -> ResponseReturnValue:
    """The lots, newest first; kind and state are chosen in the URL."""
    stage, state = _chosen("kind", STAGES), _chosen("state", tuple(BatchState))
    page = page_asked()
    with looking() as view:
        found = batch_list_views.listed(view, actor(), stage, state, page)
    return render_template(
        "workspace/batches.html",
        found=found,
        stage=stage,
        state=state,
        page=page,
        states=tuple(BatchState),
        words=wording,
    )


@workspace.get("/lo/<code>")
def batch(code: str) -> ResponseReturnValue:
    """One lot."""
    return _page(code)


@workspace.get("/lo/<code>/anh/<number>", endpoint="photo")
def photograph(code: str, number: str) -> Response:
    """One photograph of a lot, for the lot's own people."""
    if not (len(number) == 1 and number.isascii() and number.isdigit()):
        raise NotFound
    with looking() as view:
        name = photos.stored_name(view, actor(), code, int(number))
    response = Response(photos.read(house().settings.files, name), content_type=photos.CONTENT_TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@workspace.post("/lo/<code>/cong-bo")
def publish(code: str) -> ResponseReturnValue:
    """Publish a packed lot whose people say that they looked; else show what everybody will see.

    What is missing is said on its page.
    """
    try:
        if request.form.get("confirm") != "yes":
            return _asked_again(code)
        with working() as work:
            lot = services.publish(work, code).lot_code
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(code, refusal), status_of(refusal)
    flash(_("Đã công bố lô %(lot)s. Giờ in tem được rồi.", lot=lot), "done")
    return redirect(url_for("workspace.batch", code=code), 303)


def _asked_again(code: str) -> ResponseReturnValue:
    """What publishing means, where it would be done; a lot that is public already just shows."""
    with foreseeing() as work:
        services.publish(work, code)
    with looking() as view:
        lot = batch_views.shown(view, actor(), code)
    if lot.published_on is not None:
        return redirect(url_for("workspace.batch", code=code), 303)
    return render_template("workspace/publish_confirm.html", lot=lot)


def _mass(lot: BatchPage) -> int:
    """What is kept by volume weighs so many grams in all, by its density."""
    by = lot.facts.density
    return lot.made if by is None else mass_of(lot.made, by.value)


def _product_form(gap: Gap) -> str:
    return url_for("workspace.edit_product", code=gap.code)


def _organisation_form(_gap: Gap) -> str:
    return url_for("workspace.organisation")


def _entries(gap: Gap) -> str:
    return url_for("workspace.entries", code=gap.code)


def _facts_form(gap: Gap) -> str:
    return url_for("workspace.lot_facts", code=gap.code)


def _certificate_form(gap: Gap) -> str:
    return url_for("workspace.certificate_kinds", lo=gap.code)


#: The page where each kind of gap is filled.
_FILLS: Mapping[Fill, Callable[[Gap], str]] = {
    Fill.PRODUCT: _product_form,
    Fill.ORGANISATION: _organisation_form,
    Fill.HARVEST: _entries,
    Fill.FACTS: _facts_form,
    Fill.CERTIFICATE: _certificate_form,
}


def _chosen(name: str, choices: tuple[str, ...]) -> str | None:
    asked = request.args.get(name)
    return asked if asked in choices else None


def _page(code: str, refusal: Refusal | None = None) -> str:
    with looking() as view:
        lot = batch_views.shown(view, actor(), code)
        pictures = photos.count(view, actor(), code)
        papers = certificate_views.of_batch(view, actor(), code)
        told = complaint_views.of_lot(view, actor(), code)
    refused = [] if refusal is None else [sentence(each) for each in refusal.faults]
    due = None if lot.next is None else str(lot.next)
    return _rendered(lot=lot, refused=refused, next=due, photos=pictures, papers=papers, told=told)


def _rendered(**values: Any) -> str:
    own = Thing(holder=actor().party)
    return render_template(
        "workspace/batch.html",
        words=wording,
        paper_words=certificate_words,
        diary=diary_words,
        ending=hold_words,
        family=family_words,
        fills=_FILLS,
        mass=_mass(values["lot"]),
        tells=may(actor(), Action.RECORD_RUN, own) and bool(values["lot"].facts.asked),
        said=complaint_words,
        adds_papers=may(actor(), Action.EDIT_CERTIFICATE, own),
        releases=may(actor(), Action.RELEASE_BY_REPORT, own),
        holds_lots=may(actor(), Action.HOLD_BATCH, own),
        **values,
    )
