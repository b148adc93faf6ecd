"""Parts and codes of a run as files: what prints again, and what was marked as taken out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Gone, NotFound
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.stretches import without
from traceability.services import label_acts, label_leaving, label_ledger, run_numbers
from traceability.services.label_leaving import FILES, OPEN_FOR, ExportForm
from traceability.services.label_ledger import facts_of, stretches_told
from traceability.services.label_read_back import read_drawings, read_table, require_read
from traceability.services.print_files import Part, addresses_of, codes_of
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.unit import Reading

#: Every file in an archive bears this day: equal labels give equal bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def part(view: Reading, run: PrintRun, number: int) -> Part:
    """A part of a run that was printed again, by which time it was.

    ``Gone('reprint_over')`` a day after it was marked; as ``_live`` says.
    """
    found = label_acts.reprints(view, run)
    if not 1 <= number <= len(found):
        raise NotFound
    again = found[number - 1]
    if view.now - again.at > OPEN_FOR:
        raise Gone("reprint_over", day=day_in_vietnam(again.at))
    return _live(view, run, again.part)


def printing(view: Reading, run: PrintRun) -> None:
    """Refuse the file of a whole run that nobody asked to print (``NotFound``).

    ``Gone('export_over')`` a day after that.
    """
    out = label_leaving.out(view, run)
    if out is None:
        raise NotFound
    if out.ends is None:
        raise Gone("export_over", day=out.day)


def marked(view: Reading, run: PrintRun, number: int) -> tuple[Part, ExportForm]:
    """What was taken out the so-manieth time: which labels, in which form.

    ``Gone('export_over')`` a day after it was marked: one mark is one taking out.
    """
    left = reversed(events.of_step(view.db, run.code, EventStep.LABELS_EXPORTED))
    found = [each for each in left if facts_of(each)["form"] in FILES]
    if not 1 <= number <= len(found):
        raise NotFound
    event = found[number - 1]
    if view.now - event.recorded_at > OPEN_FOR:
        raise Gone("export_over", day=event.occurred_on)
    facts = facts_of(event)
    there = stretches_told(facts)
    first, last = there[0][0], there[-1][1]
    gone = tuple(without([(first, last)], there))
    return _live(view, run, Part(first, last, 0, gone)), ExportForm(facts["form"])


def _live(view: Reading, run: PrintRun, part: Part) -> Part:
    """A part without what was spoiled or voided since it was marked: nobody shall print that.

    ``Gone('file_all_dead')`` where nothing else is in it.
    """
    whole = [(part.first, part.last)]
    dead = label_ledger.dead_in(label_ledger.ledger_of(view, run))
    live = without(without(whole, part.gone), dead)
    if not live:
        told = run_numbers.of(run).told(part.first, part.last)
        raise Gone("file_all_dead", first=part.first, last=part.last, numbers=told)
    return replace(part, gone=tuple(without(whole, live)))


def made(keyring: Keyring, run: PrintRun, part: Part, form: ExportForm) -> tuple[bytes, str, str]:
    """The file: its bytes, its type, its name. Spoiled and void labels are not in it.

    Of all forms but PDF, which ``print_files.again`` draws and reads back. Every label is read back
    from the finished file here too: ``RuleBroken('print_not_readable')`` where one does not come.
    """
    pairs = zip(run_numbers.of(run).on_paper, codes_of(keyring, run), strict=True)
    wanted = [(number, code) for number, code in pairs if part.holds(number)]
    name = f"tem-{run.code}-{part.first}-{part.last}"
    addresses = addresses_of(run)
    urls = [f"{addresses}{code}" for _number, code in wanted]
    if form is ExportForm.CSV:
        table = _table(run, wanted)
        require_read(urls, read_table(table))
        return table, "text/csv; charset=utf-8", f"{name}.csv"
    drawings = _drawings(run, wanted, form)
    require_read([labels.encoded_text(url) for url in urls], read_drawings(drawings))
    return drawings, "application/zip", f"{name}.zip"


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
