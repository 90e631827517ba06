"""What the page reads from a release: rows of the marts, ranked and cut, each with the lines behind it.

The statements: `queries/`. What the browser shows of the rows: `templates/`.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from fundament import database
from fundament.explanation.cells import address_of, marts
from fundament.explanation.origin import AMOUNT_OF_LINE, UNKNOWN_THEN_LARGEST
from fundament.note.cells import readable
from fundament.settings import settings

QUERIES = Path(__file__).parent / "queries"
# Of a row that rests on more lines the first are shown, and how many there are.
SHOWN_LINES = 3
LONGEST_TEXT = 600
# Amounts of spend, that begin so, rest on some of its lines.
OUTCOMES = ("unlawful", "uncertain")
# Part of a row's origin, or of its rank, and no columns of the table.
APART = ("source_file", "source_line", "citation", "place", "of_all")

Row = dict[str, Any]
# A file, a line, and a citation where there is one.
Line = tuple[str, int, str | None]


@dataclass(frozen=True)
class Source:
    """A table of the page: the mart that its rows are of, and how many of them are shown.

    They are counted `per` these columns; `most` None: as many as the query gives.
    """

    mart: str
    most: int | None = None
    per: tuple[str, ...] = ("publication_id",)


SOURCES = {
    "publications": Source("dim_publication", 40, ()),
    "scenarios": Source("noncompliance_scenarios", 40),
    "contracts": Source("dim_contract", 24, ("publication_id", "scenario_id")),
    "spend": Source("noncompliance_by_scenario", 24),
    "unjudged": Source("spend_unjudged_by_scenario", 24, ("publication_id", "scenario_id")),
    "whatif": Source("noncompliance_pause_whatif", 24),
    "services": Source("impact_services", 100),
    "service_counts": Source("impact_services"),
    "stock": Source("issue_stock", 24),
    "issues": Source("issue_flow", 53),
    "tolerance": Source("lawfulness_tolerance", 60),
    "finding_groups": Source("finding_groups", 40),
    "findings": Source("findings"),
    "figures": Source("source_reconciliation", 200),
    "verdicts": Source("source_reconciliation"),
}
# What words the page uses for codes of marts that have no label beside them.
CODE_LISTS = ("measure_type", "verdict", "whatif_method")


@dataclass
class Table:
    """Rows of one mart, as columns and values, and beside each row where it comes from.

    `left_out` counts the rows that are not here, by the key of what they are counted per.
    """

    mart: str
    key: list[str]
    columns: list[str]
    # Of these the text of a value is a number.
    decimals: list[str]
    rows: list[list[Any]]
    # Beside each row; by how a column begins, where it rests on some of them.
    lines: list[tuple[int, list[Line]]]
    lines_of: dict[str, list[tuple[int, list[Line]]]]
    left_out: dict[str, int]


@dataclass
class Reading:
    """All tables, with the descriptions of their columns and the labels of codes."""

    tables: dict[str, Table] = field(default_factory=dict)
    # Description of a column by mart and name, as the catalogue has it.
    described: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    # Words for a citation in another language than its own, where there are any.
    cited: dict[str, dict[str, str]] = field(default_factory=dict)


def read(release: Path, share: int = 1) -> Reading:
    """Read a release; of each table that can be long a `share`-th of the rows that are usual."""
    with database.release_to_read(release) as connection:
        connection.execute(f"set memory_limit = '{settings().memory_of_half}'")
        keys = marts(connection)
        # Which contracts are shown by name is decided once.
        connection.execute(
            f"create temp table shown_contracts as {_query('contracts')}", _values("contracts", share)
        )
        found = {name: _rows(connection, name, share) for name in SOURCES}
        shown = {row["publication_id"] for row in found["publications"]}
        scenarios = {(row["publication_id"], row["scenario_id"]) for row in found["scenarios"]}
        with_scenarios = {publication_id for publication_id, _ in scenarios}
        of_spend = _lines_of_spend(connection, found["scenarios"])
        of_issues = _lines_of_issues(connection, share)
        of_rows = _lines_of_rows(connection)

        def origin(name: str, row: Row, part_of: str = "spend") -> tuple[int, list[Line]]:
            key = [row.get(part) for part in keys.get(SOURCES[name].mart, [])]
            return (
                _lines_of(name, row, of_spend, of_issues, part_of)
                or of_rows.get(address_of(SOURCES[name].mart, key))
                or (0, [])
            )

        reading = Reading()
        for name, source in SOURCES.items():
            rows = [
                row
                for row in found[name]
                if row["publication_id"] in shown
                and (
                    "scenario_id" not in row
                    or row["publication_id"] not in with_scenarios
                    or (row["publication_id"], row["scenario_id"]) in scenarios
                )
            ]
            reading.tables[name] = Table(
                source.mart,
                keys.get(source.mart, []),
                [column for column in (rows[0] if rows else {}) if column not in APART],
                sorted({column for row in rows for column, value in row.items() if isinstance(value, Decimal)}),
                [[_plain(value) for column, value in row.items() if column not in APART] for row in rows],
                [origin(name, row) for row in rows],
                {
                    outcome: [origin(name, row, outcome) for row in rows]
                    for outcome in (OUTCOMES if name == "spend" else ())
                },
                _left_out(source, rows),
            )
        _cite(connection, reading)
        _describe(connection, reading)
    return reading


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text("utf-8")


def _values(name: str, share: int) -> dict[str, int]:
    most = SOURCES[name].most
    return {"share": share} if most is None else {"most": max(most // share, 1)}


def _rows(connection: duckdb.DuckDBPyConnection, name: str, share: int) -> list[Row]:
    if name == "contracts":
        return _fetch(connection, "from shown_contracts order by publication_id, scenario_id, place", {})
    return _fetch(connection, _query(name), _values(name, share))


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> list[Row]:
    """Rows of a query, which takes those of the values that it names."""
    answer = connection.execute(query, {name: value for name, value in values.items() if f"${name}" in query})
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _lines_of_spend(connection: duckdb.DuckDBPyConnection, scenarios: list[Row]) -> dict[tuple[Any, ...], Row]:
    """By cell of a contract, and what of it; and by scenario, of a total that is published without its parts."""
    about = ("publication_id", "scenario_id", "contract_id", "year", "measure_type", "part_of")
    query = _query("lines").format(amount_of_line=AMOUNT_OF_LINE, unknown_then_largest=UNKNOWN_THEN_LARGEST)
    of_cells = {
        tuple(row[name] for name in about): row for row in _fetch(connection, query, {"shown_lines": SHOWN_LINES})
    }
    of_totals = {
        (row["publication_id"], row["scenario_id"]): {"lines": 1, "first_lines": [row]} for row in scenarios
    }
    return of_cells | of_totals


def _lines_of_issues(connection: duckdb.DuckDBPyConnection, share: int) -> dict[tuple[Any, ...], Row]:
    values = _values("issues", share) | {"shown_lines": SHOWN_LINES}
    rows = _fetch(connection, _query("issue_lines"), values)
    return {(row["publication_id"], row["about"], row["what"]): row for row in rows}


def _lines_of_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, list[Line]]]:
    """By address: how many lines a row rests on that has no line of its own, and the first of them."""
    found = connection.execute(
        "select mart || '/' || row_key, count(*), list(row(source_file, source_line) order by source_no) "
        "from (select distinct on (mart, row_key, source_file, source_line) * from quality.row_sources) "
        "group by mart, row_key"
    ).fetchall()
    return {
        address: (count, [(file, int(line), None) for file, line in lines[:SHOWN_LINES]])
        for address, count, lines in found
    }


def _lines_of(
    name: str,
    row: Row,
    of_spend: dict[tuple[Any, ...], Row],
    of_issues: dict[tuple[Any, ...], Row],
    part_of: str,
) -> tuple[int, list[Line]] | None:
    """How many lines a row comes from, and the first of them; None where its kind does not say."""
    if row.get("source_file"):
        return 1, [(row["source_file"], row["source_line"], row.get("citation"))]
    publication_id = row["publication_id"]
    if name == "spend" and row["cell_id"] and row["contract_id"]:
        cell = (row["scenario_id"], row["contract_id"], row["year"], row["measure_type"], part_of)
        return _first(of_spend.get((publication_id, *cell)))
    if name == "spend" and row["row_kind"] == "published_total":
        return _first(of_spend.get((publication_id, row["scenario_id"])))
    if name == "issues":
        return _first(of_issues.get((publication_id, "week", str(row["period_end"]))))
    if name == "stock":
        return _first(of_issues.get((publication_id, "component", row["component"])))
    return None


def _first(found: Row | None) -> tuple[int, list[Line]]:
    if found is None:
        return 0, []
    return found["lines"], [
        (line["source_file"], line["source_line"], line["citation"]) for line in found["first_lines"]
    ]


def _left_out(source: Source, rows: list[Row]) -> dict[str, int]:
    counts: dict[str, list[int]] = {}
    for row in rows:
        if "of_all" in row:
            kept = counts.setdefault(" ".join(str(row[name]) for name in source.per), [0, row["of_all"]])
            kept[0] += 1
    return {key: of_all - kept for key, (kept, of_all) in counts.items() if of_all > kept}


def _cite(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """The citations of lines that a row names without one."""
    listed = [of_rows for table in reading.tables.values() for of_rows in (table.lines, *table.lines_of.values())]
    bare = sorted({line[:2] for of_rows in listed for _, lines in of_rows for line in lines if not line[2]})
    if not bare:
        return
    values = {"files": [file for file, _ in bare], "lines": [line for _, line in bare]}
    cited = {
        (row["source_file"], row["source_line"]): row["citation"]
        for row in _fetch(connection, _query("citations"), values)
    }
    for of_rows in listed:
        of_rows[:] = [
            (count, [(file, line, said or cited.get((file, line))) for file, line, said in lines])
            for count, lines in of_rows
        ]


def _describe(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    used: dict[str, set[str]] = {}
    for table in reading.tables.values():
        used.setdefault(table.mart, set()).update(table.columns)
    for mart, column, comment in connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where schema_name = 'marts' and comment is not null and list_contains(?, table_name) order by all",
        [list(used)],
    ).fetchall():
        if column in used[mart]:
            reading.described.setdefault(mart, {})[column] = comment
    for code_list, code, english, dutch in connection.execute(
        "select code_list, code, label_en, label_nl from reference.code_labels "
        "where list_contains(?, code_list) order by all",
        [list(CODE_LISTS)],
    ).fetchall():
        reading.codes.setdefault(code_list, {})[code] = {"en": english, "nl": dutch}
    for citation, language, label in connection.execute(
        "select subject_id, language, label from marts.labels where subject_type = 'citation' order by all"
    ).fetchall():
        reading.cited.setdefault(citation, {})[language] = label
    for unit, english, dutch in connection.execute(
        "select unit, label_en, label_nl from reference.units order by all"
    ).fetchall():
        reading.units[unit] = {"en": english, "nl": dutch}


def _plain(value: Any) -> Any:
    """A value as JSON has it: decimals and days as text, so that no digit is lost."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return shortened(value) if isinstance(value, str) else value


def shortened(text: str) -> str:
    """A text of a source as the page shows it."""
    text = readable(text)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
