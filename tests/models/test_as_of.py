"""The embedded documents as at earlier days: what was not published yet is not known."""

import datetime as dt
from pathlib import Path

from fundament.project import default_deliveries
from tests.conftest import MEMO, query
from tests.warehouses import built, checked


def test_before_the_first_publication_nothing_is_known_and_that_is_refused(tmp_path: Path) -> None:
    file = built(tmp_path, default_deliveries(), dt.date(2022, 5, 17))
    assert "a_publication_is_known" in checked(file)


def test_on_the_day_of_the_memo_the_reports_are_not_yet_known(tmp_path: Path) -> None:
    file = built(tmp_path, default_deliveries(), dt.date(2022, 9, 16))
    assert checked(file) == {}
    known = query(file, "select publication_id from marts.dim_publication order by 1")
    assert known == [("jaarverslag-bzk-2021",), (MEMO,)]
    assert query(file, "select * from marts.noncompliance_backtest") == []
