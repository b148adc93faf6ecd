"""The order of locks, watched while an application answers: each request is one verb of a door."""

from __future__ import annotations

from flask import Flask

from traceability.store import lock_order


def watched(app: Flask) -> Flask:
    """The application; a request that locks out of order fails there."""

    def begin() -> None:
        lock_order.WATCH.on = True

    def end(_error: BaseException | None) -> None:
        lock_order.WATCH.on = False

    app.before_request(begin)
    app.teardown_request(end)
    return app
