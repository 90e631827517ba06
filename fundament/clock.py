"""The organisation's time zone: a day that is taken from an instant is the day there."""

import datetime as dt
from zoneinfo import ZoneInfo

from fundament.errors import Misconfigured
from fundament.settings import AMSTERDAM, settings


def _time_zone() -> ZoneInfo:
    try:
        return ZoneInfo(settings().time_zone)
    except Misconfigured:
        # Whoever reads the settings is told.
        return ZoneInfo(AMSTERDAM)


TIME_ZONE = _time_zone()


def today() -> dt.date:
    """The date of the schedule's time zone: the as-of date of a run that names none."""
    return dt.datetime.now(TIME_ZONE).date()
