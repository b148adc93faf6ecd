"""What programs ask every site for: robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from __future__ import annotations

import datetime as dt

from flask import Response

from traceability.web.house import house
from traceability.web.public.door import public

_ROBOTS = """\
User-agent: *
Disallow: /api/
Disallow: /coop/
Disallow: /registry/
Disallow: /tra-cuu
Disallow: /tai-khoan
Disallow: /may-da-nho
Disallow: /ma-pin
"""
#: RFC 9116 §2.5.5 asks for less than a year.
_VALID = dt.timedelta(days=180)
_A_DAY = "public, max-age=86400"


@public.get("/robots.txt", provide_automatic_options=False)
def robots() -> Response:
    """What search engines leave alone: doors with a sign-in, and the search itself."""
    return _plain(_ROBOTS)


@public.get("/.well-known/security.txt", provide_automatic_options=False)
def security() -> Response:
    """Where somebody who found a hole turns to."""
    base = house().settings.public_url
    expires = (house().store.clock() + _VALID).strftime("%Y-%m-%dT00:00:00Z")
    return _plain(
        f"Contact: {base}/\n"
        f"Expires: {expires}\n"
        "Preferred-Languages: vi, en\n"
        f"Canonical: {base}/.well-known/security.txt\n"
    )


def _plain(text: str) -> Response:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = _A_DAY
    return response
