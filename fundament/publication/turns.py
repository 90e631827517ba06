"""Which release is current, and since when.

Two answers are kept, and both change by one rename. `current` is a symbolic link that the stable paths go through:
whoever opens a file gets the release of that moment. `turns/<microseconds since 1970>` are links too, one for each
time that a release became current; the views choose by the start of the reader's transaction, so that all views of
one query, and of one transaction, answer from the same release.
"""

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fundament import database
from fundament.database import literal
from fundament.errors import Misconfigured
from fundament.progress import report
from fundament.publication.files import STORAGE_VERSION, to_disk
from fundament.released import TABLES_AND_VIEWS
from fundament.rights import for_readers
from fundament.settings import Settings

# A turn is written before it counts, so that no transaction sees it appear: it must be in its place by then.
LEAD = 0.5
STABLE_PATHS = ("fundament.duckdb", "parquet", "manifest.json")
PAGES = ("index.html", "datapackage.json", "dcat-ap-nl.jsonld")
PAGE_SUFFIXES = (".html", ".pdf", ".json", ".jsonld")


@dataclass(frozen=True)
class Turn:
    """From this moment on, in microseconds since 1970, the release of that folder name is current."""

    since: int
    release_id: str
    link: Path


def list_turns(settings: Settings) -> list[Turn]:
    """The turns that are kept, the oldest first."""
    links = sorted(path for path in (settings.published / "turns").glob("*") if path.is_symlink())
    return [Turn(int(link.name), link.readlink().name, link) for link in links]


def make_current(settings: Settings, release_id: str) -> int:
    """Point the stable paths and the views at a release; return since when, in microseconds, the views follow."""
    published = settings.published
    for name in STABLE_PATHS:
        link = published / name
        if link.exists() and not link.is_symlink():
            raise Misconfigured(
                "Something else stands in the place of a published file",
                str(link),
                "Move it away, then run again. Readers have what they had.",
            )
        if not link.is_symlink():
            link.symlink_to(Path("current") / name)
    pages = _pages(published / "releases" / release_id)
    for link in published.iterdir():
        # A release may be without a note: then there is no name that leads to nothing.
        if (
            link.suffix in PAGE_SUFFIXES
            and link.name not in {*STABLE_PATHS, *pages}
            and link.is_symlink()
            and link.readlink().is_relative_to("current")
        ):
            link.unlink()
    _put_link(published, Path("releases") / release_id, published / "current")
    _link_pages(published, pages)
    try:
        return _begin_turn(settings, release_id)
    except OSError as error:
        report("warning", f"{release_id} is current, but the views do not follow: {error}")
        return _now()


def settle(settings: Settings) -> None:
    """Let the views follow `current` where a process died between the two, or the clock was set back.

    The caller holds the lock.
    """
    current = settings.published / "current"
    if not current.exists():
        return
    turns = list_turns(settings)
    if not turns or turns[-1].release_id != current.resolve().name or turns[-1].since > _now():
        _begin_turn(settings, current.resolve().name)


def wait_for(since: int) -> None:
    """Return when a turn has begun: from then on every reader that starts sees it."""
    time.sleep(max(0.0, min((since - _now()) / 1_000_000, LEAD)))


def in_use(settings: Settings, hours: float) -> set[str]:
    """The releases that a reader may still be reading: the current one, and those replaced within these hours."""
    turns = list_turns(settings)
    border = _now() - hours * 3_600_000_000
    replaced_at = [turn.since for turn in turns[1:]]
    recent = {turn.release_id for turn, until in zip(turns, replaced_at, strict=False) if until > border}
    return recent | ({turns[-1].release_id} if turns else set())


def forget_turns(settings: Settings, hours: float) -> None:
    """Remove the turns that ended more than these hours ago."""
    turns = list_turns(settings)
    border = _now() - hours * 3_600_000_000
    for turn, following in itertools.pairwise(turns):
        if following.since <= border:
            turn.link.unlink()


def write_views(settings: Settings) -> None:
    """Views over the Parquet files, for a reader that keeps its connection for days.

    Written after the swap, since a view can be made only over files that are there; whoever has the views
    open keeps them, and they lead to the next release.
    """
    unfinished = settings.published / f".views-{os.getpid()}"
    unfinished.unlink(missing_ok=True)
    release = (settings.published / "current").resolve()
    with database.in_memory() as connection:
        database.attach_to_read(connection, release / "fundament.duckdb", "release")
        described = _described(connection)
        connection.execute(f"attach {literal(unfinished)} as views (storage_version '{STORAGE_VERSION}')")
        # Unqualified names, or the views would carry this catalog's name and break at the reader's.
        connection.execute("use views")
        connection.execute("begin transaction")
        connection.execute("create schema marts")
        connection.execute("create schema quality")
        for table, (comment, columns) in described.items():
            name = f'marts."{table}"'
            connection.execute(f"create view {name} as {_over_turns(settings, table, columns)}")
            if comment:
                connection.execute(f"comment on view {name} is {literal(comment)}")
            for column, _, text in columns:
                if text:
                    connection.execute(f'comment on column {name}."{column}" is {literal(text)}')
        connection.execute(f"create view quality.release as {_release_of_turn(settings)}")
        connection.execute("comment on view quality.release is 'The release that these views answer from.'")
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("detach views")
    to_disk(unfinished)
    for_readers(unfinished)
    unfinished.replace(settings.published / "fundament-views.duckdb")


