"""The place that both engines see: what one wrote, the other reads there as Parquet.

    <shared>/received/<source>/                   files of deliveries that were read once, see `deliveries.kept`
    <shared>/runs/<run>/given/<schema>/<table>/   what DuckDB handed over
    <shared>/runs/<run>/made/<schema>/<table>/    what Spark made; a release's views of lines lead here

A run has a folder of its own, so that nothing is written over what somebody reads. Of it only the tables stay that
a release reads; they go with the last of these releases.
"""

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.kept import KeptFiles
from fundament.disk import STAYS, disk_error
from fundament.engines.placement import sources_of_spark
from fundament.errors import FundamentError, Misconfigured
from fundament.rights import for_readers
from fundament.settings import Settings
from fundament.transformation.prepared import Prepared

SETTING = "FUNDAMENT_SHARED"
GIVEN, MADE, RECEIVED = "given", "made", "received"


def runs_folder(settings: Settings) -> Path:
    """Where the runs of this warehouse have their folders."""
    return settings.shared / "runs"


class SharedRun:
    """The folder of one run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        now = dt.datetime.now(dt.UTC)
        self.folder = runs_folder(settings) / f"{now:%Y%m%dT%H%M%S%fZ}-{os.getpid()}"

    def place(self, kind: str, relation: str) -> Path:
        """A new folder for a table, `schema.name`; the folder above it is there."""
        schema, _, name = relation.partition(".")
        place = self.folder / kind / schema / name
        make_shared(self._settings, place.parent)
        return place

    def give(self, file: Path) -> None:
        """Let whoever may use the shared folder read a file of ours: Spark's workers may be other users."""
        file.chmod(_mode(self._settings) & 0o666)


def _mode(settings: Settings) -> int:
    # In the home all is this user's alone; of another folder, its owner has said whose it is.
    return 0o700 if settings.shared_folder is None else settings.shared_folder.stat().st_mode & 0o7777


def make_shared(settings: Settings, folder: Path) -> None:
    """Make a folder in the shared one, with its rights. Raises `Misconfigured` where that can't be."""
    try:
        root = settings.shared_folder or settings.shared
        root.mkdir(parents=True, exist_ok=True)
        mode = _mode(settings)
        for each in reversed([folder, *folder.parents]):
            if each.is_relative_to(root) and not each.exists():
                each.mkdir()
                each.chmod(mode)
    except OSError as error:
        raise _unwritable(error, settings.shared) from error


def check_shared(settings: Settings) -> None:
    """Raise the error that a run would meet hours later, where the shared folder can't be written to."""
    make_shared(settings, settings.shared)
    probe = settings.shared / f".probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unwritable(error, settings.shared) from error


def kept_files(settings: Settings, script: Prepared) -> KeptFiles | None:
    """Where files that were read once lie for Spark; None where DuckDB is the engine. `script`: that of dbt."""
    if settings.engine == "duckdb":
        return None
    folder = settings.shared / RECEIVED
    make_shared(settings, folder)
    names = sources_of_spark(script)
    return KeptFiles(folder, frozenset(names & canonical_sources().keys()))


def let_readers(settings: Settings, folders: Iterable[Path]) -> None:
    """Let readers of the releases read these tables, and nobody write them any more.

    What workers of Spark wrote as another user has the rights that its folder gave it.
    """
    for folder in folders:
        above = [path for path in folder.parents if path.is_relative_to(settings.shared)]
        for path in (*folder.rglob("*"), folder, *above):
            if path.stat().st_uid == os.getuid():
                for_readers(path)


def tidy(settings: Settings, kept: set[Path]) -> None:
    """Remove the tables that nobody reads any more, and folders that are empty then. `kept`: folders of tables."""
    for table in runs_folder(settings).glob("*/*/*/*"):
        if table in kept:
            continue
        if table.is_dir():
            shutil.rmtree(table, ignore_errors=True)
        else:
            table.unlink()
    for folder in sorted(runs_folder(settings).rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _unwritable(error: OSError, root: Path) -> FundamentError:
    what = f"The folder that both engines see ({SETTING}) can't be used"
    return disk_error(error, root, what) or Misconfigured(
        f"{what}: {error.strerror}", str(error.filename or root), f"Name another {SETTING}. {STAYS}"
    )
