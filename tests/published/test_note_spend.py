"""The note reads of a scenario the thousand contracts with the largest amounts, and the sums of all of them."""

from decimal import Decimal

import duckdb

from fundament.note.reading import QUERIES
from fundament.publication.described import create_sum

# One year of each of 1,200 contracts. Number n has n euro unlawful, but for the first 300, which have none, and of
# which the 7th has a line of unknown amount: that is no nothing.
CELLS = """
    create schema marts;
    create table marts.noncompliance_by_contract_year as
    select
        'p' as publication_id, 'asserted' as scenario_id, format('c{:04d}', n) as contract_id, 2024 as year,
        'realised' as measure_type, 'Synthetic contract' as contract_name,
        case when n = 7 then null else cast(if(n <= 300, 0, n) as decimal(18, 2)) end as unlawful_amount_gross,
        if(n = 7, 1, 0) as unlawful_unknown_lines,
        cast(n as decimal(18, 2)) as spend_amount_gross,
        if(n = 7, 1, 0) as spend_unknown_lines,
        cast(0 as decimal(18, 2)) as stated_unlawful_amount_gross, 0 as stated_unlawful_unknown_lines,
        cast(0 as decimal(18, 2)) as uncertain_amount_gross, 0 as uncertain_unknown_lines,
        'computed' as lawfulness_status
    from range(1, 1201) as numbers (n)
"""


def test_a_thousand_contracts_with_the_largest_amounts_beside_the_sums_of_all() -> None:
    with duckdb.connect() as connection:
        connection.execute(CELLS)
        create_sum(connection)
        asked = connection.execute((QUERIES / "spend.sql").read_text("utf-8"), {"publication_id": "p"})
        names = [column[0] for column in asked.description]
        rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    listed = {row["contract_id"] for row in rows} - {None}
    # The 900 with an amount, the one that is not known, and of those without the first 99 by their ids.
    without = [f"c{n:04d}" for n in range(1, 301) if n != 7][:99]
    assert listed == {f"c{n:04d}" for n in range(301, 1201)} | {"c0007", *without} and len(listed) == 1000
    [total] = [row for row in rows if row["contract_id"] is None and row["year"] is None]
    # 301 + ... + 1,200, and of spend 1 + ... + 1,200.
    assert total["unlawful_amount_gross"] == Decimal(675_450) and total["unlawful_unknown_lines"] == 1
    assert total["spend_amount_gross"] == Decimal(720_600) and total["cells"] == 1200
