"""What of a request decides about the answer that the layer before Flask sends."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from traceability.domain.language_ranges import lookup
from traceability.web import encodings, languages
from traceability.web.public.door import LANGUAGES
from traceability.web.shelf import IDENTITY, Cut, Kept

Environ = dict[str, Any]
#: Of headers that are remembered so many characters are read.
_LONGEST = 512


@dataclass(frozen=True)
class Asked:
    """What of a request decides about the answer."""

    code: str
    language: str
    chosen: bool
    encodings: tuple[str, ...]
    head: bool
    unless: str

    def encoded_for(self, page: Kept | Cut) -> str:
        """The smallest encoding to send a page in: of labels there is none but gzip."""
        known = ("gzip",) if isinstance(page, Cut) else ("br", "gzip")
        return next((each for each in known if each in self.encodings), IDENTITY)


def of(environ: Environ, code: str) -> Asked:
    """What a request for the page of a code asks."""
    chosen = _chosen(environ.get("QUERY_STRING", ""))
    return Asked(
        code=code,
        language=chosen or _preferred(_cut(environ, "HTTP_ACCEPT_LANGUAGE")),
        chosen=chosen is not None,
        encodings=encodings.taken(_cut(environ, "HTTP_ACCEPT_ENCODING")),
        head=environ["REQUEST_METHOD"] == "HEAD",
        unless=environ.get("HTTP_IF_NONE_MATCH", ""),
    )


def _cut(environ: Environ, name: str) -> str:
    """A header, no more of it than a browser sends: it may be of any length, and is remembered."""
    return str(environ.get(name, ""))[:_LONGEST]


def _chosen(query: str) -> str | None:
    """The language that the address asks for: the first ``lang``, if it is one of ours."""
    if "lang" not in query and "%" not in query:
        return None
    asked = next((value for name, value in parse_qsl(query, True) if name == "lang"), None)
    return languages.asked_for(asked, LANGUAGES)


@functools.lru_cache(maxsize=1024)
def _preferred(header: str) -> str:
    """The language that a browser prefers, as Flask finds it."""
    return lookup(header, LANGUAGES) or "vi"
