"""Reading KML 2.2 (OGC 07-147r2): the polygons in it, by a parser that opens nothing else.

A document type, an entity or a NetworkLink is refused before anything is made of it, so that no
file can grow in memory and no address is ever asked. Styles, pictures and points are passed over.
"""

from __future__ import annotations

from xml.parsers import expat

from traceability.domain.errors import Invalid
from traceability.geo.boundary import FIELD, Loose, LooseRing

#: Elements within elements beyond this many are refused.
_DEEPEST = 64
_NETWORK = frozenset({"NetworkLink", "NetworkLinkControl", "Link", "Url"})


def read_kml(data: bytes) -> Loose:
    """The polygons of a document, those of MultiGeometry and folders included.

    ``Invalid`` at ``boundary``: ``kml_unsafe`` (document type, entity), ``kml_network_link``,
    ``boundary_unreadable``, ``boundary_no_polygon``.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Invalid("boundary_unreadable", FIELD) from None
    if not reader.polygons:
        raise Invalid("boundary_no_polygon", FIELD)
    return reader.polygons


class _Reader:
    """Gathers the rings of polygons while the parser walks through a document."""

    def __init__(self) -> None:
        self.polygons: Loose = []
        self._path: list[str] = []
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = _unsafe
        self.parser.EntityDeclHandler = _unsafe
        self.parser.ExternalEntityRefHandler = _unsafe

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rsplit(" ", 1)[-1]
        if local in _NETWORK:
            raise Invalid("kml_network_link", FIELD)
        self._path.append(local)
        if len(self._path) > _DEEPEST:
            raise Invalid("boundary_unreadable", FIELD)
        if local == "Polygon":
            self.polygons.append([])
        elif local == "coordinates" and "Polygon" in self._path:
            self._text = []

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        local = self._path.pop()
        if local == "coordinates" and self._text is not None:
            self._keep(_ring("".join(self._text)))
            self._text = None
        elif local == "Polygon" and not self.polygons[-1]:
            self.polygons.pop()

    def _keep(self, ring: LooseRing) -> None:
        """The outer ring stands first, wherever in the element it came."""
        rings = self.polygons[-1]
        rings.insert(0 if "outerBoundaryIs" in self._path else len(rings), ring)


def _ring(text: str) -> LooseRing:
    """A ring of ``longitude,latitude[,altitude]`` with white space between."""
    found = []
    for each in text.split():
        told = each.split(",")
        if len(told) < 2:
            raise Invalid("boundary_unreadable", FIELD)
        found.append((float(told[0]), float(told[1])))
    return found


def _unsafe(*_told: object) -> int:
    raise Invalid("kml_unsafe", FIELD)
