"""What a run stands on: where the project is, and the folders and choices of one warehouse."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from fundament.environment import AMSTERDAM, ENGINES, MEMORY, Engine, environment
from fundament.errors import Misconfigured
from fundament.shared_place import Place, place_of

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_DIR = PROJECT_ROOT / "dbt"
EXPECTATIONS_DIR = PROJECT_ROOT / "expectations"


def _time_zone() -> ZoneInfo:
    try:
        return ZoneInfo(environment().time_zone)
    except Misconfigured:
        # Whoever reads the settings is told.
        return ZoneInfo(AMSTERDAM)


# The organisation's: a day that is taken from an instant is the day there.
TIME_ZONE = _time_zone()


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
    # On which engine the models are computed that may run on either.
    engine: Engine = "duckdb"
    # The folder that both engines see, where it is not in the home.
    shared_folder: Place | None = None

    @classmethod
    def from_environment(
        cls, home: str | None = None, deliveries: str | None = None, engine: str | None = None
    ) -> "Settings":
        """Read the environment; arguments win. Raises `Misconfigured` for values that can't be used."""
        given = environment()
        folder = Path(deliveries or given.deliveries or default_deliveries()).resolve()
        if not folder.is_dir():
            raise Misconfigured(
                f"There is no folder {folder}", "FUNDAMENT_DELIVERIES or --deliveries", "Name a folder."
            )
        return cls(
            home_of(home),
            folder,
            given.keep_releases,
            with_note=given.note == "on",
            keep_hours=given.keep_hours,
            keep_runs=given.keep_runs,
            memory_limit=given.memory_limit,
            engine=next((name for name in ENGINES if name == engine), given.engine),
            shared_folder=place_of(given.shared).resolve() if given.shared else None,
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
    def shared(self) -> Place:
        """What Spark and DuckDB hand over to each other."""
        if self.shared_folder is None:
            return self.home / "shared"
        # Several warehouses may share a folder, and each clears up after itself.
        own = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
        return self.shared_folder / f"{self.home.name}-{own}"

    @property
    def published(self) -> Path:
        """What readers see."""
        return self.home / "published"


def bytes_of(memory: str) -> int:
    """A size such as 4GB or 1.5GiB in bytes."""
    match = re.fullmatch(MEMORY, memory)
    assert match
    number, sign, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(sign) + 1))


def home_of(given: str | None = None) -> Path:
    """Folder of the warehouse: as given, else of the environment."""
    return Path(given or environment().home).resolve()


def default_deliveries() -> Path:
    """The embedded delivery: the memo."""
    return PROJECT_ROOT / "seeds" / "deliveries"


def today() -> dt.date:
    """The date of the schedule's time zone: the as-of date of a run that names none."""
    return dt.datetime.now(TIME_ZONE).date()
