"""What the page of a carton says is in it: drawn once for all cartons of a run, told for each."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import escape

#: Where a sentence takes in what is a carton's own; nobody can type these.
_NUMBERS, _DEAD = "\x02numbers\x03", "\x02dead\x03"


@dataclass(frozen=True)
class CartonLines:
    """The sentence of a carton whose packs all stand, and of one of which some died, as HTML."""

    whole: str
    less: str

    def told(self, inside: str, dead: str) -> str:
        """Which numbers are ``inside`` one carton, and which of them are ``dead`` by now."""
        said = self.less if dead else self.whole
        return said.replace(_NUMBERS, inside).replace(_DEAD, dead)


def drawn() -> CartonLines:
    """The sentences in the language of the request."""
    whole = _("Trong thùng: tem số %(numbers)s.", numbers=_NUMBERS)
    less = _(
        "Trong thùng: tem số %(numbers)s, trừ số %(dead)s đã hỏng hoặc hủy.",
        numbers=_NUMBERS,
        dead=_DEAD,
    )
    return CartonLines(str(escape(whole)), str(escape(less)))
