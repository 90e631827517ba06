"""A release in a real PostgreSQL server: exact, never mixed, readable during the load, read-only for readers."""

import datetime as dt
import json
import shutil
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest

from fundament.errors import FundamentError
from fundament.publication import postgres
from fundament.publication.postgres import publish_to_postgres
from fundament.publication.release import publish
from fundament.publication.remote import publish_where_configured
from fundament.released import current_release
from fundament.warehouse import Warehouse
from tests.conftest import MEMO, Command, query
from tests.postgres import programs, running_postgres
from tests.warehouses import of_another_version, take_away

pytestmark = pytest.mark.skipif(programs() is None, reason="no PostgreSQL server: neither initdb nor the wheel")

READER = "fundament_reader"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as dsn:
        with psycopg.connect(dsn) as connection:
            connection.execute(f"create role {READER} login password 'r3ad-0nly'")
        yield dsn


@pytest.fixture
def dsn(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The owner's, of an empty database."""
    with psycopg.connect(server) as connection:
        connection.execute("drop schema if exists marts, quality, reference cascade")
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", server)
    monkeypatch.setenv("FUNDAMENT_POSTGRES_READERS", READER)
    return server


def reader(dsn: str) -> psycopg.Connection:
    return psycopg.connect(dsn.replace("owner:pa55-word", f"{READER}:r3ad-0nly"))


def ask(dsn: str, statement: str) -> list[tuple]:
    with reader(dsn) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def releases(memo: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The memo's release, and one in which every cell of the non-compliance mart is one euro more."""
    first = (memo.published / "current").resolve()
    second = tmp_path_factory.mktemp("second") / "release"
    second.mkdir()
    shutil.copyfile(first / "fundament.duckdb", second / "fundament.duckdb")
    with duckdb.connect(str(second / "fundament.duckdb")) as connection:
        connection.execute(
            "update marts.noncompliance_by_contract_year set unlawful_amount_gross = unlawful_amount_gross + 1"
        )
        connection.execute("update quality.release set release_id = 'second'")
    manifest = json.loads((first / "manifest.json").read_text())
    manifest["release_id"] = "second"
    manifest["tables"]["marts.noncompliance_by_contract_year"]["content_hash"] = "another"
    (second / "manifest.json").write_text(json.dumps(manifest))
    return first, second


TOTAL = f"""
    select served.release_id, sum(cell.unlawful_amount_gross)
    from quality.release as served cross join marts.noncompliance_by_contract_year as cell
    where cell.publication_id = '{MEMO}' and cell.scenario_id = 'pause_12'
    group by served.release_id
"""


def test_a_reader_gets_the_printed_total_and_exact_types(dsn: str, releases: tuple[Path, Path]) -> None:
    publish_to_postgres(releases[0])
    # The parts of the memo's table, EUR million: KIS 3.8 + 14.6 + 15.7 + 14.3 + 11.6 + 4.6 = 64.6,
    # EASI 8.9 + 38.1 + 36.0 + 31.9 + 23.0 + 7.6 = 145.5; together 210.1.
    assert ask(dsn, TOTAL) == [(releases[0].name, Decimal("210100000.00"))]
    types = ask(
        dsn,
        "select data_type, numeric_precision, numeric_scale from information_schema.columns where "
        "table_name = 'noncompliance_by_contract_year' and column_name = 'unlawful_amount_gross'",
    )
    assert types == [("numeric", 18, 2)]
    floats = ask(
        dsn,
        "select table_name, column_name from information_schema.columns where "
        "table_schema in ('marts', 'quality', 'reference') and data_type in ('double precision', 'real')",
    )
    assert floats == []


def test_every_row_and_text_is_the_same(dsn: str, releases: tuple[Path, Path]) -> None:
    publish_to_postgres(releases[0])
    file = releases[0] / "fundament.duckdb"
    tables = query(
        file,
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_schema in ('marts', 'quality', 'reference') order by 1",
    )
    assert len(tables) > 30
    with duckdb.connect(str(file), read_only=True) as source, reader(dsn) as connection:
        for (table,) in tables:
            there = connection.execute(f"select * from {table}").fetchall()
            here = source.execute(f"from {table}").fetchall()
            assert sorted(there, key=repr) == sorted(here, key=repr), table
    # Empty text and NULL are two things.
    with psycopg.connect(dsn) as connection:
        [served] = connection.execute("select count(*) from quality.served_tables").fetchall()
    assert served == (len(tables),)


def test_an_older_release_is_loaded_as_it_is(dsn: str, published: Command) -> None:
    """A release of another version, without a mart and without a column of another."""
    release = published.warehouse.resolve().parent
    of_another_version(release)
    publish_to_postgres(release)
    [(before,)] = ask(dsn, "select count(*) from pg_tables where schemaname = 'marts'")
    take_away(release, "marts.issue_stock", "")
    take_away(release, "marts.noncompliance_scenarios", "unknown_lines")
    done = published("publish-to-postgres")
    assert done.returncode == 0, done.stderr
    assert ask(dsn, "select count(*) from pg_tables where schemaname = 'marts'") == [(before - 1,)]
    assert ask(dsn, "select to_regclass('marts.issue_stock')") == [(None,)]
    with reader(dsn) as connection:
        served = connection.execute("select * from marts.noncompliance_scenarios")
        there, names = sorted(served.fetchall(), key=repr), [column.name for column in served.description or ()]
    assert names and "unknown_lines" not in names
    kept = query(release / "fundament.duckdb", "from marts.noncompliance_scenarios")
    assert there == sorted(kept, key=repr)


def test_comments_and_primary_keys_are_carried_along(dsn: str, releases: tuple[Path, Path]) -> None:
    publish_to_postgres(releases[0])
    undescribed = ask(
        dsn,
        "select c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 "
        "where n.nspname in ('marts', 'quality', 'reference') and c.relkind = 'r' "
        "and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)",
    )
    assert undescribed == []
    key = ask(
        dsn,
        "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid "
        "and a.attnum = any(i.indkey) "
        "where i.indisprimary and i.indrelid = 'marts.noncompliance_by_contract_year'::regclass order by 1",
    )
    names = ("contract_id", "measure_type", "publication_id", "scenario_id", "year")
    assert key == [(name,) for name in names]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from marts.findings",
        "update quality.release set release_id = 'x'",
        "insert into reference.rules select * from reference.rules",
        "create table marts.mine (a int)",
        "drop table marts.findings",
    ],
)
def test_readers_can_only_read(dsn: str, releases: tuple[Path, Path], statement: str) -> None:
    publish_to_postgres(releases[0])
    with reader(dsn) as connection, pytest.raises(psycopg.Error) as error:
        connection.execute(statement.replace("reference.rules", "reference.lawfulness_rules"))
    assert error.value.sqlstate == "42501"


