"""Every table, as typed declarative models; ``Base.metadata`` is what the migrations must equal."""

from traceability.store.models.accounts import (
    Actor,
    ApiKey,
    AuthorityScope,
    Membership,
    RequestKey,
    Session,
    UserAccount,
)
from traceability.store.models.area_codes import AreaCode, AreaCodeCrop, AreaCodePlace, AreaCodeStep
from traceability.store.models.base import APPEND_ONLY, Base
from traceability.store.models.batches import Batch, BatchEdge, BatchOrigin, BatchStock
from traceability.store.models.events import Event, EventFile, EventSubject, File
from traceability.store.models.identity import Party, PrivateValue, PublicCode
from traceability.store.models.labels import LabelKey, LabelRange, PrintResult, PrintRun
from traceability.store.models.operations import AuditEntry, Installation, Job
from traceability.store.models.places import Place, PlaceRevision
from traceability.store.models.products import PackFormat, Product, ProductRevision
from traceability.store.models.recalls import Recall, RecallBatch, RecallLift
from traceability.store.models.reference import Commune, CommuneSuccession, Crop, ReferenceValue

__all__ = [
    "APPEND_ONLY",
    "Actor",
    "ApiKey",
    "AreaCode",
    "AreaCodeCrop",
    "AreaCodePlace",
    "AreaCodeStep",
    "AuditEntry",
    "AuthorityScope",
    "Base",
    "Batch",
    "BatchEdge",
    "BatchOrigin",
    "BatchStock",
    "Commune",
    "CommuneSuccession",
    "Crop",
    "Event",
    "EventFile",
    "EventSubject",
    "File",
    "Installation",
    "Job",
    "LabelKey",
    "LabelRange",
    "Membership",
    "PackFormat",
    "Party",
    "Place",
    "PlaceRevision",
    "PrintResult",
    "PrintRun",
    "PrivateValue",
    "Product",
    "ProductRevision",
    "PublicCode",
    "Recall",
    "RecallBatch",
    "RecallLift",
    "ReferenceValue",
    "RequestKey",
    "Session",
    "UserAccount",
]
