"""The query that casts a file, in layers; each holds what is asked for more than once.

fields: what the format gives; meant: without white space around it; seen and computed, where the declaration has
expressions: what these see, and what they give; texts: per canonical column; cast: with the values. What is wrong
with a row is told of those.

Names and values of a file never become SQL text: columns are taken by position, values are bound.
It has two forms. One lists every problem of every row. The other is for a file whose rows are all good: it does no
more than that needs, and ends with an error at the first row that is not good.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

import duckdb

from fundament.deliveries.cast.casts import is_simple
from fundament.deliveries.cast.columns import REJECT, SKIP, Columns
from fundament.deliveries.cast.expressions import SEEN
from fundament.deliveries.cast.origins import Origins
from fundament.deliveries.cast.problems import FAILED, NOTHING, CanonicalColumns, Problem
from fundament.deliveries.declared.canonical import Source, canonical_sources
from fundament.deliveries.declared.declaration import ColumnMapping, FileFormat, format_of_column
from fundament.deliveries.declared.names import EQUAL, FILE, LINE
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.formats.base import Relation
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.white_space import SIGNS, WITHOUT_MARKS, edge_of
from fundament.errors import BadInput

WHITE_SPACE = "white space around a text"
# A date that DuckDB's reader of CSV reads just as try_strptime does.
PLAIN_DATE = re.compile("%[dmY][-./]%[dmY][-./]%[dmY]")
# Characters of a skipped row that are kept to show.
LONGEST_SKIPPED = 500
# Layers that come one after the other: the name of each, and the query that makes it.
Layers = list[tuple[str, str]]


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
        signs = WITHOUT_MARKS if relation.has_typed_values else SIGNS
        values |= {"signs": signs, "edge": edge_of(signs)}
        self._where = f"delivery {received.delivery.delivery_id}, {received.shown}"
        self._places, self._is_numbered = range(len(columns.header)), relation.first_line is None
        self._origins = Origins(
            connection,
            self._source,
            received.file.columns,
            self._how,
            received.delivery.publication_id,
            relation,
            columns,
            values,
            self._where,
        )
        # Whether an expression asks where a row stands.
        self.needs_lines = self._origins.needs_lines
        self.constants = [name for name in self._origins.texts if f"constant_{name}" in values]
        # What the file says row by row.
        self.row_columns = [name for name in self._origins.texts if name not in self.constants]

    @property
    def needs_trimmed_texts(self) -> bool:
        """Whether a text of the file becomes another before it is stored."""
        return bool(self._origins.computed or self._columns.joined)

    @property
    def columns_of_words(self) -> list[str]:
        """Columns that keep a text of the file as it is."""
        return [name for name in self.row_columns if self._type_of_column(name) == "varchar"]

    def constants_sql(self) -> str:
        """What the delivery says of every row: SQL of further columns."""
        canonical = self._canonical()
        return "".join(
            f", (select {canonical.values[name]} from (select {canonical.texts[name]} as text_{name})) as {name}"
            for name in self.constants
        )

    def bound(self, sql: str) -> dict[str, object]:
        """The values to bind to a query."""
        return {name: self._values[name] for name in set(re.findall(r"\$(\w+)", sql)) & self._values.keys()}

    def sql(self) -> str:
        """The whole query, with `is_skipped` and the list `problems` of each row.

        Raises `BadInput` where the publication states several currencies.
        """
        canonical = self._canonical()
        layers = self._layers(canonical, self._places)
        final = [f"value_{name} as {name}" for name in canonical.texts] + ["source_line"] * self._is_numbered
        final += ["is_skipped", "skip_reason", "row_text", f"{self._problems_of_row(canonical)} as problems"]
        return _query(layers, final)

    def sql_of_good_rows(self, file: CsvFile, trims: bool) -> str:
        """The query for good rows alone, with an empty `source_line`: it ends with an error at any other.

        Without `trims` a text with white space around it is an error too, which names `WHITE_SPACE`. Raises
        `BadInput` where the publication states several currencies.
        """
        dates, form = self._dates_read_at_once()
        self._relation = file.plain_relation(dates, form)
        self._values.update(self._relation.values)
        canonical = self._canonical(dates)
        kept = self._texts_of_words()
        edges, why = "", "'a row that is not good'"
        if not trims:
            edges = " or ".join(f"may_have_white_edges(c{position}, $edge)" for position in sorted(kept))
            places = self._columns.positions
            others = [
                f"text_{name}" for name in self.row_columns if places.get(name, -1) not in {-1, *kept, *dates}
            ]
            if others:
                white = " or ".join(
                    f"may_have_white_edges({text}, $edge) or ends_in_others({text})" for text in others
                )
                why = f"case when {white} then '{WHITE_SPACE}' else {why} end"
        trimmed = [position for position in self._places if trims and position not in dates]
        layers = self._layers(canonical, trimmed, edges)
        problems = _any_of([*self._problems_of_any_row(), *canonical.problems])
        is_bad = f"{'has_white_edges or ' if edges else ''}is_skipped or is_blank or {problems}"
        stop = f"case when {is_bad} then cast(error({why}) as bigint) end as source_line"
        return _query(layers, [*(f"value_{name} as {name}" for name in self.row_columns), stop])

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

    @cached_property
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

    def _canonical(self, dates: Collection[int] = ()) -> CanonicalColumns:
        """The canonical columns; `dates`: positions of those that the reader of CSV made."""
        return CanonicalColumns(
            self._source,
            self._received.file.columns,
            self._how,
            self._origins,
            self._values,
            self._currency if "currency" in self._origins.texts else None,
            self._relation.days_from_1904,
            {name for name, position in self._columns.positions.items() if position in dates},
        )

    def _layers(self, canonical: CanonicalColumns, trimmed: Collection[int], edges: str = "") -> Layers:
        """The layers up to the values. `trimmed`: positions of texts that may have white space around them."""
        lines = ["source_line", "row_problem"] if self._is_numbered else []
        how = f"$signs, $edge, {self._relation.has_typed_values}"
        meant = [
            f"{f'as_meant(c{place}, {how})' if place in trimmed else f'c{place}'} as meant_{place}"
            for place in self._places
        ]
        if edges:
            meant.append(f"case when {edges} then cast(error('{WHITE_SPACE}') as boolean) end as has_white_edges")
        layers = [("fields", self._relation.sql), ("meant", _select([*lines, *meant], "fields"))]
        lines += ["has_white_edges"] if edges else []
        if self._origins.computed:
            layers.append(("seen", _select(["*", *self._seen()], "meant")))
            computed = [f"{sql} as {name}" for name, sql in self._origins.computed.items()]
            layers.append(("computed", _select(["*", *computed], "seen")))
        texts = [f"{sql} as text_{name}" for name, sql in canonical.texts.items()]
        layers.append(("texts", _select([*lines, *texts, *self._facts_of_row()], layers[-1][0])))
        values = [f"{sql} as value_{name}" for name, sql in canonical.values.items()]
        layers.append(("cast_rows", _select(["*", *values], "texts")))
        return layers

    def _seen(self) -> list[str]:
        """What expressions see: fields as they show, and where the row stands, if one asks for it."""
        shown = [f"{self._origins.as_shown(f'meant_{place}')} as {SEEN}{place}" for place in self._places]
        shown.append(f"$file_name as {SEEN}{FILE}")
        self._values["file_name"] = self._received.version.file
        if self.needs_lines:
            fields = ", ".join(f"meant_{place}" for place in self._places)
            shown.append(f"source_line as {SEEN}{LINE}")
            shown.append(f"row_number() over (partition by {fields} order by source_line) as {SEEN}{EQUAL}")
        return shown

    def _facts_of_row(self) -> list[str]:
        """What the problems of a row are told of, beside its texts."""
        every = [f"meant_{place}" for place in self._places]
        is_blank = " and ".join(f"{text} is null" for text in every) or "true"
        if self._is_numbered:
            is_blank = f"row_problem is null and {is_blank}"
        skip = self._reasons_to_skip(is_blank)
        is_skipped = " or ".join(f"({test})" for test, _ in skip) or "false"
        whens = "".join(f" when {test} then {reason}" for test, reason in skip)
        shown = ", ".join(map(self._origins.as_shown, every)) or "null"
        unnamed = ", ".join(every[place] for place in self._columns.unnamed)
        given = self._columns.positions.get(REJECT)
        facts = {
            "is_skipped": is_skipped,
            "skip_reason": f"case{whens} end" if skip else NOTHING,
            "row_text": f"case when {is_skipped} then left(concat_ws(' | ', {shown}), {LONGEST_SKIPPED}) end",
            "is_blank": is_blank,
            "unnamed_value": f"coalesce({unnamed})" if unnamed else NOTHING,
            REJECT: every[given] if given is not None else NOTHING,
            "first_field": every[0] if every else "null",
        }
        for name, inputs in self._origins.inputs.items():
            facts[f"failed_{name}"] = f"case when {name} is null then {inputs} end"
        if self._relation.has_typed_values:
            facts["unreadable"] = self._unreadable_fields()
        return [f"{sql} as {name}" for name, sql in facts.items()]

    def _reasons_to_skip(self, is_blank: str) -> list[tuple[str, str]]:
        """Tests of whether a row is skipped, and the condition that it meets, in SQL."""
        reasons = []
        for name, condition in zip(self._origins.conditions, self._how.skip_when, strict=True):
            self._values[f"says_{name}"] = condition
            reasons.append((f"coalesce({name}.v, false)", f"$says_{name}"))
        if self._received.file.unpivot:
            name, value = (f"meant_{place}" for place in self._places[-2:])
            reasons.append((f"{value} is null and {name} is not null", f"'nothing stands in ' || {name}"))
        if self._how.blank_rows == "skip":
            reasons.append((is_blank, "'the row is blank'"))
        if SKIP in self._columns.positions:
            given = f"meant_{self._columns.positions[SKIP]}"
            reasons.append((f"{given} is not null", self._origins.as_shown(given)))
        return reasons

    def _unreadable_fields(self) -> str:
        """SQL of the list of problems that the format found in fields of the row, of columns that count."""
        places = {position: name for name, position in self._columns.positions.items()}
        for name, several in self._columns.joined.items():
            places |= dict.fromkeys(several, name)
        others = [*self._columns.unnamed, *(self._columns.header.index(name) for name in self._columns.used)]
        listed = [
            Problem(
                f"is_unreadable(meant_{place})",
                places.get(place, ""),
                f"shown_of_unreadable(meant_{place})",
                f"why_unreadable(meant_{place})",
            )
            for place in sorted({*places, *others})
        ]
        return _list_of(listed)

    def _problems_of_any_row(self) -> list[Problem]:
        """What may be wrong with a row of any source."""
        problems = [Problem(f"{REJECT} is not null", "", NOTHING, REJECT)]
        unnamed = "'a value in a column without a name'"
        problems.append(Problem("unnamed_value is not null", "", "unnamed_value", unnamed))
        if self._is_numbered:
            problems.append(Problem("row_problem is not null", "", "first_field", "row_problem"))
        for name in self._origins.conditions:
            reason = f"'a condition of skip_when {FAILED}'"
            problems.append(Problem(f"failed_{name} is not null", "", f"failed_{name}", reason))
        return problems

    def _problems_of_row(self, canonical: CanonicalColumns) -> str:
        """SQL of the list of problems of a row, NULL where there is none. Some make it idle to look for others."""
        alone = []
        if self._is_numbered:
            alone.append(Problem("row_problem is not null", "", "first_field", "row_problem"))
        if REJECT in self._columns.positions:
            where = "text_citation" if "citation" in canonical.texts else NOTHING
            alone.append(Problem(f"{REJECT} is not null", "", where, REJECT))
        whens = [f"when {problem.test} then [{_struct(problem)}]" for problem in alone]
        if self._relation.has_typed_values:
            whens.append("when len(unreadable) > 0 then unreadable")
        blank = Problem("is_blank", "", NOTHING, "'the row is blank'")
        whens.append(f"when {blank.test} then [{_struct(blank)}]")
        problems = [*self._problems_of_any_row(), *canonical.problems]
        whens.append(f"when {_any_of(problems)} then {_list_of(problems)}")
        return f"case when is_skipped then null {' '.join(whens)} end"


def _struct(problem: Problem) -> str:
    return f"{{'name': '{problem.column}', 'rejected': {problem.rejected}, 'reason': {problem.reason}}}"


def _list_of(problems: Sequence[Problem]) -> str:
    """SQL of those of the problems that a row has."""
    listed = ", ".join(f"case when {problem.test} then {_struct(problem)} end" for problem in problems)
    return f"list_filter([{listed or 'null'}], lambda problem: problem is not null)"


def _any_of(problems: Sequence[Problem]) -> str:
    return " or ".join(f"({problem.test})" for problem in problems)


def _select(columns: Sequence[str], layer: str) -> str:
    return f"select {', '.join(columns)} from {layer}"


def _query(layers: Layers, columns: Sequence[str]) -> str:
    """The layers as one query, none of which is kept: a row goes through all of them."""
    named = ", ".join(f"{name} as not materialized ({sql})" for name, sql in layers)
    return f"with {named} {_select(columns, layers[-1][0])}"
