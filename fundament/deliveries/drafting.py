"""A first declaration of a file that nobody has described, for a person to correct.

What can't be known is marked TO-FILL-IN and stops `fundament deliveries check`; what is only likely bears a
comment.
"""

import difflib
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from fundament import database
from fundament.deliveries.canonical import Column, Source, canonical_sources
from fundament.deliveries.declaration import FILL_IN, FileDeclaration, FileFormat
from fundament.deliveries.formats.base import TYPED, Row
from fundament.deliveries.formats.csv import CsvFile
from fundament.deliveries.formats.excel import ExcelFile
from fundament.deliveries.formats.json import JsonFile
from fundament.deliveries.formats.json_text import Unreadable, parse_json
from fundament.deliveries.formats.parquet import ParquetFile, columns_of
from fundament.deliveries.formats.text import open_text
from fundament.deliveries.sniffing import (
    SAMPLE_ROWS,
    Sniffed,
    Values,
    csv_layout,
    encoding_of,
    format_of,
    look_at_column,
    records_path,
)
from fundament.deliveries.synonyms import SYNONYMS, VALUES
from fundament.deliveries.totals import total_rows
from fundament.errors import BadInput, visible

GOOD_ENOUGH, UNSURE = 0.6, 0.7
UNITS_IN_NAMES = {
    "thousand": re.compile(
        r"x\s?1[., ]?000\b|'000|\b000s\b|\bthousands?\b|\bduizend|\bk€|€k\b|\bkeur\b", re.IGNORECASE
    ),
    "million": re.compile(r"\bmln\b|\bmillions?\b|\bmiljoen|\bm€|€m\b|\bmeur\b", re.IGNORECASE),
    "percent": re.compile(r"%|\bpercent", re.IGNORECASE),
}
# When bids must be in says nothing of the contract.
OF_A_TENDER = re.compile(
    r"\b(tender|tender ?period|bids?|submission|closing|deadline|inschrijving|inschrijftermijn|aanmelding)\b"
)
PER_FILE = ("decimal_separator", "thousands_separator", "negative_forms", "remove", "date_formats")


def draft(path: Path, source_name: str | None = None, publication_id: str | None = None) -> str:
    """The YAML. Raises `BadInput` where the file can't be read at all."""
    sniffed = _sniff(path)
    columns = _columns_of(sniffed)
    names = [source_name] if source_name else list(SYNONYMS)
    candidates = [(canonical_sources()[name], _match(canonical_sources()[name], columns)) for name in names]
    source, _ = max(candidates, key=lambda pair: _fitness(*pair))
    matched = _match(source, columns, tells_apart=True)
    return "\n".join(_yaml(path, sniffed, columns, source, matched, publication_id, source_name is None)) + "\n"


def _sniff(path: Path) -> Sniffed:
    """Format and first rows, read by the readers that a run uses."""
    kind = format_of(path)
    sniffed = Sniffed({} if kind == "csv" else {"format": kind})
    if kind == "parquet":
        with database.in_memory() as connection:
            parquet = ParquetFile(path, columns_of(path, path.name))
            relation = parquet.relation()
            found = connection.execute(f"{relation.sql} limit {SAMPLE_ROWS}", relation.values).fetchall()
        sniffed.header = parquet.header
        sniffed.rows = [["" if value is None else str(value) for value in row[2:]] for row in found]
        return sniffed
    if kind in ("csv", "json", "jsonl"):
        encoding, doubt = encoding_of(path)
        sniffed.keys["encoding"] = encoding
        if doubt:
            sniffed.doubts["encoding"] = doubt
    if kind == "csv":
        keys, doubts = csv_layout(path, encoding)
        sniffed.keys |= keys
        sniffed.doubts |= doubts
    elif kind == "json":
        with open_text(path, encoding, path.name) as text:
            try:
                sniffed.keys["records"] = records_path(parse_json(text.read()))
            except Unreadable as error:
                raise BadInput(f"Not JSON: {error}", str(path), "Have the file sent again.") from error
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"Not JSON: {error.msg}", f"{path}, line {error.lineno}", "Have the file sent again."
                ) from error
    elif kind == "excel":
        _sniff_sheet(path, sniffed)
    how = FileFormat.model_validate(sniffed.keys)
    reader: CsvFile | ExcelFile | JsonFile
    if kind == "csv":
        reader = CsvFile(path, how, path.name)
    elif kind == "excel":
        reader = ExcelFile(path, how, path.name)
    else:
        reader = JsonFile(path, how, FileDeclaration(source="", path=path.name), path.name)
    sniffed.header = [" ".join(name.split()) for name in reader.header]
    rows: Iterator[Row] = reader.rows()
    width = len(sniffed.header)
    for row in islice(rows, SAMPLE_ROWS):
        if not row.problem:
            sniffed.rows.append((list(row.fields) + [""] * width)[:width])
    if kind in ("json", "jsonl"):
        _use_names_in_lists(sniffed)
    return sniffed


