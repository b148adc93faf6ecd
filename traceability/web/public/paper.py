"""What the public pages carry inside themselves, so that one request is all it takes."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_NEEDLESS = re.compile(r" ?([{};,>]) ?")
#: Where the file is cut in two.
_CUT = "/* --- after the verdict"


@dataclass(frozen=True)
class Style:
    """The inline style sheet in two parts, and the sources that allow them (CSP 3 §2.3.1).

    ``first`` is what the lines down to the verdict need; ``rest`` comes after them.
    """

    first: Markup
    rest: Markup
    sources: tuple[str, str]


@functools.cache
def style(static: str) -> Style:
    """The style sheet of the public pages from the folder of static files."""
    text = (Path(static) / "public.css").read_text(encoding="utf-8")
    first, cut, rest = text.partition(_CUT)
    head, after = _small(first), _small(cut + rest)
    sources = (_source(head), _source(after))
    return Style(Markup(head), Markup(after), sources)  # noqa: S704 - our own file


def _small(css: str) -> str:
    """A style sheet without comments and needless spaces."""
    spaced = _SPACES.sub(" ", _COMMENTS.sub("", css))
    return _NEEDLESS.sub(r"\1", spaced).replace(": ", ":").replace(";}", "}").strip()


def _source(css: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}"


@functools.cache
def pictures(static: str) -> dict[str, Markup]:
    """The pictures of product families by name, as SVG to be written into a page."""
    return {
        path.stem: Markup(_SPACES.sub(" ", path.read_text(encoding="utf-8")).strip())  # noqa: S704
        for path in sorted((Path(static) / "pictures").glob("*.svg"))
    }
