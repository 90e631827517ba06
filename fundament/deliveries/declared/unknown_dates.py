"""Days that stand for a day that nobody knows, as systems write them: the texts that they are in a file."""

import datetime as dt
import re
from collections.abc import Iterable

# The first and last days that systems can hold, and what they fill in for an end that is open.
UNKNOWN_DATES = [
    dt.date.fromisoformat(day)
    for day in (
        "0001-01-01",
        "1753-01-01",
        "1899-12-30",
        "1899-12-31",
        "1900-01-01",
        "1970-01-01",
        "2099-12-31",
        "2199-12-31",
        "2999-12-31",
        "9999-12-30",
        "9999-12-31",
    )
]
ISO = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.000", "%Y-%m-%dT%H:%M:%S.000"]
SERIAL, DAY_0 = "excel_serial", dt.date(1899, 12, 30)
MIDNIGHT, LAST_SECOND = dt.time(0, 0, 0), dt.time(23, 59, 59)
# Day 0 of month 0 of year 0: no day at all.
ZEROS = {"%Y": "0000", "%m": "00", "%d": "00", "%H": "00", "%M": "00", "%S": "00"}


def texts_of(days: Iterable[dt.date], formats: Iterable[str]) -> list[str]:
    """The days in these formats and in ISO 8601, at midnight and at the last second, in lower case.

    Where there are any, 0000-00-00 is among them. A year of two figures stands for no such day.
    """
    days, formats = list(days), list(formats)
    found: dict[str, None] = {}
    for form in (*formats, *ISO):
        if form == SERIAL:
            found |= dict.fromkeys(str((day - DAY_0).days) for day in days if day > DAY_0)
        elif "%" in form and "%Y" in form:
            # strftime writes the year 1 without its zeros.
            moments = [dt.datetime.combine(day, time) for day in days for time in (MIDNIGHT, LAST_SECOND)]
            found |= {each.strftime(form.replace("%Y", f"{each.year:04}")).lower(): None for each in moments}
            if days and not (set(re.findall("%-?[A-Za-z]", form)) - ZEROS.keys()):
                found[re.sub("%[A-Za-z]", lambda part: ZEROS[part[0]], form).lower()] = None
    return list(found)
