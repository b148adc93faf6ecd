"""What is seen to before the service starts, and what it does not start with."""

from __future__ import annotations

from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.services import seeding, told_weights
from traceability.store import migrate
from traceability.store.engine import Store
from traceability.store.queries import labels, parties
from traceability.store.unit import Reading, reading, writing

#: The fact of an installation that it holds demonstration data: the day they were loaded.
DEMONSTRATION = "demonstration"


class LabelKeyMissing(RuleBroken):
    """Labels were printed under keys that are not configured, or not with the same secret."""

    def __init__(self, keys: list[str]) -> None:
        """Name every such key at once."""
        super().__init__("label_key_missing", keys=keys)


def bring_up(store: Store) -> str:
    """Migrate, fill the reference tables of a new database, decide what older code did not.

    Returns the revision.
    """
    revision = migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        # Two parents that start together must not both find it empty.
        work.lock_word("seed")
        seeding.seed(work)
        told_weights.decide_all(work)
    return revision


def check(keyring: Keyring, public_url: str, store: Store) -> bool:
    """Refuse to start without a label key that runs need, or with a demo in public.

    Returns whether the installation holds demonstration data, which every page then says.

    Raises ``LabelKeyMissing`` and ``RuleBroken('demonstration_in_public')``. An empty database
    has neither; that it wants migrating is said elsewhere.
    """
    if migrate.current(store) is None:
        return False
    with reading(store) as view:
        missing = missing_keys(view, keyring)
        demo = demonstration(view)
    if missing:
        raise LabelKeyMissing(missing)
    if demo is not None and public_url.startswith("https://"):
        raise RuleBroken("demonstration_in_public", url=public_url)
    return demo is not None


def missing_keys(view: Reading, keyring: Keyring) -> list[str]:
    """The ids of keys that labels were printed under and that are not in the keyring."""
    return [
        row.key_id
        for row in labels.label_keys(view.db)
        if row.key_id not in keyring.ids or keyring.fingerprint(row.key_id) != row.fingerprint
    ]


def demonstration(view: Reading) -> str | None:
    """The day on which demonstration data were loaded, ``None`` where there are none."""
    return parties.installation(view.db, DEMONSTRATION)
