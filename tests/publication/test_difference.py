"""What changed between two releases: each kind of change, from cells that the test changes itself."""

import datetime as dt

import duckdb

from fundament.project import default_deliveries
from fundament.publication.release import publish
from fundament.warehouse import Warehouse
from tests.conftest import MEMO, Command


def test_status_and_diff_show_rows_totals_verdicts_and_findings(published: Command) -> None:
    older = published.warehouse.resolve().parent.name
    with duckdb.connect(str(published.build_file)) as connection:

        def change(statement: str, rows: int = 1) -> None:
            assert connection.execute(statement).fetchone() == (rows,), statement

        # 210.1 million becomes 211.1 million.
        change(
            "update marts.noncompliance_scenarios set total_gross = total_gross + 1000000 "
            f"where publication_id = '{MEMO}' and scenario_id = 'pause_12'"
        )
        change(
            "update marts.impact_finance set amount_eur = amount_eur + 500 "
            f"where publication_id = '{MEMO}' and year = 2022 and component = 'total'"
        )
        [(entity, year, total)] = connection.execute(
            "select entity, year, sum_amount from marts.lawfulness_tolerance order by year, entity limit 1"
        ).fetchall()
        change(
            f"update marts.lawfulness_tolerance set sum_amount = sum_amount + 2 where year = {year} "
            f"and entity = '{entity}'"
        )
        change(
            "update marts.source_reconciliation set verdict = 'mismatch' "
            f"where publication_id = '{MEMO}' and figure_id = 'total_2021'"
        )
        [(gone,)] = connection.execute("select finding_id from marts.findings order by all limit 1").fetchall()
        [(blocked,)] = connection.execute("select count(*) from marts.findings").fetchall()
        connection.execute("create temp table one as from marts.findings where finding_id = $1", [gone])
        connection.execute("delete from marts.findings where finding_id = $1", [gone])
        connection.execute("update one set finding_id = 'ours:new', message_en = 'One that is new'")
        connection.execute("insert into marts.findings from one")
        connection.execute(
            "insert into marts.findings from (select * replace ('ours:too' as finding_id) from one)"
        )
        connection.execute("create table marts.added as select 1 as number")
    warehouse = Warehouse(published.home, default_deliveries())
    newer = publish(warehouse, dt.datetime.now(dt.UTC)).name
    status, diff = published("status").stdout, published("diff", older, newer).stdout
    assert f"Changed since {older}: " in status and f"{MEMO} pause_12: 210,100,000.00 -> 211,100,000.00" in status
    for shown in (published("status", "--all").stdout, diff):
        assert "Tables: 1 new, 0 gone, " in shown and "Printed figures: 0 new, 0 gone, 1 changed" in shown
        assert "Findings: 2 new, 1 gone, 0 changed" in shown
        lines = [" ".join(line.split()) for line in shown.splitlines()]
        for line in (
            "marts.added: new: 1",
            f"marts.findings: {blocked} -> {blocked + 1}",
            "marts.noncompliance_scenarios: as many as before",
            f"{MEMO} pause_12: 210,100,000.00 -> 211,100,000.00",
            # 7.1 and 1.25 million.
            f"{MEMO} total 2022: 8,350,000.00 -> 8,350,500.00",
            f"{entity} {year}: {total:,} -> {total + 2:,}",
            f"{MEMO} total_2021: within_rounding -> mismatch",
            "ours:new: new: One that is new",
            "ours:too: new: One that is new",
            f"{gone}: gone:",
        ):
            assert [one for one in lines if line in one], f"{line!r} is not in:\n{shown}"
    # Seen from the other side, new and gone change places.
    back = published("diff", newer, older).stdout
    assert "ours:new: gone: One that is new" in back and f"{gone}: new:" in back
    assert "211,100,000.00 -> 210,100,000.00" in back


def test_spend_of_an_administration_and_one_that_is_unknown_now(published: Command) -> None:
    """An administration states no scenario: what it comes to is in the marts of contracts and years alone.

    A total of which lines are unknown is said to be its known part.
    """
    older = published.warehouse.resolve().parent.name
    with duckdb.connect(str(published.build_file)) as connection:
        # KIS 2021: 14.6 million, all of it non-compliant. EASI of that year becomes unknown.
        connection.execute(
            "update marts.noncompliance_by_contract_year set scenario_id = 'none', spend_amount_gross = 20, "
            "unlawful_amount_gross = 5 where contract_id = 'KIS' and year = 2021"
        )
        connection.execute(
            "update marts.noncompliance_by_contract_year set unlawful_amount_gross = null, "
            "unlawful_unknown_lines = 3 where contract_id = 'EASI' and year = 2021"
        )
    newer = publish(Warehouse(published.home, default_deliveries()), dt.datetime.now(dt.UTC)).name
    lines = [" ".join(line.split()) for line in published("diff", older, newer).stdout.splitlines()]
    # 210.1 - 14.6 = 195.5 million; less the 38.1 of EASI 157.4 is known.
    assert [line for line in lines if "spend" in line and line.startswith(MEMO)] == [
        f"{MEMO} pause_12 spend: 210,100,000.00 -> 195,500,000.00",
        f"{MEMO} spend: new: 20.00",
        f"{MEMO} non-compliant spend: new: 5.00",
        f"{MEMO} pause_12 non-compliant spend: 210,100,000.00 -> 157,400,000.00 and 3 lines of unknown amount",
        # Unjudged spend stands beside it: of KIS 2021 none.
        f"{MEMO} spend that could not be judged: new: 0.00",
    ]
