"""A delivery's YAML: where the files are, how to read them, how their columns map onto canonical ones.

Keys and what they may hold; what a key does to a file stands where files are found, read and cast.
"""

import datetime as dt
import difflib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from fundament.clock import TIME_ZONE
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.declared.patterns import first_group
from fundament.deliveries.declared.pulls import Pull, TimeZone
from fundament.deliveries.declared.unknown_dates import UNKNOWN_DATES
from fundament.errors import BadInput

# As the power of ten that a value is multiplied by.
UNITS = {"one": 0, "thousand": 3, "million": 6, "percent": -2}
# Keys that say how a file is read, and the formats in which they mean something.
KEYS_OF_FORMATS = {
    "encoding": ("csv", "json", "jsonl"),
    "delimiter": ("csv",),
    "quote": ("csv",),
    "skip_rows": ("csv", "excel"),
    "header_row": ("csv", "excel"),
    "column_names": ("csv", "excel"),
    "header_rows": ("excel",),
    "merged_cells": ("excel",),
    "surplus": ("csv", "excel"),
    "sheet": ("excel",),
    "records": ("json",),
}
# document: part of a document, fixed at the day it was published. full: the full state of a source as at a day.
# increment: rows in addition to those before, or later versions of them.
Scope = Literal["document", "full", "increment"]
# Words in the place of a date format: days as a workbook counts them, and the time since 1970.
NUMBERED_DAYS = ("excel_serial", "excel_serial_1904", "epoch_seconds", "epoch_milliseconds")
# What stands in a draft where a person has to say something; letters and hyphens, so that it may be a name too.
FILL_IN = "TO-FILL-IN"
# A number of rows, lines or columns: neither true nor 2.0 is one.
Count = Annotated[int, Field(strict=True, ge=0)]
Position = Annotated[int, Field(strict=True, ge=1)]
# Sums of days and months must stay within four figures.
Year = Annotated[int, Field(strict=True, ge=1000, le=9900)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
LONGEST_DECLARATION = 1_000_000
# For each of them folders are looked through.
MOST_PATHS = 1000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def date_formats_have_parts(formats: list[str] | None) -> list[str] | None:
    """Formats as in strptime, or the words for serial numbers. Raises `ValueError` at another: dd-mm-yyyy."""
    for each in formats or ():
        if each not in NUMBERED_DAYS and not re.search(r"%-?[A-Za-z]", each):
            raise ValueError(f"{each!r} has no part such as %Y, %m or %d")
    return formats


class ValueFormat(_Strict):
    """How texts are read as values. A file says it for its delivery's, a column for its file's."""

    decimal_separator: Literal[".", ",", "mixed"] = Field(
        ".",
        description="Sign before the decimals; mixed: both occur, told apart by the rule of docs/deliveries.md",
    )
    thousands_separator: Literal["", ".", ",", " ", "'"] = Field(
        "", description="Sign between groups of three digits; a number without it is read too"
    )
    mixed_three_digits: Literal["reject", "thousands", "decimals"] = Field(
        "reject", description="What 1.234 is where decimal_separator is mixed: nobody can tell from the text"
    )
    negative_forms: list[Literal["minus", "trailing_minus", "parentheses"]] = Field(
        ["minus"], description="-1.00, 1.00- and (1.00)"
    )
    remove: list[Annotated[str, StringConstraints(min_length=1)]] = Field(
        [], description="Texts taken out of a number before it is read, such as EUR or a percent sign"
    )
    date_formats: Annotated[list[str], Field(min_length=1)] = Field(
        ["%Y-%m-%d"],
        description="strptime formats, tried in this order; excel_serial: days, as a workbook counts them; "
        "epoch_seconds, epoch_milliseconds: since 1970",
    )
    time_zone: TimeZone = Field(
        TIME_ZONE.key, description="Zone of moments without an offset, and of the day that an instant falls on"
    )
    years: Annotated[tuple[Year, Year], Field()] = Field(
        (1900, 2199), description="First and last year that a date may lie in"
    )
    null_words: list[str] = Field([], description="Texts that mean: not known; in upper or lower case")
    unknown_dates: list[dt.date] = Field(
        UNKNOWN_DATES,
        description="Days that stand for: not known, such as 9999-12-31; [] takes every day as it is",
    )

    @field_validator("years")
    @classmethod
    def _first_is_before_last(cls, years: tuple[int, int]) -> tuple[int, int]:
        if years[0] > years[1]:
            raise ValueError(f"the first, {years[0]}, is after the last, {years[1]}")
        return years

    _dates_have_parts = field_validator("date_formats")(date_formats_have_parts)


Encoding = Literal["utf-8", "windows-1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"]


class FileFormat(ValueFormat):
    """How a file is read. A file entry says it for its delivery's."""

    format: Literal["csv", "excel", "json", "jsonl", "parquet"] = "csv"
    encoding: Encoding | Annotated[list[Encoding], Field(min_length=1)] = Field(
        "utf-8", description="One, or several that occur: the first that the whole file fits is that of the file"
    )
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1, pattern=r"^[^\r\n\x00]$")] = ","
    quote: Annotated[str, StringConstraints(max_length=1, pattern=r"^[^\r\n\x00]?$")] = Field(
        '"', description="Empty: no quoting"
    )
    escape: Literal["double", "backslash"] = Field(
        "double",
        description="How a quote within quotes is written: twice, or after a backslash; then a backslash stands "
        "before a delimiter and another backslash too, and before anything else it is itself",
    )
    skip_rows: Count = Field(0, description="Lines before the table, such as titles")
    header_row: Position = Field(1, description="Which line after skip_rows is the header")
    header_rows: Annotated[int, Field(strict=True, ge=1, le=5)] = Field(
        1, description="Excel: rows that the header takes; their texts are joined, merged cells spread out"
    )
    column_names: list[str] = Field([], description="Names of the columns, for a file without a header")
    merged_cells: Literal["reject", "fill"] = Field(
        "reject",
        description="Excel: what becomes of rows with merged cells; fill: the value stands in each of the cells",
    )
    sheet: str | Position | None = Field(None, description="Excel: name or number (from 1) of the sheet")
    surplus: Literal["reject", "ignore"] = Field(
        "reject",
        description="What becomes of fields beyond the header, and of columns without a name: a row with a value "
        "there is rejected, or those fields are ignored, and the rows that have some are told",
    )
    records: str | None = Field(None, description="JSON: path of the records, such as releases[].contracts[]")
    blank_rows: Literal["reject", "skip"] = Field("reject", description="What happens to a row without values")
    skip_when: list[str] = Field(
        [], description="Conditions on the file's columns; such rows are skipped, counted"
    )
    max_rejected_rows: Count = Field(0, description="Rejected rows allowed in a file")


