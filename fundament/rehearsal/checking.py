"""What a run would make of a delivery, by its first rows or all of them, alone or beside its neighbours.

The models, and the checks after them: `run.py`. How it is shown: `fundament.commands.deliveries`.
"""

import datetime as dt
import shlex
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import yaml

from fundament import database
from fundament.deliveries.cast.columns import Columns
from fundament.deliveries.counted.accounting import refuse_other_totals, refuse_what_is_not_allowed
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.counted.look_alikes import look_alikes
from fundament.deliveries.counted.together import refuse_what_does_not_fit
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.declared.declaration import (
    FILL_IN,
    Delivery,
    FileDeclaration,
    FileFormat,
    read_deliveries,
    read_delivery,
)
from fundament.deliveries.found.history import Version
from fundament.deliveries.found.landed import place_of
from fundament.deliveries.found.location import files_of
from fundament.deliveries.found.received import (
    ReceivedFile,
    as_of_date_of,
    received_files_of,
    refuse_claims,
    shown_name,
)
from fundament.deliveries.loading import look_at_file
from fundament.deliveries.read.encodings import all_wrong_encodings
from fundament.deliveries.reader import load_deliveries
from fundament.deliveries.stored.raw import create_raw_tables
from fundament.errors import BadInput, Misconfigured, WrongEncoding
from fundament.rehearsal.run import private_file, refuse_what_checks_refuse
from fundament.settings import settings
from fundament.warehouse import Warehouse

YAML_SUFFIXES = (".yml", ".yaml")
# Folders above that of a declaration that its neighbours are looked for in.
LEVELS_UP = 2


@dataclass
class Column:
    """A canonical column: where it comes from, and a text of the file beside the value that it became."""

    name: str
    origin: str
    text: str | None = None
    value: str | None = None


@dataclass
class Understood:
    """What was understood of one file."""

    file: str
    source: str
    how: FileFormat
    done: LoadedFile
    is_whole: bool
    as_of_date: dt.date | None
    columns: list[Column] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    rejects: list[tuple[int, str | None, str | None, str]] = field(default_factory=list)
    # Line, condition and values of each row that is skipped.
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    refusal: str = ""
    notes: list[str] = field(default_factory=list)


def check(path: Path, sample: int | None, home: Path) -> tuple[Delivery, list[Understood]]:
    """Read the first `sample` rows (None: all) of every file of a declaration, or of the data file given.

    Raises `BadInput` for what a run would not even begin with, `Misconfigured` where there is no such file.
    """
    if not path.is_file():
        raise Misconfigured("There is no such file", str(path), "Give a delivery.yml, or a file that one names.")
    if path.suffix in YAML_SUFFIXES:
        declaration, wanted = path, None
        refuse_gaps(path)
        delivery = read_delivery(path)
    else:
        declaration, delivery = _declaration_of(path)
        wanted = path.resolve()
    place, base = place_of(declaration, delivery, declaration.parent, home)
    refuse_claims(received_files_of(declaration, delivery, declaration.parent, home))
    found = []
    with database.in_memory(memory_limit=settings().memory_limit) as connection:
        create_raw_tables(connection)
        for entry in delivery.files:
            earlier: list[str] = []
            several = []
            for file in files_of(place, entry, delivery.complete_marker):
                if wanted in (None, file):
                    try:
                        each = _look(connection, delivery, entry, file, base, sample, earlier)
                    except WrongEncoding as error:
                        every = (
                            (path, delivery.format_of(other), shown_name(path, base, delivery, other))
                            for other in delivery.files
                            for path in files_of(place, other, delivery.complete_marker)
                            if wanted in (None, path)
                        )
                        raise all_wrong_encodings(error, every) from error
                    earlier.append(each.done.file)
                    several.append(each)
            if several and wanted is None and all(each.is_whole for each in several):
                _check_totals(connection, delivery, entry, several)
            found += several
        if found:
            found[-1].notes += look_alikes(connection)
    return delivery, found


def folder_with(publication_id: str | None, file: Path) -> Path | None:
    """The nearest folder, that of a file or one above, in which a publication is delivered. No id: any, there."""
    own = file.resolve().parent
    for folder in (own, *own.parents[: LEVELS_UP if publication_id else 0]):
        for pattern in ("", "*/", "*/*/"):
            for declaration in (*folder.glob(f"{pattern}delivery.yml"), *folder.glob(f"{pattern}*.delivery.yml")):
                with suppress(BadInput, OSError):
                    delivery = read_delivery(declaration)
                    is_it = publication_id in (None, delivery.publication_id)
                    if is_it and any(entry.source == "publications" for entry in delivery.files):
                        return folder
    return None


