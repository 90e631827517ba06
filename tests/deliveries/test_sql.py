"""Rows out of a real PostgreSQL server: exact, one snapshot, read-only, and no password in any message."""

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest

from fundament.connectors.pull import pull_deliveries
from fundament.connectors.sql import SETTINGS
from fundament.deliveries.reader import load_deliveries
from fundament.errors import FundamentError
from fundament.warehouse import Warehouse
from tests.conftest import wait_until
from tests.postgres import programs, running_postgres

pytestmark = pytest.mark.skipif(programs() is None, reason="no PostgreSQL server: neither initdb nor the wheel")

TABLES = """
create schema finance;
create table finance.booking (
    id integer primary key, contract text, booked date, net numeric, is_forecast boolean, remark text,
    stamped timestamptz
);
create sequence finance.numbers;
insert into finance.booking values
    (1, 'KIS', '2024-01-31', 9007199254740993.01, false, E'two\\nlines, "quoted"; and é',
     '2024-01-31 23:30:00-02'),
    (2, 'KIS', '2024-02-29', -0.10, true, null, null),
    (3, null, '2024-03-01', 0.30, false, '', null);
create role reader login password 'r3ad-0nly';
grant usage on schema finance to reader;
grant select on finance.booking to reader;
"""
DECLARATION = """\
delivery_id: ledger
title: Ledger
owner: Finance
publication_id: administration
pull:
  kind: sql
  dsn_variable: TEST_LEDGER_DSN
  queries:
    - file: spend.csv
      query: |
        {query}
files:
  - source: contract_spend
    path: spend.csv
    columns: {{description: {{from: remark}}}}
    ignored_columns: [stamped]
"""
QUERY = (
    "select 'B' || id as line_id, contract as contract_id, booked as period_start, net as amount_net, "
    "case when is_forecast then 'forecast' else 'realised' end as measure_type, remark, stamped "
    "from finance.booking order by id -- all of them"
)


@pytest.fixture(scope="module")
def owner_dsn() -> Iterator[str]:
    with running_postgres() as dsn:
        with psycopg.connect(dsn) as connection:
            connection.execute(TABLES)
        yield dsn


class Ledger:
    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "deliveries", folder / "home"
        self.warnings: list[str] = []
        self.folder.mkdir()

    def pull(self, query: str = QUERY) -> Path:
        (self.folder / "delivery.yml").write_text(DECLARATION.format(query=query))
        return self.again()

    def again(self) -> Path:
        pull_deliveries(Warehouse(self.home, self.folder), lambda message: None, self.warnings.append)
        return self.home / "landing" / "ledger"


