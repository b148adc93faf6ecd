"""A run on a roll in a label printer's own language, for a program that hands it to the printer."""

from __future__ import annotations

import itertools

from flask import Response, request

import labels
from traceability.domain.errors import NotFound
from traceability.services import label_exports, label_rolls, label_views, print_files, printers
from traceability.services.print_files import Part
from traceability.store.models import PrintRun
from traceability.web.house import actor, house, looking
from traceability.web.workspace.blank_labels import numbered
from traceability.web.workspace.blueprint import workspace


@workspace.get("/tem/<run>/may-tem/<language>")
def label_roll_file(run: str, language: str) -> Response:
    """A run that is being printed, row by row in ZPL or TSPL; open for as long as its PDF.

    It is drawn for the printer that is named, as its PDF is. Each row leaves once its codes were
    read back from its dots; a long one is never held whole.
    """
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        if language not in labels.LANGUAGES or print_files.paper_of(row).dpi is None:
            raise NotFound
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        print_files.decoded_before(view, row)
        label_exports.printing(view, row)
        view.db.expunge(row)
    return _sent(row, language, None, exact, f"tem-{run}")


@workspace.get("/tem/<run>/in-tiep/<number>/<language>")
def label_roll_part(run: str, number: str, language: str) -> Response:
    """A part of a run on a roll that prints again, in the same language as the run itself."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        if language not in labels.LANGUAGES or print_files.paper_of(row).dpi is None:
            raise NotFound
        part = label_exports.part(view, row, numbered(number))
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        view.db.expunge(row)
    return _sent(row, language, part, exact, f"tem-{run}-{part.first}-{part.last}")


def _sent(
    row: PrintRun, language: str, part: Part | None, exact: labels.Calibration, name: str
) -> Response:
    """The rows as they are read back; wants no view of the record."""
    rows = label_rolls.each_row(house().press.keyring, row, language, part, exact)
    # What cannot be drawn is refused with a page, before the first octet leaves.
    first = [] if request.method == "HEAD" else [next(rows).data]
    sent = itertools.chain(first, (each.data for each in rows))
    response = Response(sent, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{language}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
