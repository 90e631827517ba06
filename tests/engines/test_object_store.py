"""Lines in an object store instead of a folder: the same release, its lines read over S3 by us and by anybody."""

import datetime as dt
import errno
import importlib.util
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from aiohttp import ClientOSError
from botocore.exceptions import BotoCoreError

from fundament import database, shared_place
from fundament.engines.session import check_engine
from fundament.engines.shared import check_shared, tidy
from fundament.errors import Misconfigured
from fundament.publication.release import lines_in_use, lines_of, publish
from fundament.released import read_manifest
from fundament.resources import resource_error
from fundament.transformation.runner import TransformationFailed
from fundament.warehouse import Warehouse
from tests.conftest import AS_OF, Command
from tests.nights import NIGHTS, write_night
from tests.sail import sail
from tests.store import KEYS, PLACE, object_store
from tests.warehouses import keeping_two, released, warehouse_of

LINES = "narrow.spend"
# Nobody listens there.
SILENT = "http://127.0.0.1:9"
IN_ALL = "select count(*), sum(amount_gross) from narrow.spend"


@pytest.fixture(scope="module")
def reached() -> Iterator[dict[str, str]]:
    """The environment of runs on Spark whose lines go to the store."""
    with object_store() as found, mock.patch.dict(os.environ, found), sail() as server:
        yield {**os.environ, "SPARK_REMOTE": server.remote, "FUNDAMENT_SHARED": PLACE}


@pytest.fixture(scope="module")
def in_store(tmp_path_factory: pytest.TempPathFactory, reached: dict[str, str]) -> Command:
    """The memo by the README's command."""
    command = Command(tmp_path_factory.mktemp("store"))
    done = command("run", "--engine", "spark", "--as-of", AS_OF, environment=reached)
    assert done.returncode == 0, done.stdout + done.stderr
    return command


