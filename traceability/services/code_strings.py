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
from traceability.services import area_codes, area_pages
from traceability.services.area_pages import AreaPage
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
    found = pages(view, [typed])
    if found:
        return Looked(pages=found[typed])
    bare = norm.translate(dict.fromkeys(map(ord, _BETWEEN)))
    alike = public_areas.by_bare_string(view.db, bare, _BETWEEN) if bare else []
    close = _standing(view, _public(view, alike))
    return Looked(near=tuple(area_pages.find(view, area.code) for area in close[:1]))


def pages(view: Reading, typed: Iterable[str]) -> dict[str, tuple[AreaPage, ...]]:
    """The pages of some strings at one stroke, by what was typed, of those that have any.

    A string's pages are those that claim it today, else those that once had it.
    """
    norms = {text: norm for text in typed if (norm := _norm(text)) is not None}
    had = public_areas.by_strings(view.db, set(norms.values())) if norms else {}
    rows = [row for each in had.values() for row in each]
    if not rows:
        return {}
    public = {row.id for row in _public(view, rows)}
    standing = areas.standing_ids(view.db, public)
    shown: dict[str, AreaPage] = {}
    found = {}
    for text, norm in norms.items():
        open_ = [row for row in had[norm] if row.id in public]
        for row in (chosen := [row for row in open_ if row.id in standing] or open_):
            if row.code not in shown:
                shown[row.code] = area_pages.find(view, row.code)
        if chosen:
            found[text] = tuple(shown[row.code] for row in chosen)
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
