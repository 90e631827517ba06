"""Settings from the environment; see `.env.example`."""

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fundament.errors import Misconfigured

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_DIR = PROJECT_ROOT / "dbt"
EXPECTATIONS_DIR = PROJECT_ROOT / "expectations"
AMSTERDAM, TIME_ZONE_VARIABLE = "Europe/Amsterdam", "FUNDAMENT_TIME_ZONE"


def _time_zone() -> ZoneInfo:
    try:
        return ZoneInfo(os.environ.get(TIME_ZONE_VARIABLE) or AMSTERDAM)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Whoever reads the settings is told.
        return ZoneInfo(AMSTERDAM)


# The organisation's: a day that is taken from an instant is the day there.
TIME_ZONE = _time_zone()
MEMORY = re.compile(r"(\d+(?:\.\d+)?)([KMGT])(i?)B")


@dataclass(frozen=True)
class Settings:
    """Folders of one warehouse. All paths are absolute."""

    home: Path
    deliveries: Path
    keep_releases: int = 14
    with_note: bool = True
    # A release that was replaced stays this long for whoever is still reading it.
    keep_hours: int = 24
    # Of the runs that have ended, Dagster remembers this many.
    keep_runs: int = 100
    # Of DuckDB, wherever it reads, computes, checks and publishes; what does not fit spills to the disk.
    memory_limit: str = "4GB"
    # The private file of a run; what is made to be compared has another place.
    build_folder: str = "build"

    @classmethod
    def from_environment(cls, home: str | None = None, deliveries: str | None = None) -> "Settings":
        """Read the environment; arguments win. Raises `Misconfigured` for values that can't be used."""
        deliveries = deliveries or os.environ.get("FUNDAMENT_DELIVERIES") or str(default_deliveries())
        keep = _whole_number("FUNDAMENT_KEEP_RELEASES", cls.keep_releases, at_least=2)
        hours = _whole_number("FUNDAMENT_KEEP_HOURS", cls.keep_hours, at_least=0)
        runs = _whole_number("FUNDAMENT_KEEP_RUNS", cls.keep_runs, at_least=1)
        memory = memory_limit()
        note = os.environ.get("FUNDAMENT_NOTE") or "on"
        if note not in ("on", "off"):
            raise Misconfigured(f"FUNDAMENT_NOTE is {note!r}", "environment", "Give on or off.")
        zone = os.environ.get(TIME_ZONE_VARIABLE) or AMSTERDAM
        if zone != TIME_ZONE.key:
            raise Misconfigured(
                f"{TIME_ZONE_VARIABLE} is {zone!r}", "environment", f"Give a time zone, such as {AMSTERDAM}."
            )
        folder = Path(deliveries).resolve()
        if not folder.is_dir():
            raise Misconfigured(
                f"There is no folder {folder}", "FUNDAMENT_DELIVERIES or --deliveries", "Name a folder."
            )
        return cls(
            home_of(home),
            folder,
            keep,
            with_note=note == "on",
            keep_hours=hours,
            keep_runs=runs,
            memory_limit=memory,
        )

    def make_folder(self, name: str = "") -> Path:
        """A folder of the home, made where it is not there, this user's alone.

        Raises `Misconfigured` where that can't be.
        """
        folder = self.home / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if name:
                folder.chmod(0o700)
        except OSError as error:
            raise Misconfigured(
                f"The folder can't be made: {error.strerror}", str(folder), "Name another FUNDAMENT_HOME."
            ) from error
        return folder

    @property
    def build_file(self) -> Path:
        """The private file that a run builds; nobody reads it before it is published."""
        return self.home / self.build_folder / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers see."""
        return self.home / "published"


def memory_limit() -> str:
    """The memory of DuckDB, and that of the process that parses files of others. Raises `Misconfigured`."""
    memory = os.environ.get("FUNDAMENT_MEMORY_LIMIT") or Settings.memory_limit
    if not MEMORY.fullmatch(memory):
        raise Misconfigured(f"FUNDAMENT_MEMORY_LIMIT is {memory!r}", "environment", "Give a size such as 4GB.")
    return memory


def threads() -> int | None:
    """On how many threads DuckDB reads, builds and publishes; None: on all cores. Raises `Misconfigured`."""
    return _whole_number("FUNDAMENT_THREADS", 0, at_least=0) or None


def bytes_of(memory: str) -> int:
    """A size such as 4GB or 1.5GiB in bytes."""
    match = MEMORY.fullmatch(memory)
    assert match
    number, sign, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(sign) + 1))


def file_seconds() -> int:
    """How long the reading of one file of others may take."""
    return _whole_number("FUNDAMENT_FILE_SECONDS", 1800, at_least=1)


def sheet_cells() -> int:
    """How many cells a sheet may have, from its first to the last that holds something."""
    return _whole_number("FUNDAMENT_SHEET_CELLS", 25_000_000, at_least=1)


def _whole_number(name: str, default: int, at_least: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isdigit() or int(given) < at_least:
        raise Misconfigured(f"{name} is {given!r}", "environment", f"Give a whole number of at least {at_least}.")
    return int(given)


def home_of(given: str | None = None) -> Path:
    """Folder of the warehouse: as given, else of the environment."""
    return Path(given or os.environ.get("FUNDAMENT_HOME") or "data").resolve()


def default_deliveries() -> Path:
    """The embedded delivery: the memo."""
    return PROJECT_ROOT / "seeds" / "deliveries"


def today() -> dt.date:
    """The date of the schedule's time zone: the as-of date of a run that names none."""
    return dt.datetime.now(TIME_ZONE).date()
