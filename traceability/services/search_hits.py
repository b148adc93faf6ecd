"""What a search finds: a hit of any kind, and the order in which hits are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import text
from traceability.domain.search import bare

#: Hits of one kind that are shown, the best; a search that finds more says so.
MOST_OF_A_KIND = 12
#: The ranks beyond those of ``text.rank`` (0 to 7): a full code before all, and what is near.
FULL_CODE = -1
SCATTERED, SCATTERED_FOLDED = 8, 9
RELATED = 10
_FIRST_FOLDED = 4


class HitKind(StrEnum):
    """What a hit is, in the order in which equally good ones are shown."""

    LABEL = "label"
    LOT = "lot"
    AREA = "area"
    HOUSEHOLD = "household"
    BUYER = "buyer"
    NOTE = "note"
    ARRIVAL = "arrival"
    SLIP = "slip"
    COMPLAINT = "complaint"
    PRODUCT = "product"
    PLACE = "place"
    RUN = "run"
    MEMBER = "member"
    CASE = "case"
    HOLD = "hold"


@dataclass(frozen=True)
class Hit:
    """One thing that was found, with what one decides by.

    ``code`` opens its page (empty where it has none to open), ``about`` is what it belongs to;
    ``amount`` is in ``unit``; ``number`` is a label's or household's; ``rank`` is 0 or less where
    all of it was typed. ``crops`` are names by language; ``lot`` is the code of the lot that a lot
    or a label of the actor's own is of, or that a complaint is about; of an officer, who may stop
    it.
    """

    kind: HitKind
    code: str
    name: str
    rank: int
    state: str = ""
    about: str = ""
    stage: str = ""
    day: dt.date | None = None
    amount: int | None = None
    unit: str = "g"
    number: int | None = None
    crops: tuple[Mapping[str, str], ...] = ()
    lot: str = ""


@dataclass(frozen=True)
class Found:
    """What answers a search, the best first; ``more`` says that some were left out."""

    hits: tuple[Hit, ...] = ()
    more: bool = False


def ordered(hits: Iterable[Hit]) -> Found:
    """Hits by rank, kind, day (the newest first) and name; each thing once, by its best rank."""
    best: dict[tuple[object, ...], Hit] = {}
    for hit in sorted(hits, key=_place):
        # Two lots of one name open the same page of a code: whose each is tells them apart.
        best.setdefault((hit.kind, hit.code, hit.name, hit.number, hit.about), hit)
    shown: list[Hit] = []
    seen = dict.fromkeys(HitKind, 0)
    for hit in best.values():
        seen[hit.kind] += 1
        if seen[hit.kind] <= MOST_OF_A_KIND:
            shown.append(hit)
    return Found(tuple(shown), len(shown) < len(best))


def rank_of(typed: str, fields: Sequence[str]) -> int | None:
    """How well any of the fields answers; beyond ``text.rank`` where all words are somewhere."""
    whole = _best(typed, fields)
    if whole is not None:
        return whole
    ranks = [_best(word, fields) for word in typed.split()]
    found = [rank for rank in ranks if rank is not None]
    if not found or len(found) < len(ranks):
        return None
    return SCATTERED if max(found) < _FIRST_FOLDED else SCATTERED_FOLDED


def rank_of_code(letters: str, code: str) -> int | None:
    """How well a code with hyphens answers to letters and digits: whole, begins, holds."""
    plain = bare(code)
    if not letters or letters not in plain:
        return None
    return 0 if plain == letters else 1 if plain.startswith(letters) else 3


def rank_of_digits(digits: str, number: str) -> int | None:
    """How well a number answers to digits: whole, begins or ends with them, holds them."""
    if not digits or digits not in number:
        return None
    if number == digits:
        return 0
    return 1 if number.startswith(digits) or number.endswith(digits) else 3


def least(*ranks: int | None) -> int | None:
    """The best of some ranks; none where there is none."""
    return min((rank for rank in ranks if rank is not None), default=None)


def _best(typed: str, fields: Sequence[str]) -> int | None:
    return least(*(text.rank(typed, each) for each in fields))


def _place(hit: Hit) -> tuple[int, int, int, text.SortKey]:
    newest = 0 if hit.day is None else -hit.day.toordinal()
    return hit.rank, list(HitKind).index(hit.kind), newest, text.sort_key(hit.name)
