"""Every import contract of setup.cfg is shown red by a planted violation.

The plants stand in one copy of the product, each in a module of its own; import-linter runs once,
and each contract must name its plant in its own section of the report.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import chain, pairwise
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, copy_product, lines, read_setup, write

# Contract → (the module planted, what it imports).
PLANTS: dict[str, list[tuple[str, str]]] = {
    "doors": [
        ("traceability.web.public.planted_door", "traceability.web.workspace"),
        ("traceability.web.api.planted_door", "traceability.web.registrar"),
    ],
    "labels": [("labels.planted_room", "traceability.domain")],
    "settings": [("traceability.settings", "traceability.store")],
    "flask": [("traceability.services.planted_flask", "flask")],
    "tongues": [("traceability.web.workspace.planted_sentence", "flask_babel")],
    "sqlalchemy": [
        ("traceability.schemas.planted_sql", "sqlalchemy"),
        ("traceability.services.planted_sql", "sqlalchemy.orm"),
        ("traceability.jobs.planted_sql", "alembic"),
    ],
    "marshmallow": [("traceability.web.workspace.planted_schema", "marshmallow")],
    "drawing": [
        ("traceability.services.planted_drawing", "reportlab"),
        ("traceability.web.public.planted_drawing", "qrcode"),
    ],
    "geometry": [
        ("traceability.services.planted_geometry", "shapely"),
        ("traceability.web.workspace.planted_geometry", "geographiclib"),
    ],
    "spreadsheets": [
        ("traceability.services.planted_sheet", "python_calamine"),
        ("traceability.web.workspace.planted_sheet", "xlsxwriter"),
    ],
    "cryptography": [
        ("traceability.services.planted_cryptography", "cryptography"),
        ("traceability.store.planted_cryptography", "argon2"),
    ],
}
PREFIX = "importlinter:contract:"


def contracts(root: Path) -> dict[str, str]:
    """The contracts of setup.cfg: id and name."""
    setup = read_setup(root)
    found = [section for section in setup.sections() if section.startswith(PREFIX)]
    return {section.removeprefix(PREFIX): setup[section]["name"] for section in found}


def outward_imports(root: Path) -> list[tuple[str, str]]:
    """For each layer, a module planted in it that imports the layer above."""
    layers = lines(read_setup(root)[f"{PREFIX}layers"]["layers"])
    rooms = [re.findall(r"[a-z_]+", layer) for layer in layers]
    return [
        (planted_in(root, lower), f"traceability.{upper[0]}") for upper, lower in pairwise(rooms)
    ]


def planted_in(root: Path, room: list[str]) -> str:
    """A new module of the room, or the room itself where it is one module (app)."""
    is_folder = (root / "traceability" / room[0]).is_dir()
    return f"traceability.{room[0]}" + (".planted_layer" if is_folder else "")


def plant(root: Path, module: str, imports: str) -> None:
    """Add the import to the module, which is made where there is none."""
    path = root.joinpath(*module.split(".")).with_suffix(".py")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    write(path, f"{before}\nimport {imports}\n")


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's report on the copy, with no colours and lines that do not wrap."""
    program = Path(sys.executable).with_name("lint-imports")
    wide = os.environ | {"COLUMNS": "400", "NO_COLOR": "1", "PYTHONPATH": str(root)}
    return subprocess.run(
        [program, "--no-logo", "--no-cache"],
        cwd=root,
        env=wide,
        capture_output=True,
        text=True,
        check=False,
    )


def sections(report: str, names: dict[str, str]) -> dict[str, str]:
    """What the report says of each broken contract, by id."""
    body = report.partition("Broken contracts\n")[2]
    starts = {key: body.find(f"\n{name}\n") for key, name in names.items()}
    ends = [*sorted(starts.values()), len(body)]
    return {
        key: body[start : ends[ends.index(start) + 1]]
        for key, start in starts.items()
        if start >= 0
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_product(ROOT, tmp_path_factory.mktemp("planted"))
    for module, imports in chain(outward_imports(root), *PLANTS.values()):
        plant(root, module, imports)
    write(root / "traceability/attic/__init__.py", "")
    return root


@pytest.fixture(scope="module")
def broken(planted: Path) -> dict[str, str]:
    done = lint(planted)
    assert done.returncode == 1, done.stdout + done.stderr
    return sections(done.stdout, contracts(planted))


def test_the_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_has_its_plant() -> None:
    assert set(contracts(ROOT)) == {"layers", *PLANTS}


@pytest.mark.parametrize("contract", PLANTS)
def test_a_contract_sees_its_plant(broken: dict[str, str], contract: str) -> None:
    for module, imports in PLANTS[contract]:
        target = imports.partition(".")[0] if "traceability" not in imports else imports
        assert f"{module} -> {target}" in broken[contract]


def test_every_outward_import_is_seen(planted: Path, broken: dict[str, str]) -> None:
    for module, imports in outward_imports(planted):
        assert re.search(rf"- {re.escape(module)} -> {re.escape(imports)} ", broken["layers"])


def test_a_room_without_a_place_is_seen(broken: dict[str, str]) -> None:
    assert "traceability.attic" in broken["layers"]
