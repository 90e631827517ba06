"""What dbt does in a build, written down once for each content of its project.

dbt owns the models: it parses them, holds their contracts and puts each statement together. None of that depends
on the night's data, and it takes most of the time of a small run. So dbt builds the project once over empty raw
tables; what it sent to DuckDB, node by node, is the script of every run of that content. See docs/decisions.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from fundament import database
from fundament.deliveries.stored.raw import create_raw_tables
from fundament.errors import FundamentError
from fundament.project import DBT_DIR, PROJECT_ROOT
from fundament.settings import settings
from fundament.transformation import runner
from fundament.warehouse import Warehouse

PREPARE_SECONDS = 300
KEPT = 5
SEMANTIC = "semantic_manifest.json"
# dbt looks round in the catalogue, and clears away what an earlier build left: nothing is there in a new file.
LOOKS_ROUND = re.compile(r"\s*(select|with|describe|begin|commit|rollback|drop (table|view) if exists)\b", re.I)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


@dataclass(frozen=True)
class Node:
    """A seed, model or data test, with the statements that dbt makes it with; of a test, the rows that fail."""

    unique_id: str
    resource_type: str
    name: str
    relation: str
    materialized: str
    depends_on: list[str]
    statements: list[str]


@dataclass(frozen=True)
class Prepared:
    """The manifest of dbt as plain data, what comes first, and the nodes in an order that can be built."""

    key: str
    manifest: dict[str, Any]
    before: list[str]
    nodes: list[Node]
    # Of each relation its columns, with their types.
    columns: dict[str, dict[str, str]]


@cache
def content_key() -> str:
    """Changes with what decides the script: models, macros, reference tables, versions, time zone and folder."""
    digest = hashlib.sha256(f"{PROJECT_ROOT} {settings().time_zone}".encode())
    for package in ("dbt-core", "dbt-duckdb", "duckdb"):
        digest.update(f"{package} {version(package)}".encode())
    own = [
        Path(__file__),
        *(PROJECT_ROOT / "fundament" / "deliveries" / name for name in ("stored/raw.py", "declared/canonical.py")),
    ]
    for path in [*own, *sorted(_sources())]:
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from (DBT_DIR / name for name in ("dbt_project.yml", "profiles.yml"))
    for folder in (
        DBT_DIR / "models",
        DBT_DIR / "macros",
        DBT_DIR / "tests",
        PROJECT_ROOT / "seeds" / "reference",
    ):
        yield from (path for path in folder.rglob("*") if path.suffix in (".sql", ".yml", ".md", ".csv"))


@cache
def prepared(home: Path) -> Prepared:
    """The script for the content as it stands, made where there is none yet."""
    name = f"{content_key()}.json"
    places = _places(home)
    for place in places:
        if (place / name).is_file():
            return _read(place / name)
    place = places[0] if _is_writable(places[0]) else places[1]
    with _lock(place):
        if not (place / name).is_file():
            _write(place / name, _prepare(place))
    return _read(place / name)


def kept_beside(home: Path, ending: str) -> Path:
    """A file of what else is worked out from the same content; it goes when the script goes."""
    script = prepared(home)
    return next(place for place in _places(home) if (place / f"{script.key}.json").is_file()) / (
        f"{script.key}.{ending}"
    )


def _places(home: Path) -> list[Path]:
    """With dbt's other results in the project; where that can't be written to, in the home of the warehouse."""
    return [DBT_DIR / "target" / "prepared", home / "build" / "prepared"]


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@contextmanager
def _lock(place: Path) -> Iterator[None]:
    """Whoever comes second waits, and finds the script made."""
    place.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place / "lock", timeout=PREPARE_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise FundamentError(
            f"Another process has been preparing the dbt project for {PREPARE_SECONDS} seconds",
            lock.lock_file,
            "End that process, then start again.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _read(file: Path) -> Prepared:
    content = json.loads(file.read_text("utf-8"))
    nodes = [Node(**node) for node in content["nodes"]]
    return Prepared(file.stem, content["manifest"], content["before"], nodes, content["columns"])


def _write(file: Path, made: Prepared) -> None:
    """Whole or not at all; of other contents only the newest few stay."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(made)), "utf-8")
    unfinished.replace(file)
    for old in sorted(file.parent.glob("*[0-9a-f].json"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        for path in file.parent.glob(f"{old.stem}.*"):
            path.unlink(missing_ok=True)


def _prepare(place: Path) -> Prepared:
    sent: dict[str, list[str]] = {}
    order: list[str] = []

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            order.append(event.data.node_info.unique_id)
        elif event.info.name == "SQLQuery":
            sent.setdefault(event.data.node_info.unique_id, []).append(_whole(event.data.sql))

    folder = Path(tempfile.mkdtemp(prefix=".preparing-", dir=place))
    try:
        # Of the name that the private file of a run has: it stands in the statements.
        file = folder / "warehouse.duckdb"
        with database.to_write(file) as connection:
            create_raw_tables(connection)
        # One thread: the order in which nodes begin is then one in which they can be built one after the other.
        arguments = ["build", "--exclude-resource-type", "unit_test", "--threads", "1"]
        result = runner.invoke(arguments, file, place / "dbt", on_event)
        if not result.success:
            raise runner.TransformationFailed(_why(result), str(DBT_DIR))
        manifest = json.loads((place / "dbt" / "manifest.json").read_text("utf-8"))
        columns = _columns(file)
        # For MetricFlow: what the metrics are made of.
        shutil.copy(place / "dbt" / SEMANTIC, place / f"{content_key()}.{SEMANTIC}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    known = manifest["nodes"]
    nodes = [
        _node(known, known[unique_id], sent.get(unique_id, []))
        for unique_id in order
        if unique_id in known and not _is_ephemeral(known[unique_id])
    ]
    # Schemas and hooks belong to no node of the graph.
    outside = [sql for owner, sqls in sent.items() if owner not in set(order) for sql in sqls]
    return Prepared("", manifest, [sql for sql in outside if not LOOKS_ROUND.match(sql)], nodes, columns)


def _columns(file: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with database.to_read(file) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
            "where not internal order by all"
        ).fetchall()
    for relation, column, data_type in rows:
        found.setdefault(relation, {})[column] = data_type
    return found


def _whole(sql: str) -> str:
    """Without dbt's comment. Where dbt loads a file of rows it tells no more than the first 512 signs."""
    said = COMMENT.sub("", sql, count=1).strip()
    if said.upper().startswith("COPY ") and said.endswith("..."):
        said = said.removesuffix("...").strip()
        if not said.endswith(")"):
            raise runner.TransformationFailed("The path of the project is too long for dbt", str(DBT_DIR))
    return said


def _node(manifest: dict[str, Any], node: dict[str, Any], sent: list[str]) -> Node:
    is_test = node["resource_type"] == "test"
    return Node(
        node["unique_id"],
        node["resource_type"],
        node["name"],
        node["relation_name"] or "",
        "" if is_test else node["config"]["materialized"],
        sorted(set(_built_from(manifest, node))),
        [node["compiled_code"]] if is_test else [sql for sql in sent if not LOOKS_ROUND.match(sql)],
    )


def _built_from(manifest: dict[str, Any], node: dict[str, Any]) -> Iterator[str]:
    """What must be there before: through models that are part of the queries that read them, to what they read."""
    for parent in node["depends_on"].get("nodes", []):
        if parent in manifest and _is_ephemeral(manifest[parent]):
            yield from _built_from(manifest, manifest[parent])
        else:
            yield parent


def _is_ephemeral(node: dict[str, Any]) -> bool:
    return bool(node["config"]["materialized"] == "ephemeral")


def _why(result: Any) -> str:
    if result.result is None:
        return f"dbt can't read its project: {result.exception}"
    failed = [node for node in result.result.results if str(node.status) not in ("success", "pass", "skipped")]
    return "dbt can't build its project:\n  " + "\n  ".join(f"{r.node.name}: {r.message}" for r in failed[:5])


if __name__ == "__main__":
    prepared(Warehouse.from_environment().home)
