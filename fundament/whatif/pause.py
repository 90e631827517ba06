"""What a longer pause of the migrations does to the non-compliant spend, read from a release."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

TOTALS = """
select
    publication_id, method, method_en, unlawful_amount_gross, increase_gross, unknown_lines,
    uncertain_amount_gross, uncertain_unknown_lines, reason, currency
from marts.noncompliance_pause_whatif
inner join marts.dim_publication using (publication_id)
where pause_months = ? and contract_id is null and (? is null or publication_id = ?)
order by publication_id, method
"""
CELLS = """
select contract_id, year, unlawful_amount_gross, increase_gross
from marts.noncompliance_pause_whatif
where pause_months = ? and contract_id is not null and publication_id = ? and method = ?
order by increase_gross desc nulls last, contract_id, year
"""
# The range has an amount where the same model gives one for that length of pause.
RANGE = """
select
    reference.observations, reference.reason, reference.p50_pause_months, p50.unlawful_amount_gross,
    reference.p80_pause_months, p80.unlawful_amount_gross
from marts.pause_reference_class as reference
left join marts.noncompliance_pause_whatif as p50
    on reference.publication_id = p50.publication_id and p50.contract_id is null
    and (p50.method = 'run_off') = ? and p50.pause_months = reference.p50_pause_months
left join marts.noncompliance_pause_whatif as p80
    on reference.publication_id = p80.publication_id and p80.contract_id is null
    and (p80.method = 'run_off') = ? and p80.pause_months = reference.p80_pause_months
where reference.publication_id = ?
"""


@dataclass(frozen=True)
class Total:
    """The total of one publication by one method, beside what could not be judged; None is not computable."""

    publication_id: str
    method: str
    method_en: str
    unlawful_gross: Decimal | None
    increase_gross: Decimal | None
    unknown_lines: int
    uncertain_gross: Decimal | None
    uncertain_unknown_lines: int | None
    reason: str
    currency: str


@dataclass(frozen=True)
class Cell:
    """A contract and year of it."""

    contract_id: str
    year: int
    unlawful_gross: Decimal | None
    increase_gross: Decimal | None


@dataclass(frozen=True)
class Range:
    """What past slips would make of it; months and amounts are unknown where there are too few of them."""

    observations: int
    reason: str
    p50_months: int | None
    p50_gross: Decimal | None
    p80_months: int | None
    p80_gross: Decimal | None


def longest(connection: duckdb.DuckDBPyConnection) -> int:
    """The longest pause that a release has an answer for; 0 where it has none."""
    asked = "select coalesce(max(pause_months), 0) from marts.noncompliance_pause_whatif where is_total"
    [(months,)] = connection.execute(asked).fetchall()
    return int(months)


def totals(connection: duckdb.DuckDBPyConnection, months: int, publication: str | None) -> list[Total]:
    """The total for a length of pause, per publication and method."""
    rows = connection.execute(TOTALS, [months, publication, publication]).fetchall()
    return [Total(*row) for row in rows]


def cells(connection: duckdb.DuckDBPyConnection, months: int, total: Total) -> list[Cell]:
    """Its contracts and years, the largest increase first; none where the publication gives only totals."""
    rows = connection.execute(CELLS, [months, total.publication_id, total.method]).fetchall()
    return [Cell(*row) for row in rows]


def reference_range(connection: duckdb.DuckDBPyConnection, total: Total) -> Range:
    """The range that past slips of migrations give."""
    is_run_off = total.method == "run_off"
    row = connection.execute(RANGE, [is_run_off, is_run_off, total.publication_id]).fetchone()
    assert row, "every publication has a row"
    return Range(*row)
