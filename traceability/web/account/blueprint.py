"""The blueprint of what everybody has who is signed in, whichever organisation they act for."""

from __future__ import annotations

from flask import Blueprint

account = Blueprint("account", __name__)
