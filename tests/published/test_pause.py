"""What a longer pause does: the line through the memo's two points, by hand."""

from decimal import Decimal

import pytest

from tests.conftest import MEMO, Command, query


def test_the_memos_line(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select pause_months, method, unlawful_amount_gross, increase_gross, contract_id, year "
        f"from marts.noncompliance_pause_whatif where publication_id = '{MEMO}' order by pause_months",
    )
    assert [row[0] for row in rows] == list(range(37))
    by_months = {row[0]: row[1:4] for row in rows}
    # 183.8, and 26.3 more in twelve months: 2.19166.. a month.
    assert by_months[0] == ("stated", Decimal("183800000.00"), Decimal("0.00"))
    assert by_months[1] == ("interpolated", Decimal("185991666.67"), Decimal("2191666.67"))
    assert by_months[12] == ("stated", Decimal("210100000.00"), Decimal("26300000.00"))
    assert by_months[18] == ("extrapolated", Decimal("223250000.00"), Decimal("39450000.00"))
    assert by_months[36] == ("extrapolated", Decimal("262700000.00"), Decimal("78900000.00"))
    assert {row[4:] for row in rows} == {(None, None)}, "183.8 is a total only: no cells"


@pytest.mark.parametrize(("months", "shown"), [("18", "EUR 223,250,000.00"), ("12", "EUR 210,100,000.00")])
def test_on_the_screen(memo: Command, months: str, shown: str) -> None:
    done = memo("whatif", "--pause", months)
    assert done.returncode == 0 and shown in done.stdout
    assert "published as a total only" in done.stdout
    # The memo's history of re-forecasts is too short for a range.
    assert "No range from past slips" in done.stdout


def test_what_cannot_be_asked(memo: Command) -> None:
    too_long = memo("whatif", "--pause", "37")
    assert too_long.returncode == 2 and "no pause longer than 36 months" in too_long.stderr
    unknown = memo("whatif", "--pause", "1", "--publication", "nobody")
    assert unknown.returncode == 2 and "No publication can answer" in unknown.stderr
