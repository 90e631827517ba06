"""Load one file: read it as text, cast, set apart what is rejected or skipped, and put the rest into its raw table.

Names and values of a file never become SQL text: columns are read by position, values are bound.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fundament.deliveries.canonical import CITATION, LINEAGE, Source, canonical_sources
from fundament.deliveries.casts import cast
from fundament.deliveries.columns import REJECT, SKIP, Columns, match_columns
from fundament.deliveries.declaration import FileFormat, format_of_column
from fundament.deliveries.expressions import written_anew
from fundament.deliveries.formats.base import TYPED, Relation, as_relation, typed_text
from fundament.deliveries.formats.csv import CsvFile
from fundament.deliveries.formats.excel import ExcelFile
from fundament.deliveries.formats.json import JsonFile
from fundament.deliveries.formats.parquet import ParquetFile
from fundament.deliveries.numbers import plain_number
from fundament.deliveries.received import ReceivedFile
from fundament.errors import BadInput

GLOB_SIGNS = "*?["


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file: lines read = rows loaded + rows rejected + rows skipped."""

    delivery_id: str
    source: str
    file: str
    lines_read: int
    rows_loaded: int
    rows_rejected: int
    rows_skipped: int = 0


class _NotPlain(Exception):
    """DuckDB alone can't read the file; the careful way can, or knows what is wrong."""


def load_file(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str] | None = None
) -> LoadedFile:
    """Load a file into its raw table. `earlier`: files of the entry whose keys it may not repeat."""
    with tempfile.TemporaryDirectory(prefix="fundament-") as scratch:
        path = received.path
        if any(sign in str(path) for sign in GLOB_SIGNS):
            # DuckDB would take the name for a pattern.
            path = Path(scratch) / f"file{path.suffix if path.suffix.isalnum() else ''}"
            path.symlink_to(received.path)
        _Loading(connection, received, path, Path(scratch)).parse()
        return _take_over(connection, received, earlier or [])


