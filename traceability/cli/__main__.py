"""``python -m traceability.cli``."""

from traceability.cli import main

main(prog_name="traceability")
