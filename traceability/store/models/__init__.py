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
from traceability.store.models.authorizations import CodeAuthorization, CodeUse
from traceability.store.models.base import APPEND_ONLY, Base
from traceability.store.models.batches import (
    Batch,
    BatchEdge,
    BatchOrigin,
    BatchStock,
    RetiredEdge,
)
from traceability.store.models.books import BookImport, BookImportRow, BookImportUndo
from traceability.store.models.boundaries import PlaceGeometry, PlaceOverlap
from traceability.store.models.cases import (
    Alert,
    CaseAssignment,
    CaseFile,
    CaseSubject,
    HandOver,
)
from traceability.store.models.certificates import (
    Certificate,
    CertificateReminder,
    CertificateResult,
    CertificateRevision,
    CertificateScope,
    Gi,
    GiCommune,
)
from traceability.store.models.complaints import Complaint, ComplaintAnswer
from traceability.store.models.consents import Consent, SetupStep
from traceability.store.models.deliveries import (
    Buyer,
    DeliveryAnswer,
    DeliveryAnswerLine,
    DeliveryLine,
    DeliveryNote,
    SackDraw,
)
from traceability.store.models.diary import FarmLog, Substance, SubstanceRule
from traceability.store.models.drafts import Draft
from traceability.store.models.entrances import Invitation, PasswordReset, Phone
from traceability.store.models.events import Event, EventFile, EventSubject, File
from traceability.store.models.identity import Party, PrivateValue, PublicCode
from traceability.store.models.inspections import Inspection, StepProposal
from traceability.store.models.labels import (
    LabelKey,
    LabelRange,
    PrintOrderLink,
    PrintResult,
    PrintRun,
)
from traceability.store.models.operations import AuditEntry, Installation, Job, Outbox, Pulse
from traceability.store.models.places import Place, PlaceHousehold, PlaceRevision
from traceability.store.models.products import PackFormat, Product, ProductRevision
from traceability.store.models.recalls import Recall, RecallBatch, RecallLift
from traceability.store.models.receptions import Reception, WeighLoad, WeighSlip
from traceability.store.models.reference import Commune, CommuneSuccession, Crop, ReferenceValue
from traceability.store.models.register_books import MonthReport, RegisterImport, RegisterImportRow
from traceability.store.models.reports import DoubtReport, DoubtReportStep
from traceability.store.models.scans import ScanLimit
from traceability.store.models.seasons import Season, SeasonUse
from traceability.store.models.species import SpeciesRule
from traceability.store.models.stationery import OwnStock, Printer, PrinterChoice
from traceability.store.models.stays import SiteStay
from traceability.store.models.told_weights import ToldGroup, ToldWeights

__all__ = [
    "APPEND_ONLY",
    "Actor",
    "Alert",
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
    "BookImport",
    "BookImportRow",
    "BookImportUndo",
    "Buyer",
    "CaseAssignment",
    "CaseFile",
    "CaseSubject",
    "Certificate",
    "CertificateReminder",
    "CertificateResult",
    "CertificateRevision",
    "CertificateScope",
    "CodeAuthorization",
    "CodeUse",
    "Commune",
    "CommuneSuccession",
    "Complaint",
    "ComplaintAnswer",
    "Consent",
    "Crop",
    "DeliveryAnswer",
    "DeliveryAnswerLine",
    "DeliveryLine",
    "DeliveryNote",
    "DoubtReport",
    "DoubtReportStep",
    "Draft",
    "Event",
    "EventFile",
    "EventSubject",
    "FarmLog",
    "File",
    "Gi",
    "GiCommune",
    "HandOver",
    "Inspection",
    "Installation",
    "Invitation",
    "Job",
    "LabelKey",
    "LabelRange",
    "Membership",
    "MonthReport",
    "Outbox",
    "OwnStock",
    "PackFormat",
    "Party",
    "PasswordReset",
    "Phone",
    "Place",
    "PlaceGeometry",
    "PlaceHousehold",
    "PlaceOverlap",
    "PlaceRevision",
    "PrintOrderLink",
    "PrintResult",
    "PrintRun",
    "Printer",
    "PrinterChoice",
    "PrivateValue",
    "Product",
    "ProductRevision",
    "PublicCode",
    "Pulse",
    "Recall",
    "RecallBatch",
    "RecallLift",
    "Reception",
    "ReferenceValue",
    "RegisterImport",
    "RegisterImportRow",
    "RequestKey",
    "RetiredEdge",
    "SackDraw",
    "ScanLimit",
    "Season",
    "SeasonUse",
    "Session",
    "SetupStep",
    "SiteStay",
    "SpeciesRule",
    "StepProposal",
    "Substance",
    "SubstanceRule",
    "ToldGroup",
    "ToldWeights",
    "UserAccount",
    "WeighLoad",
    "WeighSlip",
]
