"""Outlines of communes that an operator has, as GeoJSON with each feature's code.

A FeatureCollection (RFC 7946) whose features carry the commune's code of 2025-07 as the property
``code``. Outlines are for looking at: they are thinned, and what is wrong with one leaves the box.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from traceability.domain.errors import Invalid
from traceability.geo.boundary import of_value
from traceability.geo.checks import check
from traceability.geo.shapes import Boundary
from traceability.geo.thinning import thinned

#: Corners of an outline in a picture of a few hundred dots.
_MOST = 300


def load(path: Path | None) -> Mapping[str, Boundary]:
    """The outlines of a file by commune code; nothing where there is no file.

    ``ValueError`` for a file that cannot be read as a FeatureCollection.
    """
    return {} if path is None else _load(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _load(path: Path, _changed: int) -> Mapping[str, Boundary]:
    told = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(told, dict) or not isinstance(told.get("features"), list):
        raise ValueError(f"{path} is no FeatureCollection")  # noqa: TRY004 - of its content
    return dict(filter(None, map(_outline, told["features"])))


def _outline(feature: object) -> tuple[str, Boundary] | None:
    """A feature's code and outline; None for one without a code, or no outline of ours."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    try:
        return None if code is None else (str(code), check(thinned(of_value(feature), _MOST)))
    except Invalid:
        return None
