"""The peers under the same server: the page as it is usually written, and Flask's first example.

The page reads objects that fetch what hangs on them when a template asks for it, and draws whole
each time. It is the short one: it shows the main lines of ours (goods, holder, verdict, origins
with their codes, journey, papers, label) around the same style sheet, looks for holds and recalls,
and is sent as it is. The one with every line of ours is ``lookup_orm_same.py``.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from flask import Flask, abort
from sqlalchemy import select
from sqlalchemy.orm import Session

import traceability
from benchmarks.harness.lookup_entities import (
    Batch,
    Certificate,
    Product,
    Run,
    Scope,
    Stretch,
    Value,
    open_engine,
)
from traceability.crypto.keyring import Keyring

CSS = (Path(traceability.__file__).parent / "static/public.css").read_text(encoding="utf-8")
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ name }}</title>
<style>{{ css|safe }}</style></head><body><main class="frame"><h1>{{ name }}</h1>
<p>lô {{ batch.lot_code }} · {{ named(batch.holder) }}</p>
<section class="verdict fine"><h2>{{ verdict }}</h2></section>
{% for lot in behind %}<p>{{ lot.stage }} {{ lot.made_on.strftime("%d/%m/%Y") }}
{{ lot.event.occurred_on }} {{ lot.event.step }} {{ lot.lot_code }}
{% if lot.household %}Hộ {{ lot.household.number }}{% endif %}
{% if lot.area %}{{ lot.area.raw }} {{ named(lot.area.holder) }}
{% for step in lot.area.steps %}{{ step.step }} {{ step.effective_on }}{% endfor %}{% endif %}
{% if lot.place %}{{ lot.place.kind }} {{ lot.place.revisions[-1].commune_code }}{% endif %}</p>
{% endfor %}
{% for origin in batch.origins %}<p>{{ origin.ppm / 10000 }} % {{ origin.place.code }}
{{ origin.area.raw if origin.area }}</p>{% endfor %}
{% for paper in papers %}<p>{{ paper.kind }} {{ paper.number }} {{ paper.issuer }}
{{ paper.valid_to }} {{ "hết hạn" if paper.valid_to and paper.valid_to < today }}</p>{% endfor %}
{% if number %}<p>Tem số {{ number }} trong {{ run.count }}</p>{% endif %}
<p>{{ code }}</p></main></body></html>"""

app = Flask("orm_page")
#: Put together once, as a file of templates is.
TEMPLATE = app.jinja_env.from_string(PAGE)
engine = open_engine(os.environ["BENCH_DATABASE"])
keyring = Keyring.parse(os.environ["TRACEABILITY_LABEL_KEYS"])


def behind(batch: Any) -> list[Any]:
    """The lot and what it was made of, by its edges."""
    return [batch, *(lot for edge in batch.into for lot in behind(edge.parent))]


def drawn(db: Session, batch: Any, code: str, **more: Any) -> str:
    """The page of a lot."""
    lots = behind(batch)
    product = db.get_one(Product, batch.product_id)
    revision = next(r for r in product.revisions if r.number == batch.product_revision)
    things = [product.code, *(lot.place.code for lot in lots if lot.place)]
    papers = db.scalars(
        select(Certificate).where(Certificate.scopes.any(Scope.subject.in_(things)))
    )

    def named(party: Any) -> str:
        wanted = select(Value).where(Value.owner_id == party.code, Value.field == "name")
        return str(db.scalars(wanted).one().value)

    is_open = any(not each.recall.lifts for each in batch.notices)
    return TEMPLATE.render(
        css=CSS,
        name=revision.name_vi,
        batch=batch,
        named=named,
        behind=lots,
        papers=list(papers),
        verdict="Đang bị thu hồi" if is_open else "Không có cảnh báo cho lô này",
        today=dt.datetime.now(dt.UTC).date(),
        code=code,
        **more,
    )


@app.get("/<code>")
def page(code: str) -> str:
    """A lot by its code, or by that of a label."""
    with Session(engine) as db:
        if len(code) == 9:
            batch = db.scalars(select(Batch).where(Batch.code == code)).one()
            return drawn(db, batch, code)
        for key_id, run_no, index in keyring.candidates(code):
            run = db.scalar(select(Run).where(Run.run_no == run_no, Run.key_id == key_id))
            if run is not None:
                held = Stretch.run_id == run.id, Stretch.first <= index, Stretch.last >= index
                if db.scalars(select(Stretch).where(*held)).one().state == "linked":
                    return drawn(db, run.batch, code, run=run, number=index + 1)
    return abort(404)


hello = Flask("hello")


@hello.get("/<path:_any>")
def say_hello(_any: str) -> str:
    """Flask's first example."""
    return "<p>Hello, World!</p>"
