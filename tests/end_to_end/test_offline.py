"""No tool calls home: a whole run reaches for no other machine, and the guard would notice if one did."""

import http.server
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import yaml

from fundament import database
from fundament.checks.declared import NoRows, Suite
from fundament.checks.suites import run_suites
from fundament.nightly import dagster_home
from fundament.project import DBT_DIR, PROJECT_ROOT
from fundament.settings import settings
from fundament.warehouse import Warehouse
from tests.conftest import CEILING, Command, wait_until
from tests.guarded import guarded_environment
from tests.receivers import free_port, serve


def guarded(folder: Path, arguments: list[object], **settings: str) -> str:
    """Run without a network; what was attempted."""
    subprocess.run(
        list(map(str, arguments)),
        env={**guarded_environment(folder), "FUNDAMENT_HOME": str(folder / "home"), **settings},
        cwd=PROJECT_ROOT,
        capture_output=True,
        timeout=CEILING,
    )
    return (folder / "attempts").read_text()


def test_a_run_reaches_for_no_other_machine(memo: Command) -> None:
    """The run that published the memo for all tests; `test_dagster.py` gets the same rows with a network."""
    assert (memo.home / "attempts").read_text() == ""


DBT = (
    "import sys; from dbt.cli.main import dbtRunner; "
    "dbtRunner().invoke(['--quiet', 'debug', "
    f"'--project-dir', {str(DBT_DIR)!r}, '--profiles-dir', sys.argv[1]])"
)


def test_the_guard_notices_telemetry_that_is_on(tmp_path: Path) -> None:
    # Great Expectations and DuckDB of the lock have no such code.
    # With telemetry on, dbt leaves the user's number beside its profiles.
    shutil.copy(DBT_DIR / "profiles.yml", tmp_path)
    assert guarded(tmp_path, [sys.executable, "-c", DBT, tmp_path], DBT_SEND_ANONYMOUS_USAGE_STATS="true") != ""
    assert guarded(tmp_path, [sys.executable, "-c", DBT, tmp_path]) == ""


@pytest.mark.parametrize("enabled", [True, False])
def test_dagsters_ui_sends_nothing_and_the_guard_would_notice(tmp_path: Path, enabled: bool) -> None:
    # Its UI sends what Dagster has written down, as soon as it starts. Our settings file alone decides here.
    home = dagster_home(Warehouse(tmp_path / "home", tmp_path))
    file = home / "dagster.yaml"
    settings = yaml.safe_load(file.read_text())
    assert settings["telemetry"] == {"enabled": False}
    file.write_text(yaml.safe_dump({**settings, "telemetry": {"enabled": enabled}}))
    empty = tmp_path / "empty.py"
    empty.write_text("import dagster\n\ndefinitions = dagster.Definitions()\n")
    port = free_port()
    attempts = tmp_path / "attempts"
    with (tmp_path / "screen").open("w") as screen:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("dagster-webserver"), "-f", empty, "-h", "127.0.0.1", "-p", str(port)],
            env={**guarded_environment(tmp_path), "DAGSTER_HOME": str(home)},
            stdout=screen,
            stderr=screen,
        )
        try:

            def answers() -> bool:
                assert server.poll() is None, (tmp_path / "screen").read_text()
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info") as page:
                    return page.status == 200
                return False

            wait_until("the UI answers", answers)
            if enabled:
                wait_until("it tries to send", attempts.read_text)
        finally:
            server.terminate()
            server.wait()
    attempted = attempts.read_text()
    assert ("telemetry.dagster.io" in attempted) == enabled
    # What it would send is not even written down.
    noted = [path for name in ("logs", ".logs_queue") for path in (home / name).glob("*")]
    assert bool(noted) == enabled
    assert enabled or attempted == ""


def test_dagster_is_told_in_its_own_settings_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(dagster_home(Warehouse(tmp_path, tmp_path))))
    with dg.DagsterInstance.get() as instance:
        assert instance.get_settings("telemetry") == {"enabled": False}


@pytest.fixture
def repository() -> Iterator[tuple[str, list[str]]]:
    """A server of extensions, and what was asked of it: DuckDB's own network code passes by the guard."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serve(server)
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


NEEDS_EXTENSION = {
    "excel": "from read_xlsx('x.xlsx')",
    "inet": "select '127.0.0.1'::inet",
    "httpfs": "from 'https://data.example/x.parquet'",
}


def point_at(connection: duckdb.DuckDBPyConnection, address: str, tmp_path: Path) -> None:
    connection.execute(f"set custom_extension_repository = '{address}'")
    connection.execute(f"set extension_directory = '{tmp_path / 'extensions'}'")


@pytest.mark.parametrize("extension", NEEDS_EXTENSION)
@pytest.mark.parametrize("opened", ["in memory", "to read", "to write"])
def test_a_query_that_needs_an_extension_fails_without_asking_for_it(
    opened: str, extension: str, tmp_path: Path, repository: tuple[str, list[str]]
) -> None:
    address, asked = repository
    file = tmp_path / "x.duckdb"
    duckdb.connect(str(file)).close()
    openings = {
        "in memory": database.in_memory,
        "to read": lambda: database.to_read(file),
        "to write": lambda: database.to_write(file),
    }
    with openings[opened]() as connection:
        point_at(connection, address, tmp_path)
        with pytest.raises(duckdb.Error, match=extension) as told:
            connection.execute(NEEDS_EXTENSION[extension])
        assert f"INSTALL {extension}" in str(told.value)
        assert asked == []
    # As DuckDB comes, the same query does ask.
    with duckdb.connect() as connection:
        point_at(connection, address, tmp_path)
        with pytest.raises(duckdb.Error, match="automatically install"):
            connection.execute(NEEDS_EXTENSION[extension])
    assert [path.rsplit("/", 1)[-1] for path in asked] == [f"{extension}.duckdb_extension.gz"]


def test_what_the_warehouse_needs_is_part_of_the_package() -> None:
    with database.in_memory() as connection:
        built_in = connection.execute(
            "select extension_name from duckdb_extensions() where install_mode = 'STATICALLY_LINKED' and loaded"
        ).fetchall()
    assert {"icu", "json", "parquet"} <= {name for (name,) in built_in}


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "x.duckdb")).close()
    with database.to_read(tmp_path / "x.duckdb") as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("create table x (a int)")


def test_a_check_that_needs_an_extension_is_broken_and_says_which(tmp_path: Path) -> None:
    file = tmp_path / "x.duckdb"
    duckdb.connect(str(file)).close()
    check = NoRows(name="x", description="x", expect="no_rows", query="select * from read_xlsx('x.xlsx')")
    [result] = run_suites(
        file, [Suite(suite="x", title="x", asset=["marts", "findings"], checks=[check])], settings().memory_limit
    )
    assert result.status == "broken"
    assert "it exists in the excel extension" in result.detail


def test_duckdb_fetches_no_extension_for_dbt() -> None:
    outputs = yaml.safe_load((DBT_DIR / "profiles.yml").read_text())["fundament"]["outputs"]
    for target in outputs.values():
        assert target["config_options"] == database.OFFLINE
    assert set(database.OFFLINE.values()) == {False}
