"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import invitations, members, organisations, resets, sign_in
from traceability.web.account.blueprint import account

__all__ = ["account", "invitations", "members", "organisations", "resets", "sign_in"]
