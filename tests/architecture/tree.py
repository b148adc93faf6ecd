"""What the architecture checks look at: the files of a checkout, and plants that must be seen."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("traceability", "labels")
MIGRATIONS = Path("traceability/store/migrations/versions")
LEFT_OUT = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "dist", "instance", "*.egg-info", "node_modules"
)


def modules(root: Path) -> Iterator[Path]:
    """Every Python file of the product, in a stable order."""
    for room in ROOMS:
        yield from sorted((root / room).rglob("*.py"))


def read_setup(root: Path) -> configparser.ConfigParser:
    """setup.cfg as setuptools and import-linter read it."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(root / "setup.cfg", encoding="utf-8")
    return parser


def lines(value: str) -> list[str]:
    """The entries of a setup.cfg list."""
    return [line.strip() for line in value.strip().splitlines() if line.strip()]


def kept_files(root: Path) -> list[Path]:
    """What git keeps or is about to keep; without git, every file that is not made by a tool."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (root / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if listed.returncode == 0:
            names = listed.stdout.decode().split("\0")
            return sorted(root / name for name in names if name and (root / name).is_file())
    return sorted(walk(root))


def walk(folder: Path) -> Iterator[Path]:
    """The files below a folder, without what tools leave behind."""
    names = [path.name for path in folder.iterdir()]
    made = LEFT_OUT(str(folder), names) - {".ci", ".gitignore"}
    for path in folder.iterdir():
        if path.name not in made:
            yield from walk(path) if path.is_dir() else [path]


def copy_product(root: Path, into: Path) -> Path:
    """A copy of what is checked and packaged, to plant a violation in."""
    for name in (*ROOMS, "templates", "requirements"):
        shutil.copytree(root / name, into / name, ignore=LEFT_OUT)
    for name in ("setup.cfg", "pyproject.toml", "wsgi.py", "LICENSE", "README.md"):
        if (root / name).exists():
            shutil.copy(root / name, into / name)
    return into


def write(path: Path, text: str) -> Path:
    """A file with this text, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
