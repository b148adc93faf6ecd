"""Which tests stay together when several processes share a run.

What a few files build once (a built wheel, a running service, a printed sheet) takes longer than
the tests that use it, and each process would build its own. ``xdist_group`` marks do the same on
paper; pytest-xdist 3.8 does not see them under pytest 9.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

#: Files whose tests all run in one process; every other test goes wherever there is room.
WHOLE = (
    "tests/architecture/test_contracts_bite.py",
    "tests/architecture/test_packaging.py",
    "tests/architecture/test_route_table.py",
    "tests/browser/test_family_journeys.py",
    "tests/journeys/test_label_journey.py",
    "tests/journeys/test_supervision.py",
    "tests/services/test_demo.py",
    "tests/web/test_who_sees_page.py",
)


class WholeFiles(LoadScopeScheduling):
    """Hands out single tests, and the files of ``WHOLE`` in one piece, those first."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Forget what a worker has done: after every test, all that it holds is counted."""
        nodeid = self.registered_collections[node][item_index]
        held = self.assigned_work[node]
        unit = held[scope_of(nodeid)]
        unit[nodeid] = True
        if all(unit.values()):
            del held[scope_of(nodeid)]
        self._reschedule(node)


def scope_of(nodeid: str) -> str:
    """What a test is handed out with: its file, or nothing but itself."""
    file = nodeid.partition("::")[0]
    return file if file in WHOLE else nodeid
