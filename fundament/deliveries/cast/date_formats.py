"""What a declared format of dates asks of a text, where DuckDB's reading of it is laxer than the format.

How a text is read by a format stands in `casts.sql`.
"""

import itertools
import re
from collections.abc import Sequence

# Words in the place of a format. Day 0, and the first number that is a day; microseconds that a number counts.
SERIAL, SERIAL_1904 = "excel_serial", "excel_serial_1904"
SERIALS = {SERIAL: ("1899-12-30", 61), SERIAL_1904: ("1904-01-01", 1)}
EPOCHS = {"epoch_seconds": 1_000_000, "epoch_milliseconds": 1000}
# A directive of a date format, or the text before the next.
PART = re.compile(r"%-?[A-Za-z]|%%|[^%]+")
DIGITS = {"%Y": "[0-9]{4}"} | dict.fromkeys(("%y", "%m", "%d", "%H", "%M"), "[0-9]{2}")
# No place on earth is further than 14 hours from UTC.
ZONE = r"(Z|z|UTC|GMT|[+\x{2212}-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
# Directives that DuckDB rolls over, or does not hold against the others.
ROLLING = re.compile("%-?[jUWVGuwaA]")


def has_zone(form: str) -> bool:
    """Whether a text in this format is an instant."""
    return "%z" in form


def may_roll_over(form: str) -> bool:
    """Whether a text that is no day may be read as another day."""
    return bool(ROLLING.search(form))


def is_first_by_year(formats: Sequence[str]) -> bool:
    """Whether one of the formats begins as ISO 8601 does."""
    return any(each.startswith("%Y-%m-%d") for each in formats)


def need_patterns(formats: Sequence[str]) -> bool:
    """Whether DuckDB's list of formats would read a text as another format than the one that is meant.

    It takes 22 for the year of %Y, and fewer digits than %Y%m%d asks for. Where that would take a text away
    from the format that is meant, a pattern goes before; a year out of reach is rejected afterwards.
    """
    has_short_year = len(formats) > 1 and any("%y" in each for each in formats)
    return has_short_year or any(has_zone(each) or may_roll_over(each) or _runs_on(each) for each in formats)


def pattern_of(form: str) -> str:
    """Pattern of what a format may read: as many figures as it asks for, where only their number parts them."""
    parts = PART.findall(form)
    pattern = ""
    for position, part in enumerate(parts):
        beside = parts[max(position - 1, 0) : position + 2]
        if part in ("%Y", "%y") or (part in DIGITS and sum(each in DIGITS for each in beside) > 1):
            pattern += DIGITS[part]
        elif part == "%z":
            pattern += ZONE
        else:
            pattern += ".+" if part.startswith("%") else re.escape(part)
    return pattern


def _runs_on(form: str) -> bool:
    """Whether figures follow one another without a sign between them."""
    parts = PART.findall(form)
    return any(one in DIGITS and two in DIGITS for one, two in itertools.pairwise(parts))
