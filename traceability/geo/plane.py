"""shapely, loaded where something is first cut: with numpy it takes 15 MB and most jobs never do.

``plane.intersection`` is ``shapely.intersection``, and so for every name.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """The name in shapely; threads that load it at once wait for each other."""
    import shapely

    return getattr(shapely, name)
