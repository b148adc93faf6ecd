"""``traceability labels``: the ledger: blank runs, paper read, spoils, hands, one label found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.labels import (
    check_folder,
    design_option,
    drawn_run,
    labels,
    ordered,
    printed_here,
    read_back,
    replaces_option,
    replacing,
    stock_option,
    tell_linked,
    write_whole,
)
from traceability.cli.output import json_option, many, progress, tell
from traceability.domain.access import Actor
from traceability.domain.ids import fold_typed
from traceability.domain.label_designs import WITHOUT_LOT, LabelDesign
from traceability.domain.labels import LabelState
from traceability.domain.stretches import Stretch, counted, spelled
from traceability.domain.text import nfc
from traceability.schemas.labels import LiftSchema, ReasonedSchema
from traceability.services import (
    accounts,
    blank_runs,
    label_acts,
    label_book,
    label_checks,
    label_codes,
    label_hands,
    label_ledger,
    label_links,
    parties,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_book import Happened, LabelStory, RunBook
from traceability.services.label_hands import HandOut, Hands
from traceability.services.label_lines import BookLine
from traceability.store.unit import Work, reading, writing

Verb = Callable[[Work, str, Sequence[Stretch]], object]


@labels.command("blank")
@click.argument("product")
@click.option("--count", required=True, type=int, help="How many labels.")
@stock_option
@click.option("--format", "pack_format", default=1, show_default=True, help="The pack's number.")
@click.option("--per-roll", type=int, help="Cut into rolls of so many, each with a code.")
@click.option("--start", default=0, show_default=True, help="Places to leave on the first sheet.")
@design_option(WITHOUT_LOT)
@replaces_option
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path)
)
@json_option
@pass_installation
def blank(
    installation: Installation,
    product: str,
    count: int,
    stock: str,
    pack_format: int,
    per_roll: int | None,
    start: int,
    design: str,
    replaces: str | None,
    replaced: str | None,
    out: Path,
) -> None:
    """Print blank labels of PRODUCT (its code), of no lot and no day, within the season's quota."""
    check_folder(out)
    kind = LabelDesign(design)
    asked = BlankRequest(
        *(_code(product), count, stock, start, pack_format, per_roll),
        design=kind,
        replaces=replacing(replaces, replaced),
    )
    with installation.open() as house:
        run, claimed = ordered(house, lambda work: blank_runs.order(work, house.press, asked))
        progress("drawing, and reading every label back …")
        drawn = drawn_run(house, run, claimed)
        printed_here(house, run)
    write_whole(out, drawn.pdf)
    told = {"run": run, "labels": drawn.decoded, "file": str(out), "sha256": drawn.sha256}
    tell(told, f"Run {run}: {read_back(drawn.decoded, 'blank label')}, in {out}")


@labels.command("seen")
@click.argument("run")
@click.argument("codes", nargs=-1, required=True)
@json_option
@pass_installation
def seen(installation: Installation, run: str, codes: tuple[str, ...]) -> None:
    """Record that labels of RUN were read from paper: a first, a middle and a last one.

    A run of one or two labels has no more to read.
    """
    with installation.open() as house, writing(house.store, house.operator) as work:
        label_checks.check(work, house.settings.label_keys, _code(run), codes)
    tell({"run": _code(run), "seen": list(codes)}, f"Paper of run {_code(run)} was read.")


