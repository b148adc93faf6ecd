"""A growing-area code looked up by its string as an office issued it, compared as registers do.

Only codes that have a page are found: an internal code by its short code alone, a file that led to
no code by nothing. A string is found among words beside it ("HTX VN-HGOR-0128"), and compares
exactly for all that: what differs in the signs between letters and digits, or has O for 0, is near,
and another.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain import growing_area
from traceability.domain.errors import Invalid
from traceability.domain.text import clean_line
from traceability.services import area_codes, area_pages, area_states
from traceability.services.area_states import AreaState
from traceability.services.places_shown import Where
from traceability.store.models import AreaCode
from traceability.store.queries import areas, public_areas
from traceability.store.unit import Reading

#: A string is no longer than this in its normal form, and what is typed hardly more.
_LONGEST = 80
#: What people leave out or put in between, and letters that look like digits: a near form is the
#: same without the one, and with the digit for the other.
_ALIKE = dict.fromkeys("-./_–", "") | {"O": "0", "I": "1", "L": "1"}
_BARE = str.maketrans(_ALIKE)
#: What stands around a word.
_AROUND = ".,;:!?()[]\"'"
#: A string has so many words; within so many words of a text it is looked for.
_FEW, _MOST_WORDS, _MOST_PARTS = 4, 12, 24
#: Signs that strings have none of, or few, as people write them at one: "#", "1)", "•", "x2", "/2".
_TIMES = r"|(?<=\d)[xX](?:\d{1,4}(?!\w)|(?=\s+\d))|(?<![\w-])\d{1,4}[xX](?=\w)"
_SIGNS = re.compile(r"[^\w./–-]+" + _TIMES), re.compile(r"[^\w-]+" + _TIMES)
_ADDRESS = re.compile(r"\S+://\S+")
#: What stands beside other words is a string only where it is this long.
_SHORTEST = 6


@dataclass(frozen=True)
class Looked:
    """The codes of a string: those that claim it today, else those that once had it.

    ``where`` are the communes of each, by short code, where there are several to choose from.
    """

    pages: tuple[AreaState, ...] = ()
    where: Mapping[str, tuple[Where, ...]] = field(default_factory=dict)


def look_up(view: Reading, typed: str) -> Looked:
    """What stands behind a string; nothing for one that is not public."""
    found = states(view, [typed]).get(typed, ())
    if len(found) > 1:
        codes = [each.code for each in found]
        return Looked(found, where=area_pages.where_of(view, codes))
    return Looked(found)


def states(view: Reading, typed: Iterable[str]) -> dict[str, tuple[AreaState, ...]]:
    """How those stand that have some strings, at one stroke, by what was typed."""
    readings = {text: list(_readings(text)) for text in typed}
    claiming = _claiming(view, {each for some in readings.values() for each in some})
    taken = {
        text: next(claiming[each] for each in some if each in claiming)
        for text, some in readings.items()
        if not claiming.keys().isdisjoint(some)
    }
    found = _states(view, taken.values())
    return {text: tuple(found[row.code] for row in each) for text, each in taken.items()}


def near(view: Reading, typed: Iterable[str]) -> dict[str, AreaState]:
    """The oldest code whose string is what was typed but for its signs and look-alikes, by that.

    It reads every code of offices: the caller holds to a limit.
    """
    bare = {
        text: [each.translate(_BARE) for each in _readings(text) if each.translate(_BARE)]
        for text in typed
    }
    every = {each for some in bare.values() for each in some}
    alike = public_areas.by_bare_strings(view.db, every, _ALIKE) if every else {}
    public = _public(view, [row for each in alike.values() for row in each])
    shown = {row.id for row in public}
    standing = areas.standing_ids(view.db, shown) if shown else set()
    taken = {}
    for text, some in bare.items():
        rows = next((r for each in some if (r := _kept(alike[each], shown, standing))), None)
        if rows:
            taken[text] = rows[:1]
    found = _states(view, taken.values())
    return {text: found[row.code] for text, (row,) in taken.items()}


def every(view: Reading) -> frozenset[str]:
    """The strings of all codes of offices, without signs and look-alikes, as ``is_like_any`` asks.

    Those without a page are among them: it tells nobody what it is like.
    """
    return frozenset(each.translate(_BARE) for each in public_areas.strings(view.db))


def is_like_any(typed: str, known: Container[str]) -> bool:
    """Whether ``look_up`` or ``near`` may find what was typed among the strings of ``every``."""
    return any(each.translate(_BARE) in known for each in _readings(typed))


def _states(view: Reading, taken: Iterable[Sequence[AreaCode]]) -> dict[str, AreaState]:
    rows = {row.id: row for each in taken for row in each}
    return area_states.of_rows(view, [rows[key] for key in sorted(rows)])


def _readings(typed: str) -> Iterator[str]:
    """What of a text may be a string, in its normal form: all of it first, then the longest part.

    A part has letters and digits, and is as long as strings of registers are.
    """
    whole = _norm(typed)
    if whole is None:
        return
    yield whole
    for part in dict.fromkeys(map(_norm, (*_of_words(typed), *_between_signs(typed)))):
        if part is not None and part != whole and _is_like_one(part):
            yield part


def _of_words(typed: str) -> Iterator[str]:
    """The words of a text, and several of few in their order: the longest first."""
    words = [word for each in typed.split() if (word := each.strip(_AROUND))][:_MOST_WORDS]
    longest = min(len(words), _FEW)
    for length in range(longest, 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _between_signs(typed: str) -> Iterator[str]:
    """What stands between signs, none of which is in an address: no sign at a string hides it."""
    rest = _ADDRESS.sub(" ", typed)
    for signs in _SIGNS:
        yield from (each.strip("./–-") for each in signs.split(rest)[:_MOST_PARTS])


def _is_like_one(norm: str) -> bool:
    """Whether a part of a text is like the string of a code."""
    if len(norm) < _SHORTEST:
        return False
    return any(map(str.isdigit, norm)) and any(map(str.isalpha, norm))


def _claiming(view: Reading, norms: Iterable[str]) -> dict[str, list[AreaCode]]:
    """The codes with a page that claim some strings today; where none does, all that once had it.

    By normal form, of what anybody ever had.
    """
    wanted = set(norms)
    had = public_areas.by_strings(view.db, wanted) if wanted else {}
    rows = sorted((row for each in had.values() for row in each), key=lambda row: row.id)
    if not rows:
        return {}
    public = {row.id for row in _public(view, rows)}
    standing = areas.standing_ids(view.db, public)
    found = {norm: _kept(each, public, standing) for norm, each in had.items()}
    return {norm: each for norm, each in found.items() if each}


def _kept(rows: Sequence[AreaCode], public: set[int], standing: set[int]) -> list[AreaCode]:
    """Those with a page that claim the string today; where none does, all that once had it."""
    shown = [row for row in rows if row.id in public]
    return [row for row in shown if row.id in standing] or shown


def _norm(typed: str) -> str | None:
    """A string as registers compare it, if it can be one."""
    try:
        return growing_area.normal_form(clean_line(typed, "code", longest=_LONGEST))
    except Invalid:
        return None


def _public(view: Reading, rows: Sequence[AreaCode]) -> list[AreaCode]:
    """Those that have a page: granted by today, whatever they are since."""
    if not rows:
        return []
    steps = areas.steps(view.db, [row.id for row in rows])
    return [
        row
        for row in rows
        if growing_area.ever_opened(area_codes.domain_steps(steps[row.id]), view.today)
    ]
