"""The tables as objects that fetch what hangs on them when they are asked for it.

Both ORM pages read through these (``lookup_orm.py``, ``lookup_orm_same.py``): entities with
relationships as a page needs them, all loaded lazily, as is the default.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, and_, create_engine
from sqlalchemy.orm import foreign, registry, relationship

from traceability.domain.events import EventStep, Kind
from traceability.store import models
from traceability.store.models import Base

TABLES = Base.metadata.tables
mapped = registry(metadata=Base.metadata)


class Leaf:
    """What an event says, read once."""

    leaf: str

    @cached_property
    def said(self) -> dict[str, Any]:
        """The leaf as JSON."""
        found: dict[str, Any] = json.loads(self.leaf)
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the leaf."""
        found: dict[str, Any] = self.said["facts"]
        return found


def entity(name: str, kind: type = object, **more: Any) -> Any:
    """A class on a table, with what hangs on it."""
    made = type(name.title().replace("_", ""), (kind,), {})
    mapped.map_imperatively(made, TABLES[name], properties=more)
    return made


def one(target: Any, **how: Any) -> Any:
    """What there is one of, or none."""
    return relationship(target, uselist=False, **how)


def private(kind: str, owner: Any) -> Any:
    """The private values of an owner of a kind, which no foreign key names."""
    value = TABLES["private_value"].c
    own = and_(foreign(value.owner_id) == owner, value.owner_kind == kind)
    return relationship(Value, primaryjoin=own, viewonly=True)


def told_of(owner: Any, which: Any) -> Any:
    """The events about what has a code, in the order that they were recorded."""
    about = TABLES["event_subject"]
    return relationship(
        Event,
        secondary=about,
        primaryjoin=owner == foreign(about.c.subject),
        secondaryjoin=and_(foreign(about.c.event_seq) == Event.seq, which),
        order_by=Event.seq,
        viewonly=True,
    )


_party, _event, _place = TABLES["party"].c, TABLES["event"].c, TABLES["place"].c
_code, _edge, _batch = TABLES["area_code"].c, TABLES["batch_edge"].c, TABLES["batch"].c
_geometry, _scope = TABLES["place_geometry"].c, TABLES["certificate_scope"].c

Value = entity("private_value")
Installation = entity("installation")
Commune = entity("commune")
Succession = entity("commune_succession")
Reference = entity("reference_value")
File = entity("file")
Crop = entity("crop")
Consent = entity("consent")
Party = entity(
    "party",
    values=private("party", _party.code),
    consents=relationship(Consent, order_by=TABLES["consent"].c.id),
)
Work = entity("place_household")
Boundary = entity("place_geometry")
PlaceRevision = entity("place_revision")
Place = entity(
    "place",
    revisions=relationship(PlaceRevision, order_by=TABLES["place_revision"].c.number),
    works=relationship(Work),
    boundary=one(
        Boundary,
        primaryjoin=and_(foreign(_geometry.place_id) == _place.id, _geometry.current),
        viewonly=True,
    ),
)
Event = entity(
    "event",
    Leaf,
    owner=relationship(Party),
    place=relationship(Place),
    values=private("event", _event.event_id),
)
Event.__mapper__.add_property(
    "correction",
    one(Event, primaryjoin=_event.seq == foreign(_event.corrects), viewonly=True),
)
Step = entity("area_code_step")
Link = entity("area_code_place")
AreaCode = entity(
    "area_code",
    steps=relationship(Step, order_by=TABLES["area_code_step"].c.seq),
    links=relationship(Link),
    holder=relationship(Party, foreign_keys=[_code.holder_id]),
    register=relationship(Party, foreign_keys=[_code.register_id]),
    told=told_of(_code.code, Event.kind == Kind.REGISTRY),
)
Party.__mapper__.add_property(
    "area_codes",
    relationship(AreaCode, primaryjoin=_party.id == foreign(_code.holder_id), viewonly=True),
)
Party.__mapper__.add_property("told", told_of(_party.code, Event.step == EventStep.PARTY_REVISED))
Limit = entity("scan_limit")
Pack = entity("pack_format")
Revision = entity(
    "product_revision",
    packs=relationship(Pack, order_by=TABLES["pack_format"].c.number),
    photo=relationship(File),
)
Product = entity(
    "product",
    revisions=relationship(Revision),
    limits=relationship(Limit, order_by=TABLES["scan_limit"].c.number),
)
Stock = entity("batch_stock")
Told = entity("told_weights")
Origin = entity("batch_origin", place=relationship(Place), area=relationship(AreaCode))
Lift = entity("recall_lift", event=relationship(Event))
Recall = entity("recall", event=relationship(Event), lifts=relationship(Lift))
Within = entity("recall_batch", recall=relationship(Recall))
Listed = entity("gi_commune")
Gi = entity("gi", communes=relationship(Listed))
Scope = entity(
    "certificate_scope",
    place=one(Place, primaryjoin=foreign(_scope.subject) == _place.code, viewonly=True),
)
Result = entity("certificate_result")
Certificate = entity(
    "certificate",
    scopes=relationship(Scope, order_by=_scope.subject),
    results=relationship(Result, order_by=TABLES["certificate_result"].c.number),
    gi=relationship(Gi),
)
Scope.__mapper__.add_property("certificate", relationship(Certificate, viewonly=True))
Edge = entity("batch_edge")
Batch = entity(
    "batch",
    stock=one(Stock),
    told=one(Told),
    crop=relationship(Crop),
    holder=relationship(Party, foreign_keys=[_batch.holder_id]),
    household=relationship(Party, foreign_keys=[_batch.household_id]),
    place=relationship(Place),
    area=relationship(AreaCode, foreign_keys=[_batch.area_code_id]),
    event=relationship(Event),
    inspections=told_of(_batch.code, Event.step == EventStep.INSPECT),
    revision=relationship(Revision),
    origins=relationship(Origin, order_by=(Origin.ppm.desc(), Origin.id)),
    notices=relationship(Within, order_by=Within.recall_id),
    into=relationship(Edge, primaryjoin=_batch.id == _edge.child_id, foreign_keys=[_edge.child_id]),
)
Edge.__mapper__.add_property(
    "parent",
    relationship(Batch, primaryjoin=_batch.id == _edge.parent_id, foreign_keys=[_edge.parent_id]),
)
Run = entity("print_run", batch=relationship(Batch))
Stretch = entity("label_range")
Revision.__mapper__.add_property("product", relationship(Product, viewonly=True))


def open_engine(url: str) -> Engine:
    """A database, as Flask with SQLAlchemy opens it."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"), pool_size=10)


#: So that this module reads the models that it maps.
__all__ = ["models"]
