"""All of a release in the terminal, for `fundament status --all`; its checks and changes also by themselves.

On one screen: `summary.py`. Findings: `findings.py`.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fundament import database
from fundament.checks.suites import CheckResult, read_results
from fundament.currency import currencies, in_currency
from fundament.publication.difference import changes_between
from fundament.released import read_manifest, release_before
from fundament.screen.findings import show_findings
from fundament.warehouse import Warehouse

HEADINGS = {"rows": "Tables", "total": "Totals", "verdict": "Printed figures", "finding": "Findings"}
VERDICT_STYLE = {"exact": "green", "within_rounding": "yellow", "source_only": "cyan"}


SPEND = """
    select
        scenario_id, contract_id, any_value(contract_name), year, measure_type,
        marts.sum_of_known_parts(unlawful_amount_gross, unlawful_unknown_lines),
        marts.sum_of_known_parts(uncertain_amount_gross, uncertain_unknown_lines),
        marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines),
        sum(unlawful_unknown_lines), sum(uncertain_unknown_lines), sum(spend_unknown_lines)
    from marts.noncompliance_by_scenario where amount_basis = 'lines' and publication_id = ?
    group by grouping sets (
        (scenario_id, contract_id, year, measure_type), (scenario_id, contract_id),
        (scenario_id, year, measure_type), (scenario_id)
    )
    order by scenario_id, contract_id nulls last, year nulls last
