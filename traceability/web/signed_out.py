"""A form that came when nobody was signed in any more: it waits behind the sign-in."""

from __future__ import annotations

from flask import Response, render_template, request

from traceability.services.drafts import MOST_BYTES
from traceability.web import cookies, drafting, send_again


def offered(status: int) -> Response:
    """The sign-in, from which one comes to the form with everything typed standing in it.

    A form of the workspace is kept at once where the session that ran out tells whose it is; else
    the sign-in carries it. Any other form can be sent again by hand.
    """
    form = drafting.form_sent()
    if form is None:
        return send_again.offered(status, signed_in=False)
    place, carried = drafting.kept_unasked(form), ""
    if place is None:
        if not request.form.get("acting"):
            return send_again.offered(status, signed_in=False)
        place, carried = drafting.address(form), drafting.carried()
        if len(carried.encode()) > MOST_BYTES:
            return send_again.offered(status, signed_in=False)
    page = render_template(
        "errors/signed_out.html",
        phone=cookies.this_phone(),
        next=place,
        carried=carried,
        had_file=send_again.had_file(),
    )
    return Response(page, status)