class ColumnMapping(_Strict):
    """Where a canonical column comes from: a column of the file, a constant, or an expression."""

    from_: str | Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None, alias="from", description="Column of the file, or the spellings of it that occur"
    )
    constant: str | None = None
    expression: str | None = Field(None, description="SQL over the columns of the file, which are texts")
    optional: bool = Field(False, description="The file may lack the column; it is unknown then")
    join: str | None = Field(
        None, description="Text between the values where several columns of the file bear the name"
    )
    unit: Literal["one", "thousand", "million", "percent"] = "one"
    values: dict[str, str] = Field({}, description="Words of the file and the canonical values they stand for")
    decimal_separator: Literal[".", ",", "mixed"] | None = None
    thousands_separator: Literal["", ".", ",", " ", "'"] | None = None
    mixed_three_digits: Literal["reject", "thousands", "decimals"] | None = None
    negative_forms: list[Literal["minus", "trailing_minus", "parentheses"]] | None = None
    remove: list[Annotated[str, StringConstraints(min_length=1)]] | None = None
    date_formats: Annotated[list[str], Field(min_length=1)] | None = None
    time_zone: TimeZone | None = None
    years: tuple[Year, Year] | None = None
    null_words: list[str] | None = None
    unknown_dates: list[dt.date] | None = None

    _dates_have_parts = field_validator("date_formats")(date_formats_have_parts)

    @field_validator("constant", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return (
            str(value)
            if isinstance(value, int | float | Decimal | dt.date) and not isinstance(value, bool)
            else value
        )

    @model_validator(mode="after")
    def _has_one_origin(self) -> "ColumnMapping":
        given = [name for name in ("from_", "constant", "expression") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError("give one of from, constant and expression")
        if self.join is not None and self.from_ is None:
            raise ValueError("join needs from")
        return self

    @property
    def spellings(self) -> tuple[str, ...]:
        """Names that the column of the file may have."""
        if self.from_ is None:
            return ()
        return (self.from_,) if isinstance(self.from_, str) else tuple(self.from_)


class DateInFileName(_Strict):
    """The day that a file is as at, taken from its name: the first group of a pattern, in a format."""

    from_file_name: str
    format: str = "%Y-%m-%d"

    @field_validator("from_file_name")
    @classmethod
    def _has_one_group(cls, pattern: str) -> str:
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        if groups != 1:
            raise ValueError("must have one group in parentheses: the date")
        try:
            first_group(pattern, "")
        except ValueError as error:
            raise ValueError(f"no pattern that can be used here: {error}") from error
        return pattern


class RowRange(_Strict):
    """How many rows a file is expected to have."""

    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> "RowRange":
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least, at_most or both")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is more than at_most {self.at_most}")
        return self


class ControlTotals(_Strict):
    """What the sender says that all files of the entry come to together."""

    rows: Count | None = None
    sums: dict[str, Decimal] = Field({}, description="Per canonical column, in its canonical unit")

    @field_validator("sums", mode="before")
    @classmethod
    def _exact(cls, sums: object) -> object:
        return {k: str(v) for k, v in sums.items()} if isinstance(sums, dict) else sums


class Unpivot(_Strict):
    """Columns that become rows: a table with a year per column, or with two kinds of amount."""

    columns: Annotated[list[str], Field(min_length=1)] = Field(
        description="Columns of the file, each of which gives a row; a name that ends in * stands for many"
    )
    name: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="What the column of their names is called, under columns and in expressions"
    )
    value: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="What the column of their values is called"
    )


