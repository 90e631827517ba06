"""What a command that looks at the release loads before it answers."""

import pytest

from tests.conftest import Command


def test_a_look_at_the_release_waits_for_no_framework(memo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB's client asks for pandas where it is installed, which alone doubles the time of such a command."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    said = memo("status")
    assert said.returncode == 0
    imported = {line.rsplit("|", 1)[-1].strip() for line in said.stderr.splitlines() if "|" in line}
    assert "duckdb" in imported
    assert not imported & {"pandas.core", "numpy", "dagster", "dbt", "great_expectations", "sqlalchemy"}
