"""What the operator sets reaches what it is about."""

from pathlib import Path

import pytest

from fundament import database
from fundament.errors import Misconfigured

THREADS = "select current_setting('threads')"


def test_duckdb_has_the_threads_that_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_THREADS", "3")
    file = tmp_path / "warehouse.duckdb"
    with database.to_write(file) as connection:
        assert connection.execute(THREADS).fetchone() == (3,)
    with database.to_read(file) as connection:
        assert connection.execute(THREADS).fetchone() == (3,)
    monkeypatch.setenv("FUNDAMENT_THREADS", "5")
    with database.in_memory() as connection:
        assert connection.execute(THREADS).fetchone() == (5,)
    monkeypatch.setenv("FUNDAMENT_THREADS", "all")
    with pytest.raises(Misconfigured, match="FUNDAMENT_THREADS is 'all'"):
        database.in_memory()
