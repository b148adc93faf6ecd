"""Pages that are kept as they were sent, in the memory of a process, and when they still hold.

A page holds as long as its token does. The record is looked at again only where its epoch says
that somebody committed something, or another day has begun.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import struct
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import brotli

from traceability.domain.days import day_in_vietnam
from traceability.services.page_tokens import Run
from traceability.store.engine import Store
from traceability.store.epoch import Stand
from traceability.web.carton_lines import CartonLines
from traceability.web.encodings import brotlied, gzipped
from traceability.web.label_lines import LabelLines

#: So much of a process's memory the pages may fill: some 3,400 pages of lots in both encodings, or
#: 1,700 groups of labels (docs/explanation/sizing.md).
MOST_BYTES = 64 * 1024 * 1024
#: The plain body, as HTTP calls it.
IDENTITY = "identity"
#: So many print runs are known with the states of their labels; they are not in ``MOST_BYTES``.
MOST_RUNS = 2_000
#: So many locks are shared, as chance has it, by all that is looked at again.
_TURNS = 64
#: So many seconds after a doubt began what was kept before it is sent, unless somebody looked at it
#: again: what was written before the doubt, thirty seconds at most, is seen within the minute.
WAIT = 27.0
#: What a page takes besides its bytes.
_OVERHEAD = 3_072

Headers = list[tuple[str, str]]
#: Epoch and day.
Seen = tuple[Stand, dt.date]


def seen_now(store: Store) -> Seen:
    """What the record is known to stand at; whatever is read after this is no older."""
    return store.epoch.now(), day_in_vietnam(store.clock())


def may_wait(known: Seen, seen: Seen) -> bool:
    """Whether what was kept may be sent once more before the record is looked at.

    In a doubt alone, and of what was believed until this doubt: it has not begun long ago.
    """
    (then, day), (now, today) = known, seen
    doubt = then.state == now.state and day == today and then.trusted >= now.before
    return doubt and time.monotonic() - now.trusted < WAIT


@dataclass
class Kept:
    """A page in one language: its body in the encodings that were asked for so far.

    ``about`` finds its token again; ``seen`` is when that was last found to be the same. ``goods``
    are the short codes of a lot and its holder, under which looks at the page are counted.
    """

    token: str
    about: Hashable
    seen: Seen
    tag: str
    headers: Headers
    bodies: dict[str, bytes] = field(repr=False)
    size: int = 0
    goods: tuple[str, str] | None = None

    @classmethod
    def of(cls, body: bytes, **known: Any) -> Kept:
        """A page by its plain body, which is let go once there is a packed one."""
        # Either packed body is less than a third of the plain one.
        return cls(bodies={IDENTITY: body}, size=2 * len(body) // 3 + _OVERHEAD, **known)

    def body(self, encoding: str) -> bytes:
        """The body; what nobody asked for yet is made now."""
        found = self.bodies.get(encoding)
        if found is not None:
            return found
        made_from, packed = next(iter(self.bodies.items()))
        body = _ENCODERS[encoding](_DECODERS[made_from](packed))
        if encoding != IDENTITY:
            self.bodies = {**self.bodies, encoding: body}
            self.bodies.pop(IDENTITY, None)
        return body


@dataclass
class Cut:
    """The page of a batch's labels, cut where a label has words of its own.

    The stretches between are compressed once. A label's words are put between them as stored
    blocks (RFC 1951 §3.2.4), so nothing is compressed for a label, and no compressor is kept.
    ``lines`` and, of cartons, ``carton`` are what a label's words are made from.
    """

    token: str
    about: Hashable
    seen: Seen
    tag: str
    headers: Headers
    fields: tuple[str, ...]
    plain: tuple[bytes, ...] = field(repr=False)
    packed: tuple[bytes, ...] = field(repr=False)
    lines: LabelLines | None = None
    carton: CartonLines | None = None

    @classmethod
    def of(cls, pieces: Sequence[str], **known: Any) -> Cut:
        """Cut at ``pieces``: text, the name of a field, text, … text."""
        plain = tuple(text.encode() for text in pieces[::2])
        last = len(plain) - 1
        packed = tuple(_deflated(text, last=number == last) for number, text in enumerate(plain))
        return cls(fields=tuple(pieces[1::2]), plain=plain, packed=packed, **known)

    def body(self, encoding: str, words: dict[str, str]) -> bytes:
        """The page of a label with its words."""
        own = [words[name].encode() for name in self.fields]
        if encoding == IDENTITY:
            return b"".join(_between(self.plain, own))
        check, size = 0, 0
        for text in _between(self.plain, own):
            check, size = zlib.crc32(text, check), size + len(text)
        ending = check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
        stored = [_stored(each) for each in own]
        return b"".join((_GZIP, *_between(self.packed, stored), ending))

    @property
    def size(self) -> int:
        """What it takes."""
        return sum(map(len, self.plain)) + sum(map(len, self.packed)) + _OVERHEAD


#: A gzip header without a name or a time (RFC 1952 §2.3).
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def _deflated(text: bytes, *, last: bool) -> bytes:
    """A stretch as whole bytes of a deflate stream that does not look back beyond itself."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(text) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def _stored(text: bytes) -> bytes:
    length = len(text)
    return struct.pack("<BHH", 0, length, length ^ 0xFFFF) + text


