"""The size of functions and files: short enough to be read at once.

A function's length is the number of lines that carry code, signature included: no blank line, no
comment, no docstring. A file's length is its lines as an editor counts them. Migrations are outside
both: one is a list of statements in order, read once and never changed.
"""

from __future__ import annotations

import ast
import io
import math
import statistics
import tokenize
from pathlib import Path

import pytest

from tests.architecture import tree
from tests.architecture.tree import MIGRATIONS, ROOT, write

FUNCTION_MEDIAN, FUNCTION_MOST = 7, 60
FILE_P90, FILE_MOST = 300, 450
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "common.py"}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(root: Path) -> list[Path]:
    """The files that the budgets are for."""
    return [path for path in tree.modules(root) if not path.is_relative_to(root / MIGRATIONS)]


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that carry code."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    spans = [(token.start[0], token.end[0]) for token in tokens if token.type not in NO_CODE]
    text = source.splitlines()
    touched = {line for first, last in spans for line in range(first, last + 1)}
    return {line for line in touched if text[line - 1].strip()}


def docstring_lines(function: Function) -> set[int]:
    """The lines of the docstring, if there is one."""
    if ast.get_docstring(function, clean=False) is None:
        return set()
    node = function.body[0]
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def function_lengths(path: Path) -> dict[str, int]:
    """Length by name and line, for every function and method of a file."""
    source = path.read_text(encoding="utf-8")
    code = code_lines(source)
    lengths = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            span = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            lengths[f"{path.name}:{node.lineno} {node.name}"] = len(
                span & code - docstring_lines(node)
            )
    return lengths


def ninth_tenth(numbers: list[int]) -> int:
    """The number that nine in ten do not exceed."""
    return sorted(numbers)[math.ceil(len(numbers) * 0.9) - 1]


def long_functions(root: Path) -> list[str]:
    """What breaks the budget of functions, in words."""
    lengths: dict[str, int] = {}
    for path in modules(root):
        lengths |= {
            f"{path.parent.relative_to(root)}/{name}": length
            for name, length in function_lengths(path).items()
        }
    faults = [f"{name}: {n} lines" for name, n in lengths.items() if n > FUNCTION_MOST]
    median = statistics.median(lengths.values())
    return faults + ([f"median {median:g} lines"] if median > FUNCTION_MEDIAN else [])


def long_files(root: Path) -> list[str]:
    """What breaks the budget of files, in words."""
    sizes = {
        path.relative_to(root): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(root)
    }
    faults = [f"{name}: {size} lines" for name, size in sizes.items() if size > FILE_MOST]
    p90 = ninth_tenth(list(sizes.values()))
    return faults + ([f"p90 {p90} lines"] if p90 > FILE_P90 else [])


def empty_names(root: Path) -> list[str]:
    """Files whose name says nothing about what is in them."""
    return [str(path) for path in tree.modules(root) if path.name in NAMES_THAT_SAY_NOTHING]


def test_functions_are_short() -> None:
    assert long_functions(ROOT) == []


def test_files_are_short() -> None:
    assert long_files(ROOT) == []


def test_files_are_named_for_what_is_in_them() -> None:
    assert empty_names(ROOT) == []


def function(name: str, body: int) -> str:
    """A function of ``body`` lines below its signature, padded with what does not count."""
    padding = '    """Say.\n\n    More.\n    """\n\n    # why\n'
    return f"def {name}() -> None:\n{padding}" + "    print()\n" * body


@pytest.mark.parametrize(("body", "seen"), [(FUNCTION_MOST - 1, False), (FUNCTION_MOST, True)])
def test_a_long_function_is_seen(tmp_path: Path, body: int, seen: bool) -> None:
    short = "".join(function(f"short_{n}", 1) for n in range(3))
    write(tmp_path / "labels/sheet.py", short + function("drawn", body))
    assert [fault for fault in long_functions(tmp_path) if "drawn" in fault] == (
        [f"labels/sheet.py:{3 * 8 + 1} drawn: {body + 1} lines"] if seen else []
    )


@pytest.mark.parametrize(
    ("body", "faults"), [(FUNCTION_MEDIAN - 1, []), (FUNCTION_MEDIAN, ["median 8 lines"])]
)
def test_functions_that_are_long_on_the_whole_are_seen(
    tmp_path: Path, body: int, faults: list[str]
) -> None:
    write(tmp_path / "labels/sheet.py", function("one", body) + function("two", body))
    assert long_functions(tmp_path) == faults


def test_a_migration_is_as_long_as_it_must_be(tmp_path: Path) -> None:
    write(tmp_path / "labels/sheet.py", function("short", 1))
    write(tmp_path / MIGRATIONS / "first.py", function("upgrade", 900))
    assert long_functions(tmp_path) == long_files(tmp_path) == []


@pytest.mark.parametrize(("size", "seen"), [(FILE_MOST, False), (FILE_MOST + 1, True)])
def test_a_long_file_is_seen(tmp_path: Path, size: int, seen: bool) -> None:
    for n in range(10):
        write(tmp_path / f"traceability/domain/rule_{n}.py", "x = 1\n")
    write(tmp_path / "traceability/domain/rules.py", "x = 1\n" * size)
    assert long_files(tmp_path) == ([f"traceability/domain/rules.py: {size} lines"] if seen else [])


@pytest.mark.parametrize(("size", "faults"), [(FILE_P90, []), (FILE_P90 + 1, ["p90 301 lines"])])
def test_files_that_are_long_on_the_whole_are_seen(
    tmp_path: Path, size: int, faults: list[str]
) -> None:
    write(tmp_path / "traceability/domain/one.py", "x = 1\n" * size)
    assert long_files(tmp_path) == faults


@pytest.mark.parametrize("name", sorted(NAMES_THAT_SAY_NOTHING))
def test_a_name_that_says_nothing_is_seen(tmp_path: Path, name: str) -> None:
    planted = write(tmp_path / "traceability/web" / name, "")
    assert empty_names(tmp_path) == [str(planted)]
