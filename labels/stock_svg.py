"""A sheet or a row of a roll drawn to scale, for choosing a start position and checking a stock."""

from __future__ import annotations

from labels.stock import Sheet


def draw_stock(stock: Sheet, start: int = 0) -> str:
    """The page and its labels as an SVG element, a unit a micrometre; used places are class "used".

    Every label is a ``rect`` with ``data-place``; style and words are the page's. Raises
    ``start_off_sheet``.
    """
    stock.positions(start)
    page, label = stock.page, stock.label
    cells = "".join(
        f'<rect class="{"used" if place < start else "free"}" data-place="{place}" x="{corner.x}"'
        f' y="{corner.y}" width="{label.width}" height="{label.height}" rx="{stock.radius}"/>'
        for place, corner in enumerate(stock.positions())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width} {page.height}"'
        f' aria-hidden="true" focusable="false">'
        f'<rect class="paper" width="{page.width}" height="{page.height}"/>{cells}</svg>'
    )
