"""``traceability jobs work``: the job process."""

from __future__ import annotations

import logging
import signal

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.jobs.mailing import mailbox_of
from traceability.jobs.work import Worker
from traceability.services import startup
from traceability.store.telemetry import open_telemetry


@click.group()
def jobs() -> None:
    """Work that outlives a request."""


@jobs.command()
@pass_installation
def work(installation: Installation) -> None:
    """Do jobs until SIGTERM or SIGINT; the one in hand is finished first."""
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("traceability").setLevel(logging.INFO)
    with installation.open() as house:
        keyring = house.settings.label_keys
        startup.check(keyring, house.settings.public_url, house.store)
        telemetry = open_telemetry(house.settings.database_url)
        worker = Worker(
            house.store,
            keyring,
            mailbox=mailbox_of(house.settings),
            files=house.settings.files,
            telemetry=telemetry,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        try:
            worker.work()
        finally:
            telemetry.close()
