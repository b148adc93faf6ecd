"""How every command speaks: plain lines or one JSON object, and refusals as one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import click

from traceability.domain.errors import Refusal
from traceability.settings import SettingsFault
from traceability.store.reach import Unreachable

REFUSED, MISUSED = 1, 2
_JSON = "traceability.json"
Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """Give a command ``--json``: one object on stdout instead of lines."""
    option = click.option(
        "--json",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_wants_json,
        help="Print one JSON object.",
    )
    return option(command)


def tell(data: Mapping[str, Any], *lines: str) -> None:
    """Print the outcome: ``data`` under ``--json``, else the lines."""
    if speaks_json():
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
        return
    for line in lines:
        click.echo(line)


def many(count: int, one: str, more: str = "") -> str:
    """A count with its noun: "1 batch", "2 batches"; ``more`` where the plural is not "one"s."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def speaks_json() -> bool:
    """Whether the command was asked for JSON."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_JSON))


def progress(line: str) -> None:
    """A line about what is being done, on a terminal only."""
    if sys.stderr.isatty() and not speaks_json():
        click.echo(line, err=True)


def refused(code: str, field: str | None, facts: Mapping[str, Any]) -> str:
    """A refusal as one line, for readers of English and of Vietnamese."""
    told = ", ".join(f"{name}={_plain(value)}" for name, value in facts.items())
    at = f" [{field}]" if field else ""
    return f"Refused / Từ chối: {code}{at}" + (f" – {told}" if told else "")


class Doors(click.Group):
    """The outermost group: turns a user's faults into their line and their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal ends it with 1, a fault of the settings with 2."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            _end(ctx, REFUSED, refusal.code, refusal.faults[0].field, refusal.facts, _all(refusal))
        except SettingsFault as fault:
            _end(ctx, MISUSED, "settings", None, {"faults": fault.faults}, fault.faults)
        except Unreachable as fault:
            reason = str(fault.orig).strip().splitlines()[0]
            told = [refused("database_unreachable", None, {"reason": reason})]
            _end(ctx, MISUSED, "database_unreachable", None, {"reason": reason}, told)


def _all(refusal: Refusal) -> list[str]:
    return [refused(fault.code, fault.field, fault.facts) for fault in refusal.faults]


def _end(
    ctx: click.Context,
    status: int,
    code: str,
    field: str | None,
    facts: Mapping[str, Any],
    lines: list[str],
) -> NoReturn:
    if ctx.meta.get(_JSON):
        error = {"code": code, "field": field, "facts": dict(facts)}
        click.echo(json.dumps({"error": error}, ensure_ascii=False, default=str))
    else:
        for line in lines:
            click.echo(line, err=True)
    ctx.exit(status)


def _wants_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.meta[_JSON] = True


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        words = [_plain(each) for each in value]
        # Names of paper hold commas: each is quoted then, as one types it.
        if any(", " in each for each in words):
            words = [f'"{each}"' for each in words]
        return ", ".join(words)
    return str(value)
