"""The page where a printing house takes the files of an order: no account, and nothing of anybody.

Who has its address may take each file so many times, for so many days. A file is counted before it
is made, and made of the run's row; nothing is handed out undecoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Gone, NotFound
from traceability.services import (
    label_designs,
    making_good,
    parties,
    print_files,
    print_order_files,
    print_orders,
    seeding,
)
from traceability.services.frozen_runs import Frozen
from traceability.services.making_good import MadeGood
from traceability.services.print_files import Drawn
from traceability.services.print_orders import OrderFile
from traceability.store.models import PrintRun
from traceability.web.house import house, looking, working
from traceability.web.limits import DEAD_LINKS, FILES_MADE, limiter, only_dead_links
from traceability.web.public.door import public

_TYPES = {
    OrderFile.PDF: ("application/pdf", "tem-{run}.pdf"),
    OrderFile.ROLLS: ("application/zip", "tem-{run}-tung-cuon.zip"),
    OrderFile.CSV: ("text/csv; charset=utf-8", "tem-{run}.csv"),
    OrderFile.PAPER: ("application/pdf", "quy-cach-{run}.pdf"),
}


@dataclass(frozen=True)
class OrderShown:
    """What the page says of an order, and how often each file may still be taken."""

    run: str
    product: str
    cooperative: str
    count: int
    rolls: int
    width: int
    height: int
    until: datetime
    makes_good: MadeGood | None
    left: dict[str, int]


@public.get("/xuong-in/<token>", endpoint="printing_house", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
def shown(token: str) -> ResponseReturnValue:
    """What was ordered, and the files."""
    try:
        return _page(token)
    except NotFound:
        return _over("unknown", 404)
    except Gone as gone:
        return _over(gone.code, 410)


@public.post("/xuong-in/<token>/<kind>", endpoint="take_file", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
@limiter.limit(FILES_MADE)
def take(token: str, kind: str) -> ResponseReturnValue:
    """Take a file, once more counted."""
    if kind not in set(OrderFile):
        return _over("unknown", 404)
    wanted = OrderFile(kind)
    with looking() as view:
        nobody = seeding.operator(view, "job")
    try:
        with working(nobody) as work:
            row = print_orders.take(work, token, wanted)
            decoded = print_files.decoded_before(work, row)
            # The row never changes: it is drawn from when the unit is over.
            work.db.flush()
            work.db.expunge(row)
    except NotFound:
        return _over("unknown", 404)
    except Gone as gone:
        return _over(gone.code, 410)
    return _file(wanted, row, _made(wanted, row, decoded))


def _made(kind: OrderFile, run: PrintRun, decoded: frozenset[str]) -> bytes:
    keyring = house().press.keyring
    if kind is OrderFile.CSV:
        return print_order_files.table(keyring, run)
    if kind is OrderFile.PAPER:
        return print_order_files.specification(keyring, run)
    if kind is OrderFile.ROLLS:
        archive, rolls = print_order_files.by_rolls(keyring, run, decoded)
        _released(run, rolls)
        return archive
    pdf, drawn = print_files.again(keyring, run, decoded)
    _released(run, [] if drawn is None else [drawn])
    return pdf


def _released(run: PrintRun, drawn: Sequence[Drawn]) -> None:
    """Keep the hashes of files that were decoded just now."""
    if not drawn:
        return
    with looking() as view:
        nobody = seeding.operator(view, "job")
    with working(nobody) as work:
        for each in drawn:
            print_files.release(work, run.code, each)


def _file(kind: OrderFile, run: PrintRun, data: bytes) -> Response:
    content_type, name = _TYPES[kind]
    response = Response(data, content_type=content_type)
    filename = name.format(run=run.code)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return _private(response)


def _page(token: str) -> Response:
    with looking() as view:
        run, link = print_orders.offered(view, token)
        frozen = Frozen.from_json(run.frozen)
        size = print_files.paper_of(run).label
        taken = print_orders.taken_of(link)
        cooperative = label_designs.whose(frozen.stamp) or parties.name_of(
            view, parties.known(view, run.holder_id)
        )
        order = OrderShown(
            run=run.code,
            product=frozen.stamp.title[0],
            cooperative=cooperative,
            count=run.count - len(frozen.void),
            rolls=len(frozen.rolls),
            width=size.width,
            height=size.height,
            until=link.expires_at,
            makes_good=making_good.makes_good(run),
            left={str(kind): link.most - times for kind, times in taken.items()},
        )
    body = render_template("public/printing_house.html", order=order, token=token)
    return _private(Response(body))


def _over(why: str, status: int) -> ResponseReturnValue:
    body = render_template("public/printing_house_over.html", why=why)
    return _private(Response(body, status))


def _private(response: Response) -> Response:
    """Nobody keeps it: its address is a secret."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
