"""Phones that ask for pages: their languages, their packings, what apps add to addresses."""

from __future__ import annotations

import functools
import itertools
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection

import brotli

HOST = "tem.example.vn"
#: What a phone says of its languages, and which of ours that is.
TONGUES = (
    ("vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7", "vi"),
    ("vi", "vi"),
    ("en-GB,en;q=0.9", "en"),
    ("en-US,en;q=0.5,vi;q=0.3", "en"),
    ("fr-FR,fr;q=0.9,en;q=0.8", "en"),
    ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
    ("ja,zh-TW;q=0.9", "zh"),
    ("ja-JP", "vi"),
    ("", "vi"),
)
#: What it says that it unpacks, and what it is sent.
PACKINGS = (("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("", ""))
#: What stands behind the address, and which language that asks for.
QUERIES = (("", ""), ("?zarsrc=30&utm_source=zalo", ""), ("?lang=en&fbclid=x", "en"))


@dataclass(frozen=True)
class Phone:
    """Who asks: its headers, what stands behind the address, and the copy that it is sent."""

    headers: Mapping[str, str]
    query: str
    key: tuple[str, str, str]

    @property
    def language(self) -> str:
        """The language that it reads."""
        return self.key[0] or self.key[1]


@functools.cache
def phones() -> tuple[Phone, ...]:
    """One of every kind."""
    return tuple(
        Phone({"Accept-Language": said, "Accept-Encoding": can}, query, (chosen, tongue, packed))
        for (said, tongue), (can, packed), (query, chosen) in itertools.product(
            TONGUES, PACKINGS, QUERIES
        )
    )


@dataclass(frozen=True)
class Answer:
    """What came over the line; the names of its headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page, unpacked."""
        return _UNPACK[self.headers.get("content-encoding", "")](self.body).decode()

    @property
    def language(self) -> str:
        """The language that it says it is in."""
        return self.headers.get("content-language", "").partition("-")[0]


_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": functools.partial(zlib.decompress, wbits=31),
    "br": brotli.decompress,
}


@functools.cache
def trusting() -> ssl.SSLContext:
    """TLS with whoever answers: the certificate is one that the run has made."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(
    connection: HTTPConnection,
    path: str,
    headers: Mapping[str, str],
    more: Mapping[str, str],
    method: str = "GET",
    body: bytes | None = None,
) -> Answer:
    """One request over a connection of its own."""
    connection.timeout = 60
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": HOST, **headers, **more}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        _send(connection, body)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, answer.read())
    finally:
        connection.close()


def _send(connection: HTTPConnection, body: bytes | None) -> None:
    """Send a body; a server that has heard enough may answer before all of it went."""
    try:
        if body is not None:
            connection.send(body)
    except (BrokenPipeError, ConnectionResetError):
        return