def _use_names_in_lists(sniffed: Sniffed) -> None:
    """Of a list of objects that have a name, the names are likelier to be wanted than the objects."""
    for position, header in enumerate(sniffed.header):
        texts = [row[position] for row in sniffed.rows if row[position]]
        if texts and all(text.startswith("[{") for text in texts):
            lists = [json.loads(text) for text in texts]
            if all(isinstance(item, dict) and "name" in item for items in lists for item in items):
                sniffed.header[position] = f"{header}.name"
                for row in sniffed.rows:
                    names = [str(item["name"]) for item in json.loads(row[position] or "[]")]
                    row[position] = ", ".join(names)


def _sniff_sheet(path: Path, sniffed: Sniffed) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        cells = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except CalamineError as error:
        raise BadInput(f"The workbook can't be read: {error}", str(path), "Save it anew as .xlsx.") from error
    chosen = max(cells, key=lambda name: len(cells[name]) * len(cells[name][0]) if cells[name] else 0)
    if len(sheets) > 1:
        sniffed.keys["sheet"] = chosen
        others = ", ".join(name for name in sheets if name != chosen)
        sniffed.doubts["sheet"] = f"the largest; the others are {others}"
    rows = cells[chosen]
    width = max((sum(cell != "" for cell in row) for row in rows), default=0)
    first = 0
    for number, row in enumerate(rows[:30]):
        named = [cell for cell in row if cell != ""]
        if len(named) >= max(2, width * 0.5) and all(isinstance(cell, str) for cell in named):
            first = number
            break
    if first:
        sniffed.keys["skip_rows"] = first
        sniffed.doubts["skip_rows"] = "rows above the header, as it seems"
    merged = sheets[chosen].merged_cell_ranges or []
    if any(top == first and (bottom > top or right > left) for (top, left), (bottom, right) in merged):
        sniffed.keys["header_rows"] = 2
        sniffed.doubts["header_rows"] = "the header has merged cells: its rows are joined"


def _columns_of(sniffed: Sniffed) -> dict[str, Values]:
    """The named columns and the form of their values; total rows are left out."""
    totals = total_rows(sniffed)
    if totals:
        sniffed.keys["skip_when"] = [totals.condition]
        shown = " | ".join(text.removeprefix(TYPED) for text in sniffed.rows[totals.rows[0]] if text)
        sniffed.doubts["skip_when"] = f"{len(totals.rows)} rows are totals of the others, such as: {shown}"
        sniffed.rows = [row for place, row in enumerate(sniffed.rows) if place not in totals.rows]
    if any(not any(text.strip() for text in row) for row in sniffed.rows):
        sniffed.keys["blank_rows"] = "skip"
        sniffed.doubts["blank_rows"] = "there are blank rows"
    return {
        name: look_at_column([row[position] for row in sniffed.rows])
        for position, name in enumerate(sniffed.header)
        if name and sniffed.header.index(name) == position
    }


