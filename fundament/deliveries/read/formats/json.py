"""JSON by path, and JSON Lines: every leaf of a record is a column, named by its path, such as a.b.c.

JSON text as exact values: `json_text.py`. Encodings: `text.py`.
"""

import json
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.declared.declaration import FileDeclaration, FileFormat
from fundament.deliveries.declared.names import is_ignored, is_named
from fundament.deliveries.read.formats.base import CUT_OFF, CUT_OFF_AT, PROBLEM, TYPED, Row, no_rows, problem_field
from fundament.deliveries.read.formats.json_text import Unreadable, parse_json, place_of_what_is_unreadable
from fundament.deliveries.read.formats.text import encoding_of_file, open_text
from fundament.errors import BadInput

MAXIMUM_BYTES = 500_000_000
# Powers of ten that a number may have; written out, one with more fills the memory.
LARGEST_EXPONENT = 100
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class Mismatch(Exception):
    """That something else stands where a path leads than what it asks for, and the text of that."""

    def __init__(self, what: str, value: Any) -> None:
        super().__init__(what)
        self.shown = json.dumps(value, ensure_ascii=False, default=str)[:CUT_OFF_AT]


STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]|\[\]")


class JsonFile:
    """A document with records at a path, or a file with a record per line.

    The line of a row is its line in JSON Lines, and the number of the record in a document. A column whose path
    begins with the path of enclosing objects, such as `releases[].ocid`, is read from the one around the record.
    """

    def __init__(
        self, path: Path, how: FileFormat, entry: FileDeclaration, shown: str, used: Collection[str] = ()
    ) -> None:
        """`used`: names that expressions use: of what they name nothing is ignored.

        Raises `BadInput` where the file is empty, or no record of it can be read.
        """
        self._path, self._how, self._shown = path, how, shown
        self._used = [*used, *(entry.unpivot.columns if entry.unpivot else ())]
        made = {entry.unpivot.name, entry.unpivot.value} if entry.unpivot else set()
        spelled = (name for mapping in entry.columns.values() for name in mapping.spellings)
        self._named = [name for name in spelled if name not in made]
        self._ignored = entry.ignored_columns
        source = canonical_sources().get(entry.source)
        # Columns that are to hold one value, or a list of values.
        self._wanted = {*self._named, *(source.column_names if source else ())}
        if self._path.stat().st_size == 0:
            raise no_rows(shown)
        self._encoding = encoding_of_file(path, how.encoding, shown)
        leaves: dict[str, None] = {}
        objects, unreadable = 0, ""
        self._ambiguous: set[int] = set()
        for line, record, around in self._records():
            if isinstance(record, dict):
                objects += bool(record)
                names = list(self._columns_of(record, around))
                if len(set(names)) < len(names):
                    self._ambiguous.add(line)
                leaves.update(dict.fromkeys(names))
                paths = (name for name in used if name not in leaves and self._field(record, around, name))
                leaves.update(dict.fromkeys(paths))
            elif not unreadable:
                unreadable = f"line {line}: {_problem(record)}"
        if not objects and unreadable:
            raise BadInput(
                f"No record of the file can be read; {unreadable}",
                shown,
                "Correct format or records, or the file.",
            )
        # What is mapped is a column, also where no record of this file has it; without records all columns are.
        expected = () if objects else _required(entry)
        self.header = list(dict.fromkeys([*leaves, *self._named, *expected]))

    def rows(self) -> Iterator[Row]:
        """The records, each as its leaves."""
        for line, record, around in self._records():
            if isinstance(record, dict):
                fields = [self._field(record, around, name) for name in self.header]
                if NO_TEXT.search("".join(fields)):
                    fields = [NO_TEXT.sub("\ufffd", field) for field in fields]
                    yield Row(line, fields, "a text has a NUL, or half of a character")
                else:
                    two = (
                        "a key with a point in it, and an object, have one path" if line in self._ambiguous else ""
                    )
                    yield Row(line, fields, two)
            else:
                yield Row(line, [""] * len(self.header), _problem(record))

    def _records(self) -> Iterator[tuple[int, Any, dict[str, Any]]]:
        if self._how.format == "jsonl":
            yield from self._lines()
            return
        document = self._document()
        path = self._how.records or "[]"
        head = path.partition("[]")[0].strip(".")
        try:
            outermost = _follow(document, head) if head else document
        except Mismatch:
            outermost = None
        if not isinstance(outermost, list if "[]" in path else dict):
            there = f"; it has {', '.join(map(repr, list(document)[:20]))}" if isinstance(document, dict) else ""
            raise BadInput(
                f"There are no records at {path!r} in the document{there}",
                self._shown,
                "Say where they are (records), such as issues[].",
            )
        records = _at(document, path, "", {})
        for number, (record, around) in enumerate(records, start=1):
            yield number, record, around

    def _document(self) -> Any:
        if self._path.stat().st_size > MAXIMUM_BYTES:
            raise BadInput(
                f"The document is larger than {MAXIMUM_BYTES:,} bytes", self._shown, "Deliver it as JSON Lines."
            )
        with open_text(self._path, self._encoding, self._shown) as text:
            document = text.read()
            try:
                return parse_json(document)
            except Unreadable as error:
                place = place_of_what_is_unreadable(document)
                where = f"{self._shown}, line {place}" if place else self._shown
                raise BadInput(f"Not JSON: {error}", where, "Have the file sent again.") from error
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"Not JSON: {error.msg}",
                    f"{self._shown}, line {error.lineno}, column {error.colno}",
                    "The file may be cut off: have it sent again.",
                ) from error

    def _lines(self) -> Iterator[tuple[int, Any, dict[str, Any]]]:
        with open_text(self._path, self._encoding, self._shown) as text:
            for number, line in enumerate(text, start=1):
                if not line.strip():
                    yield number, {}, {}
                    continue
                try:
                    yield number, parse_json(line), {}
                except Unreadable as error:
                    yield number, Unreadable(f"not JSON: {error}: {line.strip()[:CUT_OFF_AT]}"), {}
                except json.JSONDecodeError as error:
                    if not line.endswith("\n"):
                        yield number, Unreadable(CUT_OFF), {}
                        continue
                    yield number, Unreadable(f"not JSON: {error.msg}: {line.strip()[:CUT_OFF_AT]}"), {}

    def _columns_of(self, record: dict, around: dict[str, Any]) -> Iterator[str]:
        for name in _leaves(record):
            # A list or object that is mapped by a path into it is handled by that.
            inside = [path for path in self._named if path.startswith((f"{name}[", f"{name}."))]
            is_used = any(is_named(name, each) for each in self._used)
            if is_used or (not inside and not is_ignored(name, self._ignored)):
                yield name

    def _field(self, record: dict, around: dict[str, Any], name: str) -> str:
        try:
            value = self._value(record, around, name)
            several = value if isinstance(value, list) else [value]
            if name in self._wanted and any(isinstance(item, dict | list) and item for item in several):
                raise Mismatch(f"{name} has objects or lists in it, where a value is mapped", value)
            return _text(value)
        except Mismatch as error:
            return problem_field(str(error), error.shown)

    @staticmethod
    def _value(record: dict, around: dict[str, Any], path: str) -> Any:
        # The innermost of the objects around it that the path names.
        for prefix, parent in reversed(around.items()):
            if path.startswith(prefix + "."):
                return _follow(parent, path[len(prefix) + 1 :])
        return record[path] if path in record else _follow(record, path)


