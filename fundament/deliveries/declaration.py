"""A delivery's YAML: where the files are, how to read them, how their columns map onto canonical ones."""

import datetime as dt
import re
from collections.abc import Iterable
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

from fundament.connectors.declaration import Pull
from fundament.deliveries.canonical import canonical_sources
from fundament.errors import BadInput

UNITS = {"one": 1, "thousand": 1_000, "million": 1_000_000}
# document: part of a document, fixed at the day it was published. full: the full state of a source as at a day.
# increment: rows in addition to those before, or later versions of them.
Scope = Literal["document", "full", "increment"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class ColumnMapping(_Strict):
    """Where a canonical column comes from: a column of the file, or a constant."""

    from_: str | None = Field(default=None, alias="from")
    constant: str | None = None
    unit: Literal["one", "thousand", "million"] = "one"


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
        return pattern


class FileDeclaration(_Strict):
    """One file of a delivery. Columns that are not mapped must bear a canonical name or be ignored."""

    source: str
    path: str
    columns: dict[str, ColumnMapping] = {}
    ignored_columns: list[str] = []
    expected_rows: int | None = None
    scope: Scope | None = None
    as_of: dt.date | DateInFileName | None = None
    # Columns of the file that say why a row is to be rejected, or skipped and counted; empty: it is neither.
    reject_reason_from: str | None = None
    skip_reason_from: str | None = None


class Delivery(_Strict):
    """A set of statements, by somebody, as at a date."""

    delivery_id: Identifier
    title: str
    owner: str
    publication_id: Identifier
    format: Literal["csv"] = "csv"
    encoding: Literal["utf-8"] = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    decimal_separator: Literal[".", ","] = "."
    date_formats: list[str] = ["%Y-%m-%d"]
    max_rejected_rows: int = 0
    scope: Scope = "document"
    as_of: dt.date | DateInFileName | None = None
    complete_marker: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = None
    pull: Pull | None = None
    files: list[FileDeclaration] = []

    @model_validator(mode="after")
    def _has_files(self) -> "Delivery":
        if self.pull and "scope" not in self.model_fields_set:
            self.scope = "full"
        if self.pull and not self.files:
            self.files = [FileDeclaration.model_validate(file) for file in self.pull.default_files()]
        if not self.files:
            raise ValueError("files: name at least one")
        return self


def read_deliveries(folder: Path) -> list[tuple[Path, Delivery]]:
    """Every `delivery.yml` or `*.delivery.yml` under the folder, in the order of their paths.

    Raises `BadInput` with the key and its line where a declaration is not as it should be.
    """
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


def read_delivery(path: Path) -> Delivery:
    """One declaration. Raises `BadInput` with the key and its line where it is not as it should be."""
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        delivery = Delivery.model_validate(yaml.safe_load(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"Not YAML: {error.problem}", f"{path}, line {line}", "Mend the syntax.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"Not YAML in UTF-8: {error}", str(path), "Save it as plain UTF-8 text.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise _bad_key(path, node, first["loc"], first["msg"]) from error
    for index, file in enumerate(delivery.files):
        if file.source not in canonical_sources():
            known = ", ".join(canonical_sources())
            raise _bad_key(path, node, ("files", index, "source"), f"{file.source!r} is none of {known}")
        for name in file.columns:
            if name not in (*canonical_sources()[file.source].column_names, "citation"):
                message = f"{name!r} is no column of {file.source}"
                raise _bad_key(path, node, ("files", index, "columns", name), message)
        for column in canonical_sources()[file.source].columns:
            mapping = file.columns.get(column.name)
            if mapping and mapping.unit != "one" and not column.data_type.startswith("decimal"):
                message = f"{column.name} is a {column.data_type}; it has no unit"
                raise _bad_key(path, node, ("files", index, "columns", column.name, "unit"), message)
    return delivery


def _bad_key(path: Path, node: yaml.Node | None, location: Iterable[int | str], message: str) -> BadInput:
    """An error at a key, with the line of the deepest part of the location that the file has."""
    steps = list(location)
    line = 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    key = ".".join(str(step) for step in steps)
    return BadInput(f"{key}: {message}", f"{path}, line {line}", "Mend this key of the delivery.")
