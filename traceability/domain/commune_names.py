"""Finding a commune by what people write: its name of today or the old one, accents optional.

"Cao Bồ", "xa cao bo, vi xuyen" and the whole line that a page shows are all read. One name may
stand for several communes of today (the land of three old ones was divided); then a person says
which.
"""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from traceability.domain.communes import NEW, OLD, Commune, Succession, Vintage, predecessors
from traceability.domain.text import fold, nfc

#: Official kinds as they begin a name, and how people shorten them.
_KINDS = {
    "Xã": "x",
    "Phường": "p",
    "Thị trấn": "tt",
    "Huyện": "h",
    "Thành phố": "tp",
    "Tỉnh": "t",
}
_MOST_LIKE = 6
_APART = re.compile(r"[^0-9a-z]+")
_OF_BEFORE = re.compile(r"(?P<today>[^(]*)\([^:(]*:(?P<before>[^)]*)\)\s*")
_VINTAGE_SAID = re.compile(r"[\s(]+(?P<said>cũ|mới)\)?\s*$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Located:
    """A commune of today by code and, where it was told, the one of before July 2025."""

    new: str
    old: str | None = None

    @property
    def key(self) -> str:
        """Both codes as one word: ``01156/01210``, or ``01156/``."""
        return f"{self.new}/{self.old or ''}"


class Gazetteer:
    """The communes of both vintages, to be found by name; made once from the reference data."""

    def __init__(self, communes: Iterable[Commune], table: Mapping[str, Succession]) -> None:
        """``table`` tells what each old commune became."""
        self._table = table
        self._all = tuple(communes)
        self._by_name: dict[str, list[Commune]] = {}
        for commune in self._all:
            for spelled in set(_spellings(commune)):
                self._by_name.setdefault(spelled, []).append(commune)
        self._names: dict[str, list[Commune]] = {}
        for commune in self._all:
            self._names.setdefault(_plain(proper_name(commune.name)), []).append(commune)

    def find(self, typed: str) -> tuple[Located, ...]:
        """What ``typed`` can mean: nothing, one commune, or several to choose from."""
        line = _OF_BEFORE.fullmatch(nfc(typed))
        if line is not None:
            today = {each.new for each in self.find(line["today"])}
            return tuple(each for each in self.find(line["before"]) if each.new in today)
        return self._located(self._named(typed))

    def like(self, typed: str) -> tuple[Located, ...]:
        """Communes whose names look like what was typed, the most alike first."""
        sought = _plain(typed)
        within = [name for name in self._names if sought and f" {sought}" in f" {name}"]
        first = _plain(re.split(r"[,(]", typed)[0])
        close = difflib.get_close_matches(first, self._names, n=_MOST_LIKE, cutoff=0.6)
        names = list(dict.fromkeys([*within, *close]))[:_MOST_LIKE]
        found = (self._located(self._names[name]) for name in names)
        return tuple(dict.fromkeys(itertools.chain.from_iterable(found)))[:_MOST_LIKE]

    def named(self, typed: str, vintage: Vintage) -> tuple[Commune, ...]:
        """The communes of one vintage that ``typed`` names."""
        return tuple(each for each in self._named(typed) if each.vintage == vintage)

    def before(self, new: str) -> tuple[str, ...]:
        """The old communes whose land, or part of it, is in ``new``."""
        return predecessors(new, self._table)

    def _named(self, typed: str) -> list[Commune]:
        said = _VINTAGE_SAID.search(nfc(typed))
        bare = nfc(typed)[: said.start()] if said is not None else typed
        found = self._by_name.get(_plain(bare), [])
        if said is None:
            return found
        vintage = OLD if said["said"].lower() == "cũ" else NEW
        return [commune for commune in found if commune.vintage == vintage]

    def _located(self, communes: Sequence[Commune]) -> tuple[Located, ...]:
        """Where communes lie today; a name of both times says nothing of the one before."""
        found: dict[str, Located] = {}
        for place in dict.fromkeys(place for each in communes for place in self._today(each)):
            once = place.new not in found
            found[place.new] = place if once else self._whole(place.new)
        return tuple(found.values())

    def _today(self, commune: Commune) -> Iterator[Located]:
        if commune.vintage == NEW:
            yield self._whole(commune.code)
        else:
            yield from (Located(new, commune.code) for new in self._table[commune.code].new)

    def _whole(self, new: str) -> Located:
        """A commune of today, with the old one where it is the same land under another code."""
        before = self.before(new)
        only = len(before) == 1 and not self._table[before[0]].is_split
        return Located(new, before[0] if only else None)


def proper_name(name: str) -> str:
    """A unit's name without its kind: "Xã Cao Bồ" is "Cao Bồ"."""
    kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "")
    return name[len(kind) :].strip()


def as_typed(commune: Commune) -> str:
    """A commune as a list offers it, and as it is read back: "Xã Cao Bồ, huyện Vị Xuyên (cũ)"."""
    above = commune.province if commune.district is None else commune.district
    line = f"{commune.name}, {above[:1].lower()}{above[1:]}"
    return line if commune.vintage == NEW else f"{line} (cũ)"


def _spellings(commune: Commune) -> Iterator[str]:
    """Every way in which its name, district and province are written one after the other."""
    districts = [""] if commune.district is None else ["", *_forms(commune.district)]
    for parts in itertools.product(
        _forms(commune.name), districts, ["", *_forms(commune.province)]
    ):
        yield " ".join(filter(None, parts))


def _forms(name: str) -> list[str]:
    kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "")
    bare = name[len(kind) :].strip()
    return [_plain(each) for each in (name, bare, f"{_KINDS.get(kind, '')} {bare}")]


def _plain(text: str) -> str:
    return _APART.sub(" ", fold(text)).strip()
