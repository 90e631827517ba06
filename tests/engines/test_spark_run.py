"""Runs on Spark, by Sail: the same release, its lines as views over Parquet, and what stops a run on the way."""

import datetime as dt
import importlib.util
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
from pyspark.errors import PySparkException

from fundament import shared_place
from fundament.engines import session, spark
from fundament.engines.local_spark import LocalSpark
from fundament.engines.session import Session, SparkStopped, check_engine, shown
from fundament.engines.shared import MADE, MARK, RECEIVED, SharedRun, check_shared, tidy
from fundament.engines.translated import spark_queries
from fundament.errors import Misconfigured
from fundament.project import PROJECT_ROOT, default_deliveries
from fundament.publication.release import lines_in_use, lines_of, publish
from fundament.rehearsal.run import private_file
from fundament.released import read_manifest
from fundament.shared_place import remove
from fundament.transformation.build import build
from fundament.transformation.prepared import Prepared
from fundament.transformation.runner import TransformationFailed
from tests.conftest import AS_OF, AS_OF_DATE, Command, query, wait_until
from tests.nights import NIGHTS, write_night
from tests.sail import Sail, sail
from tests.warehouses import keeping_two, loaded, released, warehouse_of

LINES = "narrow.spend"


@pytest.fixture(scope="module")
def server() -> Iterator[Sail]:
    with sail() as started:
        yield started


