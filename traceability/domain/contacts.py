"""How somebody is reached: a phone number or e-mail address, in the one form that is compared."""

from __future__ import annotations

import re

from traceability.domain.errors import Invalid
from traceability.domain.phones import parse_phone
from traceability.domain.text import clean_line

#: No contact is longer: a login has so much room (RFC 5321 would allow an address of 254).
LONGEST = 100

# An address as people have them; quoted local parts and addresses of hosts by number are left out.
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[a-z]{{2,}}")


def phone_form(text: str) -> str | None:
    """A number as it is compared, ``parse_phone``'s; no number is None.

    A missing leading 0 is not guessed here: a name for signing in may be digits.
    """
    try:
        found = parse_phone(text, "phone")
    except Invalid:
        return None
    return None if found.mended else found.number


def email_form(text: str) -> str | None:
    """An e-mail address as it is compared, in small letters; what is none is None."""
    folded = text.strip().casefold()
    fits = len(folded) <= LONGEST and folded.isascii() and _EMAIL.fullmatch(folded)
    return folded if fits else None


def read_contact(text: str, field: str) -> str:
    """A phone number or e-mail address in its one form.

    Raises ``Invalid('contact_unreadable')`` beside what ``clean_line`` raises.
    """
    line = clean_line(text, field, longest=LONGEST)
    found = email_form(line) if "@" in line else phone_form(line)
    if found is None:
        raise Invalid("contact_unreadable", field)
    return found
