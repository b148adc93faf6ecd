"""GS1 Digital Link addresses read and judged, and written in their canonical form.

Sources: GS1 Digital Link Standard: URI Syntax 1.6 (§4 and §5), and the syntax dictionary. The
verdicts are those of GS1's own syntax engine at its default settings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from traceability.standards.identifiers import identifiers, matches
from traceability.standards.values import fault_of

_ALLOWED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_DOMAIN = re.compile(r"[A-Za-z0-9\-.:\[\]]+")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2}|[^%])*")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)

#: So long an address is read; what is longer is no address that anybody prints.
LONGEST = 2000
Pair = tuple[str, str]


class Unreadable(ValueError):  # noqa: N818 - it says what the address is
    """An address that is no GS1 Digital Link: ``reason`` as one word, ``ai`` where it is at one."""

    def __init__(self, reason: str, ai: str = "") -> None:
        """Name the reason, and the identifier it is about."""
        super().__init__(reason, ai)
        self.reason, self.ai = reason, ai


@dataclass(frozen=True)
class DigitalLink:
    """What an address says: its primary key, the key's qualifiers in order, and attributes."""

    key: Pair
    qualifiers: tuple[Pair, ...] = ()
    attributes: tuple[Pair, ...] = ()

    @property
    def element_string(self) -> str:
        """All of it as people write it: ``(01)09520123456788(10)ABC``."""
        return "".join(f"({ai}){value}" for ai, value in self._all())

    @property
    def path(self) -> str:
        """The canonical path, with what must be escaped escaped."""
        return "".join(f"/{ai}/{quote(v, safe='')}" for ai, v in (self.key, *self.qualifiers))

    def value(self, ai: str) -> str | None:
        """The value of the key or of a qualifier."""
        return dict((self.key, *self.qualifiers)).get(ai)

    def _all(self) -> tuple[Pair, ...]:
        return (self.key, *self.qualifiers, *self.attributes)


def read(uri: str) -> DigitalLink:
    """What a whole address says; ``Unreadable`` where it is none.

    Custom stems before the key are passed over, as is a fragment.
    """
    if len(uri) > LONGEST:
        raise Unreadable("too_long_uri")
    if _ALLOWED.fullmatch(uri) is None:
        raise Unreadable("uri_characters")
    scheme = _SCHEME.match(uri)
    domain, slash, rest = (uri[scheme.end() :] if scheme else "").partition("/")
    if not domain or not slash:
        raise Unreadable("no_path")
    if _DOMAIN.fullmatch(domain) is None:
        raise Unreadable("domain_characters")
    path, _, query = rest.partition("#")[0].partition("?")
    return read_path(path, query)


def read_path(path: str, query: str = "") -> DigitalLink:
    """What a path (still escaped, without its first slash) and a query say."""
    if len(path) + len(query) > LONGEST:
        raise Unreadable("too_long_uri")
    if _ALLOWED.fullmatch(path + query) is None:
        raise Unreadable("uri_characters")
    key, *qualifiers = _pairs(path.split("/"))
    attributes = tuple(_attributes(query))
    _check_sequence(key[0], [ai for ai, _ in qualifiers])
    _check_together([key, *qualifiers, *attributes])
    return DigitalLink(key, tuple(qualifiers), attributes)


def _pairs(segments: Sequence[str]) -> list[Pair]:
    """The last primary key that stands a whole number of pairs before the end, and what follows."""
    for at in range(len(segments) - 2, -1, -2):
        known = identifiers().get(segments[at])
        if known is not None and known.qualifiers is not None:
            found = segments[at:]
            return [_in_path(*pair) for pair in zip(found[::2], found[1::2], strict=True)]
    raise Unreadable("no_key")


def _in_path(ai: str, raw: str) -> Pair:
    if not raw:
        raise Unreadable("empty_in_path", ai)
    return ai, _unescaped(raw, ai)


def _attributes(query: str) -> Iterable[Pair]:
    """The attributes of a query; keys that are no digits are somebody else's."""
    for part in query.split("&"):
        ai, equals, raw = part.partition("=")
        if not equals or not (ai.isascii() and ai.isdigit()):
            continue
        known = identifiers().get(ai)
        if known is None:
            raise Unreadable("unknown_ai", ai)
        if not known.attribute:
            raise Unreadable("no_attribute", ai)
        if not raw:
            raise Unreadable("empty_in_query", ai)
        yield ai, _unescaped(raw.replace("+", " "), ai)


def _unescaped(raw: str, ai: str) -> str:
    if _ESCAPES.fullmatch(raw) is None:
        raise Unreadable("escape", ai)
    value = unquote_to_bytes(raw)
    if b"\0" in value:
        raise Unreadable("null", ai)
    # Latin-1 keeps every byte apart: none above ASCII belongs to any character set of GS1.
    return value.decode("latin-1")


def _check_sequence(key: str, qualifiers: Sequence[str]) -> None:
    """Qualifiers stand in the dictionary's order, each at most once, of one of its sequences."""
    allowed = identifiers()[key].qualifiers or ()
    if not any(_in_order(qualifiers, sequence) for sequence in allowed):
        raise Unreadable("sequence", key)


def _in_order(some: Sequence[str], whole: Sequence[str]) -> bool:
    rest = iter(whole)
    return all(each in rest for each in some)


def _check_together(pairs: Sequence[Pair]) -> None:
    there = Counter(ai for ai, _ in pairs)
    for ai, value in pairs:
        fault = fault_of(identifiers()[ai], value)
        if fault is not None:
            raise Unreadable(fault, ai)
    twice = next((ai for ai, count in there.items() if count > 1), None)
    if twice is not None:
        raise Unreadable("duplicated", twice)
    for ai in there:
        _check_company(ai, [other for other in there if other != ai])


def _check_company(ai: str, others: Sequence[str]) -> None:
    """What an identifier needs beside it is there, and nothing that it excludes."""
    known = identifiers()[ai]
    if any(matches(pattern, other) for pattern in known.excludes for other in others):
        raise Unreadable("excluded", ai)
    for group in known.needs:
        if not any(_are_there(each, others) for each in group):
            raise Unreadable("needs_another", ai)


def _are_there(patterns: Iterable[str], others: Sequence[str]) -> bool:
    return all(any(matches(pattern, other) for other in others) for pattern in patterns)
