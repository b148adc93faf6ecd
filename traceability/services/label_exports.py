"""Parts and codes of a run as files: what prints again, and what was marked as taken out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import Gone, NotFound
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.services import label_acts
from traceability.services.label_acts import ExportForm
from traceability.services.label_ledger import Stretch, facts_of, stretches_told
from traceability.services.print_files import Part, addresses_of, codes_of, printed
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.unit import Reading

#: So long the file of a marked export may be fetched; later it is marked anew, with a reason.
OPEN_FOR = dt.timedelta(hours=24)
#: Every file in an archive bears this day: equal labels give equal bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def part(view: Reading, run: PrintRun, number: int) -> Part:
    """A part of a run that was printed again, by which time it was."""
    found = label_acts.reprints(view, run)
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1].part


def marked(view: Reading, run: PrintRun, number: int) -> tuple[Stretch, ExportForm]:
    """What was taken out the so-manieth time: which labels, in which form.

    ``Gone('export_over')`` a day after it was marked: one mark is one taking out.
    """
    found = list(reversed(events.of_step(view.db, run.code, EventStep.LABELS_EXPORTED)))
    if not 1 <= number <= len(found):
        raise NotFound
    event = found[number - 1]
    if view.now - event.recorded_at > OPEN_FOR:
        raise Gone("export_over", day=event.occurred_on)
    facts = facts_of(event)
    return stretches_told(facts)[0], ExportForm(facts["form"])


def made(
    keyring: Keyring, run: PrintRun, stretch: Stretch, form: ExportForm
) -> tuple[bytes, str, str]:
    """The file: its bytes, its type, its name. Labels void from birth are not in it.

    Of all forms but PDF, which ``print_files.again`` draws and reads back.
    """
    first, last = stretch
    pairs = zip(printed(run), codes_of(keyring, run), strict=True)
    wanted = [(index + 1, code) for index, code in pairs if first <= index + 1 <= last]
    name = f"tem-{run.code}-{first}-{last}"
    if form is ExportForm.CSV:
        return _table(run, wanted), "text/csv; charset=utf-8", f"{name}.csv"
    return _drawings(run, wanted, form), "application/zip", f"{name}.zip"


def _table(run: PrintRun, wanted: list[tuple[int, str]]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["number", "code", "url"])
    addresses = addresses_of(run)
    rows.writerows([number, grouped(code), f"{addresses}{code}"] for number, code in wanted)
    return out.getvalue().encode()


def _png(url: str) -> bytes:
    """At 600 dots an inch, eight dots a module: sharp whoever scales it down."""
    drawn: bytes = labels.draw_png(labels.encode(url), 600)
    return drawn


_DRAWN: dict[ExportForm, Callable[[str], str | bytes]] = {
    ExportForm.SVG: labels.draw_svg,
    ExportForm.PNG: _png,
}


def _drawings(run: PrintRun, wanted: list[tuple[int, str]], form: ExportForm) -> bytes:
    out = io.BytesIO()
    width, addresses = max(3, len(str(run.count))), addresses_of(run)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, code in wanted:
            info = zipfile.ZipInfo(f"{number:0{width}}-{code}.{form}", _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _DRAWN[form](f"{addresses}{code}"))
    return out.getvalue()
