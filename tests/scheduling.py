"""Which tests stay together when several processes share a run.

What a few files build once (a built wheel, a running service, a printed sheet) takes longer than
the tests that use it, and each process would build its own. ``xdist_group`` marks do the same on
paper; pytest-xdist 3.8 does not see them under pytest 9.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

#: Files and folders whose tests all run in one process; every other goes wherever there is room.
WHOLE = (
    "tests/architecture/test_contracts_bite.py",
    "tests/architecture/test_packaging.py",
    "tests/architecture/test_route_table.py",
    "tests/browser/test_family_journeys.py",
    "tests/journeys",
    "tests/services/test_demo.py",
    "tests/web/test_who_sees_page.py",
)

#: Files with tests that take ten seconds and more, and would come near the end by their names: a
#: long one that begins last keeps one process busy while the others have nothing left.
LONG = (
    "tests/browser",
    "tests/architecture/test_doors_are_closed.py",
    "tests/cli/test_cli_demo.py",
    "tests/services/test_all_verbs.py",
    "tests/services/test_verify.py",
    "tests/web/test_kept_pages.py",
    "tests/web/test_kept_pages_processes.py",
    "tests/web/test_month_pages.py",
    "tests/web/test_official_strings.py",
    "tests/web/test_page_weight.py",
    "tests/web/test_public_markers.py",
)


def long_first(items: list[pytest.Item]) -> None:
    """Put the tests of ``LONG`` before all others, in their order."""
    items.sort(key=lambda item: standing_in(item.nodeid, LONG) is None)


class WholeFiles(LoadScopeScheduling):
    """Hands out single tests in their order, and what is ``WHOLE`` in one piece, that first."""

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
    """What a test is handed out with: its file or folder, or nothing but itself."""
    return standing_in(nodeid, WHOLE) or nodeid


def standing_in(nodeid: str, places: tuple[str, ...]) -> str | None:
    """Which of some files and folders a test stands in."""
    file = nodeid.partition("::")[0]
    return next((each for each in places if file == each or file.startswith(f"{each}/")), None)
