"""What tests/run_rules.py promises of a run, tried on small runs of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write
from tests.scheduling import LONG, WHOLE

MARKED = "import pytest\n\n\n@pytest.mark.browser\ndef test_page():\n    assert {result}\n"
TWO = "\n\ndef test_beside():\n    assert True\n"
SKIPS = {
    "by mark": "@pytest.mark.skip\ndef test_one():\n    pass\n",
    "inside": "def test_one():\n    pytest.skip('not today')\n",
    "expected failure": "@pytest.mark.xfail\ndef test_one():\n    assert False\n",
    "whole module": "pytest.importorskip('no_such_module')\n\n\ndef test_one():\n    pass\n",
}


def run(
    folder: Path, *words: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """pytest on a folder of tests, with our rules and nothing else of ours."""
    write(folder / "pytest.ini", "[pytest]\nmarkers =\n    browser: b\n    poppler: p\n")
    clean = {key: value for key, value in os.environ.items() if "TRACEABILITY_TEST" not in key}
    quick = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.run_rules", "-c", "pytest.ini", *words, "."],
        cwd=folder,
        env=clean | quick | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


NO_BROWSER = {"TRACEABILITY_TEST_CHROMIUM": "/no/such/chromium"}


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "1")])
def test_a_browser_test_is_deselected_where_there_is_no_browser(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    write(tmp_path / "test_small.py", MARKED.format(result=False) + TWO)
    done = run(tmp_path, *workers, env=NO_BROWSER)
    assert done.returncode == 0, done.stdout
    assert "browser tests are deselected: no Chromium found; get it with" in done.stdout
    assert "1 passed" in done.stdout
    assert "skipped" not in done.stdout


def test_a_browser_test_runs_where_there_is_a_browser(tmp_path: Path) -> None:
    write(tmp_path / "test_small.py", MARKED.format(result=False))
    done = run(tmp_path, env={"TRACEABILITY_TEST_CHROMIUM": sys.executable})
    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_a_demanded_tool_that_is_absent_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "test_small.py", TWO)
    done = run(tmp_path, env=NO_BROWSER | {"TRACEABILITY_TEST_DEMAND": "browser"})
    assert done.returncode == 4
    assert "browser tests are demanded: no Chromium found" in done.stderr


def test_a_demand_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "test_small.py", TWO)
    done = run(tmp_path, env={"TRACEABILITY_TEST_DEMAND": "popler"})
    assert done.returncode == 4


@pytest.mark.parametrize("skip", SKIPS)
def test_a_skip_turns_the_run_red_where_nothing_may_be_skipped(tmp_path: Path, skip: str) -> None:
    write(tmp_path / "test_skips.py", f"import pytest\n\n\n{SKIPS[skip]}")
    write(tmp_path / "test_small.py", TWO)
    done = run(tmp_path, env={"TRACEABILITY_TEST_NO_SKIPS": "1"})
    assert done.returncode == 1, done.stdout
    assert "NOT RUN test_skips.py" in done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]


def test_workers_report_their_skips_too(tmp_path: Path) -> None:
    for number, skip in enumerate(SKIPS.values()):
        write(tmp_path / f"test_skips_{number}.py", f"import pytest\n\n\n{skip}")
    done = run(tmp_path, "-p", "xdist", "-n", "2", env={"TRACEABILITY_TEST_NO_SKIPS": "1"})
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("NOT RUN") == len(SKIPS), done.stdout


def test_a_run_without_skips_stays_green(tmp_path: Path) -> None:
    write(tmp_path / "test_small.py", TWO)
    assert run(tmp_path, env={"TRACEABILITY_TEST_NO_SKIPS": "1"}).returncode == 0


SHARED = """
import os
from pathlib import Path

import pytest


@pytest.mark.parametrize("number", range(12))
def test_one(number):
    Path("pids").mkdir(exist_ok=True)
    Path("pids", str(os.getpid())).touch()
"""


def test_the_tests_of_a_whole_file_run_in_one_process(tmp_path: Path) -> None:
    write(tmp_path / WHOLE[0], SHARED)
    done = run(tmp_path, "-p", "xdist", "-n", "2", "--dist", "load")
    assert "12 passed" in done.stdout, done.stdout
    assert len(list((tmp_path / "pids").iterdir())) == 1


def test_the_tests_of_other_files_are_spread(tmp_path: Path) -> None:
    write(tmp_path / "tests" / "test_other.py", SHARED)
    done = run(tmp_path, "-p", "xdist", "-n", "2", "--dist", "load")
    assert "12 passed" in done.stdout, done.stdout
    assert len(list((tmp_path / "pids").iterdir())) == 2


def test_long_tests_begin_before_the_others(tmp_path: Path) -> None:
    write(tmp_path / "tests" / "api" / "test_short.py", TOLD)
    write(tmp_path / LONG[-1], TOLD)
    done = run(tmp_path, "-p", "xdist", "-n", "1", "--dist", "load")
    assert "2 passed" in done.stdout, done.stdout
    assert (tmp_path / "told").read_text().split() == [LONG[-1], "tests/api/test_short.py"]


TOLD = """
from pathlib import Path


def test_one(request):
    with Path("told").open("a") as told:
        told.write(request.node.nodeid.partition("::")[0] + " ")
"""


def test_what_is_named_as_whole_or_long_is_there() -> None:
    assert all((ROOT / each).exists() for each in (*WHOLE, *LONG))


BEGUN = """
import os

with open(f"begun-{os.getpid()}.txt", "a") as file:
    file.write(f"{__name__} ")


def test_one():
    pass
"""


def test_processes_begin_with_modules_of_their_own(tmp_path: Path) -> None:
    names = ["test_a", "test_b", "test_c", "test_d"]
    for name in names:
        write(tmp_path / f"{name}.py", BEGUN)
    done = run(tmp_path, "-p", "xdist", "-n", "2")
    assert "4 passed" in done.stdout, done.stdout
    begun = [path.read_text().split() for path in tmp_path.glob("begun-*.txt")]
    assert sorted(begun) == [
        ["test_a", "test_c", "test_b", "test_d"],
        ["test_b", "test_d", "test_a", "test_c"],
    ]


def test_what_cannot_be_imported_is_told_once_by_all(tmp_path: Path) -> None:
    write(tmp_path / "test_broken.py", "raise RuntimeError('as it stands')\n")
    write(tmp_path / "test_small.py", TWO)
    done = run(tmp_path, "-p", "xdist", "-n", "2")
    assert done.returncode != 0
    assert "as it stands" in done.stdout