def _between(texts: Sequence[bytes], own: Sequence[bytes]) -> list[bytes]:
    """The stretches and what stands between them, in turn."""
    turns = [part for pair in zip(texts, own, strict=False) for part in pair]
    return [*turns, texts[-1]]


def _unzipped(packed: bytes) -> bytes:
    return zlib.decompress(packed, wbits=31)


def _unbrotlied(packed: bytes) -> bytes:
    text: bytes = brotli.decompress(packed)
    return text


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "br": brotlied,
    IDENTITY: bytes,
}
_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _unzipped,
    "br": _unbrotlied,
    IDENTITY: bytes,
}


class Shelf:
    """Pages by whose they are and in which language; the ones longest unasked for go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Kept | Cut] = OrderedDict()
        self._runs: OrderedDict[int, tuple[Seen, Run]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _ in range(_TURNS)]
        self._drawings = [threading.Lock() for _ in range(_TURNS)]

    def turn(self, key: Hashable) -> threading.Lock:
        """Held by who looks again at what lies under a key; the others wait for the first.

        Were all to look at once who ask for a viral lot after a commit, each look would take as
        long as all of them together.
        """
        return self._turns[hash(key) % _TURNS]

    def drawing(self, key: Hashable) -> threading.Lock:
        """Held by who draws a page; whoever has it may take a turn, and never the other way."""
        return self._drawings[hash(key) % _TURNS]

    @contextlib.contextmanager
    def drawings(self, keys: Iterable[Hashable]) -> Iterator[None]:
        """The same of several, in one order: so nobody waits for who waits for him."""
        with contextlib.ExitStack() as held:
            for number in sorted({hash(key) % _TURNS for key in keys}):
                held.enter_context(self._drawings[number])
            yield

    def find(self, key: Hashable) -> Kept | Cut | None:
        """The page under a key; whether it still holds is another question."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Kept | Cut) -> None:
        """Keep a page; others make room."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._most:
                self._drop(next(iter(self._pages)))

    def drop(self, key: Hashable) -> None:
        """Forget a page that holds no longer."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= page.size

    def run(self, run_no: int) -> tuple[Seen, Run] | None:
        """A print run, and what the record stood at when it was read."""
        return self._runs.get(run_no)

    def put_run(self, seen: Seen, run: Run) -> None:
        """Keep a print run."""
        with self._lock:
            self._runs[run.run_no] = seen, run
            self._runs.move_to_end(run.run_no)
            while len(self._runs) > MOST_RUNS:
                self._runs.popitem(last=False)

    def drop_run(self, run_no: int) -> None:
        """Forget a print run."""
        with self._lock:
            self._runs.pop(run_no, None)

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes_held(self) -> int:
        """What the pages take."""
        return self._bytes
