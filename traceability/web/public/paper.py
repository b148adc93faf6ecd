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


@dataclass(frozen=True)
class Style:
    """The inline style sheet, and the source expression that allows it (CSP 3 §2.3.1)."""

    css: Markup
    sha256: str


@functools.cache
def style(static: str) -> Style:
    """The style sheet of the public pages from the folder of static files."""
    text = (Path(static) / "public.css").read_text(encoding="utf-8")
    css = _SPACES.sub(" ", _COMMENTS.sub("", text)).strip()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Style(Markup(css), f"sha256-{digest}")  # noqa: S704 - our own file


@functools.cache
def pictures(static: str) -> dict[str, Markup]:
    """The pictures of product families by name, as SVG to be written into a page."""
    return {
        path.stem: Markup(_SPACES.sub(" ", path.read_text(encoding="utf-8")).strip())  # noqa: S704
        for path in sorted((Path(static) / "pictures").glob("*.svg"))
    }
