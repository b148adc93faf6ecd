"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import search, sign_in, who_sees
from traceability.web.account.blueprint import account

__all__ = ["account", "search", "sign_in", "who_sees"]
