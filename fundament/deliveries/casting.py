"""The one query that casts a file: fields, then texts per canonical column, then values, then problems.

Names and values of a file never become SQL text: columns are taken by position, values are bound.
"""

import duckdb

from fundament.deliveries.canonical import CITATION, Source, canonical_sources
from fundament.deliveries.casts import SERIAL, SERIAL_1904, cast, out_of_reach
from fundament.deliveries.columns import REJECT, SKIP, Columns
from fundament.deliveries.declaration import FileFormat, ValueFormat, format_of_column
from fundament.deliveries.expressions import NUMBER, written_anew
from fundament.deliveries.formats.base import TYPED, Relation, typed_text
from fundament.deliveries.numbers import plain_number
from fundament.deliveries.received import ReceivedFile
from fundament.deliveries.white_space import strip
from fundament.errors import BadInput

FAILED = "can''t be computed of these values"


class CastQuery:
    """Makes the query. `values` is filled with what is to be bound to it."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: ReceivedFile,
        relation: Relation,
        columns: Columns,
        values: dict[str, object],
    ) -> None:
        self._connection, self._received = connection, received
        self._how: FileFormat = received.delivery.format_of(received.file)
        self._source: Source = canonical_sources()[received.file.source]
        self._relation, self._columns, self._values = relation, columns, values
        # Expressions and conditions by name; each is a structure that is NULL where it can't be computed.
        self._tried: dict[str, str] = {}
        self._inputs: dict[str, str] = {}
        self._where = f"delivery {self._received.delivery.delivery_id}, {self._received.shown}"

    def sql(self) -> str:
        """The whole query."""
        conditions = [f"skip_{place}" for place in range(len(self._how.skip_when))]
        for name, text in zip(conditions, self._how.skip_when, strict=True):
            self._try(name, text, "cast(({}) as boolean)")
        texts, typed = self._texts()
        expressions, problems = self._values_and_problems(texts, typed)
        width = len(self._columns.header)
        numbered = self._relation.first_line is None
        carried = "source_line, row_problem, " if numbered else ""
        fields = ", ".join(f"nullif(trim(c{position}), '') as t{position}" for position in range(width))
        plain = ", ".join(f"{self._without_marker(f't{position}')} as e{position}" for position in range(width))
        layer = f"select {carried}{fields} from ({self._relation.sql})"
        if self._tried:
            layer = f"select *, {plain} from ({layer})"
            tried = ", ".join(f"{sql} as {name}" for name, sql in self._tried.items())
            layer = f"select *, {tried} from ({layer})"
        text_list = ", ".join(f"{sql} as x_{name}" for name, sql in texts.items())
        is_blank = f"coalesce({', '.join(f't{position}' for position in range(width))}) is null"
        if numbered:
            is_blank = f"row_problem is null and {is_blank}"
        skip = [f"coalesce({name}.v, false)" for name in conditions]
        if self._how.blank_rows == "skip":
            skip.append(is_blank)
        if SKIP in self._columns.positions:
            skip.append(f"t{self._columns.positions[SKIP]} is not null")
        extra = [f"{' or '.join(f'({test})' for test in skip) or 'false'} as is_skipped"]
        extra.append(f"{is_blank} as is_blank")
        unnamed = ", ".join(f"t{position}" for position in self._columns.unnamed)
        extra.append(f"{f'coalesce({unnamed})' if unnamed else 'cast(null as varchar)'} as unnamed_value")
        given = self._columns.positions.get(REJECT)
        extra.append(f"{f't{given}' if given is not None else 'cast(null as varchar)'} as {REJECT}")
        first = "t0" if width else "null"
        extra.append(f"{first} as first_field")
        extra += [f"case when {name} is null then {self._inputs[name]} end as of_{name}" for name in self._tried]
        layer = f"select {carried}{', '.join(filter(None, [text_list, *extra]))} from ({layer})"
        names = ", ".join(f"{sql} as v_{name}" for name, sql in expressions.items())
        layer = f"select *, {names} from ({layer})"
        general = [(f"{REJECT} is not null", REJECT, "cast(null as varchar)", REJECT)]
        general.append(("unnamed_value is not null", "", "unnamed_value", "'a value in a column without a name'"))
        if numbered:
            general.append(("row_problem is not null", "", "first_field", "row_problem"))
        reason = f"'a condition of skip_when {FAILED}'"
        general += [(f"of_{name} is not null", "", f"of_{name}", reason) for name in conditions]
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
        line = "source_line, " if numbered else ""
        return f"select {final}, {line}is_skipped, {problem_list} as problems from ({layer})"

    def _without_marker(self, text: str) -> str:
        return f"ltrim({text}, chr(31))" if self._relation.has_typed_values else text

    def _texts(self) -> tuple[dict[str, str], dict[str, bool]]:
        """Per canonical column that is given the SQL of its text, and whether that may be marked as typed."""
        texts, typed = {}, {}
        # A text that is no number fails, so that coalesce does not make 0 of it.
        words = [strip(word).lower() for word in self._how.null_words]
        self._connection.execute("set variable fundament_null_words = cast($words as varchar[])", {"words": words})
        of_text, of_typed = plain_number("x", self._how), plain_number("ltrim(x, chr(31))", ValueFormat())
        plain = f"case when starts_with(x, chr(31)) then {of_typed} else {of_text} end"
        number = f"cast(coalesce({plain}, 'no number: ' || x) as decimal(38, 10))"
        is_known = "not list_contains(getvariable('fundament_null_words'), lower(trim(x)))"
        self._connection.execute(
            f"create or replace temp macro {NUMBER}(x) as case when {is_known} then {number} end"
        )
        for column in (*self._source.columns, CITATION):
            mapping = self._received.file.columns.get(column.name)
            constant = mapping.constant if mapping else None
            if column.name == "publication_id" and column.name not in self._columns.positions and not mapping:
                constant = self._received.delivery.publication_id
            if constant is not None:
                # An empty text says nothing, here as in a file.
                self._values[f"constant_{column.name}"] = TYPED + constant if constant else None
                texts[column.name], typed[column.name] = f"cast($constant_{column.name} as varchar)", True
            elif mapping and mapping.expression is not None:
                kind = self._try(f"try_{column.name}", mapping.expression)
                value = typed_text(f"try_{column.name}.v", kind)
                is_text = kind == "VARCHAR"
                texts[column.name] = f"nullif(trim({value}), '')" if is_text else value
                typed[column.name] = not is_text
            elif column.name in self._columns.positions:
                texts[column.name], typed[column.name] = self._field(column.name)
        return texts, typed

    def _try(self, name: str, text: str, form: str = "{}") -> str:
        """Have an expression computed under a name, each row by itself: one that fails is rejected. Its type."""
        used: dict[str | None, None] = {}

        def note(column: str) -> str | None:
            ours = self._columns.name_of(column)
            used[ours] = None
            return ours

        sql = form.format(written_anew(self._connection, text, note, self._where))
        self._tried[name] = f"try({{'v': {sql}}})"
        self._inputs[name] = f"concat_ws(', ', {', '.join(filter(None, used)) or 'null'})"
        return self._type_of(sql, text)

    def _field(self, name: str) -> tuple[str, bool]:
        """SQL of the text of a column of the file, or of several with the same name; whether it may be typed."""
        if name not in self._columns.joined:
            return f"t{self._columns.positions[name]}", self._relation.has_typed_values
        self._values[f"join_{name}"] = self._received.file.columns[name].join
        parts = ", ".join(self._without_marker(f"t{position}") for position in self._columns.joined[name])
        return f"nullif(concat_ws($join_{name}, {parts}), '')", False

    def _type_of(self, sql: str, text: str) -> str:
        fields = ", ".join(
            f"cast(null as varchar) as e{i}, cast(null as varchar) as t{i}"
            for i in range(len(self._columns.header))
        )
        try:
            row = self._connection.execute(f"describe select {sql} as x from (select {fields})").fetchone()
        except duckdb.Error as error:
            raise BadInput(
                f"The expression {text!r} can't be computed: {str(error).splitlines()[0]}", self._where, "Mend it."
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
            if self._relation.days_from_1904:
                formats = [SERIAL_1904 if each == SERIAL else each for each in how.date_formats]
                how = how.model_copy(update={"date_formats": formats})
            is_typed = f"starts_with(x_{name}, chr(31))" if typed[name] else None
            text = texts[name]
            if how.null_words:
                self._values[f"null_{name}"] = [strip(word).lower() for word in how.null_words]
                text = f"case when not list_contains($null_{name}, lower({text})) then {text} end"
            if mapping and mapping.values:
                self._values[f"words_{name}"] = [strip(word) for word in mapping.values]
                self._values[f"means_{name}"] = list(mapping.values.values())
                bare = f"ltrim({text}, chr(31))" if typed[name] else text
                text = f"nullif(coalesce($means_{name}[list_position($words_{name}, {bare})], {text}), '')"
            texts[name] = text
            bare = f"ltrim(x_{name}, chr(31))" if typed[name] else f"x_{name}"
            unit = mapping.unit if mapping else "one"
            expressions[name] = cast(column, bare, is_typed, how, unit, self._values)
            if column.data_type != "varchar":
                test = f"x_{name} is not null and v_{name} is null"
                problems.append((test, name, bare, f"'not a valid {column.data_type}'"))
            if column.data_type in ("date", "timestamp"):
                problems.append((out_of_reach(f"v_{name}", bare), name, bare, f"'not a valid {column.data_type}'"))
            is_there = ""
            if f"try_{name}" in self._tried:
                failed = f"of_try_{name}"
                is_there = f" and {failed} is null"
                problems.append((f"{failed} is not null", name, failed, f"'its expression {FAILED}'"))
            if column.required:
                test = f"x_{name} is null{is_there}"
                problems.append((test, name, "cast(null as varchar)", "'required, and empty'"))
            if column.values:
                self._values[f"allowed_{name}"] = list(column.values)
                test = f"x_{name} is not null and not list_contains($allowed_{name}, {bare})"
                problems.append((test, name, bare, f"'none of: {', '.join(column.values)}'"))
        for names in self._source.one_of:
            tried = [f"of_try_{name}" for name in names if f"try_{name}" in self._tried]
            given = ", ".join([f"x_{name}" for name in names if name in texts] + tried) or "null"
            reason = f"'one is required: {', '.join(names)}'"
            problems.append((f"coalesce({given}) is null", names[0], "cast(null as varchar)", reason))
        for first, last in self._source.ordered:
            if first in texts and last in texts:
                value = f"ltrim(x_{last}, chr(31))" if typed[last] else f"x_{last}"
                problems.append((f"v_{last} <= v_{first}", last, value, f"'not after {first}, ' || v_{first}"))
        return expressions, problems
