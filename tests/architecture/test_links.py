"""Every relative link and picture of every page of documentation leads to something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.architecture.tree import ROOT, kept_files, write

#: ``[text](target)``, ``![text](target "title")`` and ``[text]: target``.
_TARGET = re.compile(
    r"\]\(\s*<?([^\s)>]+)>?(?:\s+[\"'][^)]*)?\s*\)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)", re.M
)
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.M | re.S)
_HEADING = re.compile(r"^#+ +(.+?) *#*$", re.M)


def targets(page: Path) -> Iterator[str]:
    """What a page links to, code left out."""
    for inline, reference in _TARGET.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        yield inline or reference


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings make, as the repository hosts make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    bare = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(text))
    return {title.replace(" ", "-") for title in bare}


def leads_nowhere(root: Path, page: Path, target: str) -> bool:
    """Whether a relative link names no kept file, no folder of one, or no heading of a page."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    path = unquote(parts.path)
    start = root if path.startswith("/") else page.parent
    found = (start / path.lstrip("/")).resolve() if path else page
    if not found.is_relative_to(root) or not found.exists():
        return True
    return bool(parts.fragment) and found.suffix == ".md" and parts.fragment not in anchors(found)


def dead_links(root: Path) -> list[str]:
    """Links that lead nowhere, as page: target."""
    pages = [path for path in kept_files(root) if path.suffix == ".md"]
    return [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in targets(page)
        if leads_nowhere(root, page, target)
    ]


def test_every_link_leads_somewhere() -> None:
    assert dead_links(ROOT) == []


def test_the_pages_have_links_to_look_at() -> None:
    readme = list(targets(ROOT / "README.md"))
    assert {"docs/images/label.png", "docs/tutorial/first-label.md"} <= set(readme)


@pytest.mark.parametrize(
    "link",
    [
        "[gone](gone.md)",
        "![a label](images/none.png)",
        '![a label](images/none.png "Tem")',
        "[out](../../outside.md)",
        "[from the top](/docs/gone.md)",
        "[heading](page.md#no-such-part)",
        "[here](#no-such-part)",
        "See [it].\n\n[it]: gone.md",
    ],
)
def test_a_dead_link_is_seen(tmp_path: Path, link: str) -> None:
    write(tmp_path / "repository/docs/page.md", f"# A page\n\n{link}\n")
    write(tmp_path / "outside.md", "")
    (found,) = dead_links(tmp_path / "repository")
    assert found.startswith("docs/page.md: ")


def test_a_living_link_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "docs/images/a b.png", "")
    write(tmp_path / "docs/reference/cli.md", "# The command line\n\n## demo `show`, again\n")
    text = """# A page
[a](reference/cli.md#demo-show-again) ![b](images/a%20b.png) [c](/docs) [d](#a-page)
[e](https://example.vn/gone.md) [f](mailto:a@example.vn) `[g](gone.md)`

```
[h](gone.md)
```
"""
    write(tmp_path / "docs/page.md", text)
    assert dead_links(tmp_path) == []
