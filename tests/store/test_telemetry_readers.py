"""What reads labels in the second store keeps as many connections as were in use at once."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import event

from traceability.store.telemetry import open_telemetry


def test_threads_that_end_leave_no_connection_behind(tmp_path: Path) -> None:
    """A server ends threads that have nothing to do, and begins others."""
    telemetry = open_telemetry(f"sqlite:///{tmp_path}/traceability.sqlite3")
    opened: list[object] = []
    event.listen(telemetry.engine, "connect", lambda made, _record: opened.append(made))
    telemetry.prepare()
    before = len(opened)
    try:
        for _number in range(20):
            thread = threading.Thread(target=telemetry.label, args=(1, 1))
            thread.start()
            thread.join()
        assert len(opened) - before <= 1
    finally:
        telemetry.close()
