"""A release on one screen of a terminal: totals, what is serious, checks, what changed, and where things stand.

In full: `release.py` and `findings.py`.
"""

import datetime as dt
import textwrap
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from fundament import database
from fundament.checks.suites import read_results
from fundament.publication.age import age_of, in_words
from fundament.publication.difference import Change, changes_between
from fundament.released import read_manifest, release_before
from fundament.screen.release import million, show_checks
from fundament.terminal import noun
from fundament.warehouse import Warehouse

MOST_PUBLICATIONS = 3
MOST_SCENARIOS = 2
# From here on amounts are shown in millions.
LARGE = 10_000_000
# Lines for the serious findings, of which one takes at most two.
ROOM_OF_FINDINGS = 8
LINES_OF_FINDING = 2
MOST_TOTALS = 2
PUBLICATIONS = """
    select publication_id, title, currency
    from marts.dim_publication
    order by publication_order
"""
# A fact counts in each scenario.
SPEND = """
    select
        scenario_id, measure_type,
        marts.sum_of_known_parts(unlawful_amount_gross, unlawful_unknown_lines), sum(unlawful_unknown_lines),
        marts.sum_of_known_parts(uncertain_amount_gross, uncertain_unknown_lines), sum(uncertain_unknown_lines),
        marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines), sum(spend_unknown_lines)
    from marts.noncompliance_by_scenario where amount_basis = 'lines' and publication_id = ?
    group by grouping sets ((scenario_id, measure_type), (scenario_id))
    order by scenario_id
"""
SCENARIOS = """
    select scenario_name, total_gross, unknown_lines, increase_gross, round(increase_pct, 1)
    from marts.noncompliance_scenarios
    where publication_id = ? and total_gross is not null
    order by is_baseline desc nulls last, pause_months, scenario_id
"""
SERVICES = """
    select
        count(*),
        count(*) filter (where delay_status = 'overdue'),
        count(*) filter (where delay_status = 'delayed'),
        count(*) filter (where delay_status = 'delayed_unknown'),
        max(chain_slip_days) filter (where delay_status in ('overdue', 'delayed'))
    from marts.impact_services where publication_id = ?
"""
ISSUES = "select open, open_blocking from marts.issue_stock where publication_id = ? and component = 'total'"
VERDICTS = """
    select verdict_en, count(*) from marts.source_reconciliation
    where publication_id = ? group by all order by 2 desc, 1
"""
SERIOUS = """
    select
        groups.finding_rule_en, groups.high, coalesce(groups.amount_gross, groups.largest_amount_gross),
        publication.currency,
        (
            select string_agg(coalesce(found.subject_name_en, found.subject_id), ', ' order by found.rank_in_rule)
            from marts.findings as found
            where found.publication_id = groups.publication_id and found.finding_rule = groups.finding_rule
                and found.severity = 'high' and found.rank_in_rule <= 3
        )
    from marts.finding_groups as groups
    inner join marts.dim_publication as publication using (publication_id)
    where groups.high > 0
    order by publication.publication_order, groups.group_order
"""


def show_summary(console: Console, warehouse: Warehouse, release: Path, now: dt.datetime) -> None:
    """The screen of 24 to 40 lines; `fundament status --all` has the rest."""
    manifest = read_manifest(release)
    with database.release_to_read(release) as connection:
        publications = connection.execute(PUBLICATIONS).fetchall()
        for place, (publication_id, title, currency) in enumerate(publications[:MOST_PUBLICATIONS]):
            # The key first: it is what one asks for, and is not cut.
            _line(console, f"{'' if place else chr(10)}[bold]{escape(publication_id)}[/bold]  {escape(title)}")
            _show_publication(console, connection, publication_id, currency, is_first=place == 0)
        if (more := len(publications) - MOST_PUBLICATIONS) > 0:
            _line(console, f"and {more:,} more {noun(more, 'publication')}")
        _show_serious(console, connection)
        _show_rejected(console, connection)
        _show_taken_back(console, connection)
    _show_checks(console, release)
    if before := release_before(warehouse, release):
        _show_changes(console, before, release)
    _show_places(console, warehouse, release, manifest, now)


def _line(console: Console, said: str) -> None:
    """One line of the screen: what does not fit is cut, and stands in full under --all."""
    text = Text.from_markup(said)
    for one in text.split("\n", allow_blank=True):
        one.truncate(console.width, overflow="ellipsis")
        console.print(one, soft_wrap=True)


