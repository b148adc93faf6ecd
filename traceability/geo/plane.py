"""shapely, loaded where something is first cut: with numpy it takes 15 MB and most jobs never do.

``plane.intersection`` is ``shapely.intersection``, and so for every name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """The name in shapely; the lock of the import lets threads wait for each other."""
    return getattr(import_module("shapely"), name)