@pytest.fixture
def set_up(reached: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in reached.items():
        monkeypatch.setenv(name, value)


def lines(command: Command) -> str:
    return str(read_manifest(command.published / "current")["lines"][LINES])


def test_the_release_is_that_of_duckdb(memo: Command, in_store: Command) -> None:
    """Row counts and content hashes of all tables and views."""
    assert lines(in_store).startswith(f"{PLACE}/")
    assert not (in_store.home / "shared").exists()
    tables = read_manifest(in_store.published / "current")["tables"]
    assert tables == read_manifest(memo.published / "current")["tables"] and tables[LINES]["rows"] > 0


def test_the_other_commands_work_over_it(in_store: Command, reached: dict[str, str], memo: Command) -> None:
    for arguments in (("status",), ("export", "spend_lawfulness", "--output", f"{in_store.home}/"), ("verify",)):
        done = in_store(*arguments, environment=reached)
        assert done.returncode == 0, done.stdout + done.stderr
    asked = ("sql", "--format", "csv", IN_ALL)
    done = in_store(*asked, environment=reached)
    assert done.returncode == 0 and done.stdout == memo(*asked).stdout


def test_the_shell_reaches_the_lines_of_the_release_and_nothing_else_there(
    in_store: Command, reached: dict[str, str]
) -> None:
    """Neither what stands beside them, nor what the way up leads to; none can be added, and no key is seen."""
    with database.in_memory() as connection, mock.patch.dict(os.environ, reached):
        database.reach(connection, in_store.home / "build" / "warehouse.duckdb")
        for place in (f"{PLACE}/other.parquet", f"{lines(in_store)}2.parquet"):
            connection.execute(f"copy (select 1 as a) to '{place}' (format parquet)")
        [kept] = connection.execute(f"from glob('{lines(in_store)}/**/*.parquet') limit 1").fetchone() or [""]
    for asked in (
        f"from '{PLACE}/other.parquet'",
        f"from '{lines(in_store)}2.parquet'",
        f"from '{lines(in_store)}/../../../../../../other.parquet'",
        f"copy (select 1 as a) to '{Path(kept).parent}/added.parquet'".replace(":/", "://"),
    ):
        done = in_store("sql", asked, environment=reached)
        assert done.returncode and "disabled by configuration" in done.stderr, asked
    asked = "select value from duckdb_settings() union all select secret_string from duckdb_secrets()"
    done = in_store("sql", "--format", "csv", asked, environment=reached)
    assert done.returncode == 0 and KEYS["AWS_REGION"] in done.stdout
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in done.stdout


def test_a_release_says_where_its_lines_lie_whatever_is_set_by_now(
    in_store: Command, reached: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in reached.items():
        monkeypatch.setenv(name, value)
    for now in ("", "s3a://state/moved"):
        monkeypatch.setenv("FUNDAMENT_SHARED", now)
        with database.to_read(in_store.warehouse) as connection:
            # The memo's own total.
            assert connection.execute("select sum(amount_gross) from narrow.spend").fetchall() == [(210_100_000,)]


@pytest.mark.usefixtures("set_up")
def test_keys_open_the_prefix_and_none_that_begins_the_same(tmp_path: Path) -> None:
    with database.in_memory() as connection:
        database.reach(connection, tmp_path / "warehouse.duckdb")
        asked = "select count(*) from which_secret(?, 's3')"
        for place, found in ((f"{PLACE}/lines.parquet", 1), (f"{PLACE}2/lines.parquet", 0)):
            assert connection.execute(asked, [place]).fetchall() == [(found,)]
        # What httpfs itself finds in the environment is for every address.
        shown = connection.execute("select name, value from duckdb_settings()").fetchall()
        assert not {value for _, value in shown} & {value for name, value in KEYS.items() if "KEY" in name}
        assert ("enable_global_s3_configuration", "false") in shown


@pytest.mark.usefixtures("set_up")
def test_lines_of_a_release_stay_where_the_scheme_is_written_otherwise(tmp_path: Path) -> None:
    """`s3:` and `s3a:` are two words for one place."""
    warehouse = replace(warehouse_of(tmp_path, tmp_path, "spark"), shared_folder=shared_place.place_of(PLACE))
    folders = [warehouse.shared / "runs" / "one" / "made" / "narrow" / name for name in ("spend", "gone")]
    for folder in folders:
        (folder / "lines.parquet").write_bytes(b"")
    check_shared(warehouse)
    tidy(warehouse, {shared_place.place_of(str(folders[0]).replace("s3a:", "s3:"))})
    assert [folder.exists() for folder in folders] == [True, False]


@pytest.mark.usefixtures("set_up")
def test_readers_in_one_process_reach_it_at_once(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    with database.to_write(file):
        pass

    def read(_: int) -> None:
        for _ in range(20):
            database.to_read(file).close()

    with ThreadPoolExecutor(4) as readers:
        list(readers.map(read, range(4)))


def test_the_endpoint_is_that_of_the_aws_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://other.example.org")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://who:secret@s3.example.org:9000")
    said = database.to_reach([PLACE])[-1]
    assert "endpoint 's3.example.org:9000'" in said and "use_ssl false" in said and "secret@" not in said


@pytest.mark.usefixtures("set_up")
def test_keys_that_are_missing_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with database.in_memory() as connection, pytest.raises(Misconfigured, match="can't be reached"):
        database.reach(connection, tmp_path / "warehouse.duckdb")


@pytest.mark.usefixtures("set_up")
def test_a_store_that_is_away_when_lines_are_removed_is_an_error_of_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The release is out by then: its publication goes on."""
    place = shared_place.place_of(PLACE)
    monkeypatch.setattr(type(place), "exists", mock.Mock(side_effect=RuntimeError("away")))
    with pytest.raises(OSError, match=PLACE):
        shared_place.remove(place)


def test_a_plain_client_with_the_extension_reads_it(in_store: Command, reached: dict[str, str]) -> None:
    """As docs/scale.md tells its users."""
    host = reached["AWS_ENDPOINT_URL"].removeprefix("http://")
    found = importlib.util.find_spec("duckdb_extension_httpfs")
    assert found and found.origin
    [extension] = Path(found.origin).parent.rglob("httpfs.duckdb_extension")
    with duckdb.connect(in_store.warehouse, read_only=True) as connection:
        connection.execute(f"load '{extension}'")
        how = f"key_id 'any', secret 'any', endpoint '{host}', url_style 'path', use_ssl false"
        connection.execute(f"create secret (type s3, {how})")
        # The memo's own total.
        assert connection.execute("select sum(amount_gross) from narrow.spend").fetchall() == [(210_100_000,)]


def test_no_key_is_written_down(in_store: Command) -> None:
    written = [path for path in in_store.home.rglob("*") if path.is_file()]
    secrets = [value.encode() for name, value in KEYS.items() if "KEY" in name]
    assert not [path for path in written for secret in secrets if secret in path.read_bytes()]


@pytest.mark.usefixtures("set_up")
def test_nights_turn_and_lines_go_with_their_release(tmp_path: Path) -> None:
    folder, home, releases = tmp_path / "in", tmp_path / "home", []
    for night, day in enumerate(NIGHTS[:2]):
        write_night(folder, night)
        releases.append(released(home, folder, dt.date.fromisoformat(day), engine="spark"))
    written = [lines_of(read_manifest(release)) for release in releases]
    with database.to_read(releases[1] / "fundament.duckdb") as connection:
        # By hand: 100, 40 that takes the place of 50, and 7.
        assert connection.execute(IN_ALL).fetchall() == [(3, 147)]
    assert all(place.exists() for of_release in written for place in of_release) and len(set.union(*written)) == 2
    warehouse = keeping_two(warehouse_of(home, folder, "spark"))
    received = [place for place in warehouse.shared.rglob("*.parquet") if "/received/" in str(place)]
    assert len(received) == 2 and not [*warehouse.shared.glob("runs/*/given/raw/contract_spend*")]
    publish(warehouse, dt.datetime.now(dt.UTC))
    assert [place.exists() for of_release in written for place in of_release] == [False, True]
    check_shared(warehouse)
    tidy(warehouse, lines_in_use(warehouse))
    left = {str(place) for place in warehouse.shared.glob("runs/*/*/*/*")}
    assert left == {str(place) for place in written[1]}


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("abfss://state@account/fundament", "Give a folder, or a prefix such as s3a://bucket/fundament."),
        ("s3a:///fundament", "Give a folder, or a prefix such as s3a://bucket/fundament."),
        ("s3a://no-such-bucket/fundament", "See that its keys hold."),
    ],
)
def test_an_address_that_leads_nowhere_is_told_before_anything_is_read(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FUNDAMENT_SHARED", address)
    with pytest.raises(Misconfigured) as raised:
        check_engine(Warehouse.from_environment(str(tmp_path), None, "spark"))
    assert said in raised.value.what_to_do and address in f"{raised.value} {raised.value.where}"


@pytest.mark.parametrize(
    "rest", ["bucket/a*b", "bucket/a?s3_region=x", "bucket/a#b", "bucket/a/../b", "bucket/./a", "bucket/a//b"]
)
def test_an_address_with_a_second_meaning_is_refused(rest: str) -> None:
    with pytest.raises(Misconfigured):
        shared_place.place_of(f"s3a://{rest}")


def test_keys_in_an_address_are_refused_and_not_shown() -> None:
    with pytest.raises(Misconfigured) as raised:
        shared_place.place_of("s3a://an-id:a/secret@bucket/fundament")
    assert "secret" not in str(raised.value) and "an-id" not in str(raised.value)


def test_a_night_on_duckdb_is_told_where_the_store_does_not_answer(
    tmp_path: Path, reached: dict[str, str]
) -> None:
    silent = reached | {"AWS_ENDPOINT_URL": SILENT}
    done = Command(tmp_path)("run", "--as-of", AS_OF, environment=silent)
    assert done.returncode == 2 and "can't be used: Could not connect" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.usefixtures("set_up")
def test_a_store_that_falls_silent_is_told_by_whichever_client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """DuckDB says it in words alone, the client of the run by errors of its own."""
    from upath import UPath

    monkeypatch.setenv("AWS_ENDPOINT_URL", SILENT)
    place = UPath(PLACE, endpoint_url=SILENT)
    with database.in_memory() as connection:
        for statement in (*database.to_reach([PLACE]), "set http_retries = 0"):
            connection.execute(statement)
        for ask in (
            lambda: connection.execute(f"from read_parquet('{PLACE}/lines.parquet')"),
            lambda: connection.execute(f"copy (select 1 as a) to '{PLACE}/lines.parquet'"),
            lambda: list(place.glob("*")),
            lambda: shared_place.remove(place),
        ):
            with pytest.raises((OSError, duckdb.Error, BotoCoreError)) as raised:
                ask()
            told = resource_error(raised.value, tmp_path)
            assert told and "FUNDAMENT_SHARED" in told.where and told.exit_code == 1
            assert "the object store refuses or is silent: Could not connect" in told.what.replace(
                "IO Error: ", ""
            )
    # Keys that no longer hold.
    refused = duckdb.HTTPException(f"HTTP Error: HTTP GET error on '{SILENT}/state/lines.parquet' (HTTP 403)")
    told = resource_error(refused, tmp_path)
    assert told and "refuses or is silent: HTTP Error: HTTP GET error" in told.what
    broken = ClientOSError(errno.ECONNRESET, "Connection reset by peer")
    told = resource_error(broken, tmp_path)
    assert told and "refuses or is silent: [Errno" in told.what
    # dbt has DuckDB's words behind the name of the model; a value that says the same is no store's.
    said = "  lines: IO Error: Could not connect to server error for HTTP GET to 'http://127.0.0.1:9/a'\n"
    told = resource_error(TransformationFailed(said, "", ""), tmp_path)
    assert told and "is silent: IO Error: Could not connect" in told.what
    value = TransformationFailed("  lines: Conversion Error: no number: 'HTTP Error: 500'", "", "")
    assert resource_error(value, tmp_path) is None
    assert resource_error(duckdb.IOException("IO Error: No files found that match the pattern"), tmp_path) is None


def test_a_command_tells_that_the_store_is_silent(in_store: Command, reached: dict[str, str]) -> None:
    silent = reached | {"AWS_ENDPOINT_URL": SILENT}
    done = in_store("export", "spend_lawfulness", "--output", f"{in_store.home}/x/", environment=silent)
    assert done.returncode == 1 and "the object store refuses or is silent" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_place.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Misconfigured, match="s3fs, duckdb_extension_httpfs, duckdb_extension_aws"):
        shared_place.place_of(PLACE)


def test_a_home_without_a_store_loads_no_extension(memo: Command) -> None:
    with database.to_read(memo.warehouse) as connection:
        loaded = connection.execute("select extension_name from duckdb_extensions() where loaded").fetchall()
    assert {name for (name,) in loaded}.isdisjoint({"httpfs", "aws"})
