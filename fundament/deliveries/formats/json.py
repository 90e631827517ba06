"""JSON by path, and JSON Lines: every leaf of a record is a column, named by its path, such as a.b.c."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from fundament.deliveries.declaration import FileDeclaration, FileFormat
from fundament.deliveries.formats.base import CUT_OFF_AT, TYPED, Row, no_rows
from fundament.deliveries.formats.text import open_text
from fundament.errors import BadInput

MAXIMUM_BYTES = 500_000_000
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]|\[\]")


class JsonFile:
    """A document with records at a path, or a file with a record per line.

    The line of a row is its line in JSON Lines, and the number of the record in a document. A column whose path
    begins with the path of enclosing objects, such as `releases[].ocid`, is read from the one around the record.
    """

    def __init__(self, path: Path, how: FileFormat, entry: FileDeclaration, shown: str) -> None:
        self._path, self._how, self._shown = path, how, shown
        self._named = [name for mapping in entry.columns.values() for name in mapping.spellings]
        self._ignored = entry.ignored_columns
        leaves: dict[str, None] = {}
        records = 0
        for _, record, around in self._records():
            records += 1
            if isinstance(record, dict):
                leaves.update(dict.fromkeys(self._columns_of(record, around)))
        if not records and self._path.stat().st_size == 0:
            raise no_rows(shown)
        # What is mapped is a column, also where no record of this file has it.
        self.header = list(dict.fromkeys([*leaves, *self._named])) if records else list(self._named)

    def rows(self) -> Iterator[Row]:
        """The records, each as its leaves."""
        for line, record, around in self._records():
            if isinstance(record, dict):
                yield Row(line, [_text(self._value(record, around, name)) for name in self.header])
            else:
                problem = record if isinstance(record, str) else "the record is no object"
                yield Row(line, [""] * len(self.header), problem)

    def _records(self) -> Iterator[tuple[int, Any, dict[str, Any]]]:
        if self._how.format == "jsonl":
            yield from self._lines()
            return
        document = self._document()
        records = _at(document, self._how.records or "[]", "", {})
        for number, (record, around) in enumerate(records, start=1):
            yield number, record, around

    def _document(self) -> Any:
        if self._path.stat().st_size > MAXIMUM_BYTES:
            raise BadInput(
                f"The document is larger than {MAXIMUM_BYTES:,} bytes", self._shown, "Deliver it as JSON Lines."
            )
        with open_text(self._path, self._how.encoding, self._shown) as text:
            try:
                return json.load(text, parse_float=Decimal, parse_constant=str)
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"Not JSON: {error.msg}",
                    f"{self._shown}, line {error.lineno}, column {error.colno}",
                    "The file may be cut off: have it sent again.",
                ) from error

    def _lines(self) -> Iterator[tuple[int, Any, dict[str, Any]]]:
        with open_text(self._path, self._how.encoding, self._shown) as text:
            for number, line in enumerate(text, start=1):
                if not line.strip():
                    yield number, {}, {}
                    continue
                try:
                    yield number, json.loads(line, parse_float=Decimal, parse_constant=str), {}
                except json.JSONDecodeError as error:
                    yield number, f"not JSON: {error.msg}: {line.strip()[:CUT_OFF_AT]}", {}

    def _columns_of(self, record: dict, around: dict[str, Any]) -> Iterator[str]:
        for name in _leaves(record):
            # A list or object that is mapped by a path into it is handled by that.
            inside = [path for path in self._named if path.startswith((f"{name}[", f"{name}."))]
            if not inside and not self._is_ignored(name):
                yield name

    def _is_ignored(self, name: str) -> bool:
        return any(name == each or name.startswith((f"{each}.", f"{each}[")) for each in self._ignored) or any(
            each.endswith("*") and name.startswith(each[:-1]) for each in self._ignored
        )

    @staticmethod
    def _value(record: dict, around: dict[str, Any], path: str) -> Any:
        for prefix, parent in around.items():
            if path.startswith(prefix + "."):
                return _follow(parent, path[len(prefix) + 1 :])
        return record[path] if path in record else _follow(record, path)


def _at(value: Any, path: str, so_far: str, around: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every record at the path, with the objects around it by their own paths."""
    head, _, rest = path.partition("[]")
    here = _follow(value, head.strip(".")) if head.strip(".") else value
    name = f"{so_far}{head}"
    if "[]" not in path:
        if here is not None:
            yield here, around
        return
    name += "[]"
    for item in here if isinstance(here, list) else ():
        rest_path = rest.lstrip(".")
        if rest_path:
            yield from _at(item, rest_path, f"{name}.", {**around, name: item})
        else:
            yield item, around


def _follow(value: Any, path: str) -> Any:
    """The value at a path; None where an object on the way is missing."""
    for name, index in ((match[1], match[2]) for match in STEP.finditer(path)):
        if index is not None:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
        elif name is not None:
            if isinstance(value, list):
                value = [item.get(name) for item in value if isinstance(item, dict)]
            else:
                value = value.get(name) if isinstance(value, dict) else None
        if value is None:
            return None
    return value


def _leaves(record: dict, prefix: str = "") -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return TYPED + format(Decimal(value), "f")
        case str():
            return value
        case list() if all(isinstance(item, str | int) for item in value):
            return ", ".join(str(item) for item in value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str) if value else ""
