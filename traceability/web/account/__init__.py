"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import me, password, pin, remembering, sign_in
from traceability.web.account.blueprint import account

__all__ = ["account", "me", "password", "pin", "remembering", "sign_in"]
