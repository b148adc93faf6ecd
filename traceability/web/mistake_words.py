"""The kinds of mistakes that corrections put right, as forms offer them and pages tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from traceability.domain.events import Mistake
from traceability.web.tongues import lazy_gettext as _l

#: Told after "Đính chính ngày … vì" and "Lý do:".
MISTAKES: Mapping[Mistake, Any] = {
    Mistake.WEIGHED_AGAIN: _l("cân hoặc đếm lại"),
    Mistake.WRONG_FIGURE: _l("gõ nhầm số"),
    Mistake.WRONG_GARDEN: _l("ghi nhầm vườn"),
    Mistake.WRONG_DAY: _l("ghi nhầm ngày"),
    Mistake.WRONG_PRODUCT: _l("ghi nhầm sản phẩm"),
    Mistake.TOLD_TWICE: _l("khai trùng"),
    Mistake.NOT_DONE: _l("việc không diễn ra"),
    Mistake.OTHER: _l("lý do khác"),
}


def mistake(kind: str) -> str:
    """A kind of mistake in the language of the request."""
    return str(MISTAKES[Mistake(kind)])


def named(kinds: Iterable[Mistake]) -> list[tuple[str, str]]:
    """Some kinds for a list to choose from: each with its words."""
    return [(str(each), mistake(each).capitalize()) for each in kinds]