def test_only_what_changed_is_replaced_and_a_tampered_table_is_mended(
    dsn: str, releases: tuple[Path, Path]
) -> None:
    everything = publish_to_postgres(releases[0])
    assert everything.unchanged == 0
    again = publish_to_postgres(releases[0])
    assert again.replaced == [] and again.unchanged == len(everything.replaced)
    other = publish_to_postgres(releases[1])
    assert other.replaced == ["marts.noncompliance_by_contract_year", "quality.release"]
    # Twelve cells, one euro more each.
    assert ask(dsn, TOTAL) == [("second", Decimal("210100012.00"))]
    with psycopg.connect(dsn) as connection:
        connection.execute("update marts.impact_finance set amount_eur = amount_eur + 1")
    assert publish_to_postgres(releases[1]).replaced == ["marts.impact_finance"]


def test_no_read_is_mixed_blocked_or_failed_while_releases_are_loaded(
    dsn: str, releases: tuple[Path, Path]
) -> None:
    publish_to_postgres(releases[0])
    right = {(releases[0].name, Decimal("210100000.00")), ("second", Decimal("210100012.00"))}
    seen: list[tuple] = []
    wrong: list[object] = []
    done = threading.Event()

    def poll() -> None:
        try:
            with reader(dsn) as connection:
                connection.execute("set lock_timeout = '60s'")
                connection.commit()
                while not done.is_set():
                    seen.extend(connection.execute(TOTAL).fetchall())
                    connection.commit()
                    # Two statements, one release.
                    connection.execute("set transaction isolation level repeatable read")
                    first = connection.execute(TOTAL).fetchone()
                    second = connection.execute(TOTAL).fetchone()
                    connection.commit()
                    if first != second:
                        wrong.append((first, second))
        except psycopg.Error as error:
            wrong.append(error)

    threads = [threading.Thread(target=poll) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(10):
        publish_to_postgres(releases[(turn + 1) % 2])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(seen) == right


def test_an_open_transaction_keeps_its_release(dsn: str, releases: tuple[Path, Path]) -> None:
    publish_to_postgres(releases[0])
    with reader(dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        before = connection.execute(TOTAL).fetchall()
        publish_to_postgres(releases[1])
        assert connection.execute(TOTAL).fetchall() == before
        connection.commit()
        assert connection.execute(TOTAL).fetchall() != before


def test_a_load_that_breaks_leaves_the_release_before(
    dsn: str, releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_to_postgres(releases[0])
    real = postgres._totals

    def off_by_a_cent(connection: object, table: postgres.Table) -> list:
        found = real(connection, table)
        if isinstance(connection, psycopg.Connection) and table.name == "noncompliance_by_contract_year":
            return [found[0], Decimal("0.01"), *found[2:]]
        return found

    monkeypatch.setattr(postgres, "_totals", off_by_a_cent)
    with pytest.raises(FundamentError, match="came out different"):
        publish_to_postgres(releases[1])
    assert ask(dsn, TOTAL) == [(releases[0].name, Decimal("210100000.00"))]


def test_a_column_that_is_new_makes_the_table_anew(dsn: str, releases: tuple[Path, Path], tmp_path: Path) -> None:
    publish_to_postgres(releases[0])
    wider = Path(shutil.copytree(releases[1], tmp_path / "wider"))
    with duckdb.connect(str(wider / "fundament.duckdb")) as connection:
        connection.execute("alter table marts.measures add column colour varchar default ''")
        connection.execute("create table marts.more (a integer)")
        connection.execute("drop table marts.labels")
    manifest = json.loads((wider / "manifest.json").read_text())
    manifest["tables"]["marts.more"] = {"rows": 0, "content_hash": "new"}
    (wider / "manifest.json").write_text(json.dumps(manifest))
    publish_to_postgres(wider)
    assert {value for (value,) in ask(dsn, "select colour from marts.measures")} == {""}
    assert ask(dsn, "select to_regclass('marts.labels')::text, count(*) from marts.more") == [(None, 0)]
    publish_to_postgres(releases[0])
    assert ask(dsn, "select to_regclass('marts.more')::text") == [(None,)]


def test_a_database_of_others_is_left_alone(
    dsn: str, releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.findings (theirs text)")
    with pytest.raises(FundamentError, match="tables that Fundament has not made"):
        publish_to_postgres(releases[0])
    with psycopg.connect(dsn) as connection:
        connection.execute("drop schema marts cascade")
    monkeypatch.setenv("FUNDAMENT_POSTGRES_READERS", "nobody_here")
    with pytest.raises(FundamentError, match="there is no role 'nobody_here'"):
        publish_to_postgres(releases[0])
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select to_regclass('marts.findings')").fetchone() == (None,)


def test_who_is_no_reader_any_more_reads_no_longer(
    dsn: str, releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on = (
        "select count(*) from information_schema.table_privileges "
        "where grantee = 'third' and table_schema = 'marts'"
    )
    publish_to_postgres(releases[0])
    assert ask(dsn, TOTAL)
    with psycopg.connect(dsn) as connection:
        connection.execute("create role third")
        connection.execute(f"grant select on marts.findings to {READER} with grant option")
    for readers in (READER, ""):
        with reader(dsn) as connection:
            connection.execute("grant select on marts.findings to third")
        with psycopg.connect(dsn) as connection:
            assert connection.execute(passed_on).fetchone() == (1,)
        monkeypatch.setenv("FUNDAMENT_POSTGRES_READERS", readers)
        publish_to_postgres(releases[0])
        with psycopg.connect(dsn) as connection:
            assert connection.execute(passed_on).fetchone() == (0,)
            connection.execute(f"grant select on marts.findings to {READER} with grant option")
            connection.execute(f"grant usage on schema marts to {READER}")
    publish_to_postgres(releases[0])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(dsn, TOTAL)
    with psycopg.connect(dsn) as connection:
        connection.execute("drop role third")


def test_a_role_that_may_not_write_is_said(
    dsn: str, releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", dsn.replace("owner:pa55-word", f"{READER}:r3ad-0nly"))
    with pytest.raises(FundamentError, match="permission denied"):
        publish_to_postgres(releases[0])


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ("", 2, "FUNDAMENT_POSTGRES_DSN is empty"),
        ("postgresql:/u:s3cret@host", 2, "is no connection string"),
        ("postgresql://u:s3cret@127.0.0.1:9/postgres", 1, "refused"),
        ("postgresql://owner:s3cret@{host}/postgres", 1, "password authentication failed"),
    ],
)
def test_no_message_of_the_command_shows_the_password(
    dsn: str, memo: Command, monkeypatch: pytest.MonkeyPatch, given: str, code: int, said: str
) -> None:
    host = dsn.split("@")[1].split("/")[0]
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", given.format(host=host))
    done = memo("publish-to-postgres")
    assert done.returncode == code and said in done.stderr
    assert "s3cret" not in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_a_rollback_loads_it_too_and_does_not_fail_with_it(
    dsn: str, published: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(published.home, published.home)
    before = current_release(warehouse).name
    after = publish(warehouse, dt.datetime.now(dt.UTC)).name
    publish_where_configured(current_release(warehouse), pytest.fail)
    assert before != after and ask(dsn, TOTAL) == [(after, Decimal("210100000.00"))]
    back = published("rollback")
    assert back.returncode == 0 and ask(dsn, TOTAL) == [(before, Decimal("210100000.00"))]
    forth = published("publish-to-postgres", "--release", after)
    assert forth.returncode == 0 and "unchanged" in forth.stdout
    assert ask(dsn, TOTAL) == [(after, Decimal("210100000.00"))]
    # A server that is not there.
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", "postgresql://u:s3cret@127.0.0.1:9/postgres")
    warnings: list[str] = []
    publish_where_configured(current_release(warehouse), warnings.append)
    [warning] = warnings
    assert "published, but not to PostgreSQL" in warning and "127.0.0.1" in warning
    back = published("rollback", after)
    assert back.returncode == 0 and "not to PostgreSQL" in back.stdout
    assert (published.published / "current").readlink().name == after
    assert "s3cret" not in warning + back.stdout + back.stderr
