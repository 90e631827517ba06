"""How old a release is, and whether that is too old."""

import datetime as dt
from pathlib import Path

from fundament.errors import FundamentError, Misconfigured
from fundament.released import read_manifest
from fundament.settings import settings

LIMIT = "FUNDAMENT_MAX_AGE_HOURS"


def age_of(release: Path, now: dt.datetime) -> dt.timedelta:
    """Since it was published."""
    return now - dt.datetime.fromisoformat(read_manifest(release)["published_at"])


def limit_in_hours(given: str | None = None) -> int | None:
    """The most that a release may be old; none where nobody says so. Raises `Misconfigured`."""
    text = (given or "").strip()
    if not text:
        return settings().max_age_hours
    if not text.isdigit() or int(text) < 1:
        raise Misconfigured(f"{LIMIT} is {text!r}", "--max-age", "Give a whole number of hours.")
    return int(text)


def in_words(age: dt.timedelta) -> str:
    """Two days and more in days, else in hours and minutes."""
    minutes = int(age.total_seconds()) // 60
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def refuse_if_too_old(release: Path, age: dt.timedelta, hours: int | None) -> None:
    """Raises `FundamentError` for a release that is older than the limit; one that is just as old is not."""
    if hours is not None and age > dt.timedelta(hours=hours):
        raise FundamentError(
            f"The current release is {in_words(age)} old; {hours} hours are the most that {LIMIT} allows",
            release.name,
            "Look why nothing has been published since: start a run with fundament run, or look at its log.",
        )
