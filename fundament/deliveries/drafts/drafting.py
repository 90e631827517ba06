"""A first declaration of a file that nobody has described, for a person to correct.

What can't be known is marked TO-FILL-IN and stops `fundament deliveries check`; what is only likely bears a
comment.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fundament.deliveries.declared.canonical import Column, Source, canonical_sources
from fundament.deliveries.declared.declaration import FILL_IN, FileDeclaration, FileFormat, Unpivot
from fundament.deliveries.drafts.across import unpivot_of, unpivoted
from fundament.deliveries.drafts.matching import UNSURE, fitness, match, meaning_of
from fundament.deliveries.drafts.rows import Rows, no_rows_yet
from fundament.deliveries.drafts.sniffing import (
    Sniffed,
    Values,
    csv_layout,
    encoding_of,
    format_of,
    look_at_column,
    records_path,
)
from fundament.deliveries.drafts.stubs import MOST_CONTRACTS, contracts_stub, publication_stub, stub_entry
from fundament.deliveries.drafts.synonyms import SYNONYMS
from fundament.deliveries.drafts.totals import set_totals_apart
from fundament.deliveries.read.formats.base import TYPED
from fundament.deliveries.read.formats.bounds import refuse_large
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.formats.excel import ExcelFile, opened
from fundament.deliveries.read.formats.json import JsonFile
from fundament.deliveries.read.formats.json_text import Unreadable, parse_json
from fundament.deliveries.read.formats.parquet import ParquetFile, columns_of
from fundament.deliveries.read.formats.text import open_text
from fundament.errors import BadInput, visible

UNITS_IN_NAMES = {
    "thousand": re.compile(
        r"x\s?1[., ]?000\b|'000|\b000s\b|\bthousands?\b|\bduizend|\bk€|€k\b|\bkeur\b", re.IGNORECASE
    ),
    "million": re.compile(r"\bmln\b|\bmillions?\b|\bmiljoen|\bm€|€m\b|\bmeur\b", re.IGNORECASE),
    "percent": re.compile(r"%|\bpercent", re.IGNORECASE),
}
SAID_OF_STUBS = {
    "publications": "who says this, and when. Correct its title and days.",
    "contracts": "the contracts that the lines name. Add what you know of them: terms, values, procedure.",
}
PER_FILE = ("decimal_separator", "thousands_separator", "negative_forms", "remove", "date_formats")


def draft(path: Path, source_name: str | None = None, publication_id: str | None = None) -> str:
    """The YAML. Raises `BadInput` where the file can't be read at all."""
    return draft_with_stubs(path, source_name, publication_id, [])["text"]


def draft_with_stubs(
    path: Path, source_name: str | None, publication_id: str | None, wanted: list[str]
) -> dict[str, str]:
    """The YAML as `text`, and by their source those of the stubs that are wanted and have a meaning here."""
    with no_rows_yet() as rows:
        return _drafted(_sniff(path, rows), path, source_name, publication_id, wanted)


def _drafted(
    sniffed: Sniffed, path: Path, source_name: str | None, publication_id: str | None, wanted: list[str]
) -> dict[str, str]:
    identifier = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._").lower() or "delivery"
    if _is_ocds(sniffed):
        return {"text": "\n".join(_of_ocds(path, identifier, publication_id)) + "\n"}
    seen = sniffed.rows.count()
    _set_apart(sniffed)
    columns = _columns_of(sniffed)
    across = unpivot_of(columns) if source_name in (None, "contract_spend") else None
    if across:
        unpivoted(sniffed, across)
        columns = _columns_of(sniffed)
    names = [source_name] if source_name else list(SYNONYMS)
    candidates = [(canonical_sources()[name], match(canonical_sources()[name], columns)) for name in names]
    source, _ = max(candidates, key=lambda pair: fitness(*pair))
    matched = match(source, columns, tells_apart=True)
    stubs = {}
    if "publications" in wanted:
        publication_id = publication_id or identifier
        stated = columns[matched["currency"][0]] if "currency" in matched else None
        stubs["publications"] = publication_stub(publication_id, path.stem, columns.values(), stated)
    if "contracts" in wanted and source.name == "contract_spend" and "contract_id" in matched:
        place = sniffed.header.index(matched["contract_id"][0])
        stubs["contracts"] = contracts_stub(sniffed.rows.first_texts(place, MOST_CONTRACTS))
    drafted = Drafted(path, identifier, sniffed, columns, source, matched, publication_id, across, [*stubs], seen)
    return {"text": "\n".join(_yaml(drafted, source_name is None)) + "\n", **stubs}


@dataclass
class Drafted:
    """What the YAML is written of."""

    path: Path
    identifier: str
    sniffed: Sniffed
    columns: dict[str, Values]
    source: Source
    matched: dict[str, tuple[str, float]]
    publication_id: str | None
    across: Unpivot | None
    stubs: list[str]
    rows: int


def _sniff(path: Path, rows: Rows) -> Sniffed:
    """Format and rows, read by the readers that a run uses."""
    kind = format_of(path)
    sniffed = Sniffed(rows, {} if kind == "csv" else {"format": kind})
    if kind == "parquet":
        parquet = ParquetFile(path, columns_of(path, path.name))
        rows.read_relation(parquet.relation(), len(parquet.header))
        sniffed.header = parquet.header
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
        refuse_large(path, str(path))
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
    if not (isinstance(reader, CsvFile) and rows.read_plain(reader)):
        rows.read(reader.rows(), len(sniffed.header))
    if kind in ("json", "jsonl"):
        # Of a list of objects that have a name, the names are likelier to be wanted than the objects.
        sniffed.header = [
            f"{name}.name" if rows.use_names(place) else name for place, name in enumerate(sniffed.header)
        ]
    return sniffed


