"""Labels: ordering a run, its state and ledger, and what becomes of its labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import g
from marshmallow import Schema, fields

from traceability.domain.stretches import Stretch
from traceability.schemas.labels import BlankRunSchema, CartonSchema, DoingSchema, PrintSchema
from traceability.services import (
    blank_runs,
    carton_runs,
    label_book,
    label_doing,
    print_runs,
    request_keys,
)
from traceability.services.label_book import RunBook
from traceability.services.making_good import MadeGood
from traceability.store.models import PrintRun
from traceability.store.unit import Work
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.house import house, looking, working

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}


class LabelRangeSchema(Schema):
    """Labels ``first`` to ``last`` by the numbers printed on them: their one state, their lot."""

    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    state = fields.String(required=True)
    batch = fields.String(required=True, allow_none=True)
    lost = fields.Boolean(required=True)


class StretchSchema(Schema):
    """Labels ``first`` to ``last``."""

    first = fields.Integer(required=True)
    last = fields.Integer(required=True)


class MadeGoodSchema(Schema):
    """Spoiled labels and the run that is named beside them."""

    run = fields.String(required=True)
    labels = fields.List(fields.Nested(StretchSchema), required=True)


class LabelRunSchema(Schema):
    """A run: drawn or not, and where each of its labels is."""

    code = fields.String(required=True)
    state = fields.String(
        required=True,
        metadata={"description": "drawing, ready to be printed, or failed: `failure` says why."},
    )
    failure = fields.String(required=True, allow_none=True)
    batch = fields.String(
        required=True, allow_none=True, metadata={"description": "The lot; none of a blank run."}
    )
    product = fields.String(required=True)
    stock = fields.String(required=True)
    design = fields.String(
        required=True,
        metadata={"description": "What the labels are: one of the designs, or `carton`."},
    )
    count = fields.Integer(required=True)
    sums = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many labels are in each state; they add up to `count`."},
    )
    ranges = fields.List(fields.Nested(LabelRangeSchema), required=True)
    rolls = fields.List(fields.String(), required=True)
    replaces = fields.Nested(
        MadeGoodSchema,
        required=True,
        allow_none=True,
        metadata={
            "description": "The spoiled labels of another run that this one makes good; none once"
            " every label of it is void."
        },
    )
    replaced_by = fields.List(
        fields.Nested(MadeGoodSchema),
        required=True,
        metadata={"description": "The runs that make spoiled labels of this one good."},
    )
    still_spoiled = fields.List(
        fields.Nested(StretchSchema),
        required=True,
        metadata={"description": "Spoiled labels that no run makes good; two hundred at the most."},
    )


class DoneSchema(Schema):
    """Which labels it was done to, and the run after it."""

    labels = fields.List(fields.Nested(StretchSchema), required=True)
    run = fields.Nested(
        LabelRunSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Nothing of another's run whose labels one was handed."},
    )
    published = fields.Boolean(
        required=True,
        metadata={"description": "Whether these first labels of a batch published it."},
    )


def _body(schema: type[Schema]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


@operation(
    "/v1/label-runs",
    "POST",
    201,
    LabelRunSchema,
    scope="labels",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody=_body(PrintSchema),
)
def order_labels() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Order labels for a published batch, within what was packed of it.

    They are drawn and read back by a job: ask for the run until its state is `ready`. The file is
    taken in the workspace.
    """
    asked = requests.asked(PrintSchema)
    g.api_thing = asked.batch
    return _ordered(asked, lambda work: print_runs.order(work, house().press, asked))


