"""Maps as plain numbers for ``templates/maps.html``: communes, places, and what is in dispute.

A map needs no tile and no key: it is drawn of what is kept here. The caller has asked ``may``; what
a map of a place holds of others is their part of the shared ground alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain.commune_names import proper_name
from traceability.domain.communes import Box, hull
from traceability.geo import drawing, measures
from traceability.geo.drawing import Frame
from traceability.geo.naming import MapNames
from traceability.geo.shapes import Boundary, parsed
from traceability.services.parties import VINTAGE
from traceability.store.models import Commune, Place
from traceability.store.queries import areas
from traceability.store.queries import boundaries as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

#: What is drawn of the land around, in millionths of a degree at the least: some 90 m.
_AROUND = 800
#: So many communes around are drawn.
_MOST_NEIGHBOURS = 10
Outlines = Mapping[str, Boundary]


@dataclass(frozen=True)
class Figure:
    """One shape: ``kind`` is near, commune, here, own, before, first, second or shared.

    ``name`` is written on the picture at ``at``, where there is room for it.
    """

    kind: str
    path: str
    label: str = ""
    name: str = ""
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class MapShown:
    """A picture: its size, its figures from the ground up, a bar of so many metres."""

    width: int
    height: int
    figures: tuple[Figure, ...]
    bar_m: int
    bar: int

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that it has, for the key below it."""
        return frozenset(figure.kind for figure in self.figures)


def of_place(
    view: Reading,
    place: Place,
    outlines: Outlines,
    drawn: Boundary | None = None,
    shared: Sequence[Boundary] = (),
    *,
    alone: bool = False,
) -> MapShown:
    """A holder's place: its boundary (``drawn`` where another is proposed), own places around.

    Without any boundary the commune alone is shown; ``alone`` leaves the other places out.
    """
    row = queries.current(view.db, place.id)
    stands = None if row is None else parsed(row.geojson)
    shown = drawn or stands
    commune = _commune(view, place)
    frame = drawing.framed([_wide(_box(commune) if shown is None else shown.box)])
    figures = _around(view, frame, [commune], outlines)
    figures += [] if alone else _own(view, frame, place)
    if drawn is not None and stands is not None and stands != drawn:
        figures.append(Figure("before", frame.path(stands)))
    if shown is not None:
        figures.append(Figure("here", frame.path(shown)))
    figures += [Figure("shared", frame.path(each)) for each in shared]
    return _map(frame, figures)


def of_sides(view: Reading, places: Sequence[Place], outlines: Outlines) -> MapShown | None:
    """Two places over one another, both outlines whole: for officers. None where one has none."""
    rows = queries.currents(view.db, [place.id for place in places])
    if len(rows) < len(places) or len(places) < 2:
        return None
    first, second = (parsed(rows[place.id].geojson) for place in places[:2])
    frame = drawing.framed([_wide(hull([first.box, second.box]))])
    cut = measures.shared(first, second)
    communes = {each.code: each for each in (_commune(view, place) for place in places)}
    figures = _around(view, frame, list(communes.values()), outlines)
    figures += [Figure("first", frame.path(first)), Figure("second", frame.path(second))]
    if cut is not None:
        figures.append(Figure("shared", frame.path(cut.piece)))
    return _map(frame, figures)


def of_communes(view: Reading, codes: Collection[str], outlines: Outlines) -> MapShown | None:
    """Communes among their neighbours, for anybody: no place is in it. None without communes."""
    every = party_queries.communes(view.db, VINTAGE)
    here = [each for each in every if each.code in codes]
    if not here:
        return None
    frame = drawing.framed([_wide(hull(map(_box, here)))])
    around = [each for each in every if each.code not in codes]
    figures = [_outline(frame, each, outlines, "commune") for each in around]
    figures += [_outline(frame, each, outlines, "here") for each in here]
    return _map(frame, figures)


def _own(view: Reading, frame: Frame, place: Place) -> list[Figure]:
    """The holder's other places, by name."""
    rows = [(each, row) for each, row in queries.of_holder(view.db, place.holder_id)]
    names = party_queries.names(view.db, [each.code for each, _row in rows], kind="place")
    return [
        Figure("own", frame.path(parsed(row.geojson)), names.get(each.code, each.code))
        for each, row in rows
        if each.id != place.id
    ]


def _commune(view: Reading, place: Place) -> Commune:
    code = areas.revision(view.db, place.id).commune_code
    found = party_queries.commune(view.db, code, VINTAGE)
    if found is None:
        raise LookupError(code)
    return found


def _outline(frame: Frame, commune: Commune, outlines: Outlines, kind: str) -> Figure:
    """A commune's outline where the operator gave one, else its box."""
    known = outlines.get(commune.code)
    path = frame.box(_box(commune)) if known is None else frame.path(known)
    return Figure(kind, path, commune.name)


def _around(
    view: Reading, frame: Frame, communes: Sequence[Commune], outlines: Outlines
) -> list[Figure]:
    """The communes of which some line is in the picture, their neighbours faint below them."""
    own = [_box(each) for each in communes]
    names = MapNames([frame.rectangle(box) for box in own])
    near = [
        replace(
            _outline(frame, each, outlines, "near"),
            **names.put(proper_name(each.name), frame.rectangle(_box(each))),
        )
        for each in neighbours(view, own, {each.code for each in communes})
        if _seen(frame, each, outlines)
    ]
    shown = [each for each in communes if _seen(frame, each, outlines)]
    return [*near, *(_called(frame, each, outlines) for each in shown)]


def _called(frame: Frame, commune: Commune, outlines: Outlines) -> Figure:
    """A commune of the picture, by name where the picture is of the commune and not of a garden."""
    left, top, right, bottom = frame.rectangle(_box(commune))
    figure = _outline(frame, commune, outlines, "commune")
    if left < 0 or top < 0 or right > drawing.WIDTH or bottom > drawing.HEIGHT:
        return figure
    middle = (left + right) // 2, (top + bottom) // 2
    return replace(figure, name=proper_name(commune.name), at=middle)


def neighbours(view: Reading, own: Sequence[Box], codes: Collection[str]) -> list[Commune]:
    """The communes whose boxes meet those of some others, the nearest ones."""
    middle = hull(own).centre()

    def far(commune: Commune) -> tuple[int, str]:
        at = _box(commune).centre()
        return abs(at.lat - middle.lat) + abs(at.lon - middle.lon), commune.code

    every = party_queries.communes(view.db, VINTAGE)
    found = [row for row in every if row.code not in codes and any(_box(row).meets(b) for b in own)]
    return sorted(found, key=far)[:_MOST_NEIGHBOURS]


def _seen(frame: Frame, commune: Commune, outlines: Outlines) -> bool:
    """Whether some line of a commune can be in the picture."""
    return commune.code in outlines or frame.shows_edge(_box(commune))


def _box(commune: Commune) -> Box:
    return Box(commune.south, commune.west, commune.north, commune.east)


def _wide(box: Box) -> Box:
    """A box with some land around it."""
    more = max(_AROUND, (box.east - box.west) // 3, (box.north - box.south) // 3)
    return Box(box.south - more, box.west - more, box.north + more, box.east + more)


def _map(frame: Frame, figures: Iterable[Figure]) -> MapShown:
    metres, length = frame.bar()
    return MapShown(drawing.WIDTH, drawing.HEIGHT, tuple(figures), metres, length)