"""
PUBLICATIONS = "select publication_id, title from marts.dim_publication order by publication_order"


def show_release(console: Console, warehouse: Warehouse, release: Path) -> None:
    """All there is to see of a release: non-compliance, reconciliation, every finding, checks and paths."""
    manifest = read_manifest(release)
    with database.release_to_read(release) as connection:
        for publication_id, title in _rows(connection, PUBLICATIONS):
            console.print(f"\n[bold]{escape(title)}[/bold] ({escape(publication_id)})")
            _show_noncompliance(console, connection, publication_id)
            _show_scenarios(console, connection, publication_id)
            _show_reconciliation(console, connection, publication_id)
        show_findings(console, connection, show_all=True)
    show_checks(console, read_results(release / "fundament.duckdb"))
    if before := release_before(warehouse, release):
        show_changes(console, before, release)
    _show_paths(console, warehouse, release, manifest)


def show_changes(console: Console, older: Path, newer: Path) -> None:
    """What changed between two releases, by kind, a line each."""
    console.print(f"\n[bold]Changed since {escape(older.name)}[/bold]", soft_wrap=True)
    changes = changes_between(older, newer)
    if not changes:
        console.print("  nothing")
    for kind, heading in HEADINGS.items():
        of_kind = [change for change in changes if change.kind == kind]
        if of_kind:
            new, gone = (sum(getattr(change, side) is None for change in of_kind) for side in ("before", "after"))
            changed = len(of_kind) - new - gone
            console.print(f"  [bold]{heading}[/bold]: {new:,} new, {gone:,} gone, {changed:,} changed")
        for change in of_kind:
            console.print(f"    {escape(change.in_words())}", soft_wrap=True)


def show_checks(console: Console, results: list[CheckResult]) -> None:
    """One line per suite, and in full what did not pass."""
    console.print("\n[bold]Checks[/bold]")
    for suite in dict.fromkeys(result.suite for result in results):
        of_suite = [result for result in results if result.suite == suite]
        bad = [result for result in of_suite if result.status != "passed"]
        mark = "[red]FAILED[/red]" if bad else "[green]passed[/green]"
        console.print(f"  {suite:<24} {mark}  {len(of_suite) - len(bad)} of {len(of_suite)}")
        for result in bad:
            rows = f", {result.failed_rows:,} rows" if result.failed_rows else ""
            console.print(f"    [red]{result.status}[/red] {result.check}{rows}: {escape(result.description)}")
            for line in result.detail.splitlines():
                console.print(f"      {escape(line)}", soft_wrap=True)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(query, list(values)).fetchall()


def _currency(connection: duckdb.DuckDBPyConnection, publication_id: str) -> str:
    return currencies(connection)[publication_id]


def million(amount: Decimal | None, unknown_lines: int = 0, unknown: str = "unknown") -> str:
    """An amount in millions, with a mark where it leaves lines of unknown amount out."""
    if amount is None:
        return unknown
    text = f"{amount / 1_000_000:,.1f}"
    if amount and text.strip("-") == "0.0":
        text = "<0.1" if amount > 0 else ">-0.1"
    return text + "*" * bool(unknown_lines)


def _say_what_is_left_out(console: Console, unknown_lines: int) -> None:
    if unknown_lines:
        console.print(f"* leaves out lines of unknown amount: {unknown_lines:,}")


def _table(title: str) -> Table:
    """A table that fits a terminal of 80 columns."""
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def _show_noncompliance(console: Console, connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    sums = _rows(connection, SPEND, publication_id)
    for scenario_id in dict.fromkeys(row[0] for row in sums):
        # A sum over all contracts, or over all years, has NULL there.
        amounts = {(row[1], row[3], row[4]): row[5:] for row in sums if row[0] == scenario_id}
        names = {row[1]: row[2] or row[1] for row in sums if row[0] == scenario_id and row[1]}
        periods = sorted({(year, kind) for _, year, kind in amounts if year})
        currency = _currency(connection, publication_id)
        table = _table(f"Non-compliant spend, {currency} million including VAT, scenario {escape(scenario_id)}")
        table.add_column("", overflow="fold")
        for year, kind in periods:
            table.add_column(f"{year}\n{kind}", justify="right")
        table.add_column("total", justify="right")
        # Without what could not be judged, what is non-compliant says little.
        unjudged = [(None, "could not be judged", 1), (None, "all spend stated", 2)]
        for contract_id, name, place in [
            *((one, name, 0) for one, name in names.items()),
            (None, "total", 0),
            *unjudged,
        ]:
            if contract_id is None and place == 0:
                table.add_section()
            shown = [
                million(
                    amounts[contract_id, *period][place],
                    amounts[contract_id, *period][place + 3],
                    "not computable",
                )
                if (contract_id, *period) in amounts
                else ""
                for period in [*periods, (None, None)]
            ]
            table.add_row(escape(name), *shown, style="" if contract_id or place else "bold")
        console.print(table)
        _say_what_is_left_out(console, amounts[None, None, None][5])


def _show_scenarios(console: Console, connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    table = _table(f"Scenarios, {_currency(connection, publication_id)} million including VAT")
    for heading in ("scenario", "pause, months", "total", "not judged", "increase", "increase, %"):
        table.add_column(heading, justify="left" if heading == "scenario" else "right")
    most_left_out = 0
    for name, months, total, unjudged, increase, percent, left_out, unjudged_left_out in _rows(
        connection,
        "select scenario_name, pause_months, total_gross, uncertain_gross, increase_gross, "
        "round(increase_pct, 1), unknown_lines, uncertain_unknown_lines "
        "from marts.noncompliance_scenarios where publication_id = ? "
        "order by pause_months nulls last",
        publication_id,
    ):
        shown = [
            "unknown" if months is None else str(months),
            million(total, left_out),
            million(unjudged, unjudged_left_out),
            million(increase),
        ]
        most_left_out = max(most_left_out, left_out + unjudged_left_out)
        table.add_row(escape(name), *shown, "unknown" if percent is None else f"{percent:.1f}")
    if table.row_count:
        console.print(table)
        _say_what_is_left_out(console, most_left_out)


def _show_reconciliation(console: Console, connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    figures = _rows(
        connection,
        "select figure_id, printed_text, computed_value, unit_en, residual, verdict, verdict_en, accepted_verdict "
        "from marts.source_reconciliation where publication_id = ? order by source_file, source_line",
        publication_id,
    )
    if not figures:
        return
    currency = _currency(connection, publication_id)
    rows = [
        (
            figure_id,
            printed,
            _plain(computed),
            in_currency(unit, currency),
            _plain(residual),
            f"{said}{' (accepted)' if accepted == 'mismatch' else ''}",
            VERDICT_STYLE.get(verdict, "red"),
        )
        for figure_id, printed, computed, unit, residual, verdict, said, accepted in figures
    ]
    heads = ("figure", "printed", "computed", "unit", "residual", "verdict")
    widths = [max(cell_len(str(row[place])) for row in [heads, *rows]) for place in range(6)]
    console.print("\n[italic]Reconciliation with the printed figures[/italic]")
    # What one gives to explain stands whole, and on a line of its own where there is no room beside it.
    is_wide = sum(widths) + 10 <= console.width
    for row in [(*heads, "bold"), *rows]:
        name, *cells, style = row
        amounts = "  ".join(
            f"{cell:<{width}}" if place == 2 else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(cells[:4], widths[1:5], strict=True))
        )
        line = f"{escape(amounts)}  [{style}]{escape(cells[4])}[/{style}]"
        if is_wide:
            console.print(f"{escape(f'{name:<{widths[0]}}')}  {line}", soft_wrap=True)
        else:
            console.print(escape(name), soft_wrap=True)
            console.print(f"    {line}", soft_wrap=True)


def _plain(number: Decimal | None) -> str:
    """A decimal with at most three decimals and no trailing zeros."""
    return "" if number is None else f"{number:,.3f}".rstrip("0").rstrip(".")


def _show_paths(console: Console, warehouse: Warehouse, release: Path, manifest: dict[str, Any]) -> None:
    console.print("\n[bold]Published[/bold]")
    inputs = manifest["inputs"]
    lines: Iterable[tuple[str, str]] = (
        ("release", manifest["release_id"]),
        ("as of", manifest["as_of_date"]),
        ("published at", manifest["published_at"]),
        ("inputs", f"{len(inputs):,} files, {sum(entry['lines_read'] for entry in inputs):,} rows"),
        ("warehouse", str(warehouse.published / "fundament.duckdb")),
        ("parquet", str(warehouse.published / "parquet")),
        ("manifest", str(release / "manifest.json")),
    )
    for label, value in lines:
        console.print(f"  {label:<13} {escape(value)}", soft_wrap=True)