def _put_link(published: Path, target: Path, place: Path) -> None:
    """One rename, over what stands there."""
    new = published / f".link-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(place)
    try:
        to_disk(place.parent)
    except OSError as error:
        # It holds for readers all the same; only a loss of power in the next seconds could undo it.
        report("warning", f"{place.name} is swapped, but can't be forced to disk: {error}")


def _pages(release: Path) -> dict[str, Path]:
    """What people and portals open of a release, by its stable name: its place in the release."""
    found = [*release.glob("notes/note-*.*"), *(release / name for name in PAGES if (release / name).exists())]
    return {path.name: path.relative_to(release) for path in found}


def _link_pages(published: Path, pages: dict[str, Path]) -> None:
    """Stable names for the pages, through `current`, so that the next swap takes them along."""
    for name, place in pages.items():
        try:
            if not (published / name).is_symlink():
                (published / name).symlink_to(Path("current") / place)
        except OSError as error:
            # The release is out, with its pages: what fails here is mended by the next run.
            report("warning", f"published, but the stable name {name} can't be made: {error}")


def _begin_turn(settings: Settings, release_id: str) -> int:
    folder = settings.published / "turns"
    folder.mkdir(exist_ok=True)
    for_readers(folder)
    for turn in list_turns(settings):
        # The clock was set back: what was said for a moment that is now to come no longer holds.
        if turn.since > _now():
            turn.link.unlink()
    since = _now() + int(LEAD * 1_000_000)
    _put_link(settings.published, Path("..") / "releases" / release_id, folder / f"{since:020d}")
    if _now() >= since:
        report("warning", f"the swap took longer than {LEAD} s: a query begun in it may have met two releases")
    return since


def _now() -> int:
    return time.time_ns() // 1000


def _described(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[str | None, list[tuple[str, str, str | None]]]]:
    """Table of the release's marts: its comment, and its columns with type and comment."""
    tables = connection.execute(
        f"select table_name, comment from ({TABLES_AND_VIEWS}) "
        "where database_name = 'release' and schema_name = 'marts' order by all"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'release' and schema_name = 'marts' order by table_name, column_index"
    ).fetchall()
    return {table: (text, [row[1:] for row in columns if row[0] == table]) for table, text in tables}


def _over_turns(settings: Settings, table: str, columns: list[tuple[str, str, str | None]]) -> str:
    """A view's statement. The columns are cast, so that a release that widens one leaves open views working."""
    files = settings.published / "turns" / "*" / "parquet" / f"{table}.parquet"
    shown = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind, _ in columns)
    return (
        f"select {shown} from read_parquet({literal(files)}, filename = true, union_by_name = true) "
        f"where filename = {_of_turn(settings, f'parquet/{table}.parquet')}"
    )


def _release_of_turn(settings: Settings) -> str:
    files = settings.published / "turns" / "*" / "manifest.json"
    columns = "release_id: 'varchar', published_at: 'timestamp', as_of_date: 'date', code_version: 'varchar'"
    return (
        "select release_id, published_at, as_of_date, code_version "
        f"from read_json({literal(files)}, columns = {{{columns}}}, filename = true) "
        f"where filename = {_of_turn(settings, 'manifest.json')}"
    )


def _of_turn(settings: Settings, file: str) -> str:
    """The path of a file in the turn that counts for the transaction: the last one begun before it.

    `now()` is the start of the transaction, the same in all its views. A release without the file is an error,
    since no rows would look like an empty table.
    """
    turns = settings.published / "turns"
    # In the order of the turns, since their names all have the same length.
    candidates = (
        f"select replace(file, '/manifest.json', {literal('/' + file)}) as file "
        f"from glob({literal(turns / '*' / 'manifest.json')})"
    )
    begun = f"file < {literal(f'{turns}/')} || lpad(cast(epoch_us(now()) as varchar), 20, '0')"
    chosen = f"select coalesce(max(file) filter (where {begun}), min(file)) from ({candidates})"
    absent = literal(f"The current release has no {file}")
    return (
        f"(select coalesce(any_value(file), error({absent})) "
        f"from glob({literal(turns / '*' / file)}) where file = ({chosen}))"
    )
