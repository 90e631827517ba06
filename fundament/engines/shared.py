"""The place that both engines see: what one wrote, the other reads there as Parquet.

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

from fundament.disk import STAYS, disk_error
from fundament.errors import FundamentError, Misconfigured
from fundament.rights import for_readers
from fundament.settings import Settings

SETTING = "FUNDAMENT_SHARED"
GIVEN, MADE = "given", "made"


def runs_folder(settings: Settings) -> Path:
    """Where the runs of this warehouse have their folders."""
    return settings.shared / "runs"


class SharedRun:
    """The folder of one run."""

    def __init__(self, settings: Settings) -> None:
        self._root, self._is_ours = settings.shared, settings.shared_folder is None
        now = dt.datetime.now(dt.UTC)
        self.folder = runs_folder(settings) / f"{now:%Y%m%dT%H%M%S%fZ}-{os.getpid()}"

    def make(self) -> None:
        """Make it. Raises `Misconfigured` where that can't be."""
        try:
            self._made(self.folder)
        except OSError as error:
            raise _unwritable(error, self._root) from error

    def place(self, kind: str, relation: str) -> Path:
        """A new folder for a table, `schema.name`; the folder above it is there."""
        schema, _, name = relation.partition(".")
        place = self.folder / kind / schema / name
        self._made(place.parent)
        return place

    def give(self, file: Path) -> None:
        """Let whoever may use the shared folder read a file of ours: Spark's workers may be other users."""
        file.chmod(self._mode & 0o666)

    @property
    def _mode(self) -> int:
        # In the home all is this user's alone; of another folder, its owner has said whose it is.
        return 0o700 if self._is_ours else self._root.stat().st_mode & 0o7777

    def _made(self, folder: Path) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        mode = self._mode
        for each in reversed([folder, *folder.parents]):
            if each.is_relative_to(self._root) and not each.exists():
                each.mkdir()
                each.chmod(mode)


def check_shared(settings: Settings) -> None:
    """Raise the error that a run would meet hours later, where the shared folder can't be written to."""
    probe = settings.shared / f".probe-{os.getpid()}"
    try:
        settings.shared.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unwritable(error, settings.shared) from error


def let_readers(settings: Settings, folders: Iterable[Path]) -> None:
    """Let readers of the releases come to these folders."""
    for folder in folders:
        above = [path for path in folder.parents if path.is_relative_to(runs_folder(settings))]
        for path in (*above, *([settings.shared] if settings.shared_folder is None else [])):
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
