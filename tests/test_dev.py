"""The one command: it sets up once, asks pip nothing afterwards, and says what it cannot do."""

from __future__ import annotations

import ast
import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.tree import ROOT, write


@pytest.fixture
def dev() -> ModuleType:
    loader = SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def house(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with two small locks, and no environment yet."""
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    for name in ("run", "test"):
        write(tmp_path / f"requirements/{name}.txt", f"# {name}\n")
    return tmp_path


@pytest.fixture
def steps(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of the set-up; making an environment makes its two paths."""
    done: list[list[str]] = []

    def note(command: list[Any]) -> None:
        words = [str(word) for word in command]
        done.append(words)
        if "venv" in words:
            write(dev.tool(Path(words[-1]), "python"), "")
            dev.site_packages(Path(words[-1])).joinpath("pip").mkdir(parents=True)

    monkeypatch.setattr(dev, "check", note)
    return done


@pytest.fixture
def become(dev: ModuleType, house: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a verb ends in, without the interpreter."""
    last: list[str] = []

    def note(words: list[Any], *_: object) -> int:
        last.extend(map(str, words[1:]))
        return 0

    monkeypatch.setattr(dev, "set_up", lambda name: Path("python"))
    monkeypatch.setattr(dev, "become", note)
    return last


def test_it_is_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "dev").read_text(encoding="utf-8"))
    named = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    named += [str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


def test_the_first_set_up_installs_with_hashes(
    dev: ModuleType, house: Path, steps: list[list[str]]
) -> None:
    assert dev.set_up("run") == dev.tool(house / ".venv", "python")
    made, installed = steps
    assert made[1:3] == ["-m", "venv"]
    assert installed[-3:] == ["--require-hashes", "-r", str(house / "requirements/run.txt")]
    checkout = dev.site_packages(house / ".venv") / "traceability-checkout.pth"
    assert checkout.read_text(encoding="utf-8") == f"{house}\n"


def test_the_second_asks_pip_nothing(dev: ModuleType, house: Path, steps: list[list[str]]) -> None:
    dev.set_up("run")
    steps.clear()
    dev.set_up("run")
    assert steps == []


def test_what_is_installed_for_the_tests_also_serves(
    dev: ModuleType, house: Path, steps: list[list[str]]
) -> None:
    dev.set_up("test")
    steps.clear()
    dev.set_up("run")
    assert steps == []


def test_what_serves_does_not_do_for_the_tests(
    dev: ModuleType, house: Path, steps: list[list[str]]
) -> None:
    dev.set_up("run")
    dev.set_up("test")
    assert steps[-1][-1] == str(house / "requirements/test.txt")


def test_a_changed_lock_is_installed(dev: ModuleType, house: Path, steps: list[list[str]]) -> None:
    dev.set_up("run")
    write(house / "requirements/run.txt", "# run, changed\n")
    steps.clear()
    dev.set_up("run")
    assert [step[-1] for step in steps] == [str(house / "requirements/run.txt")]


def test_a_failed_installation_is_tried_again(
    dev: ModuleType, house: Path, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise dev.CannotGoOn("no network")

    with monkeypatch.context() as patch:
        patch.setattr(dev, "install", fail)
        with pytest.raises(dev.CannotGoOn):
            dev.set_up("run")
    steps.clear()
    dev.set_up("run")
    assert "--require-hashes" in steps[-1]


def only(*names: str) -> Any:
    """An interpreter that has these modules and no other."""
    return lambda name: name in names


@pytest.mark.parametrize(
    ("modules", "uv", "words"),
    [
        (["pip"], None, [sys.executable, "-m", "pip", "--python", "PYTHON", "install"]),
        ([], "/usr/bin/uv", ["/usr/bin/uv", "pip", "install", "--python", "PYTHON"]),
    ],
)
def test_without_ensurepip_something_else_installs(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    modules: list[str],
    uv: str | None,
    words: list[str],
) -> None:
    monkeypatch.setattr(dev, "has_module", only(*modules))
    monkeypatch.setattr(dev.shutil, "which", lambda name: uv)
    python = str(dev.tool(tmp_path, "python"))
    assert dev.installer(tmp_path) == [python if word == "PYTHON" else word for word in words]


@pytest.mark.parametrize("root", [True, False])
def test_with_nothing_to_install_with(
    dev: ModuleType,
    house: Path,
    steps: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    root: bool,
) -> None:
    monkeypatch.setattr(dev, "has_module", only())
    monkeypatch.setattr(dev, "WINDOWS", False)
    monkeypatch.setattr(dev.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0 if root else 1000)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if root:
        dev.install_venv_module()
        assert steps[-1] == ["/usr/bin/apt-get", "install", "-y", package]
    else:
        with pytest.raises(dev.CannotGoOn, match=f"sudo apt-get install -y {package}"):
            dev.set_up("run")
        assert steps == []


@pytest.mark.parametrize(("port", "told"), [(None, "8000"), ("8123", "8123")])
def test_run_serves_the_demo(
    dev: ModuleType,
    become: list[str],
    monkeypatch: pytest.MonkeyPatch,
    port: str | None,
    told: str,
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    if port:
        monkeypatch.setenv("PORT", port)
    assert dev.main(["run"]) == 0
    assert become == [*dev.SERVICE, "serve", "--port", told]


def test_the_command_line_is_passed_through(dev: ModuleType, become: list[str]) -> None:
    dev.main(["traceability", "demo", "show", "--json"])
    assert become == [*dev.SERVICE, "demo", "show", "--json"]
    assert dev.SERVICE[:3] == ("-m", "traceability.cli", "--development")


@pytest.mark.parametrize("args", [["tests/test_dev.py"], ["tests/test_dev.py::test_x"], ["-n0"]])
def test_named_tests_need_no_workers(
    dev: ModuleType, become: list[str], args: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    dev.main(["test", *args])
    assert become == ["-m", "pytest", *args]


@pytest.mark.parametrize("args", [[], ["-k", "recall"]])
def test_the_whole_suite_is_shared_out(dev: ModuleType, become: list[str], args: list[str]) -> None:
    dev.main(["test", *args])
    assert become[:3] == ["-m", "pytest", "-n"]
    assert become[4:] == ["--dist", "load", *args]


def test_a_benchmark_that_there_is_not_is_refused(
    dev: ModuleType, house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(house / "benchmarks/qr.py", "")
    assert dev.main(["bench", "qrr"]) == 1
    assert "in benchmarks there is: qr" in capsys.readouterr().err


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["walk"], 2), (["--help"], 0)])
def test_a_verb_that_there_is_not_shows_those_there_are(
    dev: ModuleType, argv: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(argv) == code
    shown = capsys.readouterr().out
    assert all(f"./dev {verb}" in shown for verb in dev.VERBS)
