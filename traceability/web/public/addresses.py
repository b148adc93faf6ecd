"""What was typed, scanned or pasted, read as the code or the address that it is.

A label carries our address or a GS1 Digital Link, people copy either out of a browser, with what
that hung on it, and type the code alone. Fields, lists and the form of a report all ask here.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from traceability.domain import ids
from traceability.domain.errors import NotFound
from traceability.domain.text import nfc
from traceability.services import digital_links
from traceability.standards import digital_link
from traceability.standards.digital_link import DigitalLink, Unreadable
from traceability.store.unit import Reading
from traceability.web.house import house

#: What may stand in a field again: letters, digits and what people put between them.
_LIKE_A_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,31}")


def code_in(view: Reading, text: str) -> str | None:
    """The canonical code that a text names, whether or not anybody has it.

    A Digital Link names the code of its lot or label only where all of it is known: a serial that
    nobody has is not answered with its lot.
    """
    link = link_in(text)
    return own_code(text) if link is None else _behind(view, link)


def own_code(text: str) -> str | None:
    """The canonical code that stands in a text itself, alone or at the end of an address."""
    path = _path(text)
    return None if path is None else ids.fold_typed(path.rpartition("/")[2].removesuffix(".json"))


def link_in(text: str) -> DigitalLink | None:
    """The GS1 Digital Link that a text is, under whatever host; the query is not read."""
    path = _path(text, escaped=True)
    if path is None or "/" not in path:
        return None
    try:
        return digital_link.read_path(path)
    except Unreadable:
        return None


def shown(text: str) -> str:
    """A text as it may stand in its field again; what is not like a code does not."""
    return text if _LIKE_A_CODE.fullmatch(text) else ""


def _path(text: str, *, escaped: bool = False) -> str | None:
    """The path of an address, without a slash at either end; a code alone is its own path."""
    if len(text) > digital_link.LONGEST:
        return None
    try:
        path = urlsplit(nfc(text).strip()).path.strip("/")
    except ValueError:
        return None
    return path if escaped else unquote(path)


def _behind(view: Reading, link: DigitalLink) -> str | None:
    try:
        found = digital_links.find(view, house().settings.label_keys, link)
    except NotFound:
        return None
    first = found.levels[0]
    return first.page.strip("/") if first.kind in ("lot", "item") and not found.unknown else None
