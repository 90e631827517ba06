"""Findings as a person sees them in the terminal: by rule, the gravest first, ten of each."""

import duckdb
from rich.console import Console
from rich.markup import escape

from fundament.terminal import noun

STYLE = {"high": "red", "medium": "yellow", "low": "dim"}
GROUPS = """
    select
        finding_rule, finding_rule_en, severity, findings, not_shown,
        coalesce(amount_gross, largest_amount_gross), amount_gross is null
    from marts.finding_groups
    where publication_id = ?
    order by group_order
"""
FINDINGS = """
    select severity, message_en, subject_type, subject_id, subject_name_en
    from marts.findings
    where publication_id = ? and finding_rule = ? and rank_in_rule <= ?
    order by rank_in_rule
"""
PUBLICATIONS = """
    select groups.publication_id, any_value(publication.title), any_value(publication.currency)
    from marts.finding_groups as groups
    inner join marts.dim_publication as publication using (publication_id)
    group by groups.publication_id, publication.publication_order
    order by publication.publication_order
"""


def show_findings(console: Console, connection: duckdb.DuckDBPyConnection, show_all: bool = False) -> None:
    """The findings of each publication by rule, with number and amount; all of them where that is asked for."""
    console.print("\n[bold]Findings[/bold]")
    for publication_id, title, currency in connection.execute(PUBLICATIONS).fetchall():
        console.print(f"  {escape(title)} ({escape(publication_id)})", soft_wrap=True)
        for group in connection.execute(GROUPS, [publication_id]).fetchall():
            _show_group(console, connection, publication_id, currency, group, show_all)
    _show_rules_off(console, connection)


def _show_group(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    publication_id: str,
    currency: str,
    group: tuple,
    show_all: bool,
) -> None:
    rule, label, severity, findings, not_shown, amount, is_largest = group
    shown = findings if show_all else findings - not_shown
    which = "the largest " if is_largest and findings > 1 else ""
    money = "" if amount is None else f", {which}{currency} {amount:,.2f}"
    console.print(f"    {_mark(severity)}  [bold]{escape(label)}[/bold]: {findings}{money}", soft_wrap=True)
    for of_one, message, kind, key, name in connection.execute(FINDINGS, [publication_id, rule, shown]).fetchall():
        console.print(
            f"      {_mark(of_one)}  {escape(message)}{escape(_about(message, kind, key, name))}", soft_wrap=True
        )
    if findings > shown:
        console.print(
            f"      and {findings - shown:,} more: fundament status --all, or marts.findings, "
            f"finding_rule = '{escape(rule)}'",
            soft_wrap=True,
        )


def _mark(severity: str) -> str:
    return f"[{STYLE[severity]}]{severity:<6}[/{STYLE[severity]}]"


def _about(message: str, kind: str, key: str, name: str) -> str:
    """Kind, key and name of the subject, as far as the message does not give them."""
    said = [part for part in (key, name) if part not in message]
    return f" ({kind.replace('_', ' ')} {', '.join(dict.fromkeys(said))})" if said else ""


def _show_rules_off(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    for rule, publication, reason, suppressed in connection.execute(
        "select finding_rule, publication_id, disabled_reason, findings_suppressed from marts.finding_rules_off "
        "order by all"
    ).fetchall():
        console.print(
            f"  switched off  {escape(rule)}, {escape(publication)}: {escape(reason)} "
            f"({suppressed} {noun(suppressed, 'finding')} not shown)",
            soft_wrap=True,
        )