class FileDeclaration(FileFormat):
    """Files of a delivery that are read alike. A column must be mapped, bear a canonical name, or be ignored."""

    source: str = Field(description="Canonical source that the rows go to")
    path: str | Annotated[list[str], Field(min_length=1)] = Field(
        description="File, folder or pattern within the folder of this YAML, or a list of them"
    )
    columns: dict[str, ColumnMapping] = {}
    ignored_columns: list[str] = []
    unpivot: Unpivot | None = None
    expected_rows: Count | RowRange | None = Field(None, description="Rows of each file: a number, or a range")
    control_totals: ControlTotals | None = None
    key: list[str] = Field([], description="Canonical columns of which each combination may occur once")
    scope: Scope | None = None
    as_of: dt.date | DateInFileName | None = None
    # Columns of the file that say why a row is to be rejected, or skipped and counted; empty: it is neither.
    reject_reason_from: str | None = None
    skip_reason_from: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The path or paths."""
        return (self.path,) if isinstance(self.path, str) else tuple(self.path)


# A number of days, weeks, months or years: `1 month`.
ExpectedEvery = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3} (day|week|month|year)s?$")]


class Delivery(FileFormat):
    """A set of statements, by somebody, as at a date."""

    delivery_id: Identifier
    title: str
    owner: str = Field(description="Organisation or role that answers for it")
    publication_id: Identifier
    scope: Scope = "document"
    as_of: dt.date | DateInFileName | None = None
    complete_marker: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = None
    expected_every: ExpectedEvery | None = Field(default=None, description="How often new files are to come")
    when_late: Literal["report", "refuse"] = "report"
    pull: Pull | None = None
    files: list[FileDeclaration] = []

    @field_validator("publication_id")
    @classmethod
    def _has_folders(cls, publication_id: str) -> str:
        # Spark's lines lie in a folder each, and DuckDB takes this name of one for no value.
        if publication_id.lower() == "null":
            raise ValueError(f"{publication_id!r} is read as no value at all; give it another name")
        return publication_id

    @model_validator(mode="after")
    def _has_files(self) -> "Delivery":
        if self.pull and "scope" not in self.model_fields_set:
            self.scope = "full"
        if self.pull and not self.files:
            self.files = [FileDeclaration.model_validate(file) for file in self.pull.default_files()]
        if not self.files:
            raise ValueError("files: name at least one")
        if sum(len(file.paths) for file in self.files) > MOST_PATHS:
            raise ValueError(f"files: name at most {MOST_PATHS:,} paths; a folder or a pattern is one")
        if self.expected_every and self.scope == "document":
            raise ValueError("expected_every: a document comes once; give scope full or increment")
        if self.when_late == "refuse" and not self.expected_every:
            raise ValueError("when_late: give expected_every too")
        return self

    @property
    def expected_months_and_days(self) -> tuple[int, int]:
        """The period of `expected_every`: months have no fixed number of days."""
        number, unit = (self.expected_every or "0 days").split()
        months, days = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}[unit.rstrip("s")]
        return int(number) * months, int(number) * days

    def format_of(self, file: FileDeclaration) -> FileFormat:
        """How a file is read: as it says itself, else as the delivery says."""
        names = FileFormat.model_fields
        said = {name: getattr(self, name) for name in names if name in self.model_fields_set}
        said |= {name: getattr(file, name) for name in names if name in file.model_fields_set}
        return FileFormat.model_validate(said)


def format_of_column(how: FileFormat, mapping: ColumnMapping | None) -> ValueFormat:
    """How the texts of a column are read: as it says itself, else as its file says."""
    names = ValueFormat.model_fields
    said = {name: getattr(mapping, name, None) for name in names}
    return ValueFormat.model_validate(
        {name: getattr(how, name) if said[name] is None else said[name] for name in names}
    )


class _Loader(yaml.SafeLoader):
    """YAML in which nothing is lost silently: no key twice, no day that there is not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        """A mapping whose keys are there once."""
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"{key.value} stands here twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """A whole number as it is written; 0123 and 12:30 would be other numbers in YAML."""
        if not re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", node.value):
            problem = f"{node.value} is another number in YAML; put it in quotes"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return int(node.value)

    def construct_decimal(self, node: yaml.ScalarNode) -> Decimal:
        """A number as exact as it is written."""
        try:
            return Decimal(node.value)
        except InvalidOperation as error:
            problem = f"{node.value} is no plain number; put it in quotes"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from error

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> dt.date:
        """A date or a moment."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            problem = f"{node.value!r} is no date: {error}"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from error


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read_deliveries(folder: Path) -> list[tuple[Path, Delivery]]:
    """Every `delivery.yml` or `*.delivery.yml` under the folder, in the order of their paths.

    Raises `BadInput` with the key and its line where a declaration is not as it should be, and where a folder
    can't be read, since it may hold another.
    """
    for _ in os.walk(folder, onerror=_refuse_unreadable):
        pass
    found = sorted({*folder.rglob("delivery.yml"), *folder.rglob("*.delivery.yml")})
    if not found:
        raise BadInput("No delivery found", str(folder), "Put a delivery.yml in the folder.")
    deliveries = [(path, read_delivery(path)) for path in found]
    seen: dict[str, Path] = {}
    for path, delivery in deliveries:
        if (first := seen.setdefault(delivery.delivery_id, path)) != path:
            raise BadInput(
                f"Two deliveries are called {delivery.delivery_id!r}", f"{first} and {path}", "Rename one."
            )
    return deliveries