@operation(
    "/v1/blank-label-runs",
    "POST",
    201,
    LabelRunSchema,
    scope="labels",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody=_body(BlankRunSchema),
)
def order_blank_labels() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Order labels of no lot yet, within what the season has room for."""
    asked = requests.asked(BlankRunSchema)
    g.api_thing = asked.product
    return _ordered(asked, lambda work: blank_runs.order(work, house().press, asked))


@operation(
    "/v1/carton-label-runs",
    "POST",
    201,
    LabelRunSchema,
    scope="labels",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody=_body(CartonSchema),
)
def order_carton_labels() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Order a label for every whole carton that loose labels of a run fill.

    Which labels are in which carton is fixed then; a carton counts for no balance of labels.
    """
    asked = requests.asked(CartonSchema)
    g.api_thing = asked.batch
    return _ordered(asked, lambda work: carton_runs.order(work, house().press, asked))


@operation("/v1/label-runs/<code>", "GET", 200, LabelRunSchema, scope="labels")
def label_run(code: str) -> dict[str, Any]:
    """A run of the organisation: whether it is drawn, and where each of its labels is."""
    g.api_thing = code
    return _shown(code)


@operation(
    "/v1/label-runs/<code>/acts",
    "POST",
    201,
    DoneSchema,
    scope="labels",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody=_body(DoingSchema),
)
def act_on_labels(code: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Link labels to their lot, or say that they are spoiled, void, lost, found or back.

    All of the labels that are named, or none. Several are linked only once paper of the run was
    read, in the workspace. A batch that is not published yet is published by its first labels,
    where the key may publish; else it is `batch_not_published`. Whoever was handed labels of
    another's run links them to a lot of their own, while they may use a code of the other's, and
    spoils and unlinks those on goods of theirs.
    """
    with looking() as view:
        own = label_doing.is_own(view, g.api_actor, code)  # another's is not found
    asked = requests.asked(DoingSchema)
    g.api_thing = code
    key = requests.request_key()

    def act() -> dict[str, str]:
        done = label_doing.do(work, house().press.keyring, code, asked)
        named = " ".join(f"{first}-{last}" for first, last in done.stretches)
        return {"labels": named, "published": "yes" if done.published else ""}

    with working(g.api_actor) as work:
        meaning = {**requests.meaning(asked), "run": code}
        done = request_keys.once(work, key, meaning, act)
    pairs = (each.split("-") for each in done.result["labels"].split())
    body = {
        "labels": [{"first": int(first), "last": int(last)} for first, last in pairs],
        "run": _shown(code) if own else None,
        "published": bool(done.result.get("published")),
    }
    return body, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}


def _ordered(
    asked: Any, order: Callable[[Work], PrintRun]
) -> tuple[dict[str, Any], int, dict[str, str]]:
    key = requests.request_key()
    with working(g.api_actor) as work:
        meaning = requests.meaning(asked)
        done = request_keys.once(work, key, meaning, lambda: {"run": order(work).code})
    headers = {"Idempotency-Replayed": "true"} if done.replayed else {}
    return _shown(done.result["run"]), 201, headers


def _shown(code: str) -> dict[str, Any]:
    with looking() as view:
        book: RunBook = label_book.of_run(view, g.api_actor, code)
    line = book.line
    return {
        "code": line.code,
        "state": str(line.state),
        "failure": line.failure,
        "batch": line.batch or None,
        "product": line.product,
        "stock": line.stock,
        "design": line.design,
        "count": line.count,
        "sums": {str(state): count for state, count in book.sums.items()},
        "ranges": [
            {
                "first": each.first,
                "last": each.last,
                "state": str(each.state),
                "batch": each.batch or None,
                "lost": each.lost,
            }
            for each in book.lines
        ],
        "rolls": [roll for roll, _first, _last in book.rolls],
        "replaces": None if book.makes_good is None else _made_good(book.makes_good),
        "replaced_by": [_made_good(each) for each in book.made_good],
        "still_spoiled": _stretches(book.still_spoiled),
    }


def _made_good(each: MadeGood) -> dict[str, Any]:
    return {"run": each.run, "labels": _stretches(each.stretches)}


def _stretches(found: Sequence[Stretch]) -> list[dict[str, int]]:
    return [{"first": first, "last": last} for first, last in found]
