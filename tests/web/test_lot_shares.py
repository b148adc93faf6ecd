"""The shares of a lot's origins in JSON: of each lot of the demonstration they add up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.people import KEYRING
from tests.store_fixtures import SHOWN_AT, Templates, opened
from traceability.services import pages
from traceability.services.pages import Page
from traceability.store.models import Batch, BatchStock
from traceability.store.unit import reading
from traceability.web.public import facts, sites


@pytest.fixture(scope="module")
def lots(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Page]]:
    """The page of every lot of the demonstration that was ever published."""
    file = tmp_path_factory.mktemp("shown") / "demo.sqlite3"
    shutil.copyfile(templates.demonstration()[0], file)
    wanted = select(Batch.code).join(BatchStock, BatchStock.batch_id == Batch.id)
    wanted = wanted.where(Batch.stage == "packed", BatchStock.published_on.is_not(None))
    with opened(f"sqlite:///{file}", lambda: SHOWN_AT) as store, reading(store) as view:
        yield [pages.find(view, KEYRING, code) for code in view.db.scalars(wanted)]


def test_shares_add_up_and_are_those_of_the_page(lots: list[Page]) -> None:
    assert len(lots) > 40
    assert any(len(page.origins) > len(sites.sites(page.origins)) > 1 for page in lots)
    for page in lots:
        told = facts.of(page, "https://tem.hagiang.vn")["origins"]
        shown = sites.sites(page.origins)
        about = [each["share_about_percent"] for each in told]
        assert about == [site.tens * 10 for site in shown], page.lot_code
        exact = [each["share_ppm"] for each in told if each["share_ppm"] is not None]
        if told:
            assert sum(about) == 100, page.lot_code
            assert exact == [] or sum(exact) == 1_000_000, page.lot_code
        for part, site in zip(exact, shown, strict=False):
            assert abs(Decimal(part) / 10_000 - site.share) <= Decimal("0.1"), page.lot_code