def refuse_beside_neighbours(warehouse: Warehouse, as_of: dt.date) -> None:
    """Raises `BadInput` where a run of all deliveries would not take them over, or not publish them."""
    with private_file(warehouse) as own:
        with database.to_write(own.build_file, memory_limit=warehouse.settings.memory_limit) as connection:
            load_deliveries(connection, warehouse.deliveries, as_of, home=warehouse.home)
            refuse_what_does_not_fit(connection, has_all_keys=True)
        refuse_what_checks_refuse(own)


def refuse_gaps(path: Path) -> None:
    """Raises `BadInput` where a draft has something left to fill in."""
    gaps = []
    try:
        nodes = [yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)]
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return
    # What is wrong with the syntax is said by whoever reads it. An alias may contain itself.
    seen = set()
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            nodes += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.ScalarNode) and node.value == FILL_IN:
            gaps.append(node.start_mark.line + 1)
    if gaps:
        lines = ", ".join(map(str, sorted(gaps)))
        raise BadInput(f"Still to fill in: line {lines}", str(path), f"Replace every {FILL_IN}.")


def _declaration_of(path: Path) -> tuple[Path, Delivery]:
    for folder in path.resolve().parents:
        if [*folder.glob("delivery.yml"), *folder.glob("*.delivery.yml")]:
            for declaration, delivery in read_deliveries(folder):
                for entry in delivery.files:
                    if delivery.pull is None and path.resolve() in files_of(declaration.parent, entry):
                        return declaration, delivery
    raise BadInput(
        "No delivery names this file",
        str(path),
        f"Draft one with: fundament deliveries draft {shlex.quote(str(path))}",
    )


def _look(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    entry: FileDeclaration,
    path: Path,
    base: Path,
    sample: int | None,
    earlier: list[str],
) -> Understood:
    shown = shown_name(path, base, delivery, entry)
    version = Version(delivery.delivery_id, entry.source, shown, "", "", 0)
    as_of = as_of_date_of(entry, delivery, shown)
    received = ReceivedFile(delivery, entry, path, shown, "", entry.scope or delivery.scope, as_of, version)
    done = look_at_file(connection, received, earlier, sample)
    how = delivery.format_of(entry)
    columns: Columns = done.columns
    understood = Understood(shown, entry.source, how, done.loaded, done.is_whole, as_of)
    understood.notes += done.loaded.notes
    for column in canonical_sources()[entry.source].columns:
        mapping = entry.columns.get(column.name)
        if column.name in columns.positions:
            position = columns.positions[column.name]
            origin = f"{columns.header[position]!r}"
            row = connection.execute(
                f"""
                select fields.c{position}, cast(raw.{column.name} as varchar)
                from sample_fields as fields
                join raw.{entry.source} as raw on raw.source_line = fields.source_line and raw.source_file = ?
                where raw.{column.name} is not null order by fields.source_line limit 1
                """,
                [shown],
            ).fetchone()
            text, value = row or (None, None)
            # Of columns that became rows a line has several.
            text = None if entry.unpivot and position >= len(columns.header) - 2 else text
            text = text.lstrip("\x1f") if text else text
            understood.columns.append(Column(column.name, origin, text, value))
        elif mapping and mapping.constant is not None:
            understood.columns.append(Column(column.name, "constant", None, mapping.constant))
        elif mapping and mapping.expression is not None:
            row = connection.execute(
                f"select cast({column.name} as varchar) from raw.{entry.source} "
                f"where source_file = ? and {column.name} is not null order by source_line limit 1",
                [shown],
            ).fetchone()
            understood.columns.append(Column(column.name, mapping.expression, None, row[0] if row else None))
        if column.data_type.startswith("decimal") and column.name in {each.name for each in understood.columns}:
            row = connection.execute(
                f"select cast(sum({column.name}) as varchar) from raw.{entry.source} where source_file = ?",
                [shown],
            ).fetchone()
            if row and row[0] is not None:
                understood.sums[column.name] = row[0]
    taken = {columns.header[position] for position in columns.positions.values()} | columns.used
    understood.ignored = [name for name in columns.header if name and name not in taken]
    understood.rejects = connection.execute(
        "select source_line, column_name, rejected_value, reason from raw.rejected_rows "
        "where source_file = ? and source_name = ? order by source_line limit 5",
        [shown, entry.source],
    ).fetchall()
    understood.skipped = connection.execute(
        "select source_line, reason, row_text from raw.skipped_rows "
        "where source_file = ? and source_name = ? order by source_line",
        [shown, entry.source],
    ).fetchall()
    try:
        refuse_what_is_not_allowed(connection, done.loaded, received, is_whole=done.is_whole)
    except BadInput as error:
        understood.refusal = error.what.splitlines()[0].rstrip(":")
    return understood


def _check_totals(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, entry: FileDeclaration, several: list[Understood]
) -> None:
    try:
        days = [(each.done, each.as_of_date) for each in several]
        refuse_other_totals(connection, entry, entry.scope or delivery.scope, days)
    except BadInput as error:
        several[-1].refusal = several[-1].refusal or error.what
