"""Every code that a refusal of the product can carry, found in its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

KINDS = (
    *("Invalid", "RuleBroken", "Conflict", "NotFound", "Gone", "Denied", "Unauthenticated"),
    "Fault",
)

#: Files where a code is no literal, and what it can be there; nothing where it is passed on.
DYNAMIC: dict[str, frozenset[str]] = {
    "traceability/domain/errors.py": frozenset(),  # the base class hands its code to the fault
    "traceability/schemas/fields.py": frozenset(),  # from the tables of messages, read below
    "traceability/services/recalls.py": frozenset({"batch_held", "batch_recalled"}),
    "traceability/services/phi_release.py": frozenset(
        {"report_not_seen", "report_not_passed", "report_sampled_before", "report_withdrawn"}
    ),
    "traceability/services/print_files.py": frozenset(),  # label_* from labels/, read below
    # the kind of a book says what stands in the way of taking a list back
    "traceability/services/books.py": frozenset({"import_used", "import_answered"}),
    "traceability/services/dispatch_book_rows.py": frozenset({"receiver_several"}),
    "traceability/services/dispatch_books.py": frozenset(),  # at the row that it is of
    "traceability/services/slip_book_rows.py": frozenset({"seller_several", "crop_unknown"}),
    "traceability/services/harvest_books.py": frozenset(),  # at its column
    "traceability/services/slip_books.py": frozenset(),  # at its column
    "traceability/web/errors.py": frozenset(),  # from the table of HTTP statuses, read below
    # passed on at another column, or kept as JSON beside its row
    "traceability/schemas/register_rows.py": frozenset(),
    "traceability/schemas/measures.py": frozenset(),
    "traceability/services/register_rows.py": frozenset(),
    "traceability/services/weigh_slips.py": frozenset(),  # at its line, or at the form's own field
    "traceability/services/slip_corrections.py": frozenset(),  # at the corrected amount
    "traceability/services/register_sheets.py": frozenset(),
    "traceability/web/workspace/wording.py": frozenset(),  # the code that a job ended with
}
#: Tables whose values are codes.
TABLES = ("error_messages", "default_error_messages", "_HTTP_CODES")


def name_of(call: ast.Call) -> str:
    """The bare name of what is called."""
    target = call.func
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def literal(node: ast.AST | None) -> str | None:
    """The text of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def refusals(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Each refusal or fault that is made, with its first argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and name_of(node) in KINDS:
            yield name_of(node), node.args[0]


def inherited(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Codes that a class of refusals gives itself: handed to its parent, or by default."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        kinds = {base.id for base in node.bases if isinstance(base, ast.Name)}
        kind = next((each for each in KINDS if each in kinds), None)
        if "Refusal" in kinds:
            kind = node.name
        if kind is not None:
            yield from ((kind, code) for code in _own_codes(node))


def _own_codes(node: ast.ClassDef) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and name_of(inner) == "__init__" and inner.args:
            code = literal(inner.args[0])
            if code is not None:
                yield code
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
            yield from filter(None, map(literal, inner.args.defaults))


def tabled(tree: ast.AST) -> Iterator[str]:
    """Codes that are values of a table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            targets: list[ast.expr] = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        else:
            continue
        named = any(isinstance(each, ast.Name) and each.id in TABLES for each in targets)
        if named and isinstance(node.value, ast.Dict):
            yield from filter(None, map(literal, node.value.values))


def found(root: Path) -> dict[str, set[str]]:
    """Every code, with the kinds of refusal that carry it; ``Fault`` where none is named."""
    codes: dict[str, set[str]] = {}
    for path in sorted((root / "traceability").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = [(kind, literal(first)) for kind, first in refusals(tree)]
        made += [*inherited(tree), *(("Fault", code) for code in tabled(tree))]
        for kind, code in made:
            if code is not None:
                codes.setdefault(code, set()).add(kind)
    for each in DYNAMIC.values():
        for code in each:
            codes.setdefault(code, set()).add("RuleBroken")
    for code in of_labels(root):
        codes.setdefault(code, set()).add("RuleBroken")
    return codes


def of_labels(root: Path) -> set[str]:
    """What ``labels`` refuses with, as the service that prints passes it on."""
    codes: set[str] = set()
    for path in sorted((root / "labels").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                code = literal(node.args[0])
                direct = name_of(node) == "LabelRefused"
                handed = path.name == "errors.py" and name_of(node) == "__init__"
                if code is not None and (direct or handed):
                    codes.add(f"label_{code}")
    return codes


def made_dynamically(root: Path) -> set[str]:
    """The files in which a refusal's code is no literal."""
    files = set()
    for path in sorted((root / "traceability").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(literal(first) is None for _, first in refusals(tree)):
            files.add(path.relative_to(root).as_posix())
    return files
