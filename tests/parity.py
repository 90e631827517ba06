"""Both engines on the same deliveries, each relation compared row for row: `python -m tests.parity`.

Then each construct of `tests/constructs.py`. The memo, a synthetic portfolio and a messy folder stand side by side
as deliveries of one folder. Spark is the one in SPARK_REMOTE, or one of this machine; in the tests it is Sail.
"""

import datetime as dt
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

from fundament import database
from fundament.engines.session import spark_session
from fundament.errors import FundamentError
from fundament.project import default_deliveries
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.constructs import constructs, different_constructs
from tests.models.test_messy_folder import make_folder
from tests.warehouses import built, warehouse_of

AS_OF = dt.date(2026, 11, 24)
SIZE = Size(
    seed=3,
    contracts=120,
    spend_lines=1500,
    amendments=60,
    services=40,
    dependencies=60,
    migrations=40,
    issues=300,
)
SHOWN = 3


def write_deliveries(folder: Path) -> None:
    """Memo, synthetic portfolio and messy folder, each a publication of its own."""
    shutil.copytree(default_deliveries(), folder / "memo")
    write_portfolio(folder / "synthetic", SIZE)
    # Contracts on two platforms in turns of as many as there are services: some services pay for both at once.
    contracts = folder / "synthetic" / "register" / "contracts.csv"
    header, *lines = contracts.read_text("utf-8").splitlines()
    on_platforms = [f"{line},SYN-P{number // SIZE.services % 2}" for number, line in enumerate(lines)]
    contracts.write_text("\n".join([f"{header},platform_id", *on_platforms, ""]), "utf-8")
    (folder / "messy").mkdir()
    make_folder(folder / "messy")


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Of each table and view that models make, the columns with their types."""
    found: dict[str, list[tuple[str, str]]] = {}
    for relation, column, kind in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where not internal and schema_name in ('intermediate', 'marts', 'narrow', 'quality', 'reference') "
        "order by all"
    ).fetchall():
        found.setdefault(relation, []).append((column, kind))
    return found


def rows(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> Counter[str]:
    """The rows of a relation, as they are written out: decimals with all their digits, texts to the letter."""
    named = ", ".join(f'"{column}"' for column in columns)
    return Counter(map(repr, connection.execute(f"select {named} from {relation}").fetchall()))


def differences(duckdb_file: Path, spark_file: Path) -> dict[str, str]:
    """Of each relation that is not the same in both private files, what differs."""
    with database.to_read(duckdb_file) as one, database.to_read(spark_file) as other:
        on_duckdb, on_spark = relations(one), relations(other)
        found = {name: "is not in both" for name in on_duckdb.keys() ^ on_spark.keys()}
        for relation in sorted(on_duckdb.keys() & on_spark.keys()):
            if on_duckdb[relation] != on_spark[relation]:
                found[relation] = f"columns: {set(on_duckdb[relation]) ^ set(on_spark[relation])}"
                continue
            columns = [name for name, _ in on_duckdb[relation]]
            duckdb_rows, spark_rows = rows(one, relation, columns), rows(other, relation, columns)
            if duckdb_rows != spark_rows:
                found[relation] = _shown(duckdb_rows, spark_rows)
    return found


def _shown(duckdb_rows: Counter[str], spark_rows: Counter[str]) -> str:
    gone, new = (list(rest.elements()) for rest in (duckdb_rows - spark_rows, spark_rows - duckdb_rows))
    return "\n".join(
        [
            f"of {duckdb_rows.total()} rows {len(gone)} are on DuckDB alone, {len(new)} on Spark alone",
            *(f"  duckdb {row}" for row in gone[:SHOWN]),
            *(f"  spark  {row}" for row in new[:SHOWN]),
        ]
    )


def main() -> int:
    """0 where all is equal."""
    with tempfile.TemporaryDirectory(prefix="fundament-parity-") as home:
        folder = Path(home)
        write_deliveries(folder / "deliveries")
        files = {
            engine: built(folder / engine, folder / "deliveries", AS_OF, engine) for engine in ("duckdb", "spark")
        }
        found = differences(files["duckdb"], files["spark"])
        with database.to_read(files["duckdb"]) as connection:
            same = len(relations(connection)) - len(found)
        warehouse = warehouse_of(folder / "spark", engine="spark")
        with spark_session(warehouse) as session:
            different = different_constructs(session, warehouse.shared)
    for what, how in {**found, **different}.items():
        sys.stdout.write(f"{what}: {how}\n")
    sys.stdout.write(
        f"{same} relations are equal, {len(found)} are not; "
        f"{len(constructs()) - len(different)} constructs are, {len(different)} are not\n"
    )
    return 1 if found or different else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FundamentError as error:
        sys.exit(str(error))
