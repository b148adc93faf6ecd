"""``traceability trace``: one step back and one step forward, all the way, with amounts."""

from __future__ import annotations

import dataclasses

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.days import format_day
from traceability.domain.quantity import Quantity, format_quantity
from traceability.services import tracing
from traceability.services.tracing import Flow, Node, Trace
from traceability.store.unit import reading


@click.command()
@click.argument("code")
@json_option
@pass_installation
def trace(installation: Installation, code: str) -> None:
    """Trace a batch by its CODE, or by the code of one of its labels."""
    with installation.open() as house, reading(house.store) as view:
        found = tracing.trace(view, house.operator, house.settings.label_keys, code)
    tell(dataclasses.asdict(found), *_lines(found))


def _lines(found: Trace) -> list[str]:
    lines = [_line("", found.batch)]
    lines += [_line("from  ", node, _out_of(found, node)) for node in found.ancestors]
    lines += [_line("into  ", node, _into(found, node)) for node in found.descendants]
    return lines


def _out_of(found: Trace, node: Node) -> list[Flow]:
    """What an ancestor gave to the batch and to its other ancestors."""
    on_the_way = {found.batch.code, *(each.code for each in found.ancestors)}
    return [f for f in found.flows if f.parent == node.code and f.child in on_the_way]


def _into(found: Trace, node: Node) -> list[Flow]:
    return [flow for flow in found.flows if flow.child == node.code]


def _line(head: str, node: Node, flows: list[Flow] | None = None) -> str:
    words = [head + node.code, node.lot_code, node.stage, format_day(node.made_on)]
    words.append(f"{_amount(node.made, node.unit)} made, {_amount(node.on_hand, node.unit)} left")
    moved = [f"{f.parent} → {f.child}: {_amount(f.amount, node.unit)}" for f in flows or []]
    return "  ".join([*words, *moved])


def _amount(amount: int, unit: str) -> str:
    return format_quantity(Quantity(amount, "ml" if unit == "ml" else "g"))
