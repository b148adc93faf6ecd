"""Nothing that is kept names the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, kept_files, write

MACHINE_PATH = re.compile(rb"(?<![\w./~-])/(?:work|tmp|root|home/\w+)/")


def is_checked(root: Path, path: Path) -> bool:
    """Tests may make paths of their own; pictures and fonts hold any bytes."""
    head = path.read_bytes()[:8000]
    return path.relative_to(root).parts[0] != "tests" and b"\0" not in head


def machine_paths(root: Path) -> list[str]:
    """Where a path of one machine is written, as file:line."""
    return [
        f"{path.relative_to(root)}:{number}"
        for path in kept_files(root)
        if is_checked(root, path)
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]


def test_no_file_names_a_machine() -> None:
    assert machine_paths(ROOT) == []


@pytest.mark.parametrize("path", ["/work/main", "/tmp/build", "/root/.venv", "/home/lan/app"])
def test_a_machine_path_is_seen(tmp_path: Path, path: str) -> None:
    write(tmp_path / "docs/install.md", f"# Install\n\nRun `{path}/dev`.\n")
    write(tmp_path / "docs/routes.md", f"`/coop{path}` and `{path[1:]}` are no machine paths.\n")
    write(tmp_path / "tests/test_install.py", f"HERE = '{path}/'\n")
    assert machine_paths(tmp_path) == ["docs/install.md:3"]
