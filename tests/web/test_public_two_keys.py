"""A code that is a label under two keys: the one void from birth never hides the other."""

from __future__ import annotations

import pytest

from tests.people import KEYRING, World
from tests.web.public_door import item_code
from traceability.crypto.keyring import Keyring
from traceability.domain.labels import LabelState
from traceability.domain.verdict import Verdict
from traceability.services import pages
from traceability.store import models
from traceability.store.queries import labels

BOTH = Keyring.parse(f"k2:{'b2' * 32},k1:{'a1' * 32}")


@pytest.fixture
def backend() -> str:
    return "sqlite"


def colliding_run(world: World, like: str, code: str) -> str:
    """A run under the newer key that would have printed ``code`` again, and skipped it."""
    world.tampered = True
    (run_no, index) = BOTH.decoded("k2", [code])[0]
    with world.by(world.who.operator) as work:
        old = labels.run_by_code(work.db, like)
        assert old is not None
        work.add(models.LabelKey(key_id="k2", fingerprint="x", first_used_at=work.now))
        work.add(models.PublicCode(code="NEWERRVN0", kind="print_run", issued_at=work.now))
        columns = {c.key: getattr(old, c.key) for c in models.PrintRun.__table__.columns}
        own = {"id": None, "code": "NEWERRVN0", "run_no": run_no, "key_id": "k2"}
        run = models.PrintRun(**columns | own | {"count": index + 1})
        work.add(run)
        born_void = models.LabelRange(
            run_id=run.id,
            first=0,
            last=index,
            state="void",
            batch_id=run.batch_id,
            holder_id=run.holder_id,
        )
        work.add(born_void)
    return "NEWERRVN0"


def test_the_label_that_was_printed_first_is_shown(world: World) -> None:
    run = world.print_labels(world.packed().code, 9)
    world.link(run, 1, 9)
    code = item_code(world, run, 7)
    colliding_run(world, run, code)
    with world.view() as view:
        page = pages.find(view, BOTH, code)
        alone = pages.find(view, KEYRING, code)
    assert page.verdict is Verdict.VALID
    assert page.label == alone.label == pages.Label(7, 9, LabelState.LINKED)


def test_a_label_void_from_birth_is_void_since_its_run(world: World) -> None:
    run = world.print_labels(world.packed().code, 9)
    newer = colliding_run(world, run, item_code(world, run, 7))
    with world.view() as view:
        row = labels.run_by_code(view.db, newer)
        assert row is not None
        (code,) = BOTH.codes("k2", row.run_no, 0, 1)
        page = pages.find(view, BOTH, code)
        today = view.today
    assert page.verdict is Verdict.VOID
    assert page.label is not None
    assert page.label.voided_on == today
