"""``traceability recall``: announce, hold, lift, list; each as an organisation that may."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import click

from traceability.cli.accounts import acting
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, many, tell
from traceability.domain.ids import fold_typed
from traceability.domain.text import clean_line, clean_text, nfc
from traceability.services import recalls
from traceability.services.recalls import Listed
from traceability.store.unit import reading

Command = TypeVar("Command", bound=Callable[..., Any])


def _as_whom(who: str) -> Callable[[Command], Command]:
    return click.option("--organisation", "party", required=True, metavar="CODE", help=who)


@click.group()
def recall() -> None:
    """Recalls of goods and holds on them."""


@recall.command()
@click.argument("batches", nargs=-1, required=True, metavar="BATCH...")
@click.option("--notice", required=True, help="To the buyer: what is wrong, and what to do.")
@click.option("--notice-en", default="", help="The same to who reads English.")
@click.option("--notice-zh", default="", help="The same to who reads Chinese.")
@click.option("--contact", required=True, help="Whom to call.")
@click.option("--without-number", is_flag=True, help="The contact has no telephone number.")
@click.option("--another", is_flag=True, help="Beside a recall of them that is open already.")
@_as_whom("Who recalls: the holder, or an authority.")
@json_option
@pass_installation
def announce(
    installation: Installation,
    batches: tuple[str, ...],
    notice: str,
    notice_en: str,
    notice_zh: str,
    contact: str,
    without_number: bool,
    another: bool,
    party: str,
) -> None:
    """Recall each BATCH (its code) with everything made of it."""
    beside = None if another else ()
    notice, contact = clean_text(notice, "notice"), clean_line(contact, "contact")
    more = {
        name: clean_text(text, name)
        for name, text in (("notice_en", notice_en), ("notice_zh", notice_zh))
        if text
    }
    named = [_code(each) for each in batches]
    with acting(installation, party) as work:
        done = recalls.announce(
            work, named, notice, contact, **more, beside=beside, without_number=without_number
        )
    told = {"code": done.code, "covered": done.covered}
    tell(told, f"Recall {done.code} covers {many(done.covered, 'batch', 'batches')}.")


@recall.command()
@click.argument("batch")
@click.option("--reason", required=True, help="Why it is held.")
@_as_whom("Who orders it: the holder, or an authority.")
@json_option
@pass_installation
def hold(installation: Installation, batch: str, reason: str, party: str) -> None:
    """Hold BATCH (its code) with everything made of it."""
    reason = clean_text(reason, "reason")
    with acting(installation, party) as work:
        done = recalls.order_hold(work, _code(batch), reason)
    told = {"code": done.code, "covered": done.covered}
    tell(told, f"Hold {done.code} covers {many(done.covered, 'batch', 'batches')}.")


@recall.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why it ends.")
@_as_whom("The authority that ends it.")
@json_option
@pass_installation
def lift(installation: Installation, code: str, reason: str, party: str) -> None:
    """Lift the hold, or end the recall, CODE; the pages keep the line that it was."""
    reason = clean_text(reason, "reason")
    with acting(installation, party) as work:
        done = recalls.lift(work, _code(code), reason)
    still = done.still_recalled
    stay = "stays" if still == 1 else "stay"
    more = [f"{still:,} of its batches {stay} recalled by another recall."] if still else []
    told = {"code": _code(code), "lifted": True, "still_recalled": still}
    what = "Ended recall" if done.kind == "recall" else "Lifted hold"
    tell(told, f"{what} {_code(code)}.", *more)


@recall.command("list")
@json_option
@pass_installation
def list_all(installation: Installation) -> None:
    """List every hold and recall, newest first; 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        found = recalls.listed(view, house.operator)
    tell({"recalls": [_told(each) for each in found]}, *map(_line, found))
    if not found:
        click.get_current_context().exit(1)


def _told(each: Listed) -> dict[str, object]:
    lifted = None if each.lifted_at is None else each.lifted_at.isoformat()
    moments = {"opened_at": each.opened_at.isoformat(), "lifted_at": lifted}
    return dataclasses.asdict(each) | moments


def _line(each: Listed) -> str:
    state = f"lifted {each.lifted_at.isoformat()}" if each.lifted_at else "open"
    covered = many(len(each.batches), "batch", "batches")
    return f"{each.code}  {each.kind}  {each.reason}  {covered}  {state}"


def _code(typed: str) -> str:
    """The code that was meant; one that is none is looked for as it was typed, and not found."""
    return fold_typed(nfc(typed)) or typed
