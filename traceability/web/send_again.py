"""A form whose page grew stale is offered once more with everything typed: nothing is lost.

Only what our own page sent is offered: a stranger's page could otherwise have its own values
sent on under our button.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, render_template, request

#: The field by which a form that goes through once more carries the password.
CONFIRMED = "confirm_password"
#: Fields with a password or PIN in them: never put into a page again.
SECRET = frozenset({"password", "old_password", "password_again", "pin", "pin_again"})


def can_be_offered() -> bool:
    """Whether this is a form of a page of ours that holds nothing secret."""
    return (
        request.method == "POST"
        and bool(request.form)
        and not SECRET & request.form.keys()
        and _from_ourselves()
    )


def offered(status: int, *, signed_in: bool) -> Response:
    """A page with the same form, hidden, and a button that sends it with a fresh token."""
    page = render_template(
        "errors/send_again.html",
        signed_in=signed_in,
        action=request.full_path.rstrip("?"),
        values=typed(),
        had_file=had_file(),
    )
    return Response(page, status)


def typed() -> list[tuple[str, str]]:
    """Everything that this form carried, in its order, but for what is secret or made anew."""
    left_out = SECRET | {"csrf_token", CONFIRMED}
    return [
        (name, value)
        for name, values in request.form.lists()
        if name not in left_out
        for value in values
    ]


def had_file() -> bool:
    """Whether a file came with this form; no page can hold it."""
    return any(each.filename for each in request.files.values())


def _from_ourselves() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host
