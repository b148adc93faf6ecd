"""Why something above its warning is recorded: chosen in a form, or said in a cell of a book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain import text
from traceability.domain.accepting import Accepted, Why, of_words
from traceability.schemas.fields import Choice, Line


class WarnReason(Choice):
    """One of the usual reasons by its code."""

    def __init__(self, **options: Any) -> None:
        """The list is closed; ``warn_words`` say what is not on it."""
        super().__init__(tuple(map(str, Why)), **options)


class SaidReason(Line):
    """A usual reason by its name, or words of one's own: a cell of a book."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Any:
        del data
        return of_words(text.clean_line(self._text(value), name, longest=self.longest))


def accepted(data: dict[str, Any]) -> Accepted | None:
    """Take reason and words out of what was read; words alone are another reason."""
    why, words = data.pop("warn_reason", None), data.pop("warn_words", None)
    if isinstance(why, Accepted):
        return why
    if why is None and words is None:
        return None
    return Accepted(Why.OTHER if why is None else Why(why), words)