@pytest.fixture
def remote(server: Sail, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SPARK_REMOTE", server.remote)
    return server.remote


@pytest.fixture(scope="module")
def on_spark(tmp_path_factory: pytest.TempPathFactory, server: Sail) -> Command:
    """The memo by the README's command on Spark."""
    command = Command(tmp_path_factory.mktemp("spark"))
    environment = {**os.environ, "SPARK_REMOTE": server.remote}
    done = command("run", "--engine", "spark", "--as-of", AS_OF, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return command


def manifest_of(command: Command) -> dict:
    return read_manifest(command.published / "current")


def test_the_release_is_that_of_duckdb(memo: Command, on_spark: Command) -> None:
    """Row counts and content hashes of all tables and views, by the two engines."""
    tables = manifest_of(on_spark)["tables"]
    assert tables == manifest_of(memo)["tables"] and tables[LINES]["rows"] > 0


def test_lines_are_a_view_over_parquet_and_analysts_see_no_difference(memo: Command, on_spark: Command) -> None:
    folder = Path(manifest_of(on_spark)["lines"][LINES])
    assert folder.is_relative_to(on_spark.home / "shared")
    assert [part.name for part in folder.glob("publication_id=*")] == ["publication_id=nota-2022-0000555327"]
    is_view = "select count(*) from duckdb_views() where schema_name || '.' || view_name = 'narrow.spend'"
    assert query(on_spark.warehouse, is_view) == [(1,)] and query(memo.warehouse, is_view) == [(0,)]
    described = (
        "select column_name, data_type, comment from duckdb_columns() "
        "where schema_name = 'narrow' and table_name = 'spend' order by column_index"
    )
    assert query(on_spark.warehouse, described) == query(memo.warehouse, described)
    for asked in (
        "from marts.spend_lawfulness order by all",
        "from marts.rule_verdicts order by all",
        f"from spend_lawfulness_as_of('{AS_OF}') order by all",
    ):
        assert query(on_spark.warehouse, asked) == query(memo.warehouse, asked)
    assert (on_spark.published / "parquet" / "spend_lawfulness.parquet").is_file()


def test_readers_may_read_the_lines_and_nobody_may_write_them(on_spark: Command) -> None:
    """What was handed over beside them stays this user's alone."""
    [folder] = manifest_of(on_spark)["lines"].values()
    for file in Path(folder).rglob("*.parquet"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o444
    for above in (Path(folder), *Path(folder).parents):
        if above.is_relative_to(on_spark.home / "shared"):
            assert above.stat().st_mode & 0o055 == 0o055 and not above.stat().st_mode & 0o022
    [given] = on_spark.home.glob("shared/runs/*/given")
    assert stat.S_IMODE(given.stat().st_mode) == 0o700


def test_the_other_commands_work_over_it(on_spark: Command, server: Sail) -> None:
    done = on_spark("export", "spend_lawfulness", "--output", f"{on_spark.home}/")
    assert done.returncode == 0, done.stderr
    done = on_spark("status")
    assert done.returncode == 0, done.stderr
    asked = "select count(*) > 0 as some from narrow.spend"
    assert on_spark("sql", "--format", "csv", asked).stdout.split() == ["some", "true"]
    [lines] = manifest_of(on_spark)["lines"].values()
    done = on_spark("sql", f"copy (select 1 as a) to '{lines}/added.parquet'")
    assert done.returncode and "disabled by configuration" in done.stderr
    # Made again by the other engine: the same tables, but a view where DuckDB copies.
    done = on_spark("verify")
    assert done.returncode == 0, done.stdout + done.stderr


def test_nights_turn_and_lines_go_with_their_release(tmp_path: Path, remote: str) -> None:
    """History over lines in Parquet, as DuckDB keeps it; retention takes the lines along, and nobody else's."""
    folder, home, other = tmp_path / "in", tmp_path / "home", tmp_path / "other"
    releases = []
    for night, day in enumerate(NIGHTS[:2]):
        write_night(folder, night)
        releases.append(released(home, folder, dt.date.fromisoformat(day), engine="spark"))
        on_duckdb = released(other, folder, dt.date.fromisoformat(day))
        assert read_manifest(releases[night])["tables"] == read_manifest(on_duckdb)["tables"]
    # By hand: what each night's ledger comes to.
    asked = "select cast(sum(amount_gross) as varchar) from narrow.spend"
    assert [query(release / "fundament.duckdb", asked) for release in releases] == [
        [("150.00",)],
        [("147.00",)],
    ]
    lines = [lines_of(read_manifest(release)) for release in releases]
    assert all(path.is_dir() for of_release in lines for path in of_release) and len(set.union(*lines)) == 2
    warehouse = keeping_two(warehouse_of(home, folder, "spark"))
    # The same lines as those of the release before it.
    releases.append(publish(warehouse, dt.datetime.now(dt.UTC)))
    assert [path.exists() for path in releases] == [False, True, True]
    assert [path.exists() for of_release in lines for path in of_release] == [False, True]
    # What was read lies where Spark reads it, and is not handed over a second time.
    assert [*home.glob("shared/received/contract_spend/*.parquet")]
    assert not [*home.glob("shared/runs/*/given/raw/contract_spend*")]
    # What the private file read goes when the next is begun.
    tidy(warehouse, lines_in_use(warehouse))
    assert {*(home / "shared" / "runs").glob("*/*/*/*")} == lines_in_use(warehouse)


def test_a_server_that_dies_in_the_middle_stops_the_run(
    published: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within seconds, with one message; what was published stays."""
    monkeypatch.setattr(session, "RETRIES", 1)
    before = (published.published / "current").readlink()
    with sail() as own:
        monkeypatch.setenv("SPARK_REMOTE", own.remote)
        loaded(published.home, default_deliveries(), AS_OF_DATE)
        warehouse = warehouse_of(published.home, engine="spark")

        def die(node: str) -> None:
            if node.startswith("int_spend_parts"):
                own.die()

        with pytest.raises(SparkStopped, match=r"Spark does not answer, at \S+: (?!<)") as stopped:
            for _ in build(warehouse, progress=die):
                pass
    assert stopped.value.exit_code == 1 and len(str(stopped.value).splitlines()) == 3
    assert (published.published / "current").readlink() == before


def test_a_model_that_spark_refuses_fails_as_a_model_does(
    tmp_path: Path, remote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the model and what Spark says; what needs the model is skipped."""
    loaded(tmp_path, default_deliveries(), AS_OF_DATE)

    def broken(home: Path, script: Prepared) -> dict[str, str]:
        return {**spark_queries(home, script), "model.fundament.known_issues": "select * from nowhere"}

    monkeypatch.setattr(spark, "spark_queries", broken)
    found = {}
    with pytest.raises(TransformationFailed, match=r"known_issues: .*nowhere"):
        for built in build(warehouse_of(tmp_path, engine="spark")):
            found[built.node.name] = built.status
    assert found["known_issues"] == "failed" and found["findings"] == "skipped"
    assert found["int_spend_classes"] == "success"


def run(command: Command, **environment: str) -> tuple[int, str]:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "JAVA_"))}
    done = command("run", "--engine", "spark", environment={**told, **environment})
    assert "Traceback" not in done.stderr and not (command.home / "build").exists()
    return done.returncode, done.stderr


def fake_spark(folder: Path, java: str) -> dict[str, str]:
    """A Spark that is there but never started, and a Java that says this."""
    for place in ("spark/jars", "spark/bin", "java/bin"):
        (folder / place).mkdir(parents=True)
    (folder / "spark/bin/spark-submit").touch()
    (folder / "spark/jars/spark-connect_2.13-4.0.0.jar").touch()
    if java:
        program = folder / "java/bin/java"
        program.write_text(f"#!/bin/sh\necho '{java}' >&2\n")
        program.chmod(0o755)
    return {"SPARK_HOME": str(folder / "spark"), "JAVA_HOME": str(folder / "java")}


@pytest.mark.parametrize(
    ("java", "said"),
    [
        ("", "A Spark of this machine needs Java, and there is none"),
        ('openjdk version "11.0.2" 2019-01-15', "This is Java 11, and Spark needs 17 or newer"),
        ('java version "1.8.0_202"', "This is Java 8, and Spark needs 17 or newer"),
    ],
)
def test_java_is_looked_for_before_anything_is_read(tmp_path: Path, java: str, said: str) -> None:
    code, error = run(Command(tmp_path / "home"), **fake_spark(tmp_path, java))
    assert code == 2 and said in error and "Install Java 17 or newer" in error


def test_without_spark_on_this_machine_the_way_to_it_is_told(tmp_path: Path) -> None:
    code, error = run(Command(tmp_path), SPARK_HOME=str(tmp_path))
    assert code == 2 and "There is no Apache Spark 4.0 or newer on this machine" in error and "make spark" in error


def test_a_remote_that_does_not_answer_is_told_without_its_secret(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, error = run(Command(tmp_path), SPARK_REMOTE=f"sc://localhost:{port}/;token=hush;user_id=x")
    assert code == 2 and "Nobody answers at SPARK_REMOTE" in error
    assert "hush" not in error and f"localhost:{port}" in error


@pytest.mark.parametrize("remote", ["spark://host:7077", "host:15002", "sc://"])
def test_a_remote_that_is_no_address_of_spark_connect_is_told(tmp_path: Path, remote: str) -> None:
    code, error = run(Command(tmp_path), SPARK_REMOTE=remote)
    assert code == 2 and "SPARK_REMOTE is no address of Spark Connect" in error and "sc://host:15002" in error


@pytest.mark.parametrize("commands", [("verify",), ("deliveries", "check", "--all", "DECLARATION")])
def test_whatever_builds_models_looks_for_its_engine_first(published: Command, commands: tuple[str, ...]) -> None:
    """Not the run alone."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        remote = f"sc://localhost:{taken.getsockname()[1]}"
        environment = {**os.environ, "FUNDAMENT_ENGINE": "spark", "SPARK_REMOTE": remote}
        declaration = next(default_deliveries().rglob("delivery.yml"))
        told = [str(declaration) if word == "DECLARATION" else word for word in commands]
        done = published(*told, environment=environment)
    assert done.returncode == 2 and "Nobody answers at SPARK_REMOTE" in done.stderr, done.stderr


def test_who_answers_is_asked_who_it_is(tmp_path: Path, remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Spark that is too old, and a server that speaks without TLS where the address says with it."""
    warehouse = warehouse_of(tmp_path, engine="spark")
    check_engine(warehouse)
    with monkeypatch.context() as patched:
        patched.setattr(session, "OLDEST", 99)
        with pytest.raises(Misconfigured, match=r"This is Spark 4\S+, which is too old\n.*\n.*99\.0 or newer"):
            check_engine(warehouse)
    monkeypatch.setattr(session, "RETRIES", 1)
    monkeypatch.setenv("SPARK_REMOTE", f"{remote}/;use_ssl=true;token=hush")
    with pytest.raises(Misconfigured, match="There is no way into the Spark of SPARK_REMOTE: ") as raised:
        check_engine(warehouse)
    assert "hush" not in str(raised.value) and len(str(raised.value).splitlines()) == 3


def test_a_token_that_opens_nothing_is_told_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Apache Spark answers one that is not its own."""

    class Refuses(grpc.ServerInterceptor):
        def intercept_service(self, continuation: object, details: object) -> grpc.RpcMethodHandler:
            def refuse(request: object, context: grpc.ServicerContext) -> None:
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "Invalid authentication token")

            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.server(ThreadPoolExecutor(1), interceptors=[Refuses()])
    monkeypatch.setenv("SPARK_REMOTE", f"sc://localhost:{server.add_insecure_port('127.0.0.1:0')}/;token=hush")
    server.start()
    try:
        with pytest.raises(Misconfigured, match="Invalid authentication token") as raised:
            check_engine(warehouse_of(tmp_path, engine="spark"))
    finally:
        server.stop(None)
    assert "hush" not in str(raised.value)


def test_a_spark_of_this_machine_ends_with_a_run_that_the_terminal_ends(tmp_path: Path) -> None:
    """Which tells all processes of its group at once, the one between the run and Spark too if it were of them."""
    environment = fake_spark(tmp_path, 'openjdk version "17.0.2"')
    pid, submit = tmp_path / "pid", tmp_path / "spark/bin/spark-submit"
    submit.write_text(f"#!/bin/sh\necho $$ > {pid}.new\nmv {pid}.new {pid}\nexec sleep 600\n")
    submit.chmod(0o755)
    program = (
        "import sys; from pathlib import Path; from fundament.engines.local_spark import LocalSpark; "
        "from tests.warehouses import warehouse_of; "
        f"spark = LocalSpark(warehouse_of(Path({str(tmp_path)!r}), engine='spark')); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, start_new_session=True
    ) as own:
        wait_until("it started", pid.exists)
        number = int(pid.read_text())
        os.killpg(own.pid, signal.SIGTERM)
    try:
        wait_until("it ended", lambda: not Path(f"/proc/{number}").exists())
    finally:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def test_a_spark_that_does_not_hear_that_it_is_to_end_is_killed(tmp_path: Path) -> None:
    """As one that is out of memory does not."""
    pid = tmp_path / "pid"
    deaf = f"trap '' TERM; echo $$ > {pid}.new; mv {pid}.new {pid}; while :; do sleep 600; done"
    program = "from fundament.engines import local_spark; local_spark.END_SECONDS = 0.5; local_spark.main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "sh", "-c", deaf], cwd=PROJECT_ROOT, stdin=subprocess.PIPE
    ) as between:
        wait_until("it started", pid.exists)
        number = int(pid.read_text())
        assert between.stdin
        between.stdin.close()
    try:
        wait_until("it was killed", lambda: not Path(f"/proc/{number}").exists())
    finally:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def test_a_spark_without_memory_ends_and_what_to_do_is_told(
    tmp_path: Path, server: Sail, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = tmp_path / "spark/bin/spark-submit"
    environment = fake_spark(tmp_path, 'openjdk version "17.0.2"')
    given = tmp_path / "given"
    submit.write_text(
        f"#!/bin/sh\necho \"$@\" > {given}\necho 'ERROR TaskSetManager: aborting job'\n"
        "echo 'Terminating due to java.lang.OutOfMemoryError: Java heap space'\nexit 3\n"
    )
    submit.chmod(0o755)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    local = LocalSpark(warehouse_of(tmp_path, engine="spark"))
    wait_until("it ended", local.has_ended)
    spoken = Session(server.remote, local)
    with pytest.raises(SparkStopped, match=r"at int_x: .*OutOfMemoryError") as raised, spoken.spoken_to("int_x"):
        raise PySparkException("UNAVAILABLE")
    spoken.end()
    local.end()
    assert "FUNDAMENT_MEMORY_LIMIT" in raised.value.what_to_do
    assert "-XX:+ExitOnOutOfMemoryError" in given.read_text()


def test_a_shared_folder_that_cannot_be_written_to_is_told(tmp_path: Path, server: Sail) -> None:
    (tmp_path / "file").touch()
    code, error = run(
        Command(tmp_path / "home"), SPARK_REMOTE=server.remote, FUNDAMENT_SHARED=str(tmp_path / "file")
    )
    assert code == 2 and "FUNDAMENT_SHARED" in error and str(tmp_path / "file") in error


def test_an_engine_that_there_is_not_is_told(tmp_path: Path) -> None:
    done = Command(tmp_path)("run", environment={**os.environ, "FUNDAMENT_ENGINE": "flink"})
    assert done.returncode == 2 and "FUNDAMENT_ENGINE is 'flink'" in done.stderr


def test_secrets_of_an_address_are_not_shown() -> None:
    assert shown("sc://h:1/;use_ssl=true;token=abc;user_id=u") == "sc://h:1/;use_ssl=true;token=…;user_id=u"


def test_a_run_on_duckdb_imports_nothing_of_spark() -> None:
    """Of all that the command and its job import, in a process of its own."""
    looked = (
        "import sys, fundament.commands.run, dagster_project.definitions; "
        "own = {'fundament.engines.' + name for name in ('spark', 'translated', 'translation')}; "
        "print([name for name in sys.modules if name in own or name in ('pyspark', 'pyarrow', 'pysail')])"
    )
    said = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_nothing_of_spark_is_installed_by_make_run() -> None:
    lock = (PROJECT_ROOT / "requirements.txt").read_text("utf-8")
    assert not re.findall(r"^(?:pyspark|pysail|pyarrow)\S*", lock, re.M)
    assert re.findall(r"^pyspark\S*==", (PROJECT_ROOT / "requirements-spark.txt").read_text("utf-8"), re.M)


def test_the_checks_do_without_sparks_client() -> None:
    """Where it is installed Great Expectations would load it, and end the process that can't find a Spark."""
    looked = (
        "import sys; from fundament.checks.gx import great_expectations; great_expectations(); "
        "from great_expectations.compatibility import pyspark; "
        "print([name for name in sys.modules if name.partition('.')[0] == 'pyspark'], pyspark.pyspark)"
    )
    said = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("[] ") and importlib.util.find_spec("pyspark")


def test_warehouses_that_share_a_folder_clear_up_their_own(tmp_path: Path) -> None:
    """With the rights of that folder, whatever the umask."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    places = []
    for name in ("one", "two"):
        warehouse = replace(warehouse_of(tmp_path / name, tmp_path, "spark"), shared_folder=shared)
        check_shared(warehouse)
        places.append(SharedRun(warehouse).place(MADE, "intermediate.lines"))
        places[-1].mkdir()
    for above in places[0].parents:
        if above.is_relative_to(shared):
            assert stat.S_IMODE(above.stat().st_mode) == 0o2770
    # What is made to be compared has the same rights.
    compared = SharedRun(replace(warehouse, build_folder="verify")).place(MADE, "intermediate.lines")
    assert stat.S_IMODE(compared.parent.stat().st_mode) == 0o2770
    assert compared.is_relative_to(warehouse.shared / "verify")
    tidy(warehouse, set())
    assert places[0].is_dir() and not places[1].exists()


def test_back_on_duckdb_what_was_received_for_spark_goes(tmp_path: Path) -> None:
    on_spark = replace(warehouse_of(tmp_path / "home", tmp_path, "spark"), shared_folder=tmp_path / "shared")
    check_shared(on_spark)
    kept = on_spark.shared / RECEIVED / "contract_spend" / "lines.parquet"
    kept.parent.mkdir(parents=True)
    kept.touch()
    tidy(on_spark, set())
    assert kept.exists()
    on_duckdb = replace(warehouse_of(tmp_path / "home", tmp_path), shared_folder=tmp_path / "shared")
    tidy(on_duckdb, set())
    assert not kept.exists()


def test_deliveries_that_are_checked_leave_nothing_in_the_shared_folder(tmp_path: Path, remote: str) -> None:
    warehouse = replace(warehouse_of(tmp_path / "home", engine="spark"), shared_folder=tmp_path / "shared")
    with private_file(warehouse) as own:
        place = SharedRun(own).place(MADE, "intermediate.lines")
        place.mkdir()
        assert place.is_relative_to(tmp_path / "shared")
    assert [path.name for path in (tmp_path / "shared").iterdir()] == [warehouse.shared.name]


def test_what_a_folder_does_not_let_go_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another user's files, which nobody who runs tests may have."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(shared_place, "report", lambda *told: said.append(told))
    for name in ("goes", "stays"):
        (tmp_path / name).mkdir()
    remove(tmp_path / "goes")
    remove(tmp_path / "never there")
    assert said == []
    monkeypatch.setattr(shared_place.shutil, "rmtree", lambda *given, **options: None)
    remove(tmp_path / "stays")
    [(stage, message)] = said
    assert stage == "warning" and str(tmp_path / "stays") in message


def test_a_home_with_the_same_path_on_another_machine_takes_no_lines_away(tmp_path: Path) -> None:
    warehouse = replace(warehouse_of(tmp_path / "home", tmp_path, "spark"), shared_folder=tmp_path / "shared")
    check_shared(warehouse)
    check_shared(warehouse)
    lines = SharedRun(warehouse).place(MADE, "intermediate.lines")
    lines.mkdir()
    warehouse.home.rename(tmp_path / "on another machine")
    other = replace(warehouse_of(tmp_path / "home", tmp_path, "spark"), shared_folder=tmp_path / "shared")
    assert other.shared == warehouse.shared
    with pytest.raises(Misconfigured, match="another warehouse's"):
        check_shared(other)
    tidy(other, set())
    assert lines.is_dir()
    # Without a mark nobody knows whose it is.
    (warehouse.shared / MARK).unlink()
    tidy(other, set())
    assert lines.is_dir()
