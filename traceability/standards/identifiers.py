"""The GS1 Application Identifiers, read from GS1's own syntax dictionary.

Source: GS1 Barcode Syntax Dictionary (``traceability/data/gs1_syntax_dictionary.txt``), whose head
explains its columns: data type and length, what an identifier needs beside it (``req``), what it
excludes (``ex``), and which may open a GS1 Digital Link and with which qualifiers (``dlpkey``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LINE = re.compile(r"(?P<ais>\d+(?:-\d+)?)\s+(?P<flags>[*?]*)\s+(?P<rest>[^#]+?)\s*(?:#.*)?")
_COMPONENT = re.compile(r"\[?(?P<kind>[NXYZ])(?P<up_to>\.\.)?(?P<length>\d+)\]?(?P<linters>\S*)")


@dataclass(frozen=True)
class Component:
    """A part of a value: its kind (N, X, Y or Z), lengths in characters, and checks by name."""

    kind: str
    shortest: int
    longest: int
    optional: bool
    linters: tuple[str, ...]


@dataclass(frozen=True)
class Identifier:
    """One Application Identifier.

    ``needs``: groups of alternatives, each a set of patterns that stand together; all groups hold.
    ``qualifiers``: sequences in their order, for a primary key; ``None``: not a primary key.
    ``attribute``: may stand in the query of a GS1 Digital Link.
    """

    ai: str
    components: tuple[Component, ...]
    attribute: bool
    needs: tuple[tuple[frozenset[str], ...], ...]
    excludes: frozenset[str]
    qualifiers: tuple[tuple[str, ...], ...] | None

    @property
    def shortest(self) -> int:
        """The fewest characters of a value."""
        return sum(each.shortest for each in self.components if not each.optional)

    @property
    def longest(self) -> int:
        """The most characters of a value."""
        return sum(each.longest for each in self.components)


@cache
def identifiers() -> Mapping[str, Identifier]:
    """Every identifier by its digits."""
    text = files("traceability.data").joinpath("gs1_syntax_dictionary.txt").read_text("utf-8")
    found = (_LINE.fullmatch(line) for line in text.splitlines() if line[:1].isdigit())
    return {each.ai: each for match in found if match is not None for each in _read(match)}


@cache
def primary_keys() -> tuple[str, ...]:
    """The identifiers that may open a GS1 Digital Link."""
    return tuple(ai for ai, each in identifiers().items() if each.qualifiers is not None)


def matches(pattern: str, ai: str) -> bool:
    """Whether an identifier is one of a pattern such as ``31nn``."""
    same = (p == "n" or p == d for p, d in zip(pattern, ai, strict=False))
    return len(pattern) == len(ai) and all(same)


def _read(line: re.Match[str]) -> Iterator[Identifier]:
    words = line["rest"].split()
    components = tuple(filter(None, map(_component, words)))
    told = [word.partition("=") for word in words if _component(word) is None]
    for ai in _range(line["ais"]):
        yield Identifier(
            ai,
            components,
            "?" in line["flags"],
            tuple(_groups(value) for name, _, value in told if name == "req"),
            frozenset(p for name, _, value in told if name == "ex" for p in value.split(",")),
            _sequences([value for name, _, value in told if name == "dlpkey"]),
        )


def _component(word: str) -> Component | None:
    found = _COMPONENT.fullmatch(word)
    if found is None:
        return None
    longest = int(found["length"])
    shortest = 1 if found["up_to"] else longest
    linters = tuple(filter(None, found["linters"].split(",")))
    return Component(found["kind"], shortest, longest, word.startswith("["), linters)


def _range(ais: str) -> Iterator[str]:
    first, _, last = ais.partition("-")
    yield from (str(n).zfill(len(first)) for n in range(int(first), int(last or first) + 1))


def _groups(value: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(each.split("+")) for each in value.split(","))


def _sequences(told: list[str]) -> tuple[tuple[str, ...], ...] | None:
    """The sequences of qualifiers of a key; one without any has the empty sequence."""
    if not told:
        return None
    return tuple(
        tuple(filter(None, each.split(","))) for value in told for each in value.split("|")
    )
