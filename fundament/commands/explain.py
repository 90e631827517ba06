"""`fundament explain`: where a number comes from, down to the line of the file.

The answer is found by `fundament.explanation`, and laid out here.
"""

import textwrap
from decimal import Decimal
from typing import Any

import click

from fundament.commands import errors_on_screen, home_option
from fundament.currency import currencies, in_currency
from fundament.explanation.cells import Cell
from fundament.explanation.figures import Explanation, Term
from fundament.explanation.origin import Delivered, Lines, text_of
from fundament.terminal import echo
from fundament.warehouse import Warehouse

WIDTH = 80
LABEL = 12
SHOWN_TERMS = 24


@click.command(short_help="Show where a figure or a cell comes from.")
@home_option
@click.option("--release", help="Release to explain from; default: the current one.")
@click.option("--deliveries", help="Folder with the deliveries (FUNDAMENT_DELIVERIES).")
@click.argument("figure")
@errors_on_screen
def explain(home: str | None, release: str | None, deliveries: str | None, figure: str) -> None:
    """Show where FIGURE comes from: verdict, arithmetic, lines, citations and deliveries.

    FIGURE is a figure_id of source_reconciliation, or a cell: the mart, the values of its key and, if you like,
    a column, with / between them. For example: total_2021, or
    noncompliance_by_contract_year/nota-2022-0000555327/pause_12/KIS/2021/realised
    """
    from fundament import database
    from fundament.explanation.figures import explain as explanation_of
    from fundament.explanation.origin import delivered
    from fundament.released import current_release, find_release

    warehouse = Warehouse.from_environment(home, deliveries)
    folder = find_release(warehouse, release) if release else current_release(warehouse)
    with database.release_to_read(folder) as connection:
        found = explanation_of(connection, figure)
        named = [*found.lines.files, *([found.figure["source_file"]] if found.figure else [])]
        files = delivered(connection, named, warehouse.deliveries)
        publications = dict(
            connection.execute("select publication_id, title from marts.dim_publication").fetchall()
        )
        currency = currencies(connection).get(_publication_of(found), "EUR")
    out = [*_head(found, publications, currency), *_arithmetic(found, currency)]
    out += _lines(found.lines, files, warehouse, currency)
    out += [*_deliveries(files, warehouse), f"From release {folder.name}"]
    echo("\n".join(out))


def _publication_of(found: Explanation) -> str:
    key = found.cell.key if found.cell else found.figure or {}
    return str(key.get("publication_id") or key.get("forecast_publication_id") or "")


def _head(found: Explanation, publications: dict[str, str], currency: str) -> list[str]:
    if found.cell:
        return _head_of_cell(found.cell, publications, currency)
    figure = found.figure or {}
    unit = in_currency(figure["unit_en"], currency)
    computed = _interval(figure["computed_value"], figure["computed_low"], figure["computed_high"])
    accepted = figure["accepted_reason"] and f"; accepted: {figure['accepted_reason']}"
    parts = [
        ("figure", figure["figure_id"]),
        ("document", f"{publications.get(figure['publication_id'], '')} ({figure['publication_id']})"),
        ("citation", figure["citation"]),
        ("printed", f"{figure['printed_text']}, which is {_number(figure['printed_value'])} {unit}"),
        (
            "computed",
            f"{computed} {unit}",
        ),
        ("residual", f"{_number(figure['residual'])} {unit}, printed minus computed"),
        ("verdict", f"{figure['verdict_en']}{accepted or ''}"),
        ("read in", f"{figure['source_file']}, line {figure['source_line']}"),
    ]
    return _facts(parts)


def _head_of_cell(cell: Cell, publications: dict[str, str], currency: str) -> list[str]:
    shown = [cell.column] if cell.column else [name for name in cell.row if name not in cell.key]
    lineage = ("delivery_id", "source_file", "source_line")
    parts = [("cell", cell.mart), *cell.key.items()]
    if title := publications.get(cell.key.get("publication_id", "")):
        parts.append(("document", title))
    out = _facts(parts)
    out.append("")
    for name in shown:
        if name not in lineage:
            out += _wrapped(f"{name}: {_value(cell.row[name])}", "  ")
            out += _wrapped(in_currency(cell.comments.get(name) or "", currency), "      ")
    return out