@labels.command("roll")
@click.argument("roll")
@click.argument("batch")
@json_option
@pass_installation
def roll(installation: Installation, roll: str, batch: str) -> None:
    """Link what is left of ROLL (its code) to BATCH, of one garden and one day."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        made = label_links.link_roll(work, _code(roll), _code(batch))
    tell_linked(made)


@labels.command("spoil")
@click.argument("run")
@click.argument("numbers")
@click.option("--reason", required=True, help="What is wrong with them.")
@json_option
@pass_installation
def spoil(installation: Installation, run: str, numbers: str, reason: str) -> None:
    """Labels NUMBERS of RUN ("17, 23, 41-46", or codes) are torn or smudged: dead for ever."""
    why = _why(numbers, reason)
    _act(installation, run, numbers, lambda w, code, at: label_acts.spoil(w, code, at, why))


@labels.command("void")
@click.argument("run")
@click.argument("numbers")
@click.option("--reason", required=True, help="Why nobody may trust them any more.")
@json_option
@pass_installation
def void(installation: Installation, run: str, numbers: str, reason: str) -> None:
    """Labels NUMBERS of RUN must not be trusted any more: their pages say so."""
    why = _why(numbers, reason)
    _act(installation, run, numbers, lambda w, code, at: label_links.void_all(w, code, at, why))


@labels.command("restore")
@click.argument("code")
@click.option("--reason", required=True, help="Why it counts again.")
@json_option
@pass_installation
def restore(installation: Installation, code: str, reason: str) -> None:
    """The void label of CODE, in hand, counts again as what it was."""
    data = LiftSchema(spoken=True).read({"code": nfc(code), "reason": nfc(reason)})
    with installation.open() as house:
        keyring = house.settings.label_keys
        standing = _in_place(house, data["code"], "code")
        with writing(house.store, standing) as work:
            label = label_acts.lift(work, keyring, data["code"], data["reason"])
            told = {"run": label.run.code, "number": label.number}
    tell(told, f"Label {told['number']} of {told['run']} counts again.")


@labels.command("find")
@click.argument("code")
@json_option
@pass_installation
def find(installation: Installation, code: str) -> None:
    """The label of CODE, scanned or typed: its run, number and lot, and what is left after it."""
    with installation.open() as house:
        standing = _in_place(house, nfc(code), "q")
        with reading(house.store) as view:
            story = label_book.of_label(view, standing, house.settings.label_keys, nfc(code))
    tell(_story(story), *_told(story))


@labels.command("give")
@click.argument("run")
@click.argument("numbers")
@click.option("--kind", required=True, type=click.Choice([str(each) for each in Hands]))
@click.option("--to", required=True, help="A code, or for a team or person a name.")
@json_option
@pass_installation
def give(installation: Installation, run: str, numbers: str, kind: str, to: str) -> None:
    """Hand labels NUMBERS of RUN out."""
    whom = _code(to) if Hands(kind) in label_hands.REGISTERED else nfc(to)

    def verb(work: Work, code: str, stretches: Sequence[Stretch]) -> None:
        label_hands.hand_out(work, HandOut(code, tuple(stretches), Hands(kind), whom))

    _act(installation, run, numbers, verb)


@labels.command("take-back")
@click.argument("run")
@click.argument("numbers")
@json_option
@pass_installation
def take_back(installation: Installation, run: str, numbers: str) -> None:
    """Labels NUMBERS of RUN came back unused."""
    _act(installation, run, numbers, label_hands.take_back)


@labels.command("lost")
@click.argument("run")
@click.argument("numbers")
@click.option("--reason", required=True, help="How they were lost.")
@json_option
@pass_installation
def lost(installation: Installation, run: str, numbers: str, reason: str) -> None:
    """Labels NUMBERS of RUN are lost: linked to nothing before they are found."""

    why = _why(numbers, reason)

    def verb(work: Work, code: str, stretches: Sequence[Stretch]) -> None:
        label_hands.report_lost(work, code, stretches, why)

    _act(installation, run, numbers, verb)


@labels.command("found")
@click.argument("run")
@click.argument("numbers")
@json_option
@pass_installation
def found(installation: Installation, run: str, numbers: str) -> None:
    """Labels NUMBERS of RUN that were reported lost are there again."""
    _act(installation, run, numbers, label_hands.find_again)


@labels.command("ledger")
@click.argument("run")
@json_option
@pass_installation
def ledger(installation: Installation, run: str) -> None:
    """Where every label of RUN is."""
    with installation.open() as house, reading(house.store) as view:
        book = label_book.of_run(view, house.operator, _code(run))
    sums = {str(state): count for state, count in book.sums.items()}
    lines = [
        {
            "first": each.first,
            "last": each.last,
            "state": str(each.state),
            "lot": each.lot_code or None,
            "in_hands": None if each.keeper is None else str(each.keeper.kind),
            "lost": each.lost,
        }
        for each in book.lines
    ]
    told = {"run": book.line.code, "printed": book.line.count, "sums": sums, "lines": lines}
    mine, others = book.makes_good, book.made_good
    told |= {
        "replaces": None if mine is None else {"run": mine.run, "labels": _pairs(mine.stretches)},
        "replaced_by": [{"run": e.run, "labels": _pairs(e.stretches)} for e in others],
        "still_spoiled": _pairs(book.still_spoiled),
    }
    tell(told, *map(_spoken, book.lines), *_made_good(book))


def _pairs(stretches: Sequence[Stretch]) -> list[list[int]]:
    return [list(each) for each in stretches]


def _made_good(book: RunBook) -> Iterator[str]:
    """What the run makes good, by whom its own spoiled labels are, and which by none yet."""
    if book.makes_good is not None:
        yield f"Makes spoiled labels of {book.makes_good.run} good: {book.makes_good.numbers}"
    if book.ordered_for is not None:
        told = book.ordered_for
        yield f"Void, so it makes spoiled labels of {told.run} good no more: {told.numbers}"
    for each in book.made_elsewhere:
        yield f"Made good by {each.run} by now: {each.numbers}"
    for each in book.made_good:
        yield f"Spoiled labels made good by {each.run}: {each.numbers}"
    if book.still_spoiled:
        yield f"Spoiled, made good by none: {book.spoiled_numbers}"


_A = {
    Hands.HOUSEHOLD: "a household",
    Hands.TEAM: "a team",
    Hands.PERSON: "a person",
    Hands.ORGANISATION: "an organisation",
}


def _spoken(line: BookLine, ends: Stretch | None = None) -> str:
    """A line of the ledger: numbers, state, lot, in whose hands, and whether they are lost."""
    numbers = line.numbers if ends is None else spelled([ends])
    hands = "" if line.keeper is None else f"in the hands of {_A[line.keeper.kind]}"
    words = [f"{numbers}:", line.state, line.lot_code, hands, "lost" if line.lost else ""]
    return " ".join(filter(None, words))


def _story(story: LabelStory) -> dict[str, object]:
    held = story.held
    return {
        "code": story.code,
        "run": story.line.code,
        "number": story.number,
        "product": story.line.product,
        "state": str(held.state),
        "lost": held.lost,
        "batch": held.batch or None,
        "lot": held.lot_code or None,
        "in_hands": None if held.keeper is None else str(held.keeper.kind),
        "printed": story.times,
        "left": story.left,
        "on_roll": story.on_roll,
        "lacking": [{"batch": e.code, "lot": e.lot_code, "short": e.short} for e in story.lacking],
        "carton": _at(story.carton),
        "stands_for": _at(story.stands_for),
        "replaced_by": _at(story.replaced_by),
        "void_from_birth": story.void_from_birth,
        "history": [
            {
                "step": str(each.step),
                "day": each.day,
                "reason": each.reason or None,
                "run": each.run or None,
            }
            for each in story.happened
        ],
    }


def _at(label: tuple[str, int] | None) -> dict[str, object] | None:
    """A label by its run and number."""
    return None if label is None else {"run": label[0], "number": label[1]}


def _told(story: LabelStory) -> list[str]:
    rest = "its roll" if story.on_roll else "the run"
    lines = [
        f"Label {story.code}, of run {story.line.code} ({story.line.product})",
        _spoken(story.held, (story.number, story.number)),
        f"From it on, {story.left:,} unused to the end of {rest}.",
    ]
    for what, label in (
        ("In place of", story.stands_for),
        ("In its place", story.replaced_by),
    ):
        lines += [f"{what}: label {label[1]} of run {label[0]}."] if label else []
    lines += [f"Batch {each.lot_code} lacks {each.short}." for each in story.lacking]
    return [*lines, *map(_event, story.happened)]


def _event(each: Happened) -> str:
    """A line of a label's history; it says which run makes it good, or what it makes good."""
    what = f"made_good by {each.run}" if each.run else str(each.step)
    if each.replaces is not None:
        what += f" in place of {each.replaces.numbers} of {each.replaces.run}"
    return f"{each.day} {what} {each.reason}".rstrip()


