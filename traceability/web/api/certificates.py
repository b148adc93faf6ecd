"""The operations on certificates: an organisation lists its own and enters new ones."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import g, url_for
from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from traceability.domain.certificates import (
    CertificateKind,
    Grade,
    OcopGroup,
    OrganicStandard,
    ResultVerdict,
    Standing,
)
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.schemas.certificates import NewCertificateSchema
from traceability.services import certificate_views, certificates, request_keys
from traceability.services.certificate_views import CertificatePage
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import text
from traceability.web.house import looking, working

_CREATED = {
    "Location": {
        "description": "The new certificate.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}
_CODE = {
    "in": "path",
    "name": "code",
    "description": "Short code of the certificate.",
    "schema": {"type": "string", "minLength": 1, "examples": ["4K8T2M9QT"]},
}


def _words(kinds: Any) -> OneOf:
    return OneOf([str(each) for each in kinds])


class ResultShownSchema(Schema):
    """A line of a test report; ``above`` is outside its limit, on whichever side."""

    parameter = text()
    limit = text(none=True)
    result = text()
    unit = text(none=True)
    verdict = text(validate=_words(ResultVerdict))
    said = text("The paper's word, where its numbers say another.", none=True)


class CertificateShownSchema(Schema):
    """A certificate as its newest revision states it, and how far it was checked."""

    code = text()
    revision = fields.Integer(required=True, validate=Range(min=1))
    kind = text(validate=_words(CertificateKind))
    standard = text(none=True, validate=_words(OrganicStandard))
    number = text()
    issuer = text()
    named = text(none=True)
    stars = fields.Integer(required=True, allow_none=True, validate=Range(min=3, max=5))
    ocop_group = text(none=True, validate=_words(OcopGroup))
    gi = text("Key of the geographical indication.", none=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    withdrawn_on = fields.Date(required=True, allow_none=True)
    standing = text("What it is today.", validate=_words(Standing))
    grade = text("The evidence behind it.", validate=_words(Grade))
    sampled_on = fields.Date(required=True, allow_none=True)
    method = text(none=True)
    covers = fields.List(fields.String(), required=True)
    results = fields.List(fields.Nested(ResultShownSchema), required=True)


class CertificatesSchema(Schema):
    """The certificates of the organisation: what ends first stands first, what has ended last."""

    items = fields.List(fields.Nested(CertificateShownSchema), required=True)


@operation("/v1/certificates", "GET", 200, CertificatesSchema, scope="read")
def certificate_list() -> dict[str, Any]:
    """The organisation's certificates and test reports."""
    with looking() as view:
        lines = certificate_views.listed(view, g.api_actor)
        pages = [certificate_views.page(view, g.api_actor, line.paper.code) for line in lines]
    return {"items": [_told(page) for page in pages]}


@operation(
    "/v1/certificates/<code>", "GET", 200, CertificateShownSchema, scope="read", parameters=[_CODE]
)
def certificate(code: str) -> dict[str, Any]:
    """One certificate of the organisation."""
    g.api_thing = fold_typed(nfc(code)) or ""
    return _found(g.api_thing)


@operation(
    "/v1/certificates",
    "POST",
    201,
    CertificateShownSchema,
    scope="certificates",
    problems=RECORDING,
    headers=_CREATED,
    parameters=[REQUEST_KEY],
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": NewCertificateSchema}},
    },
)
def new_certificate() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Enter a certificate or a test report.

    It counts as declared by the organisation until an officer has looked at it.
    """
    asked = requests.asked(NewCertificateSchema)
    key = requests.request_key()
    body = {"request": "CertificateRequest", **dataclasses.asdict(asked)}
    with working(g.api_actor) as work:
        done = request_keys.once(
            work, key, body, lambda: {"code": certificates.enter(work, asked).code}
        )
    code = done.result["code"]
    headers = {"Location": url_for("api.certificate", code=code)}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    return _found(code), 201, headers


def _found(code: str) -> dict[str, Any]:
    with looking() as view:
        return _told(certificate_views.page(view, g.api_actor, code))


def _told(page: CertificatePage) -> dict[str, Any]:
    paper = {each.name: getattr(page.paper, each.name) for each in dataclasses.fields(page.paper)}
    return {
        **paper,
        "gi": page.gi_key,
        "revision": page.revision,
        "covers": [each.code for each in page.covers],
    }