def _arithmetic(found: Explanation, currency: str) -> list[str]:
    if not found.formula:
        return []
    out = ["", "Arithmetic"]
    out += _wrapped(in_currency(found.formula, currency), "  ")
    for term in found.terms[:SHOWN_TERMS]:
        out += _term(term)
    if more := len(found.terms) - SHOWN_TERMS:
        out += [f"    and {more} more"] if more > 0 else []
    if found.result and (len(found.terms) > 1 or found.result.label == "slip_months"):
        out += _term(Term(f"= {found.result.label}".rstrip(), *_bounds(found.result)))
    if found.defect:
        out += _wrapped(in_currency(f"DEFECT: {found.defect}. Please report it.", currency), "  ")
    if address := next((term.address for term in found.terms if term.address), ""):
        out += ["  A cell in full: fundament explain", address]
    return out


def _bounds(term: Term) -> tuple[Any, Any, Any]:
    return term.value, term.low, term.high


def _term(term: Term) -> list[str]:
    value = _interval(term.value, term.low, term.high)
    line = f"    {term.label:<28} {value}"
    return [line] if len(line) <= WIDTH else [*_wrapped(term.label, "    "), *_wrapped(value, " " * 8)]


def _lines(lines: Lines, files: list[Delivered], warehouse: Warehouse, currency: str) -> list[str]:
    if not lines.count:
        return ["", "Lines", *_wrapped("The mart names no delivered line for this row.", "  ")]
    out = ["", f"Lines: {lines.count:,}"]
    unchanged = [file.source_file for file in files if file.found == "unchanged"]
    for line in lines.shown:
        amount = "" if line.amount is None else f": {currency} {line.amount:,.2f}"
        out += _wrapped(f"{line.source_file}, line {line.source_line}{amount}", "  ")
        for detail in (line.citation, line.remark):
            out += _wrapped(detail or "", "      ")
        text = text_of(warehouse.deliveries / line.source_file, line) if line.source_file in unchanged else None
        out += [_cut(f"      > {text}")] if text else []
    if lines.count > len(lines.shown):
        out.append(f"  and {lines.count - len(lines.shown):,} more")
    if lines.total is not None and lines.count > 1:
        out.append(f"  together {currency} {lines.total:,.2f}")
    return out


def _deliveries(files: list[Delivered], warehouse: Warehouse) -> list[str]:
    out = ["", "Deliveries"] if files else []
    for file in files:
        out += _wrapped(file.source_file, "  ")
        read = f"{file.lines_read:,} rows read, {file.rows_loaded:,} loaded, {file.rows_rejected:,} rejected"
        out += _wrapped(f"delivery {file.delivery_id}: {read}", "      ")
        out.append(f"      SHA-256 {file.sha256}")
        out += _wrapped(f"in {warehouse.deliveries}: {file.found}", "      ")
    return [*out, ""]


def _facts(parts: list[tuple[str, Any]]) -> list[str]:
    width = max(LABEL, *(len(label) + 2 for label, _ in parts))
    return [
        line
        for label, value in parts
        for line in textwrap.wrap(
            f"{label:<{width}}{value}",
            WIDTH,
            subsequent_indent=" " * width,
            break_on_hyphens=False,
            break_long_words=False,
        )
    ]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
        # A key, a path or an address is there to be copied.
        break_long_words=False,
    )


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _interval(value: Any, low: Any, high: Any) -> str:
    if low is None or high is None or low == high:
        return _value(value)
    return f"{_value(value)} ({_value(low)} to {_value(high)})"


def _value(value: Any) -> str:
    if value is None:
        return "unknown"
    return _number(value) if isinstance(value, Decimal) else str(value)


def _number(number: Decimal | None) -> str:
    if number is None:
        return "unknown"
    return f"{number:,.8f}".rstrip("0").rstrip(".")