def _problem(record: Any) -> str:
    return str(record) if isinstance(record, Unreadable) else "the record is no object"


def _required(entry: FileDeclaration) -> list[str]:
    """Canonical columns that must be there, and that the entry does not take from elsewhere."""
    source = canonical_sources().get(entry.source)
    return [c.name for c in source.columns if c.required and c.name not in entry.columns] if source else []


def _at(value: Any, path: str, so_far: str, around: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every record at the path, with the objects around it by their own paths."""
    head, _, rest = path.partition("[]")
    try:
        here = _follow(value, head.strip(".")) if head.strip(".") else value
    except Mismatch as error:
        yield Unreadable(f"{error}: {error.shown}"), around
        return
    name = f"{so_far}{head}"
    if "[]" not in path:
        if here is not None:
            yield here, around
        return
    name += "[]"
    if here is not None and not isinstance(here, list):
        # One object where a list is expected: no record may get lost, so that it shows.
        yield Unreadable(f"{name.removesuffix('[]')} is no list"), around
        return
    for item in here or ():
        rest_path = rest.lstrip(".")
        if rest_path:
            yield from _at(item, rest_path, f"{name}.", {**around, name: item})
        else:
            yield item, around


def _follow(value: Any, path: str) -> Any:
    """The value at a path; None where an object on the way is missing, or an empty text.

    Raises `Mismatch` where something else stands on the way than an object, or a list of objects.
    """
    for name, index in ((match[1], match[2]) for match in STEP.finditer(path)):
        if value in (None, ""):
            return None
        if index is not None:
            if not isinstance(value, list):
                raise Mismatch(f"there is no list for [{index}] of {path}", value)
            value = value[int(index)] if int(index) < len(value) else None
        elif name is not None and isinstance(value, list):
            if not all(isinstance(item, dict | None) for item in value):
                raise Mismatch(
                    f"a list has something else than objects in it, where {path} asks for {name}", value
                )
            value = [item[name] for item in value if item and item.get(name) is not None]
        elif name is not None:
            if not isinstance(value, dict):
                raise Mismatch(f"there is no object where {path} asks for {name}", value)
            value = value.get(name)
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
        case Decimal() if abs(value.adjusted()) > LARGEST_EXPONENT:
            return str(value)
        case int() | Decimal():
            return TYPED + format(Decimal(value), "f")
        case str():
            # What marks our own fields can't begin a text of a file.
            return value.lstrip(TYPED + PROBLEM)
        case list() if all(isinstance(item, str | int | Decimal | None) for item in value):
            return ", ".join(_text(item).removeprefix(TYPED) for item in value if item is not None)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str) if value else ""
