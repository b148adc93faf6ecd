"""What a run promises: no silent skips, nothing left running.

Tests that need a browser, poppler or GS1's own files are *deselected* where the machine has none,
and a line says how to get it. ``TRACEABILITY_TEST_DEMAND=browser,poppler`` makes their absence an
error, and ``TRACEABILITY_TEST_NO_SKIPS=1`` makes every skip and expected failure one.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import databases

FOLDER = pytest.StashKey[Path]()
ABSENT = pytest.StashKey[dict[str, str]]()
#: The first is Chromium without its windows (Debian has it): it opens pages in a third of the time.
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)


# --- what the machine has ------------------------------------------------------------------------


def runs(program: str, option: str) -> bool:
    """Whether the program starts: Ubuntu's chromium-browser may be a stub for a snap."""
    try:
        done = subprocess.run([program, option], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def found_chromium() -> str | None:
    """The Chromium of ``TRACEABILITY_TEST_CHROMIUM``, or the system's, if it starts."""
    named = os.environ.get("TRACEABILITY_TEST_CHROMIUM")
    there = [named] if named else [path for path in map(shutil.which, CHROMIUMS) if path]
    return next((path for path in there if runs(path, "--version")), None)


def found_poppler() -> str | None:
    """poppler's pdftoppm, if it starts."""
    path = shutil.which("pdftoppm")
    return path if path and runs(path, "-v") else None


def found_standards() -> str | None:
    """The folder that ``TRACEABILITY_STANDARDS`` names, if it is there."""
    named = os.environ.get("TRACEABILITY_STANDARDS", "")
    return named if named and Path(named).is_dir() else None


def found_validator() -> str | None:
    """The vnu.jar that ``TRACEABILITY_TEST_VNU`` names, if Java starts."""
    named = os.environ.get("TRACEABILITY_TEST_VNU", "")
    return named if named and Path(named).is_file() and runs("java", "-version") else None


# Marker → what finds it, and the line that says how to get it.
NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "browser": (
        found_chromium,
        "no Chromium found; get it with: apt-get install chromium-headless-shell (or chromium)",
    ),
    "poppler": (found_poppler, "no pdftoppm found; get it with: apt-get install poppler-utils"),
    "validator": (
        found_validator,
        "no HTML validator; get it with: npm pack vnu-jar, and name its vnu.jar in"
        " TRACEABILITY_TEST_VNU (it needs Java)",
    ),
    "standards": (found_standards, "TRACEABILITY_STANDARDS names no folder of GS1's own files"),
}


def absent_tools() -> dict[str, str]:
    """What this machine lacks, by marker; raises UsageError for what is demanded."""
    absent = {mark: advice for mark, (find, advice) in NEEDS.items() if find() is None}
    demanded = filter(None, os.environ.get("TRACEABILITY_TEST_DEMAND", "").split(","))
    for mark in map(str.strip, demanded):
        if mark not in NEEDS:
            raise pytest.UsageError(f"TRACEABILITY_TEST_DEMAND: {mark} is none of {list(NEEDS)}")
        if mark in absent:
            raise pytest.UsageError(f"{mark} tests are demanded: {absent[mark]}")
    return absent


# --- the run -------------------------------------------------------------------------------------


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is one of xdist's workers."""
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Share one folder for PostgreSQL and one look at the machine with all workers."""
    if is_worker(config):
        given: dict[str, Any] = config.workerinput  # type: ignore[attr-defined]
        config.stash[FOLDER] = Path(given["postgres_folder"])
        config.stash[ABSENT] = given["absent_tools"]
        return
    config.stash[ABSENT] = absent_tools()
    if os.environ.get("TRACEABILITY_TEST_NO_SKIPS"):
        config.pluginmanager.register(NoSkips())
    config.stash[FOLDER] = databases.new_folder()
    if os.name != "nt":
        # A run that is ended from outside must still end its server.
        signal.signal(signal.SIGTERM, lambda *_: pytest.exit("ended from outside", 143))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker what its controller has found."""
    node.workerinput["postgres_folder"] = str(node.config.stash[FOLDER])
    node.workerinput["absent_tools"] = node.config.stash[ABSENT]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a few files in one process."""
    # Imported here: a run of one process needs no xdist.
    from tests.scheduling import WholeFiles

    return WholeFiles(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the PostgreSQL of this run, however the run ended."""
    folder = config.stash.get(FOLDER, None)
    if folder and not is_worker(config):
        databases.end_shared(folder)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what will not be tried here, and how it would be."""
    return [f"{mark} tests are deselected: {why}" for mark, why in config.stash[ABSENT].items()]


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Before it collects, let each of several processes prepare a share of the modules for all.

    What is imported and collected stays: until it is there, nobody looks for what could be freed.
    """
    if not isinstance(collector, pytest.Session):
        return
    gc.disable()
    if is_worker(collector.config):
        from tests.imported_in_shares import import_share

        import_share(collector.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the tests that this machine cannot run; several processes begin with long ones."""
    if is_worker(config):
        from tests.scheduling import long_first

        long_first(items)
    absent = config.stash[ABSENT]
    out = [item for item in items if any(item.get_closest_marker(mark) for mark in absent)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave the imported product and the collected tests alone: they live as long as the run.

    Looking through them for what is no longer needed, again and again, costs more than it frees.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 50)


# --- nothing skipped -----------------------------------------------------------------------------


class NoSkips:
    """Makes a run fail that skipped something or expected it to fail."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was skipped, or that failed as expected."""
        if report.skipped or hasattr(report, "wasxfail"):
            self.left_out.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole module that was skipped."""
        if report.skipped:
            self.left_out.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn the run red."""
        if self.left_out and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which, above the closing line."""
        for name in sorted(set(self.left_out)):
            terminalreporter.write_line(f"NOT RUN {name}: nothing may be skipped in this run")


# --- fixtures ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """A folder of this run that all its processes share; it is gone when the run has ended."""
    return pytestconfig.stash[FOLDER]


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> str:
    """The run's PostgreSQL for SQLAlchemy (``postgresql+psycopg://…``), as its superuser.

    Make databases of your own with ``tests.databases.create_database``; put the worker's id
    (``worker_id`` of xdist) in their names.
    """
    return databases.shared_url(pytestconfig.stash[FOLDER])


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that starts; for tests marked ``browser``."""
    path = found_chromium()
    assert path, NEEDS["browser"][1]
    return path
