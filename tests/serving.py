"""Applications for tests: built once for the same settings, and served on one world after another.

Building one and compiling its templates costs more than most tests do. What an application knows of
an installation is its ``House``, and that is new for every world.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from tests.lock_watch import watched
from tests.people import World
from traceability.app import build, open_house
from traceability.settings import Settings
from traceability.web import errors
from traceability.web.house import install
from traceability.web.limits import limiter

#: The applications that no world has at the moment, by what they were configured with.
_idle: defaultdict[Settings, list[Flask]] = defaultdict(list)


class Compiled(BytecodeCache):
    """The templates that any application of this process has compiled, by name and source."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template has been compiled as it stands."""
        kept = self.kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_compiled = Compiled()


def compiling_once(app: Flask) -> Flask:
    """The same application, which takes over the templates that another has compiled."""
    app.jinja_env.bytecode_cache = _compiled
    return app


def app_on(world: World, settings: Settings) -> Flask:
    """The application on a world's database; nothing has been counted against anybody yet.

    It is nobody else's until the world has ended.
    """
    alike = dataclasses.replace(settings, database_url="", files=Path())
    if _idle[alike]:
        app = _idle[alike].pop()
        install(app, open_house(settings, world.store))
    else:
        app = watched(compiling_once(build(settings, world.store)))
    world.ending.callback(_idle[alike].append, app)
    limiter.reset()  # the counters are the process's, not the application's
    return app


def refuse_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused gets its status and no page.

    For tests that knock on every door by the thousand and ask for the status alone: laying the
    page out costs twice what the refusal does. That it can be, the table of routes shows.
    """
    monkeypatch.setattr(errors, "render_template", lambda *_names, **_values: "")
