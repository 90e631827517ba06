"""What a run executes is what dbt would do: the prepared script against `dbt build` on the same loaded file."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from fundament.project import default_deliveries
from fundament.transformation import build as building
from fundament.transformation import prepared as preparing
from fundament.transformation.runner import TransformationFailed
from fundament.warehouse import home_of
from tests.conftest import AS_OF_DATE, query, wait_until
from tests.warehouses import built, loaded, warehouse_of

SCHEMAS = "('intermediate', 'marts', 'narrow', 'quality', 'reference', 'history')"


@pytest.fixture(scope="module")
def by_script(tmp_path_factory: pytest.TempPathFactory, by_dbt: Path) -> Path:
    with duckdb.connect(str(by_dbt), read_only=True) as connection:
        [(as_of,)] = connection.execute("select as_of_date from raw.run_parameters").fetchall()
    return built(tmp_path_factory.mktemp("script"), default_deliveries(), as_of)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    """`dbt build` by itself, as an analyst calls it: the file, and what dbt says of each node."""
    home = tmp_path_factory.mktemp("dbt")
    # In a folder that is not there yet, as dbt/target in a fresh clone.
    file = home / "new" / "warehouse.duckdb"
    environment = {**os.environ, "FUNDAMENT_ANALYST_FILE": str(file), "DBT_TARGET_PATH": str(home / "target")}
    for variable in ("FUNDAMENT_DBT_TARGET", "FUNDAMENT_BUILD_FILE", "FUNDAMENT_DELIVERIES"):
        environment.pop(variable, None)
    done = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "build", "--log-path", str(home / "logs")],
        cwd=preparing.DBT_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return file, json.loads((home / "target" / "run_results.json").read_text())["results"]


@pytest.fixture(scope="module")
def by_dbt(analyst: tuple[Path, list[dict]]) -> Path:
    return analyst[0]


def test_dbt_build_by_itself_passes_its_unit_tests_and_gives_the_totals_of_the_memo(
    analyst: tuple[Path, list[dict]],
) -> None:
    file, results = analyst
    unit_tests = [result for result in results if result["unique_id"].startswith("unit_test.")]
    assert len(unit_tests) >= 6 and {result["status"] for result in unit_tests} == {"pass"}
    # 64.6 and 145.5 in the memo's last column.
    totals = (
        "select contract_id, sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year group by all"
    )
    assert dict(query(file, totals)) == {"KIS": 64_600_000, "EASI": 145_500_000}


def catalogue(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[tuple]]:
    """Tables, views, columns of tables, and keys, with comments."""
    asked = {
        "tables": "select schema_name, table_name, comment, estimated_size from duckdb_tables()",
        "views": "select schema_name, view_name, comment from duckdb_views()",
        "columns": "select schema_name, table_name, column_name, data_type, columns.comment "
        "from duckdb_columns() as columns semi join duckdb_tables() using (database_name, schema_name, "
        "table_name)",
        "keys": "select schema_name, table_name, constraint_type, constraint_text from duckdb_constraints()",
    }
    return {
        name: sorted(
            connection.execute(
                f"{sql} where database_name = ? and schema_name in {SCHEMAS}", [database]
            ).fetchall(),
            key=str,
        )
        for name, sql in asked.items()
    }


def differences(left: Path, right: Path) -> list[str]:
    """Where two private files differ: in their catalogue, or in the rows of a table."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as one (read_only); attach '{right}' as other (read_only)")
        one, other = catalogue(connection, "one"), catalogue(connection, "other")
        # For an analyst dbt makes more views, which a run has no use for.
        other["views"] = [view for view in other["views"] if view[:2] in {known[:2] for known in one["views"]}]
        found = [name for name in one if one[name] != other[name]]
        there = {row[:2] for row in other["tables"]}
        for schema, table, *_ in one["tables"]:
            name = f"{schema}.{table}"
            if (schema, table) in there:
                [(rows,)] = connection.execute(
                    f"select count(*) from ((from one.{name} except all from other.{name}) "
                    f"union all (from other.{name} except all from one.{name}))"
                ).fetchall()
                found += [f"{name}: {rows} rows"] * bool(rows)
    return found


def test_the_script_builds_what_dbt_builds(by_script: Path, by_dbt: Path) -> None:
    assert differences(by_script, by_dbt) == []
    with duckdb.connect(str(by_dbt), read_only=True) as connection:
        assert len(catalogue(connection, "warehouse")["tables"]) > 80


def test_a_difference_of_one_cent_or_one_word_is_seen(by_script: Path, by_dbt: Path, tmp_path: Path) -> None:
    changed = shutil.copy(by_script, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(changed)) as connection:
        connection.execute(
            "update intermediate.int_spend_classes set amount_gross = 0.01 where line_id = 'KIS-2020'; "
            "comment on column marts.findings.severity is 'other'; drop table marts.measures; "
            "comment on view intermediate.known_contract_spend is 'other'"
        )
    assert {line.split(":")[0] for line in differences(changed, by_dbt)} == {
        "tables",
        "views",
        "columns",
        "keys",
        "intermediate.int_spend_classes",
    }


