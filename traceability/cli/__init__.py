"""The operator's command line: ``traceability NOUN VERB``.

Exit codes: 0 done; 1 refused by a rule, nothing found, or differences; 2 usage or settings. A
fault of the user's is one line on stderr (with ``--json`` one object on stdout), no traceback.
"""

from __future__ import annotations

from pathlib import Path

import click

from traceability import __version__
from traceability.cli import (
    accounts,
    database,
    demo,
    gis,
    harvest_books,  # noqa: F401 - adds its command to the import group
    health,
    holidays,
    households,
    imports,
    jobs,
    keys,
    label_cartons,  # noqa: F401 - adds its command to the labels group
    label_files,  # noqa: F401 - adds its commands to the labels group
    label_houses,  # noqa: F401 - adds its commands to the labels group
    label_ledger,  # noqa: F401 - adds its commands to the labels group
    label_printer,  # noqa: F401 - adds its command to the labels group
    labels,
    offices,
    products,
    recalls,
    seasons,
    serve,
    species,
    substances,
    trace,
)
from traceability.cli.installation import Installation
from traceability.cli.output import Doors


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="traceability")
@click.option(
    "--development",
    is_flag=True,
    help="Use ./instance, made on first use, for whatever TRACEABILITY_* does not set.",
)
@click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to use instead of ./instance; implies --development.",
)
@click.pass_context
def main(context: click.Context, development: bool, instance: Path | None) -> None:
    """Traceability for cooperatives: the operator's commands.

    Settings come from TRACEABILITY_* (docs/reference/settings.md).
    """
    context.obj = Installation(
        development=development or instance is not None,
        instance=(instance or Path("instance")).absolute(),
    )


for command in (
    database.db,
    demo.demo,
    accounts.user,
    accounts.organisation,
    keys.key,
    products.product,
    households.household,
    imports.import_group,
    gis.gi,
    holidays.holiday,
    labels.labels,
    trace.trace,
    recalls.recall,
    seasons.ceiling,
    seasons.season,
    species.species,
    substances.substances,
    health.verify,
    health.doctor,
    jobs.jobs,
    serve.serve,
):
    main.add_command(command)

accounts.organisation.add_command(offices.change_territory)
accounts.organisation.add_command(offices.hand_over)
accounts.user.add_command(offices.forget)
