"""Backs for labels that are printed on card, as tags: what the product's own texts say.

A back has no code and names no lot: it is drawn whenever it is asked for, and nothing is counted.
"""

from __future__ import annotations

from enum import StrEnum

import labels
from traceability.domain.errors import NotFound
from traceability.domain.label_designs import LabelDesign
from traceability.services import label_text, print_files, run_places
from traceability.services.frozen_runs import Frozen
from traceability.store.models import PrintRun
from traceability.store.queries import batches, products
from traceability.store.unit import Reading


class Offer(StrEnum):
    """Whether a run's labels can have backs, and what is in the way.

    Only trace stamps on sheets printed here have any (``NONE``): a hang tag is folded, a roll is
    stuck on. ``NO_WORDS``: the product says nothing of itself beside its name.
    """

    NONE = "none"
    NO_WORDS = "no_words"
    NO_ROOM = "no_room"
    READY = "ready"


def offer(view: Reading, run: PrintRun) -> Offer:
    """What the page of a run offers."""
    if not _may_have(run):
        return Offer.NONE
    try:
        back = _back(view, run, labels.Flip.LONG_EDGE)
        if not back.story:
            return Offer.NO_WORDS
        back.texts(print_files.paper_of(run).label)
    except labels.LabelRefused:
        return Offer.NO_ROOM
    return Offer.READY


def draw(view: Reading, run: PrintRun, flip: labels.Flip, calibration: labels.Calibration) -> bytes:
    """A page behind each page of a run, for sheets that are turned over an edge.

    ``NotFound`` where nothing stands on its backs; ``Invalid`` where the words do not fit.
    """
    if not _may_have(run):
        raise NotFound
    try:
        back = _back(view, run, flip)
        if not back.story:
            raise NotFound
        return labels.draw_backs(
            print_files.paper_of(run),
            back,
            run_places.places_of(run),
            start=run.start_position,
            calibration=calibration,
        )
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def product_code(view: Reading, run: PrintRun) -> str:
    """The code of that product."""
    key, _number = product_of(view, run)
    return products.by_ids(view.db, [key])[key].code


def product_of(view: Reading, run: PrintRun) -> tuple[int, int]:
    """The key of the product that a run's labels are for, and its revision."""
    if run.batch_id is None:
        return run.product_id or 0, run.product_revision or 0
    lot = batches.by_ids(view.db, [run.batch_id])[run.batch_id]
    return lot.product_id or 0, lot.product_revision or 0


def _may_have(run: PrintRun) -> bool:
    on_sheets = print_files.paper_of(run).dpi is None
    return (
        run.design == LabelDesign.TRACE_STAMP
        and on_sheets
        and not Frozen.from_json(run.frozen).at_printer
    )


def _back(view: Reading, run: PrintRun, flip: labels.Flip) -> labels.Back:
    product, number = product_of(view, run)
    revision = products.revision(view.db, product, number)
    newest = products.newest_revision(view.db, product)
    name_zh = revision.name_zh or newest.name_zh or ""
    return labels.Back(label_text.story(revision, newest), name_zh, flip)