def _sniff_sheet(path: Path, sniffed: Sniffed) -> None:
    with opened(path, str(path)) as book:
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        cells = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
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
    """The named columns and the form of their values."""
    return {
        name: look_at_column(sniffed.rows, position)
        for position, name in enumerate(sniffed.header)
        if name and sniffed.header.index(name) == position
    }


def _set_apart(sniffed: Sniffed) -> None:
    """Leave out the total rows, and say what becomes of them and of blank ones."""
    if totals := set_totals_apart(sniffed):
        sniffed.keys["skip_when"] = [totals.condition]
        shown = " | ".join(text.removeprefix(TYPED) for text in totals.first if text)
        sniffed.doubts["skip_when"] = f"{totals.rows} rows are totals of the others, such as: {shown}"
    if sniffed.rows.have_blank():
        sniffed.keys["blank_rows"] = "skip"
        sniffed.doubts["blank_rows"] = "there are blank rows"


def _yaml(drafted: Drafted, is_guess: bool) -> Iterator[str]:
    path, sniffed, columns = drafted.path, drafted.sniffed, drafted.columns
    source, matched, publication_id = drafted.source, drafted.matched, drafted.publication_id
    yield f"# Drafted from all {drafted.rows} rows of {_on_one_line(path.name)}."
    yield "# Look at every line with a comment, then run `fundament deliveries check` on this file."
    if "publications" not in drafted.stubs:
        yield "# The publication must be delivered too: a row of the source publications, see docs/deliveries.md."
    if _is_jira(sniffed):
        yield "# These are issues of Jira. `pull: {kind: jira}` asks the server for them, with their history: see"
        yield "# Jira in docs/connectors.md, and leave this mapping out."
    yield from _head(path, drafted.identifier, publication_id)
    yield "scope: document  # full: each file is the whole state; increment: it adds to the ones before"
    for name, value in sniffed.keys.items():
        yield f"{name}: {_scalar(value)}{_comment(sniffed.doubts.get(name))}"
    shared = _shared(columns[header] for header, _ in matched.values())
    for name, value in shared.items():
        yield f"{name}: {_scalar(value)}"
    yield "files:"
    yield f"  - source: {source.name}" + ("  # guessed from the names of the columns" if is_guess else "")
    yield f"    path: {_scalar(path.name)}"
    if drafted.across:
        # As a mapping in one line.
        said = ", ".join(f"{name}: {_scalar(value)}" for name, value in drafted.across.model_dump().items())
        yield f"    unpivot: {{{said}}}  # the amounts stand across: each of them is a row"
    yield "    columns:"
    for column in source.columns:
        yield from _mapping(drafted, column, shared)
    left = [header for header in columns if header not in {header for header, _ in matched.values()}]
    if left:
        yield "    ignored_columns:  # nobody handles these: map them, or leave them here"
    for header in left:
        examples = ", ".join(columns[header].examples)
        yield f"      - {_scalar(header)}{_comment(f'such as {examples}' if examples else 'always empty')}"
    for name in drafted.stubs:
        yield f"  # A stub, written with this: {SAID_OF_STUBS[name]}"
        yield f"  - {{{', '.join(stub_entry(name, [*sniffed.keys, *shared]))}}}"


def _head(path: Path, identifier: str, publication_id: str | None) -> Iterator[str]:
    yield f"delivery_id: {_scalar(identifier)}"
    yield f"title: {_scalar(path.stem)}"
    yield f"owner: {FILL_IN}  # the organisation or role that answers for it, not a person"
    yield f"publication_id: {_scalar(publication_id or FILL_IN)}" + (
        "" if publication_id else "  # the publication that these are statements of"
    )


def _parts(sniffed: Sniffed) -> set[str]:
    """Names on the paths of a JSON document."""
    if sniffed.keys.get("format") not in ("json", "jsonl"):
        return set()
    return {part for name in sniffed.header for part in name.split(".")}


def _is_jira(sniffed: Sniffed) -> bool:
    return {"key", "fields"} <= _parts(sniffed)


def _is_ocds(sniffed: Sniffed) -> bool:
    return "ocid" in _parts(sniffed)


def _of_ocds(path: Path, identifier: str, publication_id: str | None) -> Iterator[str]:
    """OCDS is read by its connector: a mapping would see less of it."""
    yield "# This is OCDS: its connector reads contracts, amendments and payments of all releases, each version in"
    yield "# its place: see OCDS in docs/connectors.md. First `fundament pull`, then `fundament deliveries check`."
    yield "# The publication must be delivered too: a row of the source publications."
    yield from _head(path, identifier, publication_id)
    yield f"pull: {{kind: ocds, paths: [{_scalar(path.name)}]}}"


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


def _mapping(drafted: Drafted, column: Column, shared: dict[str, Any]) -> Iterator[str]:
    source, columns, matched = drafted.source, drafted.columns, drafted.matched
    start = f"      {column.name}: "
    if column.name not in matched:
        if not column.required or column.name == "publication_id":
            return
        if column.name == "line_id":
            said = "no column tells the rows apart: each is known by its place in the file"
            place = f"concat_ws('-', row_number, \"{drafted.across.name}\")" if drafted.across else "row_number"
            yield f"{start}{{expression: {_scalar(place)}}}{_comment(said)}"
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
        if text in column.values:
            continue
        if meaning := meaning_of(text, column):
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
