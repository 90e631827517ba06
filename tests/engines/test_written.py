"""What Spark wrote is what DuckDB reads, by Sail and a model of three rows: nothing lost, nothing added later."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from fundament import database
from fundament.engines import translated
from fundament.engines.session import SETTINGS, Session
from fundament.engines.shared import SharedRun
from fundament.engines.spark import SparkModels
from fundament.errors import FundamentError
from fundament.transformation.build import Built, _make
from fundament.transformation.prepared import Node, Prepared, prepared
from fundament.warehouse import home_of
from tests.sail import sail
from tests.warehouses import warehouse_of

ROWS = "select * from values ('p', 1), ('p', 2), ('q', 3) as t(publication_id, number)"
NODE = Node("lines", "model", "lines", '"w"."intermediate"."lines"', "table", [], ["never run on DuckDB"])
TYPES = {"publication_id": "VARCHAR", "number": "INTEGER"}


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with sail() as server:
        found = Session(server.remote)
        yield found
        found.end()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with database.in_memory() as found:
        found.execute("attach ':memory:' as w; use w; create schema intermediate")
        yield found


def made(
    home: Path, session: Session, connection: duckdb.DuckDBPyConnection, query: str = ROWS
) -> list[tuple[str, int]]:
    """The rows of the model as DuckDB sees them."""
    script = Prepared("", {"nodes": {}}, [], [NODE], {"intermediate.lines": TYPES})
    models = SparkModels(
        session, SharedRun(warehouse_of(home, engine="spark")), connection, script, {"lines": query}
    )
    for statement in models.make(NODE):
        connection.execute(statement)
    return rows(connection)


def rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    return connection.execute("from intermediate.lines order by all").fetchall()


@pytest.mark.parametrize(("lost", "left"), [("publication_id=q", 2), ("publication_id=*", 0)])
def test_rows_that_do_not_arrive_stop_the_model(
    tmp_path: Path,
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    lost: str,
    left: int,
) -> None:
    """As of a worker that wrote to a disk of its own: some parts, or all."""
    write = session.write

    def losing(frame: object, place: str, partitions: list[str]) -> int:
        wrote = write(frame, place, partitions)
        for part in Path(place).glob(lost):
            shutil.rmtree(part)
        return wrote

    monkeypatch.setattr(session, "write", losing)
    with pytest.raises(FundamentError, match=f"Of 3 rows that Spark wrote {left} are there, at lines") as raised:
        made(tmp_path, session, connection)
    assert str(tmp_path / "shared") in raised.value.where and "FUNDAMENT_SHARED" in raised.value.what_to_do


def test_a_task_that_was_given_up_adds_no_row(
    tmp_path: Path, session: Session, connection: duckdb.DuckDBPyConnection
) -> None:
    """It lives on, and writes below `_temporary`."""
    expected = [("p", 1), ("p", 2), ("q", 3)]
    assert made(tmp_path, session, connection) == expected
    [part] = tmp_path.rglob("publication_id=q")
    shutil.copytree(part, part.parent / "_temporary" / "0" / "task" / part.name)
    assert rows(connection) == expected


def test_no_rows_are_no_loss(tmp_path: Path, session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    assert made(tmp_path, session, connection, f"{ROWS} where number > 3") == []


def test_a_session_has_the_settings(session: Session) -> None:
    """Files that are gone or broken are errors among them."""
    assert {name: session.spark.conf.get(name) for name in SETTINGS} == SETTINGS
    assert [SETTINGS[f"spark.sql.files.ignore{kind}Files"] for kind in ("Missing", "Corrupt")] == ["false"] * 2


def test_memory_that_duckdb_lacks_at_the_hand_over_is_told_by_its_model(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    class Full:
        def make(self, node: Node) -> list[str]:
            raise duckdb.OutOfMemoryException("failed to allocate\nPossible solutions:")

    built = _make(connection, NODE, False, Full())  # type: ignore[arg-type]
    assert built == Built(NODE, "failed", message="failed to allocate")


def test_another_translator_translates_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of SQLGlot is one."""
    asked: list[str] = []
    monkeypatch.setattr(translated, "kept_beside", lambda home, ending: tmp_path / ending)
    monkeypatch.setattr(translated, "translate", lambda query, columns: asked.append(query) or "")
    script = prepared(home_of())
    translated.spark_queries(tmp_path, script)
    first = len(asked)
    translated.spark_queries(tmp_path, script)
    assert first and len(asked) == first
    monkeypatch.setattr(translated, "version", lambda package: "of tomorrow")
    translated.spark_queries(tmp_path, script)
    assert len(asked) == 2 * first
