"""That a request locks in one order is watched in every test that sends one."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.web.lot_visits import app_of
from traceability.store import lock_order


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_request_that_locks_out_of_order_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_of(world)
    seen = []

    def ask() -> str:
        seen.append(lock_order.WATCH.on)
        with world.by(world.who.recorder) as work:
            work.lock_chains([world.who.area])
            work.lock_grounds([1])
        return ""

    monkeypatch.setitem(app.view_functions, "public.home", ask)
    with caplog.at_level("ERROR"):
        assert app.test_client().get("/").status_code == 500
    assert "OrderBrokenError" in caplog.text
    assert seen == [True]
    assert not lock_order.WATCH.on
