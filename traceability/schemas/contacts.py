"""How somebody is reached, as forms and lists take it: telephone numbers and e-mail addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.contacts import email_form
from traceability.domain.errors import Invalid
from traceability.domain.phones import parse_phone
from traceability.schemas.fields import Line


class PhoneNumber(Line):
    """A telephone number, as ``parse_phone`` keeps it."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        return parse_phone(super()._read(value, name, data), name).number


class Mail(Line):
    """An e-mail address, as ``email_form`` compares it."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        found = email_form(super()._read(value, name, data))
        if found is None:
            raise Invalid("email_unreadable", name)
        return found
