"""The query that casts a file: fields, then texts per canonical column, then values, then problems.

Names and values of a file never become SQL text: columns are taken by position, values are bound.
It has two forms. One lists every problem of every row. The other is for a file whose rows are all good: it does no
more than that needs, and ends with an error at the first row that is not good.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

import duckdb

from fundament.deliveries.cast.casts import SERIAL, SERIAL_1904, cast, is_no_moment, why_no_value
from fundament.deliveries.cast.columns import REJECT, SKIP, Columns
from fundament.deliveries.cast.expressions import NUMBER, written_anew
from fundament.deliveries.cast.growth import LONGEST_TEXT
from fundament.deliveries.cast.numbers import is_simple, plain_number
from fundament.deliveries.declared.canonical import CITATION, Source, canonical_sources
from fundament.deliveries.declared.declaration import ColumnMapping, FileFormat, ValueFormat, format_of_column
from fundament.deliveries.declared.names import EQUAL, FILE, LINE
from fundament.deliveries.declared.unknown_dates import texts_of
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.formats.base import TYPED, Relation, typed_text
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.white_space import (
    SIGNS,
    WITHOUT_MARKS,
    as_meant,
    ends_in_others,
    may_have_white_edges,
    strip,
    without_edges,
)
from fundament.errors import BadInput

FAILED = "can''t be computed of these values"
WHITE_SPACE = "white space around a text"
# A date that DuckDB's reader of CSV reads just as try_strptime does.
PLAIN_DATE = re.compile("%[dmY][-./]%[dmY][-./]%[dmY]")
# Characters of a skipped row that are kept to show.
LONGEST_SKIPPED = 500
CUT_BY_A_SHEET = "[0-9]([.,][0-9]+)?E[+][0-9]{1,3}"
# Of a row: test, column, rejected value and reason, all but the second in SQL.
Problem = tuple[str, str, str, str]


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
        values["white_space"] = WITHOUT_MARKS if relation.has_typed_values else SIGNS
        # Expressions and conditions by name; each is a structure that is NULL where it can't be computed.
        self._tried: dict[str, str] = {}
        self._inputs: dict[str, str] = {}
        # Whether an expression asks where a row stands.
        self.needs_lines = False
        self._where = f"delivery {self._received.delivery.delivery_id}, {self._received.shown}"
        self._width, self._is_numbered = len(columns.header), relation.first_line is None
        self._texts, self._typed = self._make_texts()
        self._conditions = [f"skip_{place}" for place in range(len(self._how.skip_when))]
        for name, text in zip(self._conditions, self._how.skip_when, strict=True):
            self._try(name, text, "cast(({}) as boolean)")
        self.constants = [name for name in self._texts if f"constant_{name}" in values]
        # What the file says row by row.
        self.row_columns = [name for name in self._texts if name not in self.constants]

    @property
    def needs_trimmed_texts(self) -> bool:
        """Whether a text of the file becomes another before it is stored."""
        return bool(self._tried or self._columns.joined)

    @property
    def columns_of_words(self) -> list[str]:
        """Columns that keep a text of the file as it is."""
        return [name for name in self.row_columns if self._type_of_column(name) == "varchar"]

    def constants_sql(self) -> str:
        """What the delivery says of every row: SQL of further columns."""
        texts, expressions, _ = self._values_and_problems()
        return "".join(
            f", (select {expressions[name]} from (select {texts[name]} as x_{name})) as {name}"
            for name in self.constants
        )

    def bound(self, sql: str) -> dict[str, object]:
        """The values to bind to a query."""
        return {name: self._values[name] for name in set(re.findall(r"\$(\w+)", sql)) & self._values.keys()}

    def sql(self) -> str:
        """The whole query, with `is_skipped` and the list `problems` of each row."""
        layer, problems = self._cast(range(self._width))
        listed = ", ".join(
            f"case when {test} then {{'name': '{name}', 'rejected': {value}, 'reason': {reason}}} end"
            for test, name, value, reason in problems
        )
        alone = ""
        if self._is_numbered:
            unreadable = "{'name': '', 'rejected': first_field, 'reason': row_problem}"
            alone = f"when row_problem is not null then [{unreadable}] "
        blank = "{'name': '', 'rejected': cast(null as varchar), 'reason': 'the row is blank'}"
        if REJECT in self._columns.positions:
            where = "x_citation" if "citation" in self._texts else "cast(null as varchar)"
            given = f"{{'name': '', 'rejected': {where}, 'reason': {REJECT}}}"
            alone += f"when {REJECT} is not null then [{given}] "
        if self._relation.has_typed_values:
            alone += "when len(unreadable) > 0 then unreadable "
        list_of_problems = (
            f"case when is_skipped then null {alone}when is_blank then [{blank}] "
            f"when {_any_of(problems)} then list_filter([{listed}], lambda problem: problem is not null) end"
        )
        final = [f"v_{name} as {name}" for name in self._texts] + ["source_line"] * self._is_numbered
        final += ["is_skipped", "skip_reason", "row_text"]
        return f"select {', '.join(final)}, {list_of_problems} as problems from ({layer})"

    def sql_of_good_rows(self, file: CsvFile, trims: bool) -> str:
        """The query for good rows alone, with an empty `source_line`: it ends with an error at any other.

        Without `trims` a text with white space around it is an error too, which names `WHITE_SPACE`.
        """
        dates, form = self._dates_read_at_once()
        self._relation = file.plain_relation(dates, form)
        self._values.update(self._relation.values)
        texts = self._texts_of_words()
        edges, why = "", "'a row that is not good'"
        if not trims:
            edges = " or ".join(may_have_white_edges(f"c{position}") for position in sorted(texts))
            places = self._columns.positions
            others = [name for name in self.row_columns if places.get(name, -1) not in {-1, *texts, *dates}]
            if others:
                white = " or ".join(
                    f"{may_have_white_edges(x)} or {ends_in_others(x)}" for x in (f"x_{name}" for name in others)
                )
                why = f"case when {white} then '{WHITE_SPACE}' else {why} end"
        trimmed = [position for position in range(self._width) if trims and position not in dates]
        layer, problems = self._cast(trimmed, edges, dates)
        is_bad = f"{'has_white_edges or ' if edges else ''}is_skipped or is_blank or {_any_of(problems)}"
        stop = f"case when {is_bad} then cast(error({why}) as bigint) end as source_line"
        return f"select {', '.join([f'v_{name} as {name}' for name in self.row_columns] + [stop])} from ({layer})"

    def _texts_of_words(self) -> set[int]:
        """Positions where white space around a text could get into a value; elsewhere such a row is not good."""
        found = {self._columns.header.index(name) for name in self._columns.used}
        for name, position in self._columns.positions.items():
            kind, how = self._type_of_column(name), format_of_column(self._how, self._mapping(name))
            is_number = kind == "integer" or kind.startswith("decimal")
            if not (kind == "date" or (is_number and is_simple(how))) or name in self._columns.joined:
                found |= {position, *self._columns.joined.get(name, ())}
        return found

    def _dates_read_at_once(self) -> tuple[frozenset[int], str]:
        """Positions of dates that DuckDB's reader of CSV can read by itself, and the format of them all."""
        columns = self._columns
        uses = Counter([*columns.positions.values(), *(columns.header.index(name) for name in columns.used)])
        found: dict[str, set[int]] = {}
        for name, position in columns.positions.items():
            mapping = self._mapping(name)
            how = format_of_column(self._how, mapping)
            is_plain = not how.null_words and not (mapping and mapping.values) and name not in columns.joined
            [form, *more] = how.date_formats or [""]
            is_plain = is_plain and uses[position] == 1 and not more and len(set(form)) == len("%-dmY")
            if self._type_of_column(name) == "date" and is_plain and PLAIN_DATE.fullmatch(form):
                found.setdefault(form, set()).add(position)
        form = max(found, key=lambda each: len(found[each]), default="")
        return frozenset(found.get(form, ())), form

    def _currency(self) -> str | None:
        """Currency of the publication that the rows go to; None where it is not loaded, and for publications.

        Raises `BadInput` for a publication that states two.
        """
        if self._source.name == "publications":
            return None
        publication = self._received.delivery.publication_id
        stated = self._connection.execute(
            "select distinct coalesce(currency, 'EUR') from raw.publications as stated "
            "semi join raw.deliveries as files on stated.delivery_id = files.delivery_id "
            "and stated.source_file = files.source_file and files.replaced_on is null "
            "where stated.publication_id = ? order by all",
            [publication],
        ).fetchall()
        if len(stated) > 1:
            listed = ", ".join(currency for (currency,) in stated)
            raise BadInput(
                f"Publication {publication} states several currencies: {listed}",
                self._where,
                "Amounts are never converted: make another publication of those in another currency.",
            )
        return str(stated[0][0]) if stated else None

    def _mapping(self, name: str) -> ColumnMapping | None:
        return self._received.file.columns.get(name)

    def _type_of_column(self, name: str) -> str:
        return next((column.data_type for column in self._source.columns if column.name == name), "varchar")

    def _cast(
        self, trimmed: Sequence[int], edges: str = "", dates: Collection[int] = ()
    ) -> tuple[str, list[Problem]]:
        """The query up to the values, and the problems that a row may have. `dates`: positions that are read."""
        texts_of, expressions, problems = self._values_and_problems(dates)
        carried = ["source_line", "row_problem"] if self._is_numbered else []
        each = [
            f"{as_meant(f'c{position}') if position in trimmed else f'c{position}'} as t{position}"
            for position in range(self._width)
        ]
        if edges:
            each.append(f"case when {edges} then cast(error('{WHITE_SPACE}') as boolean) end as has_white_edges")
        # In a layer of its own, so that its long patterns stand in the query once.
        is_typed = self._relation.has_typed_values
        bare = ", ".join(f"{without_edges(f'c{position}', is_typed)} as c{position}" for position in trimmed)
        layer = f"select * {f'replace ({bare})' if bare else ''} from ({self._relation.sql})"
        layer = f"select {', '.join(carried + each)} from ({layer})"
        if self._tried:
            plain = [f"{self._without_marker(f't{position}')} as e{position}" for position in range(self._width)]
            plain.append(f"$file_name as e_{FILE}")
            self._values["file_name"] = self._received.version.file
            if self.needs_lines:
                fields_of = ", ".join(f"t{position}" for position in range(self._width))
                plain.append(f"source_line as e_{LINE}")
                plain.append(f"row_number() over (partition by {fields_of} order by source_line) as e_{EQUAL}")
            layer = f"select *, {', '.join(plain)} from ({layer})"
            tried = ", ".join(f"{sql} as {name}" for name, sql in self._tried.items())
            layer = f"select *, {tried} from ({layer})"
        texts = [f"{sql} as x_{name}" for name, sql in texts_of.items()]
        is_blank = " and ".join(f"t{position} is null" for position in range(self._width)) or "true"
        if self._is_numbered:
            is_blank = f"row_problem is null and {is_blank}"
        skip = self._reasons_to_skip(is_blank)
        is_skipped = " or ".join(f"({test})" for test, _ in skip) or "false"
        texts.append(f"{is_skipped} as is_skipped")
        whens = "".join(f" when {test} then {reason}" for test, reason in skip)
        texts.append(f"{f'case{whens} end' if skip else 'cast(null as varchar)'} as skip_reason")
        shown = ", ".join(self._without_marker(f"t{position}") for position in range(self._width)) or "null"
        texts.append(
            f"case when {is_skipped} then left(concat_ws(' | ', {shown}), {LONGEST_SKIPPED}) end as row_text"
        )
        texts.append(f"{is_blank} as is_blank")
        unnamed = ", ".join(f"t{position}" for position in self._columns.unnamed)
        texts.append(f"{f'coalesce({unnamed})' if unnamed else 'cast(null as varchar)'} as unnamed_value")
        given = self._columns.positions.get(REJECT)
        texts.append(f"{f't{given}' if given is not None else 'cast(null as varchar)'} as {REJECT}")
        texts.append(f"{'t0' if self._width else 'null'} as first_field")
        texts += [f"case when {name} is null then {self._inputs[name]} end as of_{name}" for name in self._tried]
        if self._relation.has_typed_values:
            texts.append(f"{self._unreadable_fields()} as unreadable")
        carried += ["has_white_edges"] if edges else []
        layer = f"select {', '.join(carried + texts)} from ({layer})"
        names = [f"{sql} as v_{name}" for name, sql in expressions.items()]
        layer = f"select {', '.join(['*', *names])} from ({layer})"
        general = [(f"{REJECT} is not null", "", "cast(null as varchar)", REJECT)]
        general.append(("unnamed_value is not null", "", "unnamed_value", "'a value in a column without a name'"))
        if self._is_numbered:
            general.append(("row_problem is not null", "", "first_field", "row_problem"))
        reason = f"'a condition of skip_when {FAILED}'"
        general += [(f"of_{name} is not null", "", f"of_{name}", reason) for name in self._conditions]
        return layer, general + problems

    def _reasons_to_skip(self, is_blank: str) -> list[tuple[str, str]]:
        """Tests of whether a row is skipped, and the condition that it meets, in SQL."""
        reasons = []
        for name, condition in zip(self._conditions, self._how.skip_when, strict=True):
            self._values[f"says_{name}"] = condition
            reasons.append((f"coalesce({name}.v, false)", f"$says_{name}"))
        if self._received.file.unpivot:
            name, value = f"t{self._width - 2}", f"t{self._width - 1}"
            reasons.append((f"{value} is null and {name} is not null", f"'nothing stands in ' || {name}"))
        if self._how.blank_rows == "skip":
            reasons.append((is_blank, "'the row is blank'"))
        if SKIP in self._columns.positions:
            given = f"t{self._columns.positions[SKIP]}"
            reasons.append((f"{given} is not null", self._without_marker(given)))
        return reasons

    def _unreadable_fields(self) -> str:
        """SQL of the list of problems that the format found in fields of the row, of columns that count."""
        places = {position: name for name, position in self._columns.positions.items()}
        for name, several in self._columns.joined.items():
            places |= dict.fromkeys(several, name)
        others = [*self._columns.unnamed, *(self._columns.header.index(name) for name in self._columns.used)]
        listed = ", ".join(
            f"case when starts_with(t{place}, chr(30)) then {{'name': '{places.get(place, '')}', 'rejected': "
            f"nullif(split_part(t{place}, chr(30), 3), ''), 'reason': split_part(t{place}, chr(30), 2)}} end"
            for place in sorted({*places, *others})
        )
        return f"list_filter([{listed or 'null'}], lambda problem: problem is not null)"

    def _without_marker(self, text: str) -> str:
        """SQL of what an expression sees of a field; of one without a value what its cell shows."""
        if not self._relation.has_typed_values:
            return text
        shown = f"nullif(split_part({text}, chr(30), 3), '')"
        return f"case when starts_with({text}, chr(30)) then {shown} else ltrim({text}, chr(31)) end"

    def _make_texts(self) -> tuple[dict[str, str], dict[str, bool]]:
        """Per canonical column that is given the SQL of its text, and whether that may be marked as typed."""
        texts, typed = {}, {}
        # A text that is no number fails, so that coalesce does not make 0 of it.
        words = [strip(word).lower() for word in self._how.null_words]
        self._connection.execute("set variable fundament_null_words = cast($words as varchar[])", {"words": words})
        of_text, of_typed = plain_number("x", self._how), plain_number("ltrim(x, chr(31))", ValueFormat())
        plain = f"case when starts_with(x, chr(31)) then {of_typed} else {of_text} end"
        number = f"cast(coalesce({plain}, 'no number: ' || x) as decimal(38, 10))"
        shares = "cast('0.01' as decimal(3, 2))"
        percentage = f"cast(cast(trim(x, '%' || chr(31)) as decimal(28, 8)) * {shares} as decimal(38, 10))"
        number = f"case when starts_with(x, chr(31)) and ends_with(x, '%') then {percentage} else {number} end"
        is_known = "not list_contains(getvariable('fundament_null_words'), lower(trim(x, ' ' || chr(31))))"
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
            self.needs_lines = self.needs_lines or ours in (f"e_{LINE}", f"e_{EQUAL}")
            used[ours] = None
            return ours

        sql = form.format(written_anew(self._connection, text, note, self._where))
        # What it makes of a text of any length would have any length too.
        texts = [f"strlen({ours}) > {LONGEST_TEXT}" for ours in used if ours and ours[1:].isdigit()]
        tried = f"try({{'v': {sql}}})"
        self._tried[name] = f"case when {' or '.join(texts)} then null else {tried} end" if texts else tried
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
        fields += f", cast(null as bigint) as e_{LINE}, cast(null as bigint) as e_{EQUAL}, '' as e_{FILE}"
        try:
            row = self._connection.execute(f"describe select {sql} as x from (select {fields})").fetchone()
        except duckdb.Error as error:
            raise BadInput(
                f"The expression {text!r} can't be computed: {str(error).splitlines()[0]}",
                self._where,
                "Correct it.",
            ) from error
        assert row is not None
        return str(row[1])

    def _values_and_problems(
        self, dates: Collection[int] = ()
    ) -> tuple[dict[str, str], dict[str, str], list[Problem]]:
        """Per canonical column that is given the SQL of its text and of its value; the problems of the values."""
        texts, typed = dict(self._texts), self._typed
        expressions: dict[str, str] = {}
        problems: list[Problem] = []
        for column in (*self._source.columns, CITATION):
            name = column.name
            if name not in texts:
                continue
            mapping = self._received.file.columns.get(name)
            how = format_of_column(self._how, mapping)
            if self._relation.days_from_1904:
                formats = [SERIAL_1904 if each == SERIAL else each for each in how.date_formats]
                how = how.model_copy(update={"date_formats": formats})
            is_typed = f"starts_with(x_{name}, chr(31))" if typed[name] else None
            text = texts[name]
            is_read = self._columns.positions.get(name) in dates
            words = [strip(word).lower() for word in how.null_words]
            if column.data_type in ("date", "timestamp") and not is_read:
                words += texts_of(how.unknown_dates, how.date_formats)
            if words:
                self._values[f"null_{name}"] = words
                word = f"lower({text})"
                if typed[name]:
                    # A day that the format types has no time of day that anybody wrote.
                    word = f"regexp_replace(ltrim({word}, chr(31)), 't00:00:00z?$', '')"
                text = f"case when not list_contains($null_{name}, {word}) then {text} end"
            if mapping and mapping.values:
                self._values[f"words_{name}"] = [strip(word) for word in mapping.values]
                self._values[f"means_{name}"] = list(mapping.values.values())
                bare = f"ltrim({text}, chr(31))" if typed[name] else text
                text = f"nullif(coalesce($means_{name}[list_position($words_{name}, {bare})], {text}), '')"
            texts[name] = text
            bare = f"ltrim(x_{name}, chr(31))" if typed[name] else f"x_{name}"
            unit = mapping.unit if mapping else "one"
            if is_read and how.unknown_dates:
                # Read at once such a day would be one: the other form of the query knows it by its text.
                self._values[f"unknown_{name}"] = how.unknown_dates
                test = f"list_contains($unknown_{name}, x_{name})"
                problems.append((test, name, "cast(null as varchar)", "'a day that stands for none'"))
            expressions[name] = f"x_{name}" if is_read else cast(column, bare, is_typed, how, unit, self._values)
            if column.data_type != "varchar":
                test = f"x_{name} is not null and v_{name} is null"
                why = why_no_value(column, f"v_{name}", bare, is_typed, how, unit, self._values)
                if column.data_type in ("date", "timestamp"):
                    test = is_no_moment(column.data_type, f"v_{name}", None if is_read else bare, how)
                problems.append((test, name, bare, why))
            if name == "year":
                # The one number that is a date.
                low, high = how.years
                reason = f"'outside the years {low} to {high}: correct it, or declare it (years)'"
                problems.append((f"v_{name} not between {low} and {high}", name, bare, reason))
            is_there = ""
            if f"try_{name}" in self._tried:
                failed = f"of_try_{name}"
                is_there = f" and {failed} is null"
                problems.append((f"{failed} is not null", name, failed, f"'its expression {FAILED}'"))
            if name in self._source.key and name != "publication_id" and column.data_type == "varchar":
                # 1,23457E+15: two ids would be one.
                # The cheap comparisons go first: few ids begin with a figure.
                may_be = f"x_{name} >= '0' and x_{name} < ':' and contains(x_{name}, 'E+')"
                test = f"{may_be} and regexp_full_match({bare}, '{CUT_BY_A_SHEET}')"
                problems.append(
                    (test, name, bare, "'a spreadsheet program has cut this number: have it sent as text'")
                )
            if column.required:
                test = f"x_{name} is null{is_there}"
                problems.append((test, name, "cast(null as varchar)", "'required, and empty'"))
            if column.values:
                self._values[f"allowed_{name}"] = list(column.values)
                test = f"x_{name} is not null and not list_contains($allowed_{name}, {bare})"
                problems.append((test, name, bare, f"'none of: {', '.join(column.values)}'"))
            if column.pattern:
                self._values[f"form_{name}"] = column.pattern
                test = f"x_{name} is not null and not regexp_full_match({bare}, $form_{name})"
                problems.append((test, name, bare, f"'not in the form {column.pattern}'"))
            if name == "currency" and (currency := self._currency()):
                self._values["currency_of_all"] = currency
                test = f"x_{name} is not null and {bare} != $currency_of_all"
                why = f"'the publication is in {currency}: deliver it in that, or as a publication of its own'"
                problems.append((test, name, bare, why))
        for names in self._source.one_of:
            tried = [f"of_try_{name}" for name in names if f"try_{name}" in self._tried]
            given = ", ".join([f"x_{name}" for name in names if name in texts] + tried) or "null"
            reason = f"'one is required: {', '.join(names)}'"
            problems.append((f"coalesce({given}) is null", names[0], "cast(null as varchar)", reason))
        for first, last in self._source.ordered:
            if first in texts and last in texts:
                value = f"ltrim(x_{last}, chr(31))" if typed[last] else f"x_{last}"
                problems.append((f"v_{last} <= v_{first}", last, value, f"'not after {first}, ' || v_{first}"))
        return texts, expressions, problems


def _any_of(problems: Sequence[Problem]) -> str:
    return " or ".join(f"({test})" for test, *_ in problems)
