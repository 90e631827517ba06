"""What a command that looks at the release loads before it answers."""

import os

from tests.conftest import Command


def test_a_look_at_the_release_waits_for_no_framework(memo: Command) -> None:
    """DuckDB's client asks for pandas where it is installed, which alone doubles the time of such a command."""
    told = {**os.environ, "FUNDAMENT_HOME": str(memo.home), "PYTHONPROFILEIMPORTTIME": "1"}
    said = memo.started(["status"], told)
    assert said.returncode == 0
    imported = {line.rsplit("|", 1)[-1].strip() for line in said.stderr.splitlines() if "|" in line}
    assert "duckdb" in imported
    assert not imported & {"pandas.core", "numpy", "dagster", "dbt", "great_expectations", "sqlalchemy"}
