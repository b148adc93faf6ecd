"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import (
    alerts,
    guides,
    invitations,
    me,
    members,
    organisations,
    password,
    pin,
    remembering,
    resets,
    search,
    sign_in,
    who_sees,
)
from traceability.web.account.blueprint import account

__all__ = [
    "account",
    "alerts",
    "guides",
    "invitations",
    "me",
    "members",
    "organisations",
    "password",
    "pin",
    "remembering",
    "resets",
    "search",
    "sign_in",
    "who_sees",
]
