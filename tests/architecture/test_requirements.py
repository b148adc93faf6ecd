"""What is installed: pinned with hashes, from no named host, under licences we can ship with."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, lines, read_setup, write

LOCKS = ("run", "test")
# A lock made elsewhere must not send the next machine to somebody's mirror.
NAMES_A_HOST = re.compile(r"://|--(?:extra-)?index|--find-links|--trusted-host")
# The lesser licence asks only that its own library can be replaced, which pip can do.
COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public")


def named_hosts(lock: Path) -> list[str]:
    """The lines of a lock file that name where to get things from."""
    text = lock.read_text(encoding="utf-8").splitlines()
    return [line for line in text if NAMES_A_HOST.search(line)]


def wanted(path: Path) -> list[str]:
    """The requirements of an .in file, without comments and included files."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in text if line.strip() and line[0] not in "#-"]


def pins(lock: Path) -> Iterator[tuple[Requirement, int]]:
    """Each pin of a lock file, and how many hashes it has."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield Requirement(line.partition(" --hash")[0]), line.count("--hash=sha256:")


def is_for_here(pin: Requirement) -> bool:
    """Whether the pin's marker holds for this interpreter."""
    return pin.marker is None or pin.marker.evaluate()


def versions(lock: Path) -> dict[str, str]:
    """The version of each distribution that the lock installs here."""
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin, _ in pins(lock)
        if is_for_here(pin)
    }


def lock_faults(source: list[str], lock: Path) -> list[str]:
    """What is asked for and not pinned, pinned outside its range, or pinned without a hash."""
    held = versions(lock)
    faults = [f"{pin.name} has no hash" for pin, hashes in pins(lock) if not hashes]
    for asked in filter(is_for_here, map(Requirement, source)):
        version = held.get(canonicalize_name(asked.name))
        if version is None or version not in asked.specifier:
            faults.append(f"{asked} is pinned at {version}")
    return faults


def licence(name: str) -> str:
    """What a distribution says of its licence; a licence's whole text is cut to its heading."""
    about = importlib.metadata.metadata(name)
    said = [*about.get_all("License-Expression", []), *about.get_all("License", [])]
    classifiers = [each for each in about.get_all("Classifier", []) if each.startswith("License")]
    return "; ".join([each[:120] for each in said] + classifiers)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    assert named_hosts(ROOT / f"requirements/{name}.txt") == []


def test_setup_asks_for_what_run_in_asks_for() -> None:
    install_requires = read_setup(ROOT)["options"]["install_requires"]
    assert sorted(lines(install_requires)) == sorted(wanted(ROOT / "requirements/run.in"))


def test_the_tests_have_what_the_extras_ask_for() -> None:
    extras = read_setup(ROOT)["options.extras_require"].values()
    asked = {entry for value in extras for entry in lines(value.replace(";", "\n"))}
    assert asked <= set(wanted(ROOT / "requirements/test.in"))


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_pinned_with_hashes(name: str) -> None:
    source = wanted(ROOT / f"requirements/{name}.in")
    assert len(source) > 10
    assert lock_faults(source, ROOT / f"requirements/{name}.txt") == []


def test_the_tests_run_on_what_is_served() -> None:
    served, tested = (versions(ROOT / f"requirements/{name}.txt") for name in LOCKS)
    assert served.items() <= tested.items()


def test_no_served_distribution_is_copyleft() -> None:
    served = versions(ROOT / "requirements/run.txt")
    assert [name for name in served if COPYLEFT.search(licence(name))] == []


@pytest.mark.parametrize("name", versions(ROOT / "requirements/run.txt"))
def test_every_served_distribution_says_its_licence(name: str) -> None:
    assert licence(name).strip("; ")


@pytest.mark.parametrize(
    "line", ["--index-url mirror", "flask @ https://example.org/f.whl", "--find-links wheels"]
)
def test_a_named_host_is_seen(tmp_path: Path, line: str) -> None:
    lock = write(tmp_path / "run.txt", f"flask==3.1.3\n    # via -r run.in\n{line}\n")
    assert named_hosts(lock) == [line]


def test_a_faulty_lock_is_seen(tmp_path: Path) -> None:
    text = "flask==3.0.0 \\\n    --hash=sha256:00\nmako==1.3.0\n"
    lock = write(tmp_path / "run.txt", text)
    assert lock_faults(["Flask>=3.1", "alembic>=1.20"], lock) == [
        "mako has no hash",
        "Flask>=3.1 is pinned at 3.0.0",
        "alembic>=1.20 is pinned at None",
    ]


@pytest.mark.parametrize(
    ("said", "copyleft"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_copyleft_is_told_from_the_lesser_licence(said: str, copyleft: bool) -> None:
    assert bool(COPYLEFT.search(said)) is copyleft