def _refuse_unreadable(error: OSError) -> None:
    # A file system's own folders are nobody's deliveries.
    if isinstance(error, PermissionError) and not Path(error.filename).name.startswith((".", "lost+found")):
        raise BadInput(
            f"A folder of deliveries can't be read: {error.strerror}",
            str(error.filename),
            "Let the user that runs Fundament read it, then run again.",
        ) from error


def _text_of(path: Path) -> str:
    # Opened without waiting: a pipe would keep whoever opens it for as long as its owner likes.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise BadInput("It is no file", str(path), "Put the declaration itself there.")
        content = stream.read(LONGEST_DECLARATION + 1)
    if len(content) > LONGEST_DECLARATION:
        raise BadInput(f"It is larger than {LONGEST_DECLARATION:,} bytes", str(path), "Split the delivery.")
    return content.decode("utf-8")


def read_delivery(path: Path) -> Delivery:
    """One declaration. Raises `BadInput` with the key and its line where it is not as it should be."""
    try:
        text = _text_of(path)
    except UnicodeDecodeError as error:
        raise BadInput(f"Not YAML in UTF-8: {error}", str(path), "Save it as plain UTF-8 text.") from error
    return _read_text(path, text)


# A night reads each of them several times.
@lru_cache(maxsize=256)
def _read_text(path: Path, text: str) -> Delivery:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise BadInput("There are no keys in it", str(path), "Describe the delivery: see docs/deliveries.md.")
        _refuse_expansion(node, path)
        delivery = Delivery.model_validate(loader.construct_document(node))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"Not YAML: {error.problem}", f"{path}, line {line}", "Correct the syntax.") from error
    except RecursionError as error:
        raise BadInput("Not YAML: it is nested too deeply", str(path), "Correct the syntax.") from error
    except yaml.YAMLError as error:
        raise BadInput(f"Not YAML in UTF-8: {error}", str(path), "Save it as plain UTF-8 text.") from error
    except ValidationError as error:
        # Of the forms that a value may have, the one that came furthest is the one that was meant.
        # A key that there is not says more than the one that is missing for it.
        rank = {"extra_forbidden": 2, "missing": 0}
        first = max(
            error.errors(),
            key=lambda each: (
                len(each["loc"]),
                rank.get(each["type"], 1),
                not each["type"].endswith("_type"),
            ),
        )
        location, message = first["loc"], first["msg"].removeprefix("Value error, ")
        if not location and ": " in message:
            name, message = message.split(": ", 1)
            location = (name,)
        if first["type"] == "extra_forbidden":
            message = "there is no such key" + _likely(str(location[-1]))
        if first["type"] == "model_type":
            message = "keys and their values are expected here"
            message += ", such as {from: Name}" if "columns" in location else ""
        if first["type"] == "string_type" and isinstance(first["input"], bool | int | Decimal | dt.date):
            message += "; put it in quotes"
        raise _bad_key(path, node, location, message) from error
    for location, message in _keys_without_effect(delivery):
        raise _bad_key(path, node, location, message)
    for index, file in enumerate(delivery.files):
        if file.source not in canonical_sources():
            known = ", ".join(canonical_sources())
            raise _bad_key(path, node, ("files", index, "source"), f"{file.source!r} is none of {known}")
        for name in file.columns:
            if name not in (*canonical_sources()[file.source].column_names, "citation"):
                message = f"{name!r} is no column of {file.source}"
                raise _bad_key(path, node, ("files", index, "columns", name), message)
        for key, names, allowed in _named_columns(file):
            for name in names:
                if name not in allowed:
                    message = f"{name!r} is none of {', '.join(allowed)}"
                    raise _bad_key(path, node, ("files", index, *key), message)
        if delivery.format_of(file).delimiter == delivery.format_of(file).quote:
            location = ("files", index, "delimiter") if "delimiter" in file.model_fields_set else ("delimiter",)
            raise _bad_key(path, node, location, "it is the quote too; give another quote, or an empty one")
        for column in canonical_sources()[file.source].columns:
            mapping = file.columns.get(column.name)
            how = format_of_column(delivery.format_of(file), mapping)
            if how.thousands_separator == how.decimal_separator:
                said = mapping if mapping and mapping.thousands_separator else None
                at = ("files", index, "columns", column.name) if said else ("files", index)
                key = (
                    (*at, "thousands_separator") if said or file.thousands_separator else ("thousands_separator",)
                )
                message = f"{how.thousands_separator!r} is the decimal separator too"
                raise _bad_key(path, node, key, message)
            if mapping and mapping.unit != "one" and not column.data_type.startswith("decimal"):
                message = f"{column.name} is a {column.data_type}; it has no unit"
                raise _bad_key(path, node, ("files", index, "columns", column.name, "unit"), message)
    return delivery


