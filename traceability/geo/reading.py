"""A boundary however it came: which reader a text or a file is for, and how large it may be."""

from __future__ import annotations

from traceability.domain.errors import Invalid
from traceability.geo.boundary import FIELD, Loose, read_geojson
from traceability.geo.corners import read_corners
from traceability.geo.kml import read_kml
from traceability.geo.track import read_track

#: Bytes of the largest file that is opened: 200,000 corners are some 8 MB.
LARGEST = 10_000_000
#: How a PDF and the usual photographs begin: a map that one can only look at.
_PICTURES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG")
_MARKS = ("\ufeff", " ", "\t", "\r", "\n")


def read_text(text: str) -> Loose:
    """The polygons of what was typed or pasted: GeoJSON, KML, or corners a line."""
    bare = text.lstrip("".join(_MARKS))
    if not bare:
        raise Invalid("required", FIELD)
    if bare.startswith("{"):
        return read_geojson(bare)
    if bare.startswith("<"):
        return read_kml(bare.encode())
    return read_corners(bare)


def read_file(data: bytes) -> Loose:
    """The polygons of a file; a file too large or packed is refused before it is opened."""
    if len(data) > LARGEST:
        raise Invalid("boundary_file_too_large", FIELD, most_mb=LARGEST // 1_000_000)
    if data.lstrip().startswith(_PICTURES):
        raise Invalid("boundary_picture", FIELD)
    if data.startswith(b"PK"):
        raise Invalid("boundary_kmz", FIELD)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_kml(data)
    try:
        return read_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        if data.lstrip().startswith(b"<"):
            return read_kml(data)
        raise Invalid("boundary_unreadable", FIELD) from None


def read_walk(text: str) -> Loose:
    """The polygon that was walked round."""
    if not text.strip():
        raise Invalid("required", FIELD)
    return read_track(text)
