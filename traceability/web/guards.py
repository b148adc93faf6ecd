"""Closed unless opened: every endpoint is behind its blueprint's guard or in ``OPEN``.

An endpoint that is neither is answered as if it did not exist; a test compares the two lists with
the routes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Unauthenticated
from traceability.services import sign_in
from traceability.services.seeding import BOOT
from traceability.store.engine import OutOfReach
from traceability.store.unit import writing
from traceability.web import send_again
from traceability.web.house import house, looking

COOKIE = "phien"
#: So long a page waits at most to note that its reader is there; the next page tries again.
TOUCH_MS = 200

#: Endpoints that anybody may call.
OPEN = frozenset(
    {
        "static",
        "public.home",
        "public.typed",
        "public.page",
        "public.photo",
        "public.robots",
        "public.security",
        "health.live",
        "health.ready",
        "account.sign_in",
        "account.check",
        "account.choose_language",
        "account.invitation",
        "account.accept",
        "account.new_password",
        "account.set_password",
        "account.forgotten",
        "account.ask_new_password",
        "api.openapi",
    }
)


def guard_every_door(app: Flask) -> None:
    """Ask each request's guard before its view."""

    @app.before_request
    def _guard() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN:
            return None
        guard = GUARDS.get(endpoint.split(".")[0])
        if guard is None:
            abort(404)
        answer = guard()
        # Nothing has a NUL in its code, and PostgreSQL refuses even to look for one.
        if answer is None and any("\0" in str(part) for part in (request.view_args or {}).values()):
            abort(404)
        return answer


def _member_of(*kinds: str) -> Callable[[], ResponseReturnValue | None]:
    def guard() -> ResponseReturnValue | None:
        who = visitor()
        if who is None and send_again.can_be_offered():
            return send_again.offered(401, signed_in=False)
        if who is None:
            return redirect(url_for("account.sign_in", next=_wanted()))
        if kinds and who.organisation_kind not in kinds:
            abort(404)
        g.signed_in = who
        return None

    return guard


def _bearer() -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise Unauthenticated("key_missing")
    with looking() as view:
        g.api_actor = sign_in.holder_of_key(view, key.strip())


def visitor() -> sign_in.SignedIn | None:
    """Who the cookie of this request stands for, or nobody."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with looking() as view:
        who = sign_in.who(view, token)
    if who is not None and who.stale:
        _touch(token)
    return who


def _touch(token: str) -> None:
    """Note that the session is in use; where others write, the page does not wait for it."""
    with (
        contextlib.suppress(OutOfReach),
        writing(house().store, BOOT, patience_ms=TOUCH_MS) as work,
    ):
        sign_in.touch(work, token)


def _wanted() -> str | None:
    """Where to go after signing in: only a page of ours that was asked for by GET."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


GUARDS: Mapping[str, Callable[[], ResponseReturnValue | None]] = {
    "account": _member_of(),
    "workspace": _member_of("cooperative", "group", "company"),
    "registrar": _member_of("authority"),
    "api": _bearer,
}
