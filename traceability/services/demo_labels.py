"""Labels of the demonstration: ordered, drawn, released and looked at in one go."""

from __future__ import annotations

from traceability.services import (
    blank_runs,
    jobs,
    label_checks,
    label_links,
    new_runs,
    print_files,
    print_runs,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_links import LabelSpan
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintRun
from traceability.store.unit import Work


def on_goods(manager: Work, press: Press, asked: PrintRequest, linked: int) -> str:
    """Labels of a lot, the first ones linked to it; the code of the run."""
    run = print_runs.order(manager, press, asked)
    _draw(manager, press, run)
    label_links.link(manager, LabelSpan(run.code, 1, linked))
    return run.code


def blank(manager: Work, press: Press, asked: BlankRequest) -> None:
    """Labels printed before the harvest, of no lot yet."""
    _draw(manager, press, blank_runs.order(manager, press, asked))


def _draw(manager: Work, press: Press, run: PrintRun) -> None:
    """Draw and release a run, and scan three of its labels from paper."""
    claimed = jobs.take(manager, new_runs.JOB, run.id, "demonstration")
    print_files.release(manager, run.code, print_files.draw(press.keyring, run))
    jobs.finish(manager, claimed)
    codes = print_files.codes_of(press.keyring, run)
    paper = codes[0], codes[len(codes) // 2], codes[-1]
    label_checks.check(manager, press.keyring, run.code, paper)
