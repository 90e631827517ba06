"""Where the text of each canonical column comes from: columns of the file, an expression over them, or a constant.

What the text means is not asked here: see `casts.py`.
"""

from collections.abc import Mapping

import duckdb

from fundament.deliveries.cast.casts import plain_number
from fundament.deliveries.cast.columns import Columns
from fundament.deliveries.cast.expressions import NUMBER, SEEN, written_anew
from fundament.deliveries.cast.growth import LONGEST_TEXT
from fundament.deliveries.declared.canonical import CITATION, Source
from fundament.deliveries.declared.declaration import ColumnMapping, FileFormat
from fundament.deliveries.declared.names import EQUAL, FILE, LINE
from fundament.deliveries.read.formats.base import TYPED, Relation, typed_text
from fundament.deliveries.read.white_space import strip
from fundament.errors import BadInput


class Origins:
    """SQL of the texts of one file; what it binds goes into `values`.

    Raises `BadInput` where an expression or condition can't be computed of any text.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        mappings: Mapping[str, ColumnMapping],
        how: FileFormat,
        publication_id: str,
        relation: Relation,
        columns: Columns,
        values: dict[str, object],
        where: str,
    ) -> None:
        self._connection, self._mappings, self._where = connection, mappings, where
        self._columns, self._values = columns, values
        self._has_typed_values = relation.has_typed_values
        # Per name SQL of a structure that is NULL where it can't be computed, and of the texts that it is made of.
        self.computed: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        # Whether an expression asks where a row stands.
        self.needs_lines = False
        # Per canonical column that is given SQL of its text, and whether that may bear the mark of a typed value.
        self.texts: dict[str, str] = {}
        self.may_be_typed: dict[str, bool] = {}
        words = [strip(word).lower() for word in how.null_words]
        connection.execute("set variable fundament_null_words = cast($words as varchar[])", {"words": words})
        connection.execute(
            f"create or replace temp macro {NUMBER}(x) as "
            f"number_or_failure(x, {plain_number('x', how)}, getvariable('fundament_null_words'))"
        )
        for column in (*source.columns, CITATION):
            self._note(column.name, publication_id)
        self.conditions = [f"skip_{place}" for place in range(len(how.skip_when))]
        for name, text in zip(self.conditions, how.skip_when, strict=True):
            self._compute(name, text, "cast(({}) as boolean)")

    def as_shown(self, text: str) -> str:
        """SQL of what an expression sees of a field; of one without a value what its cell shows."""
        return f"as_shown({text})" if self._has_typed_values else text

    def _note(self, name: str, publication_id: str) -> None:
        mapping = self._mappings.get(name)
        constant = mapping.constant if mapping else None
        is_there = name in self._columns.positions
        if name == "publication_id" and not is_there and not mapping:
            constant = publication_id
        if constant is not None:
            # An empty text says nothing, here as in a file.
            self._values[f"constant_{name}"] = TYPED + constant if constant else None
            self.texts[name], self.may_be_typed[name] = f"cast($constant_{name} as varchar)", True
        elif mapping and mapping.expression is not None:
            kind = self._compute(f"computed_{name}", mapping.expression)
            value = typed_text(f"computed_{name}.v", kind)
            self.may_be_typed[name] = kind != "VARCHAR"
            self.texts[name] = value if self.may_be_typed[name] else f"nullif(trim({value}), '')"
        elif name in self._columns.joined:
            self._values[f"join_{name}"] = self._mappings[name].join
            parts = ", ".join(self.as_shown(f"meant_{position}") for position in self._columns.joined[name])
            self.texts[name], self.may_be_typed[name] = f"nullif(concat_ws($join_{name}, {parts}), '')", False
        elif is_there:
            self.texts[name] = f"meant_{self._columns.positions[name]}"
            self.may_be_typed[name] = self._has_typed_values

    def _compute(self, name: str, text: str, form: str = "{}") -> str:
        """Have an expression computed under a name, each row by itself: one that fails is rejected. Its type."""
        used: dict[str, None] = {}

        def note(column: str) -> str | None:
            ours = self._columns.name_of(column)
            self.needs_lines = self.needs_lines or ours in (f"{SEEN}{LINE}", f"{SEEN}{EQUAL}")
            if ours:
                used[ours] = None
            return ours

        sql = form.format(written_anew(self._connection, text, note, self._where))
        # What it makes of a text of any length would have any length too.
        texts = [f"strlen({ours}) > {LONGEST_TEXT}" for ours in used if ours.removeprefix(SEEN).isdigit()]
        tried = f"try({{'v': {sql}}})"
        self.computed[name] = f"case when {' or '.join(texts)} then null else {tried} end" if texts else tried
        self.inputs[name] = f"concat_ws(', ', {', '.join(used) or 'null'})"
        return self._type_of(sql, text)

    def _type_of(self, sql: str, text: str) -> str:
        fields = ", ".join(
            f"cast(null as varchar) as {SEEN}{position}, cast(null as varchar) as meant_{position}"
            for position in range(len(self._columns.header))
        )
        lines = ", ".join(f"cast(null as bigint) as {SEEN}{name}" for name in (LINE, EQUAL))
        fields += f", {lines}, '' as {SEEN}{FILE}"
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