class _Loading:
    """Makes the temporary table `parsed`: canonical columns, source_line, is_skipped, and the problems of a row."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, received: ReceivedFile, path: Path, scratch: Path
    ) -> None:
        self._connection, self._received, self._path, self._scratch = connection, received, path, scratch
        self._how: FileFormat = received.delivery.format_of(received.file)
        self._source: Source = canonical_sources()[received.file.source]

    def parse(self) -> None:
        """Read and cast."""
        how, shown = self._how, self._received.shown
        if how.format == "csv":
            file = CsvFile(self._path, how, shown)
            columns = self._match(file.header, f"{shown}, line {file.first_line - 1}")
            try:
                self._parse_plain(file, columns)
            except _NotPlain:
                self._cast_all(as_relation(file.rows(), len(file.header), self._scratch), columns)
        elif how.format == "parquet":
            parquet = ParquetFile(self._connection, self._path, shown)
            self._cast_all(parquet.relation(), self._match(parquet.header, shown))
        else:
            rows = (
                ExcelFile(self._path, how, shown)
                if how.format == "excel"
                else JsonFile(self._path, how, self._received.file, shown)
            )
            columns = self._match(rows.header, shown)
            self._cast_all(as_relation(rows.rows(), len(rows.header), self._scratch, True), columns)

    def _parse_plain(self, file: CsvFile, columns: Columns) -> None:
        relation = file.plain_relation()
        if relation is None:
            raise _NotPlain
        expected = file.plain_rows()
        self._cast_all(relation, columns)
        found = self._connection.execute("select count(*) from parsed").fetchone()
        if found is None or found[0] != expected:
            raise _NotPlain

    def _match(self, header: list[str], where: str) -> Columns:
        file = self._received.file
        used: set[str] = set()

        def note(name: str) -> str:
            used.add(name)
            return "e0"

        for text in self._expressions():
            written_anew(self._connection, text, note, where)
        if unknown := sorted(used - {" ".join(name.split()) for name in header}):
            raise BadInput(
                f"Columns that an expression names and the file lacks: {unknown}", where, "Mend the expression."
            )
        return match_columns(header, self._source, file, where, used)

    def _expressions(self) -> list[str]:
        mapped = [mapping.expression for mapping in self._received.file.columns.values()]
        return [text for text in (*mapped, *self._how.skip_when) if text is not None]

    def _cast_all(self, relation: Relation, columns: Columns) -> None:
        values: dict[str, object] = dict(relation.values)
        sql = _Query(self, relation, columns, values).sql()
        try:
            self._connection.execute(f"create or replace temp table parsed as {sql}", values)
        except duckdb.Error as error:
            if relation.first_line is not None:
                raise _NotPlain from error
            raise BadInput(
                f"The values can't be read as declared: {str(error).splitlines()[0]}",
                f"delivery {self._received.delivery.delivery_id}, {self._received.shown}",
                "Look at date_formats, columns and expressions of the delivery.",
            ) from error


class _Query:
    """The one query that casts a file: fields, then texts per canonical column, then values, then problems."""

    def __init__(
        self, loading: _Loading, relation: Relation, columns: Columns, values: dict[str, object]
    ) -> None:
        self._connection = loading._connection
        self._received, self._how, self._source = loading._received, loading._how, loading._source
        self._relation, self._columns, self._values = relation, columns, values
        self._where = f"delivery {self._received.delivery.delivery_id}, {self._received.shown}"

    def sql(self) -> str:
        """The whole query."""
        texts, typed = self._texts()
        expressions, problems = self._values_and_problems(texts, typed)
        width = len(self._columns.header)
        numbered = self._relation.first_line is None
        carried = "source_line, row_problem, " if numbered else ""
        fields = ", ".join(f"nullif(trim(c{position}), '') as t{position}" for position in range(width))
        plain = ", ".join(
            f"{self._without_marker(f't{position}')} as e{position}" for position in range(width)
        )
        needs_plain = bool(self._how.skip_when or any("expression" in kind for kind in self._kinds()))
        layer = f"select {carried}{fields} from ({self._relation.sql})"
        if needs_plain:
            layer = f"select *, {plain} from ({layer})"
        text_list = ", ".join(f"{sql} as x_{name}" for name, sql in texts.items())
        is_blank = f"coalesce({', '.join(f't{position}' for position in range(width))}) is null"
        if numbered:
            is_blank = f"row_problem is null and {is_blank}"
        skip = [f"coalesce({self._anew(text)}, false)" for text in self._how.skip_when]
        if self._how.blank_rows == "skip":
            skip.append(is_blank)
        if SKIP in self._columns.positions:
            skip.append(f"t{self._columns.positions[SKIP]} is not null")
        extra = [f"{' or '.join(f'({test})' for test in skip) or 'false'} as is_skipped"]
        extra.append(f"{is_blank} as is_blank")
        unnamed = ", ".join(f"t{position}" for position in self._columns.unnamed)
        extra.append(f"{f'coalesce({unnamed})' if unnamed else 'cast(null as varchar)'} as unnamed_value")
        reason = self._columns.positions.get(REJECT)
        extra.append(f"{f't{reason}' if reason is not None else 'cast(null as varchar)'} as {REJECT}")
        first = "t0" if width else "null"
        extra.append(f"{first} as first_field")
        layer = f"select {carried}{', '.join(filter(None, [text_list, *extra]))} from ({layer})"
        names = ", ".join(f"{sql} as v_{name}" for name, sql in expressions.items())
        layer = f"select *, {names} from ({layer})"
        general = [(f"{REJECT} is not null", REJECT, "cast(null as varchar)", REJECT)]
        general.append(("unnamed_value is not null", "", "unnamed_value", "'a value in a column without a name'"))
        if numbered:
            general.append(("row_problem is not null", "", "first_field", "row_problem"))
        every = [*general, *problems]
        is_bad = " or ".join(f"({test})" for test, *_ in every)
        listed = ", ".join(
            f"case when {test} then {{'name': '{name}', 'rejected': {value}, 'reason': {reason}}} end"
            for test, name, value, reason in every
        )
        whole = "{'name': '', 'rejected': cast(null as varchar), 'reason': 'the row is blank'}"
        if numbered:
            unreadable = "{'name': '', 'rejected': first_field, 'reason': row_problem}"
            alone = f"when row_problem is not null then [{unreadable}] when is_blank then [{whole}]"
        else:
            alone = f"when is_blank then [{whole}]"
        problem_list = (
            f"case when is_skipped then null {alone} "
            f"when {is_bad} then list_filter([{listed}], lambda problem: problem is not null) end"
        )
        final = ", ".join(f"v_{name} as {name}" for name in expressions)
        return f"select {final}, {'source_line, ' if numbered else ''}is_skipped, {problem_list} as problems from ({layer})"

    def _kinds(self) -> list[str]:
        return ["expression" for mapping in self._received.file.columns.values() if mapping.expression is not None]

    def _without_marker(self, text: str) -> str:
        return f"ltrim({text}, chr(31))" if self._relation.has_typed_values else text

    def _anew(self, text: str) -> str:
        return written_anew(self._connection, text, self._columns.name_of, self._where)

    def _texts(self) -> tuple[dict[str, str], dict[str, bool]]:
        """Per canonical column that is given the SQL of its text, and whether that may be marked as typed."""
        texts, typed = {}, {}
        self._connection.execute(
            f"create or replace temp macro fundament_number(x) as cast({plain_number('x', self._how)} as decimal(38, 10))"
        )
        for column in (*self._source.columns, CITATION):
            mapping = self._received.file.columns.get(column.name)
            constant = mapping.constant if mapping else None
            if column.name == "publication_id" and column.name not in self._columns.positions and not mapping:
                constant = self._received.delivery.publication_id
            if constant is not None:
                self._values[f"constant_{column.name}"] = TYPED + constant
                texts[column.name], typed[column.name] = f"cast($constant_{column.name} as varchar)", True
            elif mapping and mapping.expression is not None:
                sql = self._anew(mapping.expression)
                kind = self._type_of(sql)
                texts[column.name], typed[column.name] = typed_text(f"({sql})", kind), kind != "VARCHAR"
            elif column.name in self._columns.positions:
                position = self._columns.positions[column.name]
                texts[column.name], typed[column.name] = f"t{position}", self._relation.has_typed_values
        return texts, typed

    def _type_of(self, sql: str) -> str:
        fields = ", ".join(f"cast(null as varchar) as e{i}" for i in range(len(self._columns.header)))
        try:
            row = self._connection.execute(f"describe select {sql} as x from (select {fields})").fetchone()
        except duckdb.Error as error:
            raise BadInput(
                f"An expression can't be computed: {str(error).splitlines()[0]}", self._where, "Mend it."
            ) from error
        assert row is not None
        return str(row[1])

    def _values_and_problems(
        self, texts: dict[str, str], typed: dict[str, bool]
    ) -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
        """Per canonical column its SQL; and per problem that a row may have: test, column, value, reason."""
        expressions: dict[str, str] = {}
        problems: list[tuple[str, str, str, str]] = []
        for column in (*self._source.columns, CITATION):
            name = column.name
            if name not in texts:
                expressions[name] = f"cast(null as {column.data_type})"
                continue
            mapping = self._received.file.columns.get(name)
            how = format_of_column(self._how, mapping)
            is_typed = f"starts_with(x_{name}, chr(31))" if typed[name] else None
            text = texts[name]
            if how.null_words:
                self._values[f"null_{name}"] = [word.strip().lower() for word in how.null_words]
                text = f"case when not list_contains($null_{name}, lower({text})) then {text} end"
            if mapping and mapping.values:
                self._values[f"words_{name}"] = list(mapping.values)
                self._values[f"means_{name}"] = list(mapping.values.values())
                bare = f"ltrim({text}, chr(31))" if typed[name] else text
                text = f"coalesce($means_{name}[list_position($words_{name}, {bare})], {text})"
            texts[name] = text
            bare = f"ltrim(x_{name}, chr(31))" if typed[name] else f"x_{name}"
            unit = mapping.unit if mapping else "one"
            expressions[name] = cast(column, bare, is_typed, how, unit, self._values)
            if column.data_type != "varchar":
                test = f"x_{name} is not null and v_{name} is null"
                problems.append((test, name, bare, f"'not a valid {column.data_type}'"))
            if column.required:
                problems.append((f"x_{name} is null", name, "cast(null as varchar)", "'required, and empty'"))
            if column.values:
                self._values[f"allowed_{name}"] = list(column.values)
                test = f"x_{name} is not null and not list_contains($allowed_{name}, {bare})"
                problems.append((test, name, bare, f"'none of: {', '.join(column.values)}'"))
        for names in self._source.one_of:
            given = ", ".join(f"x_{name}" for name in names if name in texts) or "null"
            reason = f"'one is required: {', '.join(names)}'"
            problems.append((f"coalesce({given}) is null", names[0], "cast(null as varchar)", reason))
        return expressions, problems


def _take_over(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str]
) -> LoadedFile:
    delivery, shown, source = received.delivery, received.shown, canonical_sources()[received.file.source]
    columns = {row[0] for row in connection.execute("describe parsed").fetchall()}
    line = "source_line"
    if line not in columns:
        how = delivery.format_of(received.file)
        line = f"rowid + {CsvFile(received.path, how, shown).first_line}"
    connection.execute(
        f"create or replace temp view read_lines as select *, {line} as line_of_row from parsed"
        if line != "source_line"
        else "create or replace temp view read_lines as select *, source_line as line_of_row from parsed"
    )
    repeated = _set_duplicates_apart(connection, received, source, earlier)
    lineage = {
        "publication_id": delivery.publication_id,
        "delivery_id": delivery.delivery_id,
        "source_file": shown,
    }
    target = [*source.column_names, *(name for name in LINEAGE if name not in source.column_names)]
    bound = {name: value for name, value in lineage.items() if name not in source.column_names}
    taken = {**{name: f"${name}" for name in bound}, "source_line": "line_of_row"}
    good = "problems is null and not is_skipped"
    if repeated:
        good += " and line_of_row not in (select source_line from repeated)"
    connection.execute(
        f"insert into raw.{source.name} ({', '.join(target)}) "
        f"select {', '.join(taken.get(name, name) for name in target)} from read_lines where {good}",
        bound,
    )
    who = {"delivery_id": delivery.delivery_id, "source": source.name, "source_file": shown}
    connection.execute(
        """
        insert into raw.rejected_rows
        select
            $delivery_id, $source, $source_file, line_of_row, nullif(problem.name, ''), problem.rejected,
            problem.reason
        from (select line_of_row, unnest(problems) as problem from read_lines where problems is not null)
        order by line_of_row
        """,
        who,
    )
    if repeated:
        connection.execute(
            "insert into raw.rejected_rows select $delivery_id, $source, $source_file, source_line, "
            "$columns, key_text, reason from repeated order by source_line",
            {**who, "columns": ", ".join(received.file.key)},
        )
    counts = connection.execute(
        "select count(*), count(*) filter (problems is not null), count(*) filter (is_skipped) from parsed"
    ).fetchone()
    assert counts is not None
    lines, rejected, skipped = counts
    rejected += repeated
    return LoadedFile(
        delivery.delivery_id, source.name, shown, lines, lines - rejected - skipped, rejected, skipped
    )


def _set_duplicates_apart(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, source: Source, earlier: list[str]
) -> int:
    """Make `repeated`: rows whose declared key stands before them in the entry; how many they are."""
    if not received.file.key:
        return 0
    key = [name for name in source.column_names if name in received.file.key]
    keys, given = ", ".join(key), " and ".join(f"{name} is not null" for name in key)
    connection.execute(
        f"""
        create or replace temp table repeated as
        with every as (
            select {keys}, list_position($earlier, source_file) as place, source_file, source_line
            from raw.{source.name}
            where delivery_id = $delivery_id and list_contains($earlier, source_file) and {given}
            union all
            select {keys}, 1000000, $source_file, line_of_row from read_lines
            where problems is null and not is_skipped and {given}
        ),
        compared as (
            select
                *, first_value(source_file) over first as first_file, first_value(source_line) over first as first_line
            from every
            window first as (partition by {keys} order by place, source_line)
        )
        select
            source_line,
            concat_ws(', ', {keys}) as key_text,
            'repeats the key of ' || first_file || ', line ' || first_line as reason
        from compared
        where place = 1000000 and not (first_file = $source_file and first_line = source_line)
        """,
        {"earlier": earlier, "delivery_id": received.delivery.delivery_id, "source_file": received.shown},
    )
    row = connection.execute("select count(*) from repeated").fetchone()
    return row[0] if row else 0
