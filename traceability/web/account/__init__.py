"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import guides, search, sign_in, who_sees
from traceability.web.account.blueprint import account

__all__ = ["account", "guides", "search", "sign_in", "who_sees"]
