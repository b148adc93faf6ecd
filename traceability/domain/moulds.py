"""Leaves of events that differ in a few words: cast once by ``leaf`` itself, then only filled.

The order of members, the escapes and whatever a leaf will say some day are ``leaf``'s alone; here
the words that vary are cut out of what it wrote. A property test holds both to the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from traceability.domain.events import Link, Occurrence, Role, Seal, Subject, leaf

#: What stands in a cast for the day; nothing is harvested then.
DAY = dt.date.min


class Marks:
    """The words of one cast that are to be filled: text by name, and whole numbers or null."""

    def __init__(self) -> None:
        """None is marked yet."""
        self.written = {f'"{DAY.isoformat()}"': '"%(day)s"'}

    def text(self, name: str) -> str:
        """A mark for text that needs no escape: a code, a UUID, a hash."""
        self.written[f'"<{name}>"'] = f'"%({name})s"'
        return f"<{name}>"

    def number(self, name: str) -> int:
        """A mark for a number."""
        mark = -(9 * 10**15 + len(self.written))
        self.written[str(mark)] = f"%({name})s"
        return mark

    def bare(self, name: str) -> str:
        """A mark for what is filled in as JSON: a hash in its quotes, or null."""
        self.written[f'"<{name}>"'] = f"%({name})s"
        return f"<{name}>"


class Mould:
    """The leaf of a pattern of events: text with a place for every word that varies."""

    def __init__(self, what: Occurrence, seal: Seal, marks: Marks) -> None:
        """``what`` and ``seal`` hold ``marks`` where something is to be filled."""
        body = leaf(what, seal).decode().replace("%", "%%")
        for mark, place in marks.written.items():
            if mark not in body:
                raise ValueError(f"{mark} stands nowhere in the cast")
            body = body.replace(mark, place)
        self._body = body

    def filled(self, values: Mapping[str, object]) -> str:
        """The leaf with ``values`` by the names of the marks."""
        return self._body % values


def first_and_refs(unit: str, refs: int, marks: Marks) -> tuple[list[Subject], list[Link]]:
    """The subjects of an event that makes one new thing and names ``refs`` others, with links.

    Their marks are ``code``, ``amount``, and for each of the others ``ref0``, ``no0``, ``prev0``.
    """
    new = Subject(Role.OUT, marks.text("code"), marks.number("amount"), unit)
    named = [Subject(Role.REF, marks.text(f"ref{n}")) for n in range(refs)]
    links = [Link(marks.number(f"no{n}"), marks.bare(f"prev{n}")) for n in range(refs)]
    return [new, *named], [Link(1, None), *links]
