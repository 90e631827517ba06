"""What changed between two releases: rows per table, totals, verdicts of figures, findings new and gone.

How it is shown: `fundament.screen.release`. Whether a release follows from its inputs: `verification.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from fundament import database
from fundament.released import read_manifest
from fundament.terminal import noun

# What is added up: mart, its name, the amount, and the lines of unknown amount that it leaves out.
_OF_SCENARIO = "publication_id || ' ' || scenario_id"
_OF_SPEND = "publication_id || ' ' || if(scenario_id = 'none', '', scenario_id || ' ')"
AMOUNTS = (
    ("noncompliance_scenarios", _OF_SCENARIO, "total_gross", "unknown_lines"),
    (
        "noncompliance_scenarios",
        f"{_OF_SCENARIO} || ', could not be judged'",
        "uncertain_gross",
        "uncertain_unknown_lines",
    ),
    # Of an administration, which has no scenarios, it is all that there is.
    ("noncompliance_by_contract_year", f"{_OF_SPEND} || 'spend'", "spend_amount_gross", "spend_unknown_lines"),
    (
        "noncompliance_by_contract_year",
        f"{_OF_SPEND} || 'non-compliant spend'",
        "unlawful_amount_gross",
        "unlawful_unknown_lines",
    ),
    (
        "noncompliance_by_contract_year",
        f"{_OF_SPEND} || 'spend that could not be judged'",
        "uncertain_amount_gross",
        "uncertain_unknown_lines",
    ),
    ("lawfulness_tolerance", "publication_id || ' ' || entity || ' ' || year", "sum_amount", ""),
    (
        "impact_finance",
        "case when component = 'total' then publication_id || ' total ' || year end",
        "amount_eur",
        "unknown_lines",
    ),
)
AMOUNT = """
    select
        {what} as what,
        struct_pack(
            known := sum({amount}),
            unknown_lines := if(sum({amount}) is null, 0, cast(coalesce(sum({lines}), 0) as bigint))
        ) as amount
    from {release}.marts.{mart}
    where {what} is not null
    group by all
"""
DIFFERENT = """
    select 'total', what, before.amount, now.amount
    from ({older}) as before
    full join ({newer}) as now using (what)
    where before.amount is distinct from now.amount
    order by all
"""
# Each statement sees the schemas of both releases as `older` and `newer`; kind, what, before, after.
VERDICTS = """
    select 'verdict', publication_id || ' ' || figure_id, older.verdict, newer.verdict
    from older.marts.source_reconciliation as older
    full join newer.marts.source_reconciliation as newer using (publication_id, figure_id)
    where older.verdict is distinct from newer.verdict
    order by all
"""
# Ten of each rule that are new, gone or otherwise; how many more there are, in one line.
FINDINGS = """
    with
    changed as (
        select
            publication_id, finding_rule, finding_id, older.message_en as before, newer.message_en as after,
            case when older.message_en is null then 1 when newer.message_en is null then 2 else 3 end as kind
        from older.marts.findings as older
        full join newer.marts.findings as newer using (publication_id, finding_rule, finding_id)
        where older.message_en is distinct from newer.message_en
    ),
    ranked as (
        select *, row_number() over (partition by publication_id, finding_rule, kind order by finding_id) as place
        from changed
    )
    select 'finding', publication_id || ' ' || finding_id, before, after from ranked where place <= 10
    union all
    select
        'finding', publication_id || ' ' || finding_rule || ', others',
        if(kind = 1, null, count(*) || ' more'), if(kind = 2, null, count(*) || ' more')
    from ranked where place > 10
    group by publication_id, finding_rule, kind
    order by all
"""


@dataclass(frozen=True)
class Total:
    """An amount as far as it is known, None where nothing of it is, and the lines that it leaves out."""

    known: Decimal | None
    unknown_lines: int

    def __str__(self) -> str:
        if self.known is None:
            return "unknown"
        lines = f" and {self.unknown_lines} {noun(self.unknown_lines, 'line')} of unknown amount"
        return f"{self.known:,}{lines if self.unknown_lines else ''}"


@dataclass(frozen=True)
class Change:
    """One difference, in the publication's currency. `before` or `after` is None for what is new or gone."""

    kind: str
    what: str
    before: str | int | Total | None
    after: str | int | Total | None

    def in_words(self) -> str:
        """The change on one line."""
        before, after = (f"{it:,}" if isinstance(it, int) else it for it in (self.before, self.after))
        if before is None:
            return f"{self.what}: new: {after}"
        if after is None:
            return f"{self.what}: gone: {before}"
        if before == after:
            return f"{self.what}: as many as before ({after}), with other contents"
        return f"{self.what}: {before} -> {after}"


def changes_between(older: Path, newer: Path) -> list[Change]:
    """The differences between two release folders: tables first, then totals, verdicts and findings.

    Raises what `told_what_is_lacking` does.
    """
    before, after = read_manifest(older)["tables"], read_manifest(newer)["tables"]
    changes = [
        Change("rows", name, before.get(name, {}).get("rows"), after.get(name, {}).get("rows"))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    with database.in_memory() as connection, database.told_what_is_lacking(older, newer):
        for name, release in (("older", older), ("newer", newer)):
            database.attach_to_read(connection, release / "fundament.duckdb", name)
        for statement in _of_amounts(connection):
            for kind, what, *amounts in connection.execute(statement).fetchall():
                changes.append(Change(kind, what, *(amount and Total(**amount) for amount in amounts)))
        for statement in (VERDICTS, FINDINGS):
            changes += [Change(*row) for row in connection.execute(statement).fetchall()]
    return changes


def _of_amounts(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A statement per amount of a mart that both have.

    A release of an older version does not count the lines that it leaves out.
    """
    there = set(
        connection.execute(
            "select database_name, table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
    )
    in_both = set.intersection(*({row[1] for row in there if row[0] == name} for name in ("older", "newer")))
    for mart, what, amount, lines in AMOUNTS:
        if mart not in in_both:
            continue
        of_release = {
            release: AMOUNT.format(
                what=what,
                amount=amount if (release, mart, amount) in there else "cast(null as decimal(18, 2))",
                lines=lines if (release, mart, lines) in there else "0",
                release=release,
                mart=mart,
            )
            for release in ("older", "newer")
        }
        yield DIFFERENT.format(**of_release)
