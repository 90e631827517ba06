"""Files whose rows are kept as Parquet, where Spark reads them: one that came before is not read again.

Kept are files of which every row was loaded: reading one leaves nothing but its rows. What decides those is in the
name: the bytes, the declaration, the lineage, the currency of the publication, and this program.
"""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb

from fundament.clock import TIME_ZONE
from fundament.database import literal
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.found.received import ReceivedFile, content_of
from fundament.deliveries.stored.raw import OFFSET, RawTable
from fundament.shared_place import Place

# What is in a file's Parquet beside its rows: the columns that its rows fill, and those that are the same in all.
SAID = "fundament"


class KeptFiles:
    """The files in a folder, which is there; `sources` are the names of those whose files are kept."""

    def __init__(self, folder: Place, sources: frozenset[str]) -> None:
        self._folder, self._sources = folder, sources
        # The Parquet of every file of these sources in this run; None where one is not kept.
        self.used: dict[str, list[Place | None]] = {name: [] for name in sources}

    def load(
        self, connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str]
    ) -> LoadedFile | None:
        """The rows of a file that came before, in its raw table. None: it must be read."""
        name = received.file.source
        if name not in self._sources or earlier or not (place := self._place(connection, received)).is_file():
            return None
        [(text,)] = connection.execute(
            "select decode(value) from parquet_kv_metadata(?) where decode(key) = ?", [str(place), SAID]
        ).fetchall()
        said = json.loads(text)
        table = RawTable(connection, canonical_sources()[name])
        number = table.next_file()
        table.widen(said["in_rows"], said["in_file"])
        known = {column: value for column, value in received.lineage.items() if column in said["lineage"]}
        rows = ", ".join(["source_line", *(f'"{column}"' for column in said["in_rows"])])
        once = ", ".join([*(f"${column} as {column}" for column in known), *(f'"{c}"' for c in said["in_file"])])
        of_file = f"select {number:d} as file_number"
        source = f"read_parquet({literal(place)})"
        connection.execute(f"insert into {table.rows} by name {of_file}, {rows} from {source}")
        connection.execute(f"insert into {table.files} by name {of_file}, {once} from {source} limit 1", known)
        self.used[name].append(place)
        return LoadedFile(received.delivery.delivery_id, name, received.shown, said["rows"], said["rows"], 0, 0)

    def keep(
        self, connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str], done: LoadedFile
    ) -> None:
        """Keep a file that was read, where all of its rows were loaded and nothing else is to be said of it."""
        name = done.source
        if name not in self._sources or not done.rows_loaded:
            return
        if done.rows_loaded != done.lines_read or done.notes or earlier:
            self.used[name].append(None)
            return
        table = RawTable(connection, canonical_sources()[name])
        number = table.next_file() - 1
        said = {
            "rows": done.rows_loaded,
            "in_rows": _filled(connection, table.rows, number, {"file_number", "source_line"}),
            "in_file": _filled(connection, table.files, number, {"file_number", OFFSET, *received.lineage}),
            "lineage": _filled(connection, table.files, number, set()),
        }
        place = self._place(connection, received)
        # An object appears whole; a file gets its name when it is.
        unfinished = place.with_suffix(".unfinished") if isinstance(place, Path) else place
        connection.execute(
            f"copy (from raw.{name} where delivery_id = {literal(done.delivery_id)} "
            f"and source_file = {literal(done.file)}) to {literal(unfinished)} "
            f"(format parquet, kv_metadata {{{SAID}: {literal(json.dumps(said))}}})"
        )
        if isinstance(unfinished, Path) and isinstance(place, Path):
            # Spark's workers may be other users.
            unfinished.chmod(self._folder.stat().st_mode & 0o666)
            unfinished.replace(place)
        self.used[name].append(place)

    def list_in(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make `received.kept`: the files of each source whose rows are all kept. Remove those of other runs."""
        connection.execute("create or replace table received.kept (source_name varchar, file varchar)")
        for name, places in self.used.items():
            if None not in places:
                connection.execute(
                    "insert into received.kept select ?, unnest(?)", [name, [str(place) for place in places]]
                )
        used = {place for places in self.used.values() for place in places}
        for place in self._folder.glob("*/*"):
            if place not in used:
                place.unlink()

    def _place(self, connection: duckdb.DuckDBPyConnection, received: ReceivedFile) -> Place:
        """Where the rows of a file are kept; the folder above it is there."""
        currency = connection.execute(
            "select distinct currency from raw.publications where publication_id = ? order by all",
            [received.delivery.publication_id],
        ).fetchall()
        decides = (content_of(received), sorted(received.lineage.items()), currency, TIME_ZONE.key, _program())
        folder = self._folder / received.file.source
        if isinstance(folder, Path) and not folder.is_dir():
            folder.mkdir()
            folder.chmod(self._folder.stat().st_mode & 0o7777)
        return folder / f"{hashlib.sha256(repr(decides).encode()).hexdigest()}.parquet"


def _filled(connection: duckdb.DuckDBPyConnection, table: str, number: int, without: set[str]) -> list[str]:
    """The columns of a table that have a value in the rows of a file."""
    columns = [name for name in connection.table(table).columns if name not in without]
    if not columns:
        return []
    counts = ", ".join(f'count("{name}")' for name in columns)
    [row] = connection.execute(f"select {counts} from {table} where file_number = {number:d}").fetchall()
    return [name for name, count in zip(columns, row, strict=True) if count]


@cache
def _program() -> str:
    """Changes with what reads files."""
    digest = hashlib.sha256(version("duckdb").encode())
    root = Path(__file__).parent
    for path in sorted(each for each in root.rglob("*") if each.suffix in (".py", ".sql")):
        digest.update(path.read_bytes())
    digest.update((root.parents[1] / "dbt" / "models" / "sources.yml").read_bytes())
    return digest.hexdigest()