def test_the_key_changes_with_a_model_a_macro_a_seed_a_version_or_the_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(preparing.DBT_DIR, tmp_path / "dbt", ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(preparing.PROJECT_ROOT / "seeds" / "reference", tmp_path / "seeds" / "reference")
    for name in ("stored/raw.py", "declared/canonical.py"):
        copy = tmp_path / "fundament" / "deliveries" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(preparing.PROJECT_ROOT / "fundament" / "deliveries" / name, copy)
    (tmp_path / "prepared.py").write_text("")
    monkeypatch.setattr(preparing, "__file__", str(tmp_path / "prepared.py"))
    monkeypatch.setattr(preparing, "PROJECT_ROOT", tmp_path)
    monkeypatch.setattr(preparing, "DBT_DIR", tmp_path / "dbt")
    key = preparing.content_key.__wrapped__
    seen = {key()}
    # What dbt leaves where its telemetry is on.
    (tmp_path / "dbt" / ".user.yml").write_text("id: 1")
    assert key() in seen
    for name in (
        "dbt/models/marts/impact/measures.sql",
        "dbt/models/sources.yml",
        "dbt/macros/money.sql",
        "dbt/tests/generic/unique_key.sql",
        "dbt/profiles.yml",
        "seeds/reference/thresholds.csv",
        "fundament/deliveries/stored/raw.py",
    ):
        file = tmp_path / name
        file.write_text(file.read_text() + "\n")
        seen.add(key())
    monkeypatch.setattr(preparing, "version", lambda package: f"other {package}")
    seen.add(key())
    # The macro day_of has it while dbt compiles.
    monkeypatch.setenv("FUNDAMENT_TIME_ZONE", "America/New_York")
    seen.add(key())
    assert len(seen) == 10


def test_the_script_is_kept_and_read_again(tmp_path: Path) -> None:
    made = preparing.prepared(tmp_path)
    file = tmp_path / f"{made.key}.json"
    preparing._write(file, made)
    assert preparing._read(file) == made
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert json.loads(file.read_text())["nodes"]


def test_who_comes_second_waits_and_finds_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that start at the same time in a place where nothing is prepared yet: one of them does it."""
    made = preparing.prepared(home_of())
    asked: list[str] = []
    prepares: list[Path] = []

    class Lock(FileLock):  # type: ignore[misc]
        def acquire(self, *arguments: Any, **named: Any) -> Any:
            asked.append(self.lock_file)
            return super().acquire(*arguments, **named)

    def prepare(place: Path) -> preparing.Prepared:
        prepares.append(place)
        wait_until("the other one is there too", lambda: 2 in (len(asked), len(prepares)))
        return made

    monkeypatch.setattr(preparing, "FileLock", Lock)
    monkeypatch.setattr(preparing, "_prepare", prepare)
    monkeypatch.setattr(preparing, "_places", lambda home: [tmp_path / "new"] * 2)
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(preparing.prepared.__wrapped__, [tmp_path] * 2))
    assert found == [made, made] and prepares == [tmp_path / "new"]
    assert sorted(path.name for path in (tmp_path / "new").glob("*.json*")) == [f"{made.key}.json"]


def test_what_rests_on_a_model_that_fails_is_left_out_and_all_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = preparing.prepared(tmp_path)
    spoilt = {"measures": ["select no_such_column"], "known_issues": ["select 1 / no_such_column"]}
    nodes = [replace(node, statements=spoilt.get(node.name, node.statements)) for node in good.nodes]
    monkeypatch.setattr(building, "prepared", lambda home: replace(good, nodes=nodes))
    file = loaded(tmp_path, default_deliveries(), AS_OF_DATE)
    told = []
    with pytest.raises(TransformationFailed, match="2 models") as caught:
        for result in building.build(warehouse_of(tmp_path)):
            told.append(result)
    status = {result.node.name: result.status for result in told}
    assert (status["measures"], status["known_issues"], status["issues"]) == ("failed", "failed", "skipped")
    assert status["spend_lawfulness"] == "success"
    assert not file.exists() and file.with_name("failed.duckdb").exists()
    assert "no_such_column" in str(caught.value) and "Traceback" not in str(caught.value)


def test_a_selection_is_built_anew_in_the_file_that_is_there(
    by_script: Path, by_dbt: Path, tmp_path: Path
) -> None:
    warehouse = warehouse_of(tmp_path)
    shutil.copy(by_script, warehouse.build_file)
    with duckdb.connect(str(warehouse.build_file)) as connection:
        connection.execute("delete from marts.measures; drop view intermediate.known_contract_spend")
        connection.execute("create view intermediate.known_contract_spend as select 1 as nothing")
    chosen = frozenset({"model.fundament.measures", "model.fundament.known_contract_spend"})
    done = {result.node.name: result.rows for result in building.build(warehouse, chosen)}
    assert done["measures"] and "unique_key_known_contract_spend_publication_id__line_id" in done
    # Beside them the tests alone that rest on them.
    assert {name for name in done if not name.startswith("unique_key_")} == {"measures", "known_contract_spend"}
    assert differences(warehouse.build_file, by_dbt) == []
