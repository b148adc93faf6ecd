"""Two doors on one record, as two processes have them: each with its own connections and pages."""

from __future__ import annotations

import dataclasses
import functools
import zlib
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.people import PEPPER, World
from tests.serving import compiling_once
from tests.store_fixtures import impatient
from tests.web.public_door import ENVIRONMENT
from traceability.app import build
from traceability.settings import load
from traceability.store.engine import open_store
from traceability.web.house import house_of
from traceability.web.shelf import Shelf


@dataclasses.dataclass(frozen=True)
class Sent:
    """What came over the line."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page, unpacked."""
        coded = self.headers.get("Content-Encoding", "identity")
        return _UNPACK[coded](self.body).decode()

    @property
    def tag(self) -> str:
        """Its entity tag."""
        return self.headers["ETag"]


_UNPACK: dict[str, Any] = {
    "identity": bytes,
    "gzip": functools.partial(zlib.decompress, wbits=31),
    "br": brotli.decompress,
}


@dataclasses.dataclass(frozen=True)
class Door:
    """An application as a server calls it."""

    app: Flask

    @property
    def shelf(self) -> Shelf:
        """The pages that it keeps."""
        return house_of(self.app).shelf

    def get(
        self,
        path: str,
        encoding: str = "gzip",
        language: str = "vi",
        method: str = "GET",
        unless: str = "",
    ) -> Sent:
        """Ask for a page."""
        headers = {"HTTP_ACCEPT_ENCODING": encoding, "HTTP_ACCEPT_LANGUAGE": language}
        return ask(self.app.wsgi_app, path, method, headers | {"HTTP_IF_NONE_MATCH": unless})

    def through_flask(self, path: str, language: str = "vi") -> Sent:
        """The same without the layer before Flask."""
        layer: Any = self.app.wsgi_app
        return ask(layer.inner, path, "GET", {"HTTP_ACCEPT_LANGUAGE": language})


_EMPTY = EnvironBuilder().get_environ()


def ask(app: Any, path: str, method: str, headers: dict[str, str]) -> Sent:
    at, _, query = path.partition("?")
    asked = {"REQUEST_METHOD": method, "PATH_INFO": at, "QUERY_STRING": query}
    told: list[Any] = []
    body = b"".join(app({**_EMPTY, **asked, **headers}, lambda *answer: told.append(answer)))
    return Sent(int(told[-1][0][:3]), dict(told[-1][1]), body)


def door_on(world: World, files: Path = Path("not-written")) -> Door:
    """A door with connections of its own."""
    url = world.store.reader.url.render_as_string(hide_password=False)
    store = dataclasses.replace(impatient(open_store(url)), clock=world.clock, pepper=PEPPER)
    world.ending.callback(store.close)
    settings = load(ENVIRONMENT | {"TRACEABILITY_FILES": str(files)})
    app = compiling_once(build(settings, store))
    world.ending.callback(house_of(app).aside.close, 30)
    return Door(app)


@pytest.fixture
def doors(world: World, tmp_path: Path) -> tuple[Door, Door]:
    """Two doors on the world's record."""
    return door_on(world, tmp_path), door_on(world, tmp_path)
