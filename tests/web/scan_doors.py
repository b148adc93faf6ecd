"""A door that counts, on a world: people with telephones who look at pages through it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from tests.people import World
from tests.serving import app_on
from tests.web.lot_visits import Page
from tests.web.public_door import ENVIRONMENT, item_code
from traceability.services.scan_counting import ScanCounter
from traceability.settings import load
from traceability.store.telemetry import Telemetry, open_telemetry
from traceability.web.house import house_of, install

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/120.0 Mobile Safari/537.36"
)


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came over the line."""

    status: int
    headers: dict[str, str]
    text: str


@dataclasses.dataclass(frozen=True)
class CountingDoor:
    """An application that counts; ``flush`` writes what waits, as its thread would."""

    app: Flask
    scans: ScanCounter

    @property
    def telemetry(self) -> Telemetry:
        """What was counted."""
        return self.scans.telemetry

    def flush(self) -> int:
        """Write what waits."""
        return self.scans.flush()

    def look(
        self,
        path: str,
        address: str = "113.160.1.1",
        agent: str = PHONE,
        method: str = "GET",
        **headers: str,
    ) -> Answer:
        """One request as a server would hand it on."""
        at, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": at,
            "QUERY_STRING": query,
            "REMOTE_ADDR": address,
            "HTTP_USER_AGENT": agent,
            "SERVER_NAME": "tem.hagiang.vn",
            "SERVER_PORT": "443",
            "wsgi.url_scheme": "https",
            **headers,
        }
        told: list[Any] = []
        body = b"".join(self.app.wsgi_app(environ, lambda *answer: told.append(answer)))
        return Answer(int(told[-1][0][:3]), dict(told[-1][1]), body.decode())


def counting_door(
    world: World, beside: CountingDoor | None = None, **settings: str
) -> CountingDoor:
    """A door that counts beside the world's record, written by hand: its thread only waits.

    ``beside`` is another process's that counts in the same place.
    """
    telemetry = own_telemetry(world) if beside is None else beside.telemetry
    scans = ScanCounter(telemetry, pause=3_600)
    more = {f"TRACEABILITY_{name.upper()}": value for name, value in settings.items()}
    app = app_on(world, load(ENVIRONMENT | more))
    install(app, dataclasses.replace(house_of(app), scans=scans))
    world.ending.callback(scans.close)
    return CountingDoor(app, scans)


def looked_at(
    world: World,
    door: CountingDoor,
    labels: int = 6,
    *,
    made: str = "",
    printed: int = 0,
    looks: int | None = None,
) -> str:
    """A lot on hand, so many labels of which are linked; its code.

    All of them, or the first ``looks``, were scanned by one person each.
    """
    made = made or world.packed().code
    run = world.print_labels(made, printed or labels)
    world.link(run, 1, labels)
    for number in range(1, (labels if looks is None else looks) + 1):
        door.look(f"/{item_code(world, run, number)}", address=f"113.160.2.{number}")
    door.flush()
    return made


def presses(page: Page) -> list[tuple[str, str]]:
    """What one press writes out, or asks about: how many packs (none: all), and its words."""
    found = r'name="(?:packages|much_\w+)" value="(\d*)">.*?<button class="button[^"]*">([^<]+)<'
    return re.findall(found, page.source, re.DOTALL)


def own_telemetry(world: World) -> Telemetry:
    """The second store beside a world's record, with nothing in it, and gone after."""
    url = world.store.reader.url.render_as_string(hide_password=False)
    telemetry = open_telemetry(url)
    world.ending.callback(_gone, telemetry)
    _gone(telemetry)
    return telemetry


def _gone(telemetry: Telemetry) -> None:
    if telemetry.is_server:
        with telemetry.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS telemetry CASCADE"))
    telemetry.doubt()
    telemetry.close()
    if not telemetry.is_server:
        for ending in ("", "-wal", "-shm"):
            Path(f"{telemetry.engine.url.database}{ending}").unlink(missing_ok=True)
