"""What the page of a carton says is in it: drawn once for all cartons of a run, told for each."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from traceability.services.carton_contents import Inside
from traceability.web.tongues import gettext as _

#: Where a sentence takes in what is a carton's own; nobody can type these.
_NUMBERS, _DEAD = "\x02numbers\x03", "\x02dead\x03"
_COUNT = "\x02count\x03"
_OLD, _NEW = "\x02old\x03", "\x02new\x03"


@dataclass(frozen=True)
class CartonLines:
    """The sentence of a carton whose packs all stand, and of one of which some died, as HTML.

    ``renewed`` follows for packs that got new labels. ``packs`` is how many of what size its label
    says, nothing where the sizes differ: a box with a torn pack in it is that box still.
    """

    whole: str
    less: str
    renewed: str
    packs: str = ""

    def told(self, inside: Inside) -> str:
        """What is inside one carton."""
        said = self.less if inside.dead else self.whole
        said = said.replace(_NUMBERS, inside.numbers).replace(_DEAD, inside.dead)
        more = (
            self.renewed.replace(_OLD, each.old).replace(_NEW, each.new) for each in inside.renewed
        )
        return " ".join((said, *more))

    def words(self, inside: Inside) -> dict[str, str]:
        """What is one carton's own, as its page is drawn with it."""
        return {
            "inside": self.told(inside),
            "packs": self.packs.replace(_COUNT, str(inside.packs)),
        }


def drawn(net: str = "") -> CartonLines:
    """The sentences in the language of the request; ``net`` is what a pack holds ("2 kg")."""
    whole = _("Trong thùng: tem số %(numbers)s.", numbers=_NUMBERS)
    less = _(
        "Trong thùng: tem số %(numbers)s, trừ số %(dead)s đã hỏng hoặc hủy.",
        numbers=_NUMBERS,
        dead=_DEAD,
    )
    renewed = _("Tem số %(old)s đã thay bằng tem mới, số %(new)s.", old=_OLD, new=_NEW)
    packs = f"{_COUNT} × {net}" if net else ""
    return CartonLines(*(str(escape(each)) for each in (whole, less, renewed, packs)))
