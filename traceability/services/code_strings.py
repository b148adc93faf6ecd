"""A growing-area code looked up by its string as an office issued it, compared as registers do.

Only codes that have a page are found: an internal code by its short code alone, a file that led to
no code by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.errors import Invalid
from traceability.domain.text import clean_line
from traceability.services import area_codes, area_pages, area_states
from traceability.services.area_pages import AreaPage
from traceability.services.area_states import AreaState
from traceability.store.models import AreaCode
from traceability.store.queries import areas, public_areas
from traceability.store.unit import Reading

#: A string is no longer than this in its normal form, and what is typed hardly more.
_LONGEST = 80
#: What people leave out or put in between: a near form is the same without.
_BETWEEN = "-./_–"


@dataclass(frozen=True)
class Looked:
    """The pages of a string: those that claim it today, else those that once had it; or near ones.

    ``near`` is the string of a page that differs in what stands between letters and digits.
    """

    pages: tuple[AreaPage, ...] = ()
    near: tuple[AreaPage, ...] = ()


def look_up(view: Reading, typed: str) -> Looked:
    """What stands behind a string, or near it; nothing for one that is not public."""
    norm = _norm(typed)
    if norm is None:
        return Looked()
    found = _claiming(view, [typed]).get(typed)
    if found:
        return Looked(pages=tuple(area_pages.find(view, area.code) for area in found))
    bare = norm.translate(dict.fromkeys(map(ord, _BETWEEN)))
    alike = public_areas.by_bare_string(view.db, bare, _BETWEEN) if bare else []
    close = _standing(view, _public(view, alike))
    return Looked(near=tuple(area_pages.find(view, area.code) for area in close[:1]))


def states(view: Reading, typed: Iterable[str]) -> dict[str, tuple[AreaState, ...]]:
    """How those stand that have some strings, at one stroke, by what was typed."""
    claiming = _claiming(view, typed)
    rows = {row.id: row for each in claiming.values() for row in each}
    found = area_states.of_rows(view, [rows[key] for key in sorted(rows)])
    return {text: tuple(found[row.code] for row in each) for text, each in claiming.items()}


def _claiming(view: Reading, typed: Iterable[str]) -> dict[str, list[AreaCode]]:
    """The codes with a page that claim some strings today; where none does, all that once had it.

    By what was typed, of what anybody ever had.
    """
    norms = {text: norm for text in typed if (norm := _norm(text)) is not None}
    had = public_areas.by_strings(view.db, set(norms.values())) if norms else {}
    rows = sorted((row for each in had.values() for row in each), key=lambda row: row.id)
    if not rows:
        return {}
    public = {row.id for row in _public(view, rows)}
    standing = areas.standing_ids(view.db, public)
    found = {}
    for text, norm in norms.items():
        shown = [row for row in had[norm] if row.id in public]
        if shown:
            found[text] = [row for row in shown if row.id in standing] or shown
    return found


def _norm(typed: str) -> str | None:
    """A string as registers compare it, if it can be one."""
    try:
        return growing_area.normal_form(clean_line(typed, "code", longest=_LONGEST))
    except Invalid:
        return None


def _standing(view: Reading, rows: Sequence[AreaCode]) -> list[AreaCode]:
    """Those that claim the string today; where none does, all that once had it."""
    standing = areas.standing_ids(view.db, [area.id for area in rows])
    return [area for area in rows if area.id in standing] or list(rows)


def _public(view: Reading, rows: Sequence[AreaCode]) -> list[AreaCode]:
    """Those that have a page: granted by today, whatever they are since."""
    steps = areas.steps(view.db, [row.id for row in rows])
    return [
        row
        for row in rows
        if growing_area.ever_opened(area_codes.domain_steps(steps[row.id]), view.today)
    ]