@pytest.fixture
def ledger(tmp_path: Path, owner_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("TEST_LEDGER_DSN", owner_dsn.replace("owner:pa55-word", "reader:r3ad-0nly"))
    host = owner_dsn.split("@")[1].split("/")[0]
    monkeypatch.setenv("FUNDAMENT_SERVERS", f"{host}=TEST_LEDGER_DSN 127.0.0.1:9=TEST_LEDGER_DSN")
    return Ledger(tmp_path)


def test_rows_arrive_exact(ledger: Ledger) -> None:
    landed = ledger.pull()
    connection = duckdb.connect()
    [loaded] = load_deliveries(connection, ledger.folder, dt.date(2024, 4, 1), home=ledger.home)
    assert (loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected) == (3, 3, 0)
    rows = connection.execute(
        "select line_id, contract_id, period_start, amount_net, measure_type, description, source_line "
        "from raw.contract_spend order by line_id"
    ).fetchall()
    assert rows == [
        # A double would make it 9007199254740992.
        ("B1", "KIS", dt.date(2024, 1, 31), Decimal("9007199254740993.01"), "realised",
         'two\nlines, "quoted"; and é', 2),
        ("B2", "KIS", dt.date(2024, 2, 29), Decimal("-0.10"), "forecast", None, 4),
        ("B3", None, dt.date(2024, 3, 1), Decimal("0.30"), "realised", None, 5),
    ]  # fmt: skip
    assert "2024-02-01 01:30:00+00" in (landed / "spend.csv").read_text()
    receipt = json.loads((landed / "pull.json").read_text())
    assert receipt["rows"] == {"spend.csv": 3}


def test_booleans_are_words_that_the_reader_knows(ledger: Ledger) -> None:
    landed = ledger.pull("select is_forecast from finance.booking order by id")
    assert (landed / "spend.csv").read_text() == "is_forecast\nfalse\ntrue\nfalse\n"


def test_all_queries_see_one_state(ledger: Ledger, owner_dsn: str) -> None:
    ledger.pull()
    declaration = ledger.folder / "delivery.yml"
    count = "select count(*) as n from finance.booking"
    # It has read when it waits: for a lock that the test holds.
    waiting = f"{count}, (select pg_advisory_xact_lock(7)::text) as waited"
    declaration.write_text(
        declaration.read_text().replace(
            "files:",
            f"    - {{file: first.csv, query: {waiting!r}}}\n    - {{file: second.csv, query: {count!r}}}\nfiles:",
        )
    )

    with psycopg.connect(owner_dsn, autocommit=True) as connection, ThreadPoolExecutor(1) as beside:
        connection.execute("select pg_advisory_lock(7)")
        pulled = beside.submit(ledger.again)
        try:
            blocked = "select 1 from pg_locks where locktype = 'advisory' and not granted"
            wait_until("the pull waits", lambda: pulled.done() or connection.execute(blocked).fetchone())
            assert not pulled.done()
            connection.execute("insert into finance.booking (id, booked) values (99, '2024-04-01')")
        finally:
            connection.execute("select pg_advisory_unlock(7)")
        landed = pulled.result()
    try:
        with psycopg.connect(owner_dsn) as connection:
            assert connection.execute("select count(*) from finance.booking").fetchone() == (4,)
        assert (landed / "second.csv").read_text() == "n\n3\n"
    finally:
        with psycopg.connect(owner_dsn) as connection:
            connection.execute("delete from finance.booking where id = 99")


def test_a_million_rows_stream(ledger: Ledger) -> None:
    landed = ledger.pull("select i as line_id, i * 0.01 as amount_net from generate_series(1, 1000000) as i")
    with duckdb.connect() as connection:
        totals = connection.execute(
            "select count(*), sum(amount_net::decimal(18, 2)) from read_csv(?, all_varchar = true)",
            [str(landed / "spend.csv")],
        ).fetchone()
    # 0.01 * n * (n + 1) / 2
    assert totals == (1_000_000, Decimal("5000005000.00"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from finance.bookings", 'relation "finance.bookings" does not exist'),
        ("select 1 as a, 2 as a", "columns twice: ['a']"),
        ("select 1) as d; commit; drop table finance.booking; select (1", "multiple commands"),
        ("delete from finance.booking returning id", "syntax error"),
        ("select 1/0 as a", "division by zero"),
        ("select nextval('finance.numbers') as a", "cannot execute nextval() in a read-only transaction"),
        ("select pg_sleep(3600)", "statement timeout"),
    ],
)
def test_what_can_not_be_read_is_said_and_what_was_there_stays(
    ledger: Ledger, owner_dsn: str, monkeypatch: pytest.MonkeyPatch, query: str, said: str
) -> None:
    before = (ledger.pull() / "spend.csv").read_text()
    # Even with a role that may write.
    monkeypatch.setenv("TEST_LEDGER_DSN", owner_dsn)
    monkeypatch.setitem(SETTINGS, "lc_messages", "C")
    declaration = DECLARATION.replace("  dsn_variable", "  statement_timeout_seconds: 1\n  dsn_variable")
    (ledger.folder / "delivery.yml").write_text(declaration.format(query=query))
    with pytest.raises(FundamentError) as error:
        ledger.again()
    assert said in str(error.value) and "spend.csv" in str(error.value)
    assert "pa55-word" not in str(error.value)
    assert (ledger.home / "landing" / "ledger" / "spend.csv").read_text() == before
    with psycopg.connect(owner_dsn) as connection:
        assert connection.execute("select count(*) from finance.booking").fetchone() == (3,)


@pytest.mark.parametrize(
    ("dsn", "said", "secret"),
    [
        ("postgresql://owner:wr0ng@{host}/postgres", "password authentication failed", "wr0ng"),
        ("postgresql://owner:s3cret@127.0.0.1:9/postgres", "refused", "s3cret"),
        ("postgresql:/owner:s3cret@host", "is no connection string", "s3cret"),
        ("", "TEST_LEDGER_DSN is empty", "s3cret"),
    ],
)
def test_no_message_shows_the_password(
    ledger: Ledger, owner_dsn: str, monkeypatch: pytest.MonkeyPatch, dsn: str, said: str, secret: str
) -> None:
    host = owner_dsn.split("@")[1].split("/")[0]
    monkeypatch.setenv("TEST_LEDGER_DSN", dsn.format(host=host))
    with pytest.raises(FundamentError) as error:
        ledger.pull()
    assert said in str(error.value)
    assert secret not in str(error.value)
    assert error.value.__context__ is None or error.value.__suppress_context__


def test_a_query_file_lies_in_the_folder(ledger: Ledger) -> None:
    text = DECLARATION.format(query="x").replace("      query: |\n        x\n", "      query_file: ../spend.sql\n")
    (ledger.folder / "delivery.yml").write_text(text)
    (ledger.folder.parent / "spend.sql").write_text("select 1 as a;\n")
    with pytest.raises(FundamentError, match=r"no query file '\.\./spend\.sql'"):
        ledger.again()
    (ledger.folder / "delivery.yml").write_text(text.replace("../", ""))
    (ledger.folder / "spend.sql").write_text("select 1 as a;\n")
    assert (ledger.again() / "spend.csv").read_text() == "a\n1\n"


@pytest.mark.parametrize(
    ("day", "delivered", "told"),
    [
        # 23:30 of the 31st in UTC, half past midnight of the next day in Amsterdam.
        ("(stamped - interval '2 hours')::date", "2024-01-31", True),
        ("cast(stamped - interval '2 hours' as date)", "2024-01-31", True),
        ("((stamped - interval '2 hours') at time zone 'Europe/Amsterdam')::date", "2024-02-01", False),
        ("booked", "2024-01-31", False),
    ],
)
def test_a_query_that_makes_a_day_of_a_moment_is_told_of_the_zone(
    ledger: Ledger, day: str, delivered: str, told: bool
) -> None:
    landed = ledger.pull(f"select 'B' || id as line_id, {day} as period_start from finance.booking order by id")
    assert (landed / "spend.csv").read_text().splitlines()[1] == f"B1,{delivered}"
    assert len(ledger.warnings) == told
    assert all("makes days" in said and "Europe/Amsterdam" in said for said in ledger.warnings)
