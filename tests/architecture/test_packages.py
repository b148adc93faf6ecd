"""The packages that setup.cfg names are the packages there are, and nothing they need stays behind.

``find:`` would drop the templates, which stand at the top and are packaged below traceability; so
the list is written out, and held equal to the tree here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.architecture.tree import ROOMS, ROOT, copy_product, lines, read_setup, walk, write

TEMPLATES = "traceability.templates"


def folder(root: Path, package: str) -> Path:
    """Where a package stands in the tree."""
    return root / "templates" if package == TEMPLATES else root.joinpath(*package.split("."))


def listed(root: Path) -> list[str]:
    """The packages that setup.cfg names."""
    return lines(read_setup(root)["options"]["packages"])


def package_faults(root: Path) -> list[str]:
    """Packages named twice, named and absent, or present with code and not named."""
    names = listed(root)
    faults = [f"{name} is named twice" for name in set(names) if names.count(name) > 1]
    faults += [f"{name} is no folder" for name in names if not folder(root, name).is_dir()]
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            name = ".".join(path.parent.relative_to(root).parts)
            if name not in names:
                faults.append(f"{name} is not named")
    return sorted(set(faults))


def matches(relative: Path, pattern: str) -> bool:
    """Whether setuptools' pattern takes the file: part for part, a star stays in its part."""
    parts = pattern.split("/")
    return len(parts) == len(relative.parts) and all(map(fnmatchcase, relative.parts, parts))


def is_shipped(root: Path, path: Path) -> bool:
    """Whether a package takes the file by one of its patterns."""
    for package, patterns in read_setup(root)["options.package_data"].items():
        home = folder(root, package)
        wanted = [pattern.strip() for pattern in patterns.replace("\n", ",").split(",")]
        if path.is_relative_to(home) and any(
            matches(path.relative_to(home), pattern) for pattern in wanted if pattern
        ):
            return True
    return False


def data_files(root: Path) -> Iterator[Path]:
    """Every file of the product that is not Python, notices of licences among them."""
    for room in (*ROOMS, "templates"):
        for path in sorted(walk(root / room)):
            if path.suffix != ".py":
                yield path


def left_behind(root: Path) -> list[str]:
    """Files of the product that no wheel would hold."""
    return [str(p.relative_to(root)) for p in data_files(root) if not is_shipped(root, p)]


def test_the_list_is_the_tree() -> None:
    assert package_faults(ROOT) == []


def test_nothing_is_left_behind() -> None:
    assert left_behind(ROOT) == []


def test_templates_stand_at_the_top_and_are_packaged() -> None:
    options = read_setup(ROOT)["options"]
    assert lines(options["package_dir"]) == ["traceability.templates = templates"]
    assert TEMPLATES in listed(ROOT)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return copy_product(ROOT, tmp_path)


def test_a_package_that_is_not_named_is_seen(copied: Path) -> None:
    write(copied / "traceability/domain/attic/trunk.py", "")
    assert "traceability.domain.attic is not named" in package_faults(copied)


def test_a_package_that_is_gone_is_seen(copied: Path) -> None:
    setup = (copied / "setup.cfg").read_text(encoding="utf-8")
    named = setup.replace("    labels\n", "    labels\n    labels.attic\n", 1)
    write(copied / "setup.cfg", named)
    assert "labels.attic is no folder" in package_faults(copied)


@pytest.mark.parametrize(
    "name", ["templates/public/lookup.htm", "labels/plates/a4.txt", "traceability/data/x/y.csv"]
)
def test_a_file_that_would_stay_behind_is_seen(copied: Path, name: str) -> None:
    write(copied / name, "")
    assert name in left_behind(copied)