def line_of_entry(path: Path, index: int) -> int:
    """The line at which an entry of `files` begins; 1 where the files are those of a connector."""
    node = yaml.compose(_text_of(path), Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    entries: list[yaml.Node] = next((value.value for key, value in pairs if key.value == "files"), [])
    return int(entries[index].start_mark.line) + 1 if index < len(entries) else 1


def _refuse_expansion(whole: yaml.Node, path: Path) -> None:
    """An alias stands for all that its anchor holds: written out, it is no longer than a declaration may be."""
    written: dict[int, int] = {}

    def length(node: yaml.Node) -> int:
        if isinstance(node, yaml.ScalarNode):
            return 1 + len(node.value)
        if id(node) not in written:
            # For as long as it is not known. What holds itself is small, and no declaration: that is told later.
            written[id(node)] = 0
            pairs = node.value if isinstance(node, yaml.MappingNode) else [node.value]
            written[id(node)] = 1 + sum(length(part) for pair in pairs for part in pair)
        return written[id(node)]

    if length(whole) > LONGEST_DECLARATION:
        what = f"With its aliases written out it is larger than {LONGEST_DECLARATION:,} characters"
        raise BadInput(what, str(path), "Use fewer aliases (*).")


def _likely(name: str) -> str:
    models = (Delivery, FileDeclaration, Unpivot, ColumnMapping, ControlTotals, RowRange, DateInFileName)
    keys = {field.alias or key for model in models for key, field in model.model_fields.items()}
    found = difflib.get_close_matches(name, keys, 1)
    return f"; did you mean {found[0]}?" if found else ""


def _keys_without_effect(delivery: Delivery) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Keys that say how a file is read, and mean nothing in its format: the key of the YAML, and why."""
    formats = [delivery.format_of(file).format for file in delivery.files]
    for key, has_it in KEYS_OF_FORMATS.items():
        reason = f"it has no meaning in {{}}, only in {' and '.join(has_it)}; leave it out"
        for index, (file, name) in enumerate(zip(delivery.files, formats, strict=True)):
            if key in file.model_fields_set and name not in has_it:
                yield ("files", index, key), reason.format(name)
        if key in delivery.model_fields_set and not any(name in has_it for name in formats):
            yield (key,), reason.format(" and ".join(dict.fromkeys(formats)))


def _named_columns(file: FileDeclaration) -> Iterator[tuple[tuple[str, ...], Iterable[str], list[str]]]:
    """Where a file entry names canonical columns: key of the YAML, the names, and those that may stand there."""
    columns = canonical_sources()[file.source].columns
    yield ("key",), file.key, [column.name for column in columns]
    sums = file.control_totals.sums if file.control_totals else {}
    numbers = [column.name for column in columns if column.data_type.startswith(("decimal", "integer"))]
    yield ("control_totals", "sums"), sums, numbers


def _bad_key(path: Path, node: yaml.Node | None, location: Iterable[int | str], message: str) -> BadInput:
    """An error at a key, with the line of the deepest part of the location that the file has."""
    steps = list(location)
    shown = []
    line = 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                # A key that is missing, or the name of one of several forms.
                continue
            line, node = pair[0].start_mark.line + 1, pair[1]
            shown.append(step)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
            shown.append(step)
    if steps and message == "Field required":
        shown.append(steps[-1])
    key = ".".join(str(step) for step in shown or steps)
    return BadInput(f"{key}: {message}", f"{path}, line {line}", "Correct this key of the delivery.")
