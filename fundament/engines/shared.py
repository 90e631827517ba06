"""What both engines see: what one wrote, the other reads there as Parquet, in a folder or an object store.

    <shared>/received/<source>/                   files of deliveries that were read once, see `deliveries.kept`
    <shared>/runs/<run>/given/<schema>/<table>/   what DuckDB handed over
    <shared>/runs/<run>/made/<schema>/<table>/    what Spark made; a release's views of lines lead here

A run has a folder of its own, so that nothing is written over what somebody reads. Of it only the tables stay that
a release reads; they go with the last of these releases.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.kept import KeptFiles
from fundament.engines.placement import sources_of_spark
from fundament.errors import FundamentError, Misconfigured
from fundament.resources import STAYS, resource_error
from fundament.rights import for_readers
from fundament.shared_place import SEPARATOR, SETTING, Place, remove
from fundament.transformation.prepared import Prepared
from fundament.warehouse import Warehouse

GIVEN, MADE, RECEIVED = "given", "made", "received"
# In the home and in the shared place, with the same name in it: whose that is.
MARK = ".warehouse"


def runs_folder(warehouse: Warehouse) -> Place:
    """Where the runs of this warehouse have their folders."""
    return warehouse.shared / "runs"


class SharedRun:
    """The folder of one run."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        now = dt.datetime.now(dt.UTC)
        self.folder = runs_folder(warehouse) / f"{now:%Y%m%dT%H%M%S%fZ}-{os.getpid()}"

    def place(self, kind: str, relation: str) -> Place:
        """A new folder for a table, `schema.name`; the folder above it is there."""
        schema, _, name = relation.partition(".")
        place = self.folder / kind / schema / name
        make_shared(self._warehouse, place.parent)
        return place

    def give(self, file: Place) -> None:
        """Let whoever may use the shared folder read a file of ours: Spark's workers may be other users."""
        if isinstance(file, Path):
            file.chmod(_mode(self._warehouse) & 0o666)


def _mode(warehouse: Warehouse) -> int:
    # In the home all is this user's alone; of another folder, its owner has said whose it is.
    return 0o700 if warehouse.shared_folder is None else warehouse.shared_folder.stat().st_mode & 0o7777


def make_shared(warehouse: Warehouse, folder: Place) -> None:
    """Make a folder in the shared one, with its rights. Raises `Misconfigured` where that can't be."""
    if not isinstance(folder, Path):
        return
    try:
        root = warehouse.shared_folder or warehouse.shared
        assert isinstance(root, Path)
        root.mkdir(parents=True, exist_ok=True)
        mode = _mode(warehouse)
        for each in reversed([folder, *folder.parents]):
            if each.is_relative_to(root) and not each.exists():
                each.mkdir()
                each.chmod(mode)
    except OSError as error:
        raise _unwritable(error, warehouse.shared) from error


def check_shared(warehouse: Warehouse) -> None:
    """Raise the error that a run would meet hours later, where the shared place can't be written to.

    Raises `Misconfigured` too where it is another warehouse's: each would clear away the lines of the other.
    """
    make_shared(warehouse, warehouse.shared)
    mark = warehouse.shared / MARK
    with _told(warehouse.shared):
        owner = mark.read_text("utf-8") if mark.exists() else _name(warehouse)
        if owner == _name(warehouse):
            mark.write_text(owner, "utf-8")
    if owner != _name(warehouse):
        raise Misconfigured(
            "The place that both engines see is another warehouse's, whose home has the same path",
            str(warehouse.shared),
            f"Give this one a place of its own: {SETTING}.",
        )


def _name(warehouse: Warehouse) -> str:
    """What tells this warehouse from all others, wherever its home is: made once."""
    file = warehouse.home / MARK
    if not file.exists():
        file.write_text(uuid.uuid4().hex, "utf-8")
    return file.read_text("utf-8")


def _is_ours(warehouse: Warehouse) -> bool:
    mark = warehouse.shared / MARK
    return mark.exists() and mark.read_text("utf-8") == _name(warehouse)


def kept_files(warehouse: Warehouse, script: Prepared) -> KeptFiles | None:
    """Where files that were read once lie for Spark; None where DuckDB is the engine. `script`: that of dbt."""
    if warehouse.settings.engine == "duckdb":
        return None
    folder = warehouse.shared / RECEIVED
    make_shared(warehouse, folder)
    names = sources_of_spark(script)
    return KeptFiles(folder, frozenset(names & canonical_sources().keys()))


def let_readers(warehouse: Warehouse, folders: Iterable[Place]) -> None:
    """Let readers of the releases read these tables, and nobody write them any more.

    What workers of Spark wrote as another user has the rights that its folder gave it; in an object store its
    policy says who may read.
    """
    for folder in folders:
        if not isinstance(folder, Path):
            continue
        above = [path for path in folder.parents if path.is_relative_to(str(warehouse.shared))]
        for path in (*folder.rglob("*"), folder, *above):
            if path.stat().st_uid == os.getuid():
                for_readers(path)


def tidy(warehouse: Warehouse, kept: set[Place]) -> None:
    """Remove the tables that nobody reads any more, and folders that are empty then. `kept`: folders of tables.

    With them go the files that were read once, where Spark no longer is the engine.

    Raises `FundamentError` where the place can't be reached.
    """
    with _told(warehouse.shared):
        _tidy(warehouse, kept)


def _tidy(warehouse: Warehouse, kept: set[Place]) -> None:
    if warehouse.shared_folder is not None and not _is_ours(warehouse):
        return
    # Without the scheme: who now says s3: where it was s3a: means the same lines.
    names = {str(table).rpartition(SEPARATOR)[2] for table in kept}
    for table in runs_folder(warehouse).glob("*/*/*/*"):
        if str(table).rpartition(SEPARATOR)[2] not in names:
            remove(table)
    runs = runs_folder(warehouse)
    if warehouse.settings.engine == "duckdb":
        remove(warehouse.shared / RECEIVED)
    for folder in sorted(runs.rglob("*"), reverse=True) if isinstance(runs, Path) else []:
        if folder.is_dir() and not any(folder.iterdir()):
            # In a folder of another user's nothing can be removed.
            with suppress(PermissionError):
                folder.rmdir()


@contextmanager
def _told(place: Place) -> Iterator[None]:
    """Say what the disk, or the client of an object store, says; its errors are of many kinds."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) or not isinstance(place, Path):
            raise _unwritable(error, place) from error
        raise


def _unwritable(error: Exception, root: Place) -> FundamentError:
    what = f"The place that both engines see ({SETTING}) can't be used"
    to_do = f"Name another {SETTING}. {STAYS}"
    if isinstance(root, Path) and isinstance(error, OSError):
        said = Misconfigured(f"{what}: {error.strerror}", str(error.filename or root), to_do)
        return resource_error(error, root, what) or said
    return Misconfigured(f"{what}: {str(error).splitlines()[0]}", str(root), f"See that its keys hold. {to_do}")
