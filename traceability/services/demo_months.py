"""A month of the demonstration whose kilograms are public: picked by several, sold as picked.

What is packed lot by lot is known by its bags, so no month with such a lot is told (decision 0062).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from traceability.domain.access import Role
from traceability.domain.deliveries import To
from traceability.domain.quantity import Quantity
from traceability.services import deliveries, harvests, public_figures
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.services.demo_people import Cast
from traceability.services.demo_story import Row, day_in_season, moment
from traceability.services.harvests import HarvestRequest
from traceability.store.unit import Work

Act = Callable[[Work], None]


def acts(cast: Cast, story: Row, today: dt.date) -> Iterator[tuple[dt.datetime, Act]]:
    """A harvest a household, each sold the same evening; then the code's figures are opened."""
    row = story["month_told"]
    area = next(each for each in story["areas"] if each["key"] == row["area"])
    days = [day_in_season(today, area, row["season"], day) for day in row["days"]]
    for number, day in enumerate(days):
        yield moment(day, 17), _sold(cast, area, row["kg"], number)
    yield moment(days[-1] + dt.timedelta(days=30), 9), _opened(cast, area)


def _sold(cast: Cast, area: Row, kg: int, number: int) -> Act:
    def act(work: Work) -> None:
        mine = work.acting(cast.actors[area["holder"], Role.RECORDER])
        made = harvests.register(
            mine,
            HarvestRequest(
                area_code=cast.areas[area["key"]],
                harvested_on=mine.today,
                quantity=Quantity((kg + number) * 1000, "g"),
                household=cast.households[area["holder"]][number],
            ),
        )
        deliveries.register(mine, DeliveryRequest(To.WALK_IN, (Send(made.code),), mine.today))

    return act


def _opened(cast: Cast, area: Row) -> Act:
    def act(work: Work) -> None:
        mine = work.acting(cast.actors[area["holder"], Role.MANAGER])
        public_figures.choose(mine, cast.areas[area["key"]], opened=True)

    return act
