"""What each canonical column of a row is, and why a row is rejected for it.

Why a text gives no value of its type stands in `casts.sql`; what is wrong with a row as a whole in `casting.py`.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from fundament.deliveries.cast.casts import Cast
from fundament.deliveries.cast.date_formats import SERIAL, SERIAL_1904
from fundament.deliveries.cast.origins import Origins
from fundament.deliveries.declared.canonical import CITATION, Column, Source
from fundament.deliveries.declared.declaration import ColumnMapping, FileFormat, ValueFormat, format_of_column
from fundament.deliveries.declared.unknown_dates import texts_of
from fundament.deliveries.read.white_space import strip

FAILED = "can''t be computed of these values"
NOTHING = "cast(null as varchar)"


class Problem(NamedTuple):
    """Why a row may be rejected: SQL of whether it is, of the rejected value, and of the reason.

    `column` is the name of the canonical column; empty: it is the row.
    """

    test: str
    column: str
    rejected: str
    reason: str


class CanonicalColumns:
    """SQL of the canonical columns of a file: their texts, their values, and what may be wrong with these.

    `read_at_once`: those of the columns whose days the reader of CSV made; `currency`: that of the publication.
    What is bound goes into `values`.
    """

    def __init__(
        self,
        source: Source,
        mappings: Mapping[str, ColumnMapping],
        how: FileFormat,
        origins: Origins,
        values: dict[str, object],
        currency: str | None = None,
        days_from_1904: bool = False,
        read_at_once: Collection[str] = (),
    ) -> None:
        self._source, self._mappings, self._how, self._origins = source, mappings, how, origins
        self._bound, self._currency, self._days_from_1904 = values, currency, days_from_1904
        self.texts: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._bare: dict[str, str] = {}
        for column in (*source.columns, CITATION):
            if column.name in origins.texts:
                self._add(column, column.name in read_at_once)
        self._compare()

    def _add(self, column: Column, is_read: bool) -> None:
        name, mapping = column.name, self._mappings.get(column.name)
        how = format_of_column(self._how, mapping)
        if self._days_from_1904:
            formats = [SERIAL_1904 if each == SERIAL else each for each in how.date_formats]
            how = how.model_copy(update={"date_formats": formats})
        may_be_typed, unit = self._origins.may_be_typed[name], mapping.unit if mapping else "one"
        cast = Cast(column, f"text_{name}", how, unit, may_be_typed, self._bound)
        self._bare[name] = cast.bare
        self.texts[name] = self._text(name, how, cast.is_moment and not is_read, mapping, may_be_typed)
        if is_read:
            self._check_day_that_was_read(name, how)
            self.values[name] = f"text_{name}"
        else:
            self.values[name] = cast.value()
        value = f"value_{name}"
        if is_read:
            test = f"is_no_day_that_was_read({value}, {cast.years})"
            self._add_problem(test, name, cast.bare, cast.why_none(value))
        elif column.data_type != "varchar":
            self._add_problem(cast.has_none(value), name, cast.bare, cast.why_none(value))
        if name == "year":
            test = f"{value} not between {how.years[0]} and {how.years[1]}"
            self._add_problem(test, name, cast.bare, f"why_no_year({cast.years})")
        self._check(column)

    def _text(
        self, name: str, how: ValueFormat, is_moment: bool, mapping: ColumnMapping | None, may_be_typed: bool
    ) -> str:
        """The text without words that stand for no value, and with the canonical words for those of the file."""
        unknown = [strip(word).lower() for word in how.null_words]
        if is_moment:
            unknown += texts_of(how.unknown_dates, how.date_formats)
        text = self._origins.texts[name]
        if unknown:
            self._bound[f"unknown_{name}"] = unknown
            text = f"unless_{'typed_' if may_be_typed else ''}unknown({text}, $unknown_{name})"
        if mapping and mapping.values:
            self._bound[f"words_{name}"] = [strip(word) for word in mapping.values]
            self._bound[f"means_{name}"] = list(mapping.values.values())
            bare = f"without_mark({text})" if may_be_typed else text
            text = f"as_canonical_word({text}, {bare}, $words_{name}, $means_{name})"
        return text

    def _check_day_that_was_read(self, name: str, how: ValueFormat) -> None:
        """A day that stands for none is one here: the other form of the query knows it by its text."""
        if how.unknown_dates:
            self._bound[f"days_{name}"] = how.unknown_dates
            test = f"list_contains($days_{name}, text_{name})"
            self._add_problem(test, name, NOTHING, "'a day that stands for none'")

    def _check(self, column: Column) -> None:
        """What the canonical column asks beyond its type."""
        name, text, bare = column.name, f"text_{column.name}", self._bare[column.name]
        is_given = f"{text} is null"
        if f"computed_{name}" in self._origins.computed:
            failed = f"failed_computed_{name}"
            is_given += f" and {failed} is null"
            self._add_problem(f"{failed} is not null", name, failed, f"'its expression {FAILED}'")
        if name in self._source.key and name != "publication_id" and column.data_type == "varchar":
            reason = "'a spreadsheet program has cut this number: have it sent as text'"
            self._add_problem(f"is_cut_by_a_sheet({text}, {bare})", name, bare, reason)
        if column.required:
            self._add_problem(is_given, name, NOTHING, "'required, and empty'")
        if column.values:
            self._bound[f"allowed_{name}"] = list(column.values)
            test = f"{text} is not null and not list_contains($allowed_{name}, {bare})"
            self._add_problem(test, name, bare, f"'none of: {', '.join(column.values)}'")
        if column.pattern:
            self._bound[f"form_{name}"] = column.pattern
            test = f"{text} is not null and not regexp_full_match({bare}, $form_{name})"
            self._add_problem(test, name, bare, f"'not in the form {column.pattern}'")
        if name == "currency" and self._currency:
            self._bound["currency_of_all"] = self._currency
            test = f"{text} is not null and {bare} != $currency_of_all"
            deliver = "': deliver it in that, or as a publication of its own'"
            self._add_problem(test, name, bare, f"'the publication is in ' || $currency_of_all || {deliver}")

    def _compare(self) -> None:
        """What the source asks of columns together."""
        for names in self._source.one_of:
            computed = [name for name in names if f"computed_{name}" in self._origins.computed]
            given = [f"text_{name}" for name in names if name in self.texts]
            given += [f"failed_computed_{name}" for name in computed]
            test = f"coalesce({', '.join(given) or 'null'}) is null"
            self._add_problem(test, names[0], NOTHING, f"'one is required: {', '.join(names)}'")
        for first, last in self._source.ordered:
            if first in self.texts and last in self.texts:
                reason = f"'not after {first}, ' || value_{first}"
                self._add_problem(f"value_{last} <= value_{first}", last, self._bare[last], reason)

    def _add_problem(self, test: str, column: str, rejected: str, reason: str) -> None:
        self.problems.append(Problem(test, column, rejected, reason))