def _show_publication(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    publication_id: str,
    currency: str,
    is_first: bool,
) -> None:
    spend = connection.execute(SPEND, [publication_id]).fetchall()
    scenarios = list(dict.fromkeys(row[0] for row in spend))
    totals = connection.execute(SCENARIOS, [publication_id]).fetchall()
    unit = _unit_of(currency, [row[2] for row in spend if row[1] is None] + [row[1] for row in totals])
    for scenario in scenarios[:1]:
        rows = {row[1]: row[2:] for row in spend if row[0] == scenario}
        _show_spend(console, scenario, unit, rows, is_first)
    if not is_first:
        return
    if totals and not scenarios:
        _line(console, f"  {unit.name} including VAT, non-compliant")
    for name, total, unknown_lines, increase, percent in totals[:MOST_SCENARIOS]:
        # Against a baseline of nothing there is no percentage.
        share = "" if percent is None else f", {percent:+.1f}%"
        grown = f" ({'+' * (increase > 0)}{unit.shown(increase)}{share})" if increase else ""
        _line(console, f"  scenario {escape(name)}: {unit.shown(total, unknown_lines)}{grown}")
    services, overdue, delayed, unknown, most = (
        connection.execute(SERVICES, [publication_id]).fetchone() or [0] * 5
    )
    if services:
        longest = f" (longest known: {most:,} {noun(most, 'day')})" if most else ""
        _line(
            console,
            f"  of {services:,}: {delayed:,} delayed, {overdue:,} overdue{longest}, {unknown:,} of unknown length",
        )
    for count, blocking in connection.execute(ISSUES, [publication_id]).fetchall():
        stated = ["number not stated" if number is None else f"{number:,}" for number in (count, blocking)]
        _line(console, f"  open issues: {stated[0]}; blocking: {stated[1]}")
    verdicts = connection.execute(VERDICTS, [publication_id]).fetchall()
    if verdicts:
        said = ", ".join(f"{number} {verdict}" for verdict, number in verdicts)
        _line(console, f"  {sum(number for _, number in verdicts)} printed figures: {said}")


@dataclass(frozen=True)
class _Unit:
    """In what the amounts of a publication are shown."""

    currency: str
    is_million: bool

    @property
    def name(self) -> str:
        return f"{self.currency} million" if self.is_million else self.currency

    def shown(self, amount: Decimal | None, unknown_lines: int = 0, unknown: str = "unknown") -> str:
        """The number alone, marked where it leaves lines of unknown amount out."""
        if self.is_million or amount is None:
            return million(amount, unknown_lines, unknown)
        return f"{amount:,.0f}{'*' if unknown_lines else ''}"


def _unit_of(currency: str, amounts: list[Decimal | None]) -> _Unit:
    """Millions where the largest amount is some of them."""
    return _Unit(currency, max((abs(one) for one in amounts if one is not None), default=0) >= LARGE)


def _show_spend(
    console: Console, scenario: str, unit: _Unit, rows: dict[str | None, tuple[Any, ...]], is_first: bool
) -> None:
    """Non-compliant, unjudged and all spend; of the first publication realised and forecast apart."""
    of = "" if scenario == "none" else f", scenario {escape(scenario)}"
    kinds = [kind for kind in ("realised", "forecast") if kind in rows]

    def shown(cell: tuple[Any, ...], place: int) -> str:
        amount, unknown_lines = cell[place : place + 2]
        return unit.shown(amount, unknown_lines, "not computable")

    if not is_first:
        unlawful, unjudged, spend = (shown(rows[None], place) for place in (0, 2, 4))
        said = f"non-compliant {unlawful}, could not be judged {unjudged}, of {spend}"
        _line(console, f"  {unit.name}{of}: {said}")
        return
    _line(console, f"  {unit.name} including VAT{of}")
    _line(console, " " * 24 + "".join(f"{head:>16}" for head in [*kinds, "total"]))
    cells = [rows[kind] for kind in kinds] + [rows[None]]
    for label, place in (("non-compliant", 0), ("could not be judged", 2), ("all spend stated", 4)):
        _line(console, f"    {label:<20}{''.join(f'{shown(cell, place):>16}' for cell in cells)}")
    if marked := max(cell[place] for cell in cells for place in (1, 3, 5)):
        _line(console, f"    * leaves out lines of unknown amount: {marked:,}")


