"""Signing in and out, and what everybody has who is signed in."""

from traceability.web.account import alerts, sign_in
from traceability.web.account.blueprint import account

__all__ = ["account", "alerts", "sign_in"]
