"""A recall as it is asked for: what is told to buyers, and whom they call."""

from __future__ import annotations

from traceability.schemas.fields import Line, Passage, RequestSchema


class RecallSchema(RequestSchema):
    """``notice`` is Vietnamese and always there; English and Chinese where somebody wrote them."""

    notice = Passage(required=True)
    notice_en = Passage()
    notice_zh = Passage()
    contact = Line(required=True)
