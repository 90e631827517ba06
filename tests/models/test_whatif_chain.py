"""What if a platform slips: what the chain carries already counts before a contract's end is passed.

By hand. The platform was planned for 1 January 2024 and comes on the 31st, 30 days late. Each service was planned
for 11 January, so that 10 days are taken up and 20 carried to it: to 31 January. Ten days more bring it to 10
February, 5 days past the last day of its contract, at 3,100 in the 31 days of January: 100 a day. Both lines,
6,200, name a contract without a lawful end, and could not be judged.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from fundament.whatif.slip import AtRisk, moved_by, spend_at_risk
from tests.warehouses import released

FILES = {
    "publications": "publication_id,title,published_on,as_of_date\nchain,Synthetic chain,2024-01-01,2024-01-31\n",
    "services": """service_id,service_name,service_kind
new,New platform,platform
dated,Dated,service
undated,Undated,service
""",
    "contracts": """contract_id,contract_name,current_end_date
k,Contract,2024-02-05
""",
    "contract_spend": """line_id,contract_id,service_id,period_start,period_end,amount_gross,measure_type
l1,k,dated,2024-01-01,2024-02-01,3100,realised
l2,k,undated,2024-01-01,2024-02-01,3100,realised
""",
    "migrations": """migration_id,service_id,status,baseline_end_date,forecast_end_date,contract_id
m_new,new,in_progress,2024-01-01,2024-01-31,
m_dated,dated,in_progress,2024-01-11,2024-01-11,k
m_undated,undated,in_progress,2024-01-11,,k
""",
    "dependencies": """from_id,to_id,dependency_type,lag_days
dated,new,runs_on,0
undated,new,runs_on,0
""",
}


def test_the_days_of_the_chain_come_before_those_of_the_question(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        "delivery_id: chain\ntitle: Synthetic chain\nowner: tests\npublication_id: chain\nfiles:\n"
        + "".join(f"  - {{source: {name}, path: {name}.csv}}\n" for name in FILES)
    )
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text)
    file = released(tmp_path, folder, date(2024, 1, 31)) / "fundament.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        moved = moved_by(connection, "chain", "new", 10)
        at_risk = spend_at_risk(connection, "chain", "new", 10)
        asked = (
            "select migration_id, added_amount_at_risk_gross from impact_slip_at_risk_as_of(?, 'chain', 'new', 10)"
        )
        then, before = (
            connection.execute(asked, [day]).fetchall() for day in (date(2024, 1, 31), date(2023, 12, 31))
        )
    ends = {one.subject_id: (one.days, one.slip_before, one.end_after) for one in moved}
    assert ends["dated"] == ends["undated"] == (10, 20, date(2024, 2, 10))
    last_day, money = date(2024, 2, 5), Decimal(500)
    assert at_risk == [
        AtRisk("m_dated", "k", last_day, 0, 5, money, "service", Decimal(6200), 0),
        AtRisk("m_undated", "k", last_day, 0, 5, money, "service", Decimal(6200), 0),
    ]
    # Of an earlier day both macros speak of that day: the publication came out on 1 January.
    assert sorted(then) == [("m_dated", money), ("m_undated", money)] and not before