def _in_place(house: House, code: str, at: str) -> Actor:
    """The operator in the place of whose label that is: a code alone names no organisation."""
    with reading(house.store) as view:
        holder = label_codes.holder_of(view, house.settings.label_keys, code, at)
        return accounts.in_place_of(view, house.operator, parties.known(view, holder))


def _why(numbers: str, reason: str) -> str:
    """The reason of an act as it is kept; refused as the page refuses it."""
    told = ReasonedSchema(spoken=True).read({"numbers": nfc(numbers), "reason": nfc(reason)})
    why: str = told["reason"]
    return why


def _act(installation: Installation, run: str, numbers: str, verb: Verb) -> None:
    with installation.open() as house, writing(house.store, house.operator) as work:
        stretches = _read(work, house, run, numbers)
        verb(work, _code(run), stretches)
    told = {"run": _code(run), "labels": [list(each) for each in stretches]}
    tell(told, f"{many(counted(stretches), 'label')} of {_code(run)}: {spelled(stretches)}")


def _read(work: Work, house: House, run: str, numbers: str) -> Sequence[Stretch]:
    row = label_ledger.known_run(work, _code(run))
    keyring, left = house.settings.label_keys, LabelState.UNUSED
    return label_codes.numbers_in(work, keyring, row, nfc(numbers), of_roll=left)


def _code(typed: str) -> str:
    return fold_typed(nfc(typed)) or typed