def _words(name: str) -> str:
    """A name in plain lower-case words; DatePaid and VATRate are two each."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def _likeness(header: str, column: Column, synonyms: Sequence[str], values: Values) -> float:
    """Between 0 and 1: how well a column of a file fits a canonical one."""
    wanted = {"date": "date", "timestamp": "date"}.get(column.data_type)
    if column.data_type.startswith(("decimal", "integer")):
        wanted = "number"
    if wanted == "date" and OF_A_TENDER.search(_words(header)) and not OF_A_TENDER.search(_words(column.name)):
        return 0
    is_year = wanted == "date" and values.are_years and column.name == "period_start"
    is_serial = wanted == "date" and values.may_be_serial
    if wanted and values.kind not in (wanted, "empty") and not (is_serial or is_year):
        return 0
    if header == column.name:
        return 1
    best = 0.0
    # A column of JSON bears its path: fields.summary is called summary, and fields.status.name is called status.
    parts = header.split(".")
    names = {_words(header), _words(parts[-1])}
    if len(parts) > 1 and parts[-1] in ("name", "id", "value", "key"):
        names.add(_words(parts[-2]))
    for said in (_words(column.name), *synonyms):
        for name in names:
            if not name:
                continue
            if name == said:
                best = max(best, 0.9 - 0.01 * synonyms.index(said) if said in synonyms else 0.95)
            elif len(said) > 3 and (name.startswith(f"{said} ") or name.endswith(f" {said}")):
                best = max(best, 0.7)
            elif len(name) > 4 and difflib.SequenceMatcher(None, name, said).ratio() > 0.85:
                best = max(best, 0.65)
    return best


def _match(source: Source, columns: dict[str, Values], tells_apart: bool = False) -> dict[str, tuple[str, float]]:
    """Per canonical column the column of the file, and how sure that is; the surest first.

    With `tells_apart` no column is the id of a line that has the same value in two.
    """
    synonyms = SYNONYMS.get(source.name, {})
    likely = sorted(
        (
            (_likeness(header, column, synonyms.get(column.name, ()), values), place, column.name, header)
            for header, values in columns.items()
            for place, column in enumerate(source.columns)
            if not (tells_apart and column.name == "line_id" and values.repeated)
        ),
        key=lambda each: (-each[0], each[1]),
    )
    matched: dict[str, tuple[str, float]] = {}
    for likeness, _, name, header in likely:
        if likeness >= GOOD_ENOUGH and name not in matched and header not in (h for h, _ in matched.values()):
            matched[name] = header, likeness
    return matched


def _fitness(source: Source, matched: dict[str, tuple[str, float]]) -> float:
    required = [column.name for column in source.columns if column.required]
    return sum(likeness for _, likeness in matched.values()) + 2 * sum(name in matched for name in required) / max(
        len(required), 1
    )


def _yaml(
    path: Path,
    sniffed: Sniffed,
    columns: dict[str, Values],
    source: Source,
    matched: dict[str, tuple[str, float]],
    publication_id: str | None,
    is_guess: bool,
) -> Iterator[str]:
    identifier = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._").lower() or "delivery"
    seen = f"{'the first' if len(sniffed.rows) == SAMPLE_ROWS else 'all'} {len(sniffed.rows)} rows"
    yield f"# Drafted from {seen} of {_on_one_line(path.name)}. Look at every line with a comment,"
    yield "# then run `fundament deliveries check` on this file. The publication itself must be delivered too: a"
    yield "# row of the source publications, see docs/deliveries.md."
    yield from _connector(sniffed)
    yield f"delivery_id: {_scalar(identifier)}"
    yield f"title: {_scalar(path.stem)}"
    yield f"owner: {FILL_IN}  # the organisation or role that answers for it, not a person"
    yield f"publication_id: {_scalar(publication_id or FILL_IN)}" + (
        "" if publication_id else "  # the publication that these are statements of"
    )
    yield "scope: document  # full: each file is the whole state; increment: it adds to the ones before"
    for name, value in sniffed.keys.items():
        yield f"{name}: {_scalar(value)}{_comment(sniffed.doubts.get(name))}"
    shared = _shared(columns[header] for header, _ in matched.values())
    for name, value in shared.items():
        yield f"{name}: {_scalar(value)}"
    yield "files:"
    yield f"  - source: {source.name}" + ("  # guessed from the names of the columns" if is_guess else "")
    yield f"    path: {_scalar(path.name)}"
    yield "    columns:"
    for column in source.columns:
        yield from _mapping(source, column, columns, matched, shared)
    left = [header for header in columns if header not in {header for header, _ in matched.values()}]
    if left:
        yield "    ignored_columns:  # nobody handles these: map them, or leave them here"
    for header in left:
        examples = ", ".join(columns[header].examples)
        yield f"      - {_scalar(header)}{_comment(f'such as {examples}' if examples else 'always empty')}"


def _connector(sniffed: Sniffed) -> Iterator[str]:
    """A word on the connector that reads what this is, where there is one: a mapping sees less of it."""
    if sniffed.keys.get("format") not in ("json", "jsonl"):
        return
    parts = {part for name in sniffed.header for part in name.split(".")}
    if "ocid" in parts:
        yield "# This is OCDS. `pull: {kind: ocds, paths: [...]}` reads contracts, amendments and payments of"
        yield "# all its releases, each version in its place: see OCDS in docs/connectors.md; leave this out."
    elif {"key", "fields"} <= parts:
        yield "# These are issues of Jira. `pull: {kind: jira}` asks the server for them, with their history: see"
        yield "# Jira in docs/connectors.md, and leave this mapping out."


def _shared(used: Iterator[Values]) -> dict[str, Any]:
    """Forms that all columns that say anything about them agree on: they are said once for the file."""
    said: dict[str, list[Any]] = {name: [] for name in PER_FILE}
    for values in used:
        for name in PER_FILE:
            value = getattr(values, name)
            if value and value not in said[name]:
                said[name].append(value)
    shared = {name: found[0] for name, found in said.items() if len(found) == 1}
    plain = {"decimal_separator": ".", "negative_forms": ["minus"], "date_formats": ["%Y-%m-%d"]}
    shared = {name: value for name, value in shared.items() if plain.get(name) != value}
    if shared.get("decimal_separator") == shared.get("thousands_separator"):
        shared.pop("thousands_separator", None)
    return shared


def _mapping(
    source: Source,
    column: Column,
    columns: dict[str, Values],
    matched: dict[str, tuple[str, float]],
    shared: dict[str, Any],
) -> Iterator[str]:
    start = f"      {column.name}: "
    if column.name not in matched:
        if not column.required or column.name == "publication_id":
            return
        if column.name == "line_id":
            said = "no column tells the rows apart: each is known by its place in the file"
            yield f"{start}{{expression: row_number}}{_comment(said)}"
            return
        if column.values:
            choice = f"one of {', '.join(column.values)}"
            first = "realised" if "realised" in column.values else None
            yield f"{start}{{constant: {_scalar(first or FILL_IN)}}}  # not in the file, as it seems; {choice}"
        else:
            yield f"{start}{{from: {FILL_IN}}}  # required: name the column, or give constant or expression"
        return
    header, likeness = matched[column.name]
    values = columns[header]
    if column.data_type == "date" and values.are_years and values.kind == "number":
        quoted = header.replace('"', '""')
        said = _comment(f"{header}: a year")
        for name, more in (("period_start", ""), ("period_end", " + 1")):
            if name == column.name or name not in matched:
                made = f'make_date(cast("{quoted}" as integer){more}, 1, 1)'
                yield f"      {name}: {{expression: {_scalar(made)}}}{said}"
        return
    parts = [f"from: {_scalar(header)}"]
    doubts = list(values.doubts)
    if column.name in source.key and values.repeated and column.name != "publication_id":
        doubts.insert(0, "no key by itself: {} stands in {} rows".format(*values.repeated))
    if likeness <= UNSURE:
        doubts.insert(0, "is it this column?")
    defaults = {"decimal_separator": ".", "negative_forms": ["minus"], "date_formats": ["%Y-%m-%d"]}
    if values.kind == "number" and column.data_type in ("date", "timestamp"):
        parts.append("date_formats: [excel_serial]")
        doubts.insert(0, "are these days, as a sheet counts them?")
    if column.data_type.startswith("decimal") and (unit := _unit_of(header, values)):
        parts.append(f"unit: {unit}")
        doubts.insert(0, f"unit {unit} by its name")
    for name in PER_FILE:
        value = getattr(values, name)
        if value and shared.get(name, defaults.get(name)) != value:
            parts.append(f"{name}: {_scalar(value)}")
    # A word that means nothing here may be a name elsewhere in the file.
    if values.null_words:
        parts.append(f"null_words: {_scalar(values.null_words)}")
    if column.values and values.kind == "text":
        parts_of_values, unknown = _words_of(column, values)
        parts += parts_of_values
        doubts += unknown
    if values.examples:
        doubts.append(f"such as {', '.join(values.examples)}")
    yield f"{start}{{{', '.join(parts)}}}{_comment('; '.join(doubts))}"


def _unit_of(header: str, values: Values | None = None) -> str | None:
    """In what a column is counted, where its name says so and its values do not say otherwise."""
    unit = next((unit for unit, said in UNITS_IN_NAMES.items() if said.search(header)), None)
    values = values or Values()
    is_share = "%" not in values.remove and values.largest is not None and abs(values.largest) <= 1
    # A percentage that its format makes one is read as one; 0.21 in a column of percentages is 21 of them.
    return None if unit == "percent" and (values.are_percentages or is_share) else unit


def _words_of(column: Column, values: Values) -> tuple[list[str], list[str]]:
    """What the words of a column mean, where that is clear."""
    means, unknown = {}, []
    for text in values.every or values.examples:
        word = _words(text).replace(" ", "_")
        meaning = word if word in column.values else VALUES.get(_words(text), "")
        if text in column.values:
            continue
        if meaning in column.values:
            means[text] = meaning
        else:
            means[text] = FILL_IN
            unknown.append(text)
    if not means:
        return [], []
    listed = ", ".join(f"{_scalar(text)}: {_scalar(meaning)}" for text, meaning in means.items())
    said = [f"fill in one of {', '.join(column.values)}"] if unknown else ["are these words right?"]
    return [f"values: {{{listed}}}"], said


def _scalar(value: Any) -> str:
    """A value as YAML on one line, as its library writes it; signs that act are written out in it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    # A plain word needs no quotes, and the library knows which words are plain, in a list as in {…}.
    written = _dumped(value, None)
    is_plain = not isinstance(value, str) or (
        value.isprintable() and visible(value) == value and written[0] != "'"
    )
    return written if is_plain else visible(_dumped(value, '"'))


def _dumped(value: Any, style: str | None) -> str:
    dumped = yaml.safe_dump(
        [value], default_flow_style=True, default_style=style, allow_unicode=True, width=math.inf
    )
    return str(dumped).strip()[1:-1]


def _comment(text: str | None) -> str:
    """A comment on one line, and no longer than a screen."""
    plain = _on_one_line(text or "")
    return f"  # {plain[:150]}" if plain else ""


def _on_one_line(text: str) -> str:
    """What a comment can hold: a line break in it would begin a key."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
