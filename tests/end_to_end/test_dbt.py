"""`dbt build` works by itself in dbt/, unit tests included, as an analyst expects."""

import json
import os
import subprocess
import sys
from pathlib import Path

from fundament.settings import DBT_DIR
from tests.conftest import query


def test_dbt_build_by_itself(tmp_path: Path) -> None:
    # In a folder that is not there yet, as dbt/target in a fresh clone.
    file = tmp_path / "new" / "analyst.duckdb"
    environment = {**os.environ, "FUNDAMENT_ANALYST_FILE": str(file), "DBT_TARGET_PATH": str(tmp_path / "target")}
    for variable in ("FUNDAMENT_DBT_TARGET", "FUNDAMENT_BUILD_FILE", "FUNDAMENT_DELIVERIES"):
        environment.pop(variable, None)
    done = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "build", "--log-path", str(tmp_path / "logs")],
        cwd=DBT_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    results = json.loads((tmp_path / "target" / "run_results.json").read_text())["results"]
    unit_tests = [result for result in results if result["unique_id"].startswith("unit_test.")]
    assert len(unit_tests) >= 6 and {result["status"] for result in unit_tests} == {"pass"}
    # 64.6 and 145.5 in the memo's last column.
    totals = (
        "select contract_id, sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year group by all"
    )
    assert dict(query(file, totals)) == {"KIS": 64_600_000, "EASI": 145_500_000}
