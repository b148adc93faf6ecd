"""A key for other software, as it is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Choice, Line, Many, RequestSchema
from traceability.services.api_keys import LONGEST_NAME

#: How long a key can last, in days, as the form offers it.
DAYS = ("30", "90", "180", "365")


@dataclass(frozen=True)
class KeyAsked:
    """What the key is for, what it may do, how many days it lasts."""

    name: str
    scopes: tuple[str, ...]
    days: int

    @property
    def life(self) -> dt.timedelta:
        """How long the key lasts."""
        return dt.timedelta(days=self.days)


class KeySchema(RequestSchema):
    """``scopes`` are words with a space between; none is a key that reads."""

    name = Line(required=True, longest=LONGEST_NAME)
    scopes = Many()
    days = Choice(DAYS, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        scopes = tuple(data.get("scopes", ()))
        return {"asked": KeyAsked(data["name"], scopes, int(data["days"]))}
