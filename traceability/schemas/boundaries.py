"""A boundary as it comes: corners typed, a line drawn or walked, a file; as JSON, GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.domain.errors import Invalid
from traceability.geo import boundary, checks, reading
from traceability.geo.boundary import FIELD, Loose
from traceability.geo.checks import SIMPLIFY, SWAP
from traceability.schemas.fields import Choice, Line, Passage, RequestSchema
from traceability.services.boundaries import SOURCES, BoundaryRequest

#: What was seen before, where there was no boundary.
NONE = "none"
#: What may be mended first.
MENDS = (SWAP, SIMPLIFY)


class Outline(Line):
    """A boundary: text or the bytes of a file; as JSON a GeoJSON object too."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Any:
        del name  # faults of a boundary stand at `boundary`, as the reader names them
        mends = {data["mend"]} if data.get("mend") in MENDS else set()
        return checks.check(loose_of(value, str(data.get("source", ""))), mends)


class BoundarySchema(RequestSchema):
    """The boundary, how it was taken, why it lies where it does, and what was seen before."""

    boundary = Outline(required=True)
    source = Choice(SOURCES, load_default="imported")
    mend = Choice(MENDS)
    reason = Passage(longest=500)
    seen = Line(longest=43)

    def __init__(self, *, place: str = "", **options: Any) -> None:
        """``place`` is the code of the place whose boundary it is."""
        super().__init__(**options)
        self.place = place

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        seen = "" if data.get("seen") == NONE else data.get("seen")
        reason = data.get("reason", "")
        asked = BoundaryRequest(self.place, data["boundary"], data["source"], reason, seen)
        return {"asked": asked}


def loose_of(value: Any, source: str) -> Loose:
    """The unchecked polygons of what came; ``Invalid`` at ``boundary`` for what is none."""
    if isinstance(value, Mapping):
        return boundary.of_value(value)
    if isinstance(value, bytes):
        return reading.read_file(value)
    if not isinstance(value, str):
        raise Invalid("boundary_unreadable", FIELD)
    if source == "walked" and not value.lstrip().startswith("{"):
        return reading.read_walk(value)
    return reading.read_text(value)


def mended(value: Any, source: str, mend: str) -> str | None:
    """The GeoJSON of a boundary with one fault mended; None where that is not enough."""
    try:
        return checks.check(loose_of(value, source), {mend}).text()
    except Invalid:
        return None
