"""The domain is Python and nothing else: no framework, no database, no clock of somebody's own."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write

HEAVY = {
    *("alembic", "argon2", "cryptography", "flask", "jinja2", "marshmallow", "PIL", "qrcode"),
    *("reportlab", "sqlalchemy", "werkzeug"),
}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, by their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # More than one dot would leave the domain; import-linter resolves where to.
            yield "." * node.level + (node.module or "") if node.level else str(node.module)


def is_plain(name: str) -> bool:
    """Whether the domain may import the module: the standard library, or the domain itself."""
    own = name == "traceability.domain" or name.startswith("traceability.domain.")
    sibling = name.startswith(".") and not name.startswith("..")
    return own or sibling or name.partition(".")[0] in sys.stdlib_module_names


def strangers(root: Path) -> list[str]:
    """What the domain imports and may not."""
    return [
        f"{path.name} imports {name}"
        for path in sorted((root / "traceability/domain").rglob("*.py"))
        for name in imported(path)
        if not is_plain(name)
    ]


def test_the_domain_imports_the_standard_library_only() -> None:
    assert strangers(ROOT) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import sqlalchemy.orm", "sqlalchemy.orm"),
        ("from flask import request", "flask"),
        ("from traceability.settings import Settings", "traceability.settings"),
        ("from .. import settings", ".."),
    ],
)
def test_a_stranger_in_the_domain_is_seen(tmp_path: Path, line: str, name: str) -> None:
    write(tmp_path / "traceability/domain/rules.py", f"import re\nfrom . import ids\n{line}\n")
    assert strangers(tmp_path) == [f"rules.py imports {name}"]


def loaded(root: Path, package: str) -> set[str]:
    """What a fresh interpreter has loaded after importing a package and every module in it."""
    program = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module({package!r})\n"
        "for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{program}"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_domain_is_light() -> None:
    assert not HEAVY & loaded(ROOT, "traceability.domain")


def test_a_heavy_import_is_seen(tmp_path: Path) -> None:
    write(tmp_path / "traceability/__init__.py", "import flask\n")
    write(tmp_path / "traceability/domain/__init__.py", "")
    assert {"flask", "werkzeug"} <= loaded(tmp_path, "traceability.domain")