def _show_serious(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    counts = dict(connection.execute("select severity, count(*) from marts.findings group by all").fetchall())
    others = ", ".join(f"{counts.get(severity, 0):,} {severity}" for severity in ("medium", "low"))
    _line(console, f"\n[bold]Serious findings: {counts.get('high', 0):,}[/bold] (and {others})")
    groups, used = connection.execute(SERIOUS).fetchall(), 0
    for place, (label, number, amount, currency, names) in enumerate(groups):
        unit = _unit_of(currency, [amount])
        money = "" if amount is None else f", {unit.currency} {unit.shown(amount)}{' million' * unit.is_million}"
        lines = textwrap.wrap(
            f"{label} ({number:,}{money}): {names or ''}",
            console.width,
            initial_indent="  ",
            subsequent_indent="    ",
            max_lines=LINES_OF_FINDING,
            placeholder=" …",
            break_on_hyphens=False,
        )
        used += len(lines)
        if used > ROOM_OF_FINDINGS:
            _line(console, f"  and of {len(groups) - place:,} more {noun(len(groups) - place, 'rule')}")
            break
        for line in lines:
            console.print(escape(line), soft_wrap=True)


def _show_rejected(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """Rows that were left out, as many as their deliveries allow."""
    found = connection.execute(
        "select source_file, rows_rejected, rejected_allowed from quality.row_accounting "
        "where rows_rejected > 0 order by rows_rejected desc, source_file"
    ).fetchall()
    if found:
        rejected, allowed = (sum(row[place] for row in found) for place in (1, 2))
        files = ", ".join(row[0] for row in found)
        _line(
            console,
            f"[yellow]Rejected rows: {rejected:,}[/yellow], of {allowed:,} allowed; see quality.rejected_rows: "
            f"{escape(files)}",
        )


def _show_taken_back(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """Rows of increments that later increments took the place of, by their declared key."""
    found = connection.execute(
        """
        select source_file, rows_loaded - rows_in_force as rows, superseded_amount_gross, currency
        from quality.row_accounting
        inner join quality.deliveries using (delivery_id, source_name, source_file)
        left join marts.dim_publication using (publication_id)
        where scope = 'increment' and replaced_on is null and duplicate_of is null and rows_loaded > rows_in_force
        order by rows desc, source_file
        """
    ).fetchall()
    if found:
        rows = sum(row[1] for row in found)
        amounts: dict[str, Decimal] = {}
        for _, _, amount, currency in found:
            if amount is not None:
                amounts[currency] = amounts.get(currency, Decimal(0)) + amount
        money = "".join(f", {currency} {amount:,.2f}" for currency, amount in amounts.items())
        files = ", ".join(row[0] for row in found)
        _line(console, f"Taken back by later files: {rows:,} {noun(rows, 'row')}{money}: {escape(files)}")


def _show_checks(console: Console, release: Path) -> None:
    results = read_results(release / "fundament.duckdb")
    if any(result.status != "passed" for result in results):
        show_checks(console, results)
        return
    suites = len({result.suite for result in results})
    _line(console, f"Checks: [green]all {len(results):,} passed[/green], in {suites} suites")


def _show_changes(console: Console, before: Path, release: Path) -> None:
    changes = changes_between(before, release)
    _line(console, f"Changed since {escape(before.name)}: {summed_up(changes) or 'nothing'}")
    for change in [one for one in changes if one.kind == "total"][:MOST_TOTALS]:
        _line(console, f"  {escape(change.in_words())}")


def summed_up(changes: list[Change]) -> str:
    """How many changes there are of each kind."""
    counts = Counter(change.kind for change in changes)
    nouns = {"rows": "table", "total": "total", "verdict": "verdict", "finding": "finding"}
    return ", ".join(f"{number:,} {noun(number, nouns[kind])}" for kind, number in counts.items())


def _show_places(
    console: Console, warehouse: Warehouse, release: Path, manifest: dict[str, Any], now: dt.datetime
) -> None:
    inputs = manifest["inputs"]
    published = dt.datetime.fromisoformat(manifest["published_at"])
    lines = [
        ("release", f"{manifest['release_id']}, as of {manifest['as_of_date']}"),
        ("published", f"{published:%Y-%m-%d %H:%M} UTC, {in_words(age_of(release, now))} ago"),
        ("inputs", f"{len(inputs):,} files, {sum(entry['lines_read'] for entry in inputs):,} rows"),
        ("warehouse", str(warehouse.published / "fundament.duckdb")),
    ]
    # As far as this release has them.
    for label, name in (("page", "index.html"), ("note", "note-nl.pdf"), ("note", "note-en.pdf")):
        if (warehouse.published / name).exists():
            lines.append((label, str(warehouse.published / name)))
    console.print()
    for label, value in lines:
        # A path is there to be copied: it is never cut.
        console.print(f"{label:<10} {escape(value)}", soft_wrap=True)
    _line(console, "[dim]All figures, findings and checks: fundament status --all[/dim]")
