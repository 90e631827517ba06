"""Which macro of `casts.sql` makes a value of a text, and which says why there is none.

What a macro does stands there; which rows are rejected for another reason stands in `problems.py`.
"""

from pathlib import Path

import duckdb

from fundament.database import literal
from fundament.deliveries.cast.date_formats import (
    EPOCHS,
    SERIALS,
    ZONE,
    has_zone,
    is_first_by_year,
    may_roll_over,
    need_patterns,
    pattern_of,
)
from fundament.deliveries.declared.canonical import Column
from fundament.deliveries.declared.declaration import UNITS, ValueFormat

MACROS = Path(__file__).with_name("casts.sql")
# Beside the unit of the column itself.
SCALED = {"thousand": "of_thousands", "million": "of_millions", "percent": "of_percents"}


def load_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Have the macros on a connection: once, before a file is cast over it. They are its own, and of no file."""
    connection.execute(MACROS.read_text("utf-8"))


def is_simple(how: ValueFormat) -> bool:
    """Whether one pattern tells a number: digits, one known decimal sign, a minus in front."""
    plain = how.decimal_separator != "mixed" and not how.thousands_separator and not how.remove
    return plain and how.negative_forms == ["minus"]


def plain_number(text: str, how: ValueFormat) -> str:
    """SQL of a text as a number in plain form, NULL where it is none in the declared one.

    Plain is what DuckDB casts: figures and one point, in the unit that the text is written in.
    """
    point, thousands = how.decimal_separator, how.thousands_separator
    if is_simple(how):
        return f"simple_number_of_any_length({text}, '{point}')"
    forms = f"[{', '.join(map(literal, how.negative_forms))}]" if how.negative_forms else "cast([] as varchar[])"
    if point == "mixed":
        return f"mixed_number({text}, '{how.mixed_three_digits}', {forms})"
    if not thousands:
        return f"ungrouped_number({text}, '{point}', {forms})"
    return f"grouped_number({text}, '{point}', {forms}, {literal(thousands)})"


class Cast:
    """How texts of one canonical column become its values, in SQL.

    `text`: SQL of the text, as the format gives it. `may_be_typed`: whether that may bear the mark of a value that
    its format types. What is to be bound goes into `values`.
    """

    def __init__(
        self,
        column: Column,
        text: str,
        how: ValueFormat,
        unit: str,
        may_be_typed: bool,
        values: dict[str, object],
    ) -> None:
        self._name, self._kind, self._how, self._unit = column.name, column.data_type, how, unit
        self._text, self._may_be_typed, self._values = text, may_be_typed, values
        self.bare = f"without_mark({text})" if may_be_typed else text
        self.years = f"{how.years[0]}, {how.years[1]}"

    @property
    def is_moment(self) -> bool:
        """Whether the column holds days or moments."""
        return self._kind in ("date", "timestamp")

    def value(self) -> str:
        """SQL of the value, NULL where the text gives none without loss."""
        kind = self._kind
        if self.is_moment:
            return self._moment()
        if kind == "boolean":
            return f"truth({self.bare})"
        if kind == "integer":
            return f"whole_number({self._number()})"
        if not kind.startswith("decimal"):
            return f"text_of_cell({self.bare})" if self._may_be_typed else self.bare
        if not self._may_be_typed and is_simple(self._how):
            decimals = self._scale + UNITS[self._unit]
            return self._scaled(
                f"simple_number({self.bare}, '{self._how.decimal_separator}', {decimals})", self._unit
            )
        amount = self._exact(self._unit)
        if self._may_be_typed and self._unit != "percent":
            amount = f"case when is_percentage({self._text}) then {self._exact('percent')} else {amount} end"
        return amount

    def has_none(self, value: str) -> str:
        """SQL of whether a text is there that gives no value; `value` is SQL of what `value()` gave."""
        if self.is_moment:
            return f"is_no_day({value}, {self.bare}, {self.years})"
        return f"{self._text} is not null and {value} is null"

    def why_none(self, value: str) -> str:
        """SQL of the reason for which a text gives no value."""
        kind = self._kind
        if self.is_moment:
            return f"why_no_day({value}, '{kind}', {self.years})"
        if kind == "boolean":
            return "'neither yes nor no'"
        if kind == "integer":
            return f"why_no_whole_number({self._number()}, {self.bare})"
        decimals = self._scale + UNITS[self._unit]
        return f"why_no_amount({self._number()}, {self.bare}, {self._scale}, {decimals}, '{self._unit}')"

    @property
    def _scale(self) -> int:
        return int(self._kind.rstrip(")").split(",")[1])

    def _number(self) -> str:
        """A number in plain form, in the unit that it is written in."""
        text = self.bare
        for place, word in enumerate(self._how.remove):
            self._values[f"remove_{self._name}_{place}"] = word
            text = f"replace({text}, $remove_{self._name}_{place}, '')"
        number = plain_number(f"trim({text})" if self._how.remove else text, self._how)
        if not self._may_be_typed:
            return number
        return f"case when is_typed({self._text}) then number_of_cell({self.bare}) else {number} end"

    def _exact(self, unit: str) -> str:
        return self._scaled(f"exact({self._number()}, {self._scale + UNITS[unit]})", unit)

    def _scaled(self, number: str, unit: str) -> str:
        return f"try_cast({f'{SCALED[unit]}({number})' if unit in SCALED else number} as {self._kind})"

    def _moment(self) -> str:
        """A day is the day in the declared zone; a moment becomes the instant, in UTC."""
        clocks, instants = self._written_moments()
        if self._may_be_typed:
            clocks = [_of_cell(self._text, f"clock_of_cell({self.bare})", clocks)]
            instants = [_of_cell(self._text, f"instant_of_cell({self.bare})", instants)]
        formats = self._how.date_formats
        fraction = "[0-9]+" if self._kind == "timestamp" else "0+"
        clocks += [
            f"clock_of_serial({self.bare}, '{fraction}', timestamp '{day_0}', {first})"
            for word, (day_0, first) in SERIALS.items()
            if word in formats
        ]
        instants += [
            f"instant_of_epoch({self.bare}, {factor})" for word, factor in EPOCHS.items() if word in formats
        ]
        zone = literal(self._how.time_zone)
        if self._kind == "date":
            ways = [f"day_of_clock({each})" for each in clocks]
            ways += [f"day_of_instant({each}, {zone})" for each in instants]
        else:
            ways = [f"moment_of_instant({each})" for each in instants]
            ways += [f"moment_of_clock({each}, {zone})" for each in clocks]
        return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0]

    def _written_moments(self) -> tuple[list[str], list[str]]:
        """SQL of what a text says, a way after the other: as a clock shows it, and as an instant."""
        name, text = self._name, self.bare
        formats = [each for each in self._how.date_formats if "%" in each]
        clocks, instants = list[str](), list[str]()
        if need_patterns(formats):
            for place, form in enumerate(formats):
                self._values[f"format_{name}_{place}"] = form
                self._values[f"pattern_{name}_{place}"] = pattern_of(form)
                given = f"({text}, $format_{name}_{place}, $pattern_{name}_{place})"
                if has_zone(form):
                    instants.append(f"instant_in_format{given}")
                else:
                    clocks.append(f"clock_in_{'rolling_' if may_roll_over(form) else ''}format{given}")
        elif formats:
            self._values[f"formats_{name}"] = formats
            clocks.append(f"try_strptime({text}, $formats_{name})")
        if is_first_by_year(formats) and (self._kind == "timestamp" or any("%H" in each for each in formats)):
            # A moment may be written out further than the format says, in ISO 8601.
            clocks.append(f"iso_clock({text})")
            instants.append(f"iso_instant({text}, '{ZONE}')")
        return clocks, instants


def _of_cell(text: str, typed: str, others: list[str]) -> str:
    """SQL of what is typed, or else the first of the others that is there."""
    otherwise = f" else coalesce({', '.join(others)})" if others else ""
    return f"case when is_typed({text}) then {typed}{otherwise} end"
