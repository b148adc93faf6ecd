"""A QR symbol for a screen: one URL as an SVG of one path, its quiet zone included."""

from __future__ import annotations

from collections.abc import Iterator

from labels.symbol import QUIET_MODULES, Symbol, encode


def draw_svg(url: str) -> str:
    """The symbol of ``url`` as an SVG element, black on white; a module is one unit.

    The same text gives the same bytes. It names itself to nobody: the page gives it its words. It
    carries no style, so that a strict content security policy takes it. Raises as ``encode`` does.
    """
    symbol = encode(url)
    across = symbol.modules + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {across}"'
        f' shape-rendering="crispEdges" aria-hidden="true" focusable="false">'
        f'<path fill="#fff" d="M0 0h{across}v{across}h-{across}z"/>'
        f'<path fill="#000" d="{path_of(symbol)}"/></svg>'
    )


def path_of(symbol: Symbol) -> str:
    """The dark modules as an SVG path, a run of a row each, quiet zone at the left and top."""
    return "".join(
        f"M{QUIET_MODULES + left} {QUIET_MODULES + top}h{count}v1h-{count}z"
        for top, left, count in runs_of(symbol)
    )


def runs_of(symbol: Symbol) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of each dark run."""
    for top, row in enumerate(symbol.rows):
        for left, count in _runs(row, symbol.modules):
            yield top, left, count


def _runs(row: int, modules: int) -> Iterator[tuple[int, int]]:
    """The dark runs of a row: where each begins, counted from the left, and its length."""
    start = None
    for place in range(modules + 1):
        dark = place < modules and bool(row >> (modules - 1 - place) & 1)
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
