"""What the register still lacks, by commune: parcels, boundaries, households, decisions."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from traceability.services import register_gaps
from traceability.web import paging
from traceability.web.house import actor, looking
from traceability.web.registrar import import_words
from traceability.web.registrar.blueprint import registrar


@registrar.get("/con-thieu")
def gaps() -> ResponseReturnValue:
    """The codes that lack something, of one commune (``xa``) or one thing (``thieu``)."""
    commune, gap = request.args.get("xa", ""), request.args.get("thieu", "")
    gap = gap if gap in register_gaps.GAPS else ""
    with looking() as view:
        found = register_gaps.listed(view, actor(), commune, gap)
    page, pages, here = paging.cut(found.lines)
    return render_template(
        "registrar/gaps.html",
        found=found,
        lines=here,
        page=page,
        pages=pages,
        commune=commune,
        gap=gap,
        told=import_words,
    )
