"""The two cookies of a person: the session, and the phone that is remembered."""

from __future__ import annotations

import datetime as dt

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from traceability.services import phones
from traceability.services.phones import Remembered
from traceability.web.house import house, looking

SESSION = "phien"
PHONE = "may_da_nho"


def session_token() -> str:
    """The session's token that the browser sent, or nothing."""
    return request.cookies.get(SESSION, "")


def phone_token() -> str:
    """The phone's token that the browser sent, or nothing."""
    return request.cookies.get(PHONE, "")


def this_phone() -> Remembered | None:
    """The remembered phone that this request comes from; looked up once."""
    if "phone" not in g:
        token = phone_token()
        g.phone = None
        if token:
            with looking() as view:
                g.phone = phones.remembered(view, token)
    found: Remembered | None = g.phone
    return found


def forget_phone() -> None:
    """The phone of this request is remembered no more."""
    g.phone = None


def keep(response: BaseResponse, name: str, token: str, life: dt.timedelta | None = None) -> None:
    """Give the browser a cookie that no script and no other site can use."""
    response.set_cookie(
        name,
        token,
        max_age=life,
        httponly=True,
        samesite="Lax",
        secure=house().settings.https,
        path="/",
    )


def drop(response: Response | BaseResponse, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        name, path="/", httponly=True, samesite="Lax", secure=house().settings.https
    )
