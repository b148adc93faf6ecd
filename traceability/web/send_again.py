"""A form whose page grew stale is offered once more with everything typed: nothing is lost.

Only what our own page sent is offered: a stranger's page could otherwise have its own values
sent on under our button.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, render_template, request

#: What is never put into a page again.
_SECRET = frozenset({"csrf_token", "password"})


def can_be_offered() -> bool:
    """Whether this is a form of a page of ours that holds nothing secret."""
    return (
        request.method == "POST"
        and bool(request.form)
        and "password" not in request.form
        and _from_ourselves()
    )


def offered(status: int, *, signed_in: bool) -> Response:
    """A page with the same form, hidden, and a button that sends it with a fresh token."""
    page = render_template(
        "errors/send_again.html",
        signed_in=signed_in,
        action=request.full_path.rstrip("?"),
        values=[
            (name, value)
            for name, values in request.form.lists()
            if name not in _SECRET
            for value in values
        ],
        had_file=any(each.filename for each in request.files.values()),
    )
    return Response(page, status)


def _from_ourselves() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host
