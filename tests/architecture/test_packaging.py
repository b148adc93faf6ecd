"""The wheel holds the product and serves it: installed in a bare environment, from elsewhere."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.test_packages import data_files
from tests.architecture.tree import ROOT, copy_product, modules

pytestmark = pytest.mark.packaging
PATIENCE = 120.0


def load_dev() -> ModuleType:
    """The script that sets up a checkout: it makes and fills the bare environment too."""
    loader = SourceFileLoader("dev_for_packaging", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_for_packaging", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def isolation() -> list[str]:
    """Build without the registry where this environment has a setuptools that is new enough."""
    try:
        major = int(importlib.metadata.version("setuptools").partition(".")[0])
    except importlib.metadata.PackageNotFoundError:
        major = 0
    return ["--no-isolation"] if major >= 77 else []


def bare() -> dict[str, str]:
    """This process's environment without what would lead back to the checkout."""
    ours = ("TRACEABILITY_", "PYTHON", "VIRTUAL_ENV", "COV_", "PORT")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


def succeed(
    command: list[str | Path], folder: Path, settings: dict[str, str] | None = None
) -> None:
    """Run a command in a folder; fails with all it said."""
    env = bare() | (settings or {})
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = copy_product(ROOT, tmp_path_factory.mktemp("source"))
    out = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", *isolation()]
    succeed([*build, "--outdir", out, source], out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed ``traceability`` of a bare environment."""
    dev = load_dev()
    venv = tmp_path_factory.mktemp("bare") / "venv"
    dev.create(venv)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_COMPILE", "1")  # most of what comes is never imported here
        dev.install(venv, ROOT / "requirements/run.txt")
    succeed([*dev.installer(venv), "--quiet", "--no-deps", wheel], venv)
    return Path(dev.tool(venv, "traceability"))


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    kept = {path.relative_to(ROOT).as_posix() for path in [*modules(ROOT), *data_files(ROOT)]}
    moved = {re.sub(r"^templates/", "traceability/templates/", name) for name in kept}
    assert held == moved | {"wsgi.py"}


def test_the_wheel_says_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(about).decode()
    assert re.search(r"^License(-Expression)?: Apache-2\.0$", text, re.MULTILINE)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_database_is_made_elsewhere(command: Path, tmp_path: Path) -> None:
    made = tmp_path / "record.sqlite3"
    settings = {
        "TRACEABILITY_DATABASE_URL": f"sqlite:///{made}",
        "TRACEABILITY_FILES": str(tmp_path / "files"),
        "TRACEABILITY_LABEL_KEYS": f"first:{'5a' * 32}",
        "TRACEABILITY_PUBLIC_URL": "https://tem.example.vn",
        "TRACEABILITY_SECRET_KEY": "a secret of the packaging test, and only of it",
    }
    succeed([command, "db", "upgrade"], tmp_path, settings)
    assert made.read_bytes()[:15] == b"SQLite format 3"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> str:
    """The text of a page that answers 200."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


def get_when_up(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    """The page, as soon as the server listens; fails with its log when it does not come up."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return get(url)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace"))


@pytest.fixture
def served(command: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The base URL of the installed service, serving from another directory, and its first page."""
    port = free_port()
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [command, "--development", "serve", "--port", str(port)],
            cwd=tmp_path,
            env=bare(),
            stdout=out,
            stderr=out,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        yield base, get_when_up(f"{base}/", server, log)
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def test_a_page_is_served_elsewhere(served: tuple[str, str]) -> None:
    base, page = served
    assert '<html lang="vi"' in page
    assert "</html>" in page
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', page)
    packaged = [f"/static/{path.name}" for path in (ROOT / "traceability/static").glob("*.css")]
    assert packaged
    assert all(get(base + path) for path in [*linked, *packaged])
