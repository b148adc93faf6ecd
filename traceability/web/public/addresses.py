"""What was read of a text, told as the code or the address that it is in the record.

An address counts only under a host that is ours: a page of somebody else's says nothing, whatever
code stands at its end.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from traceability.services import code_states, digital_links
from traceability.standards.digital_link import DigitalLink
from traceability.store.queries import labels
from traceability.store.unit import Reading
from traceability.web.house import house
from traceability.web.public import pieces
from traceability.web.public.pieces import Piece

#: What may stand in a field again: letters, digits and what people put between them.
_LIKE_A_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,31}")
_PORT = re.compile(r":(?:80|443)$")
#: So much of a foreign host is told.
_HOST_SHOWN = 60


@dataclass(frozen=True)
class Read:
    """What a text turned out to be, one of these at most: a code, a Digital Link, a GTIN.

    ``elsewhere`` is the host of an address that is not ours: then it is nothing else.
    """

    code: str | None = None
    link: DigitalLink | None = None
    gtin: str | None = None
    elsewhere: str | None = None


class Reader:
    """Tells what was read in one view of the record; what is asked of it is asked once."""

    def __init__(self, view: Reading) -> None:
        self._view = view

    def read(self, piece: Piece) -> Read:
        """What a text is; a code or a link need not be anybody's."""
        (found,) = self.read_all([piece])
        return found

    def read_all(self, texts: Sequence[Piece]) -> list[Read]:
        """What texts are, each as ``read`` tells it, asked of the record for all together.

        Thirteen digits that are a barcode may be the code of a label too, where there is one.
        """
        found = [self._alone(each) for each in texts]
        both = {each.code for each in found if each.code is not None and each.gtin is not None}
        keys = house().settings.label_keys
        mine = code_states.labels_of(self._view, keys, both) if both else {}
        return [_one_of_both(each, mine) for each in found]

    def _alone(self, piece: Piece) -> Read:
        """What a text is by itself; a barcode may be a code beside."""
        host = piece.host
        if host is not None and not self._is_ours(host):
            return Read(elsewhere=visible(host.rpartition("@")[2])[:_HOST_SHOWN] or "?")
        return Read(code=piece.code, link=piece.link or piece.goods, gtin=piece.gtin)

    def behind(self, read: Read) -> str | None:
        """The canonical code that what was read names, whether or not anybody has it.

        A Digital Link names the code of its lot or label only where all of it is known: a serial
        that nobody has is not answered with its lot.
        """
        (found,) = self.behind_all([read])
        return found

    def behind_all(self, reads: Sequence[Read]) -> list[str | None]:
        """The same of many, asked of the record for all together."""
        links = {each.link for each in reads if each.link is not None}
        codes = digital_links.codes_of(self._view, house().settings.label_keys, links)
        return [each.code if each.link is None else codes.get(each.link) for each in reads]

    def lots_of(self, reads: Sequence[Read]) -> list[str | None]:
        """The codes of the lots that Digital Links name, whatever else of them nobody knows."""
        links = {each.link for each in reads if each.link is not None}
        codes = digital_links.lots_of(self._view, links) if links else {}
        return [None if each.link is None else codes.get(each.link) for each in reads]

    def _is_ours(self, host: str) -> bool:
        """Whether labels were ever printed with a host, or this very server is reached by it."""
        bare = _bare(host)
        return bare in own_hosts() or bare in self._printed

    @functools.cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset(
            _bare(urlsplit(url).netloc) for url in labels.printed_addresses(self._view.db)
        )


def _one_of_both(read: Read, labels_known: Container[str | None]) -> Read:
    if read.gtin is None:
        return read
    return Read(code=read.code) if read.code in labels_known else Read(gtin=read.gtin)


def code_in(view: Reading, text: str) -> str | None:
    """The canonical code that a text names, whether or not anybody has it."""
    reader = Reader(view)
    return reader.behind(reader.read(pieces.read(text)))


def own_hosts() -> frozenset[str]:
    """The hosts of today and of former days; in development that by which the request came."""
    settings = house().settings
    known = [urlsplit(url).netloc for url in (settings.public_url, *settings.former_urls)]
    return frozenset(map(_bare, [*known, request.host] if settings.development else known))


def shown(text: str) -> str:
    """A text as it may stand in its field again; what is not like a code does not."""
    return text if _LIKE_A_CODE.fullmatch(text) else ""


def visible(text: str) -> str:
    """A text as it may be shown: what nobody sees, and what turns its neighbours, is marked."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _bare(host: str) -> str:
    """A host as it is compared: in lower case, without the port that its scheme has anyway."""
    return _PORT.sub("", host.lower()).removesuffix(".")
