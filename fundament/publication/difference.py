"""What changed between two releases: rows per table, totals, verdicts of figures, findings new and gone."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fundament import database
from fundament.publication.release import read_manifest

# Each statement sees the schemas of both releases as `older` and `newer`; kind, what, before, after.
TOTALS = """
    select 'total', publication_id || ' ' || scenario_id, older.total_gross, newer.total_gross
    from older.marts.noncompliance_scenarios as older
    full join newer.marts.noncompliance_scenarios as newer using (publication_id, scenario_id)
    where older.total_gross is distinct from newer.total_gross
    order by all
"""
# Beside the scenarios' totals: of an administration, which has no scenarios, it is all that there is.
SPEND = """
    with
    amounts as (
        select 'older' as release, publication_id, scenario_id, measure, amount
        from older.marts.noncompliance_by_contract_year
        unpivot include nulls (
            amount for measure in (spend_amount_gross, unlawful_amount_gross, uncertain_amount_gross)
        )
        union all
        select 'newer', publication_id, scenario_id, measure, amount
        from newer.marts.noncompliance_by_contract_year
        unpivot include nulls (
            amount for measure in (spend_amount_gross, unlawful_amount_gross, uncertain_amount_gross)
        )
    ),
    totals as (
        -- A sum of which a term is unknown is unknown, and no smaller number.
        select release, publication_id, scenario_id, measure,
            case when count(amount) = count(*) then cast(sum(amount) as varchar) else 'unknown' end as amount
        from amounts
        group by all
    )
    select
        'total',
        publication_id || ' ' || if(scenario_id = 'none', '', scenario_id || ' ')
        || case measure
            when 'spend_amount_gross' then 'spend'
            when 'unlawful_amount_gross' then 'non-compliant spend'
            else 'spend that could not be judged' end,
        before.amount, now.amount
    from (from totals where release = 'older') as before
    full join (from totals where release = 'newer') as now using (publication_id, scenario_id, measure)
    where before.amount is distinct from now.amount
    order by all
"""
TOLERANCES = """
    select 'total', publication_id || ' ' || entity || ' ' || year, older.sum_amount, newer.sum_amount
    from older.marts.lawfulness_tolerance as older
    full join newer.marts.lawfulness_tolerance as newer using (publication_id, entity, year)
    where older.sum_amount is distinct from newer.sum_amount
    order by all
"""
SHORTFALLS = """
    select 'total', publication_id || ' ' || component || ' ' || year, older.amount_eur, newer.amount_eur
    from older.marts.impact_finance as older
    full join newer.marts.impact_finance as newer using (publication_id, year, component)
    where component = 'total' and older.amount_eur is distinct from newer.amount_eur
    order by all
"""
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
class Change:
    """One difference. `before` or `after` is None for what is new or gone. Amounts are EUR including VAT."""

    kind: str
    what: str
    before: str | int | Decimal | None
    after: str | int | Decimal | None


def changes_between(older: Path, newer: Path) -> list[Change]:
    """The differences between two release folders: tables first, then totals, verdicts and findings."""
    before, after = read_manifest(older)["tables"], read_manifest(newer)["tables"]
    changes = [
        Change("rows", name, before.get(name, {}).get("rows"), after.get(name, {}).get("rows"))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    with database.in_memory() as connection:
        for name, release in (("older", older), ("newer", newer)):
            path = str(release / "fundament.duckdb").replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        for statement in (TOTALS, SPEND, TOLERANCES, SHORTFALLS, VERDICTS, FINDINGS):
            changes += [Change(*row) for row in connection.execute(statement).fetchall()]
    return changes
