"""The press: what printing needs of the installation, and what a label comes to on it."""

from __future__ import annotations

from dataclasses import dataclass

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.addresses import fit_to_print
from traceability.domain.errors import RuleBroken
from traceability.domain.labels import ITEM
from traceability.services import print_files


@dataclass(frozen=True)
class Press:
    """The keys of item codes, the public address, and whether this is a development server."""

    keyring: Keyring
    base_url: str
    development: bool

    def check_address(self) -> None:
        """Refuse to print what a phone could not open: ``public_url_not_printable``."""
        reason = None if self.development else fit_to_print(self.base_url)
        if reason is not None:
            raise RuleBroken("public_url_not_printable", reason=reason)

    def sample(
        self, count: int, path: str = "", level: str = ITEM, packs: int = 0
    ) -> labels.StampLabel:
        """A label as long as any of a run of so many; of cartons that differ with their packs."""
        return print_files.sample(f"{self.base_url}{path}/", count, level, packs)

    def lay_out(
        self,
        words: labels.Design,
        sheet: labels.Sheet,
        count: int,
        path: str = "",
        level: str = ITEM,
        packs: int = 0,
    ) -> None:
        """Lay the text of a run out once on its stock; ``LabelRefused`` where it does not fit."""
        labels.arrange(sheet.label, words, self.sample(count, path, level, packs), sheet.dpi)
