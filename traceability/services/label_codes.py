"""Codes of labels back to their run and number: what a camera or a hand gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from traceability.crypto.keyring import Keyring
from traceability.domain import ids, text
from traceability.domain.errors import Invalid
from traceability.domain.label_numbers import Numbers, code_in, host_in, read
from traceability.domain.labels import LabelState
from traceability.domain.stretches import Stretch, common, together
from traceability.services import label_hands, pages, run_numbers
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import as_range
from traceability.store.models import Party, PrintRun
from traceability.store.queries import labels
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Found:
    """A label by its code: its run, and the small number printed on it."""

    run: PrintRun
    number: int


def found(view: Reading, keyring: Keyring, holder: int, typed: str, at: str) -> Found:
    """The label of a holder that a scan or a typed code stands for.

    ``label_code_unreadable`` for what is no code, ``label_not_ours`` for what is none of theirs,
    ``label_leads_elsewhere`` for our code behind an address that was never printed.
    """
    label = _whoevers(view, keyring, typed, at)
    if label.run.holder_id != holder:
        raise Invalid("label_not_ours", at)
    _refuse_elsewhere(view, label.run, typed, at)
    return label


def holder_of(view: Reading, keyring: Keyring, typed: str, at: str) -> int:
    """Whose label a scan or a typed code stands for, for who may act for each; refused as there."""
    return _whoevers(view, keyring, typed, at).run.holder_id


def _whoevers(view: Reading, keyring: Keyring, typed: str, at: str) -> Found:
    text.refuse_unseen(typed, at, allowed="\t\r\n")
    code = code_in(typed)
    if code is None or ids.kind_of(code) != "item":
        raise Invalid("label_code_unreadable", at, typed=typed.strip()[:40])
    label = pages.label_of(view, keyring, code)
    if label is None:
        raise Invalid("label_not_ours", at)
    return Found(label[0], label[1] + 1)


def _refuse_elsewhere(view: Reading, run: PrintRun, typed: str, at: str) -> None:
    """Refuse an address whose host stands on no label of the holder: its page is somebody else's.

    The address in a browser may be of a later host than the label's own.
    """
    host, printed = host_in(typed), urlsplit(run.base_url).netloc
    if host in (None, printed):
        return
    if host not in {urlsplit(url).netloc for url in labels.base_urls(view.db, run.holder_id)}:
        raise Invalid("label_leads_elsewhere", at, host=str(host)[:60], ours=printed)


def in_hands(view: Reading, keyring: Keyring, party: Party, typed: str, at: str) -> Found:
    """As ``found``, or a label of another's that this organisation has in hand."""
    try:
        return found(view, keyring, party.id, typed, at)
    except Invalid as refused:
        if refused.code != "label_not_ours":
            raise
        label = pages.label_of(view, keyring, code_in(typed) or "")
        held = None if label is None else labels.range_holding(view.db, label[0].id, label[1])
        if label is None or held is None:
            raise
        if not label_hands.in_hands_of(view, [as_range(held)], party):
            raise refused from None
        _refuse_elsewhere(view, label[0], typed, at)
        return Found(label[0], label[1] + 1)


def numbers_in(
    view: Reading,
    keyring: Keyring,
    run: PrintRun,
    typed: str,
    at: str = "numbers",
    by: Party | None = None,
    of_roll: LabelState | None = None,
) -> Sequence[Stretch]:
    """The labels of one run that were typed by their numbers, or scanned by their codes.

    Scanned ``by`` an organisation that is not their holder, they are in its hands. Where a state is
    said ``of_roll``, the code of a roll names its labels in that state, or all where none is.
    """
    told: Numbers = read(typed, at)
    scanned: list[Stretch] = []
    for code in told.codes:
        if of_roll is not None and _is_short(code):
            _refuse_elsewhere(view, run, code, at)
            scanned += _on_roll(view, run, code, at, of_roll)
            continue
        label = (
            found(view, keyring, run.holder_id, code, at)
            if by is None
            else in_hands(view, keyring, by, code, at)
        )
        if label.run.id != run.id:
            raise Invalid("label_of_other_run", at, number=label.number, run=label.run.code)
        scanned.append((label.number, label.number))
    return run_numbers.of(run).among(together([*told.stretches, *scanned]))


def _is_short(typed: str) -> bool:
    """Whether a typed code is as long as that of a roll; a label's is longer."""
    code = code_in(typed)
    return code is not None and ids.kind_of(code) == "short"


def _on_roll(
    view: Reading, run: PrintRun, typed: str, at: str, state: LabelState
) -> Sequence[Stretch]:
    """The labels of a roll in a state; all of it where none is, so that what is amiss is told."""
    whole = Frozen.from_json(run.frozen).rolls.get(code_in(typed) or "")
    if whole is None:
        raise Invalid("roll_not_in_run", at, typed=typed.strip()[:40], run=run.code)
    rows = labels.ranges(view.db, [run.id])
    mine = [(row.first + 1, row.last + 1) for row in rows if row.state == state]
    return together(common([whole], mine)) or [whole]
