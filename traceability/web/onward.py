"""Where a person goes on to after signing in: where they wanted to, if that is a page of ours."""

from __future__ import annotations

import re

from flask import request, url_for

# One slash, and neither a second nor a backslash (browsers read it as one) nor white space.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def local(target: str) -> str | None:
    """The target, if it is a path of this site."""
    return target if _LOCAL.fullmatch(target) else None


def asked_for() -> str | None:
    """The page of this request, to come back to: only one that was asked for by GET."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def home(kind: str) -> str:
    """The first page of a kind of organisation."""
    return url_for("registrar.codes" if kind == "authority" else "workspace.home")
