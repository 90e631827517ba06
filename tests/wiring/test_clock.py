"""The clock at night: the two nights on which it changes in Amsterdam."""

import datetime as dt
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import cron_string_iterator

from dagster_project.defs.jobs import nightly_schedule
from fundament.project import default_deliveries
from fundament.publication import release as publication
from fundament.settings import Settings
from fundament.warehouse import Warehouse
from tests.conftest import Command

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("first", "in_utc"),
    [
        # 28 March 2027: two o'clock does not exist, after 1:59 it is 3:00; that is 1:00 UTC, as the day before.
        (dt.date(2027, 3, 27), [(27, 1), (28, 1), (29, 0)]),
        # 25 October 2026: two o'clock is there twice, at 0:00 and at 1:00 UTC. One run, at one of them.
        (dt.date(2026, 10, 24), [(24, 0), (25, 1), (26, 1)]),
    ],
    ids=["spring", "autumn"],
)
def test_one_run_a_night_with_the_date_of_that_night(first: dt.date, in_utc: list[tuple[int, int]]) -> None:
    cron, zone = nightly_schedule.cron_schedule, nightly_schedule.execution_timezone
    assert (cron, zone) == ("0 2 * * *", "Europe/Amsterdam")
    noon_before = dt.datetime.combine(first, dt.time(12), AMSTERDAM) - dt.timedelta(days=1)
    ticks = cron_string_iterator(noon_before.timestamp(), str(cron), zone)
    for night, (day, hour) in enumerate(in_utc):
        tick = next(ticks)
        assert (tick.astimezone(dt.UTC).day, tick.astimezone(dt.UTC).hour) == (day, hour)
        context = dg.build_schedule_context(scheduled_execution_time=tick)
        [request] = nightly_schedule.evaluate_tick(context).run_requests or []
        date = (first + dt.timedelta(days=night)).isoformat()
        assert request.run_key == date
        assert request.run_config["resources"]["night"]["config"]["as_of_date"] == date


def test_releases_of_the_hour_that_comes_twice_keep_their_order(published: Command) -> None:
    """At 2:30 summer time, and forty minutes later, when the clock says 2:10 winter time."""
    warehouse = Warehouse(published.home, default_deliveries(), Settings(keep_releases=2, keep_hours=0))
    # After all other releases of this home.
    summer = dt.datetime(2030, 10, 27, 2, 30, tzinfo=AMSTERDAM)
    winter = dt.datetime(2030, 10, 27, 2, 10, tzinfo=AMSTERDAM, fold=1)
    first, second = publication.publish(warehouse, summer), publication.publish(warehouse, winter)
    # 2:30 at two hours before UTC is 0:30, 2:10 at one hour before it is 1:10.
    assert first.name.startswith("20301027T003000") and second.name.startswith("20301027T011000")
    assert publication.list_releases(warehouse) == [first, second]
    assert publication.current_release(warehouse) == second
    assert publication.release_before(warehouse, second) == first
