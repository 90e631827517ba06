"""What the operator sets reaches what it is about, and how a file is written."""

import multiprocessing
import os
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


def _dies_while_it_writes(file: Path) -> None:
    with database.to_write(file) as connection:
        connection.execute("create table begun as select 2 as x")
        assert connection.execute("from kept union all from begun order by all").fetchall() == [(1,), (2,)]
        assert not file.with_name(f"{file.name}.wal").exists()
        os._exit(9)


def test_no_transaction_waits_for_a_log_and_who_dies_leaves_what_stood_there(tmp_path: Path) -> None:
    file = tmp_path / 'it\'s a "file".duckdb'
    with database.to_write(file) as connection:
        connection.execute("create table kept as select 1 as x")
    process = multiprocessing.get_context("fork").Process(target=_dies_while_it_writes, args=(file,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    with database.to_read(file) as connection:
        assert connection.execute("show tables").fetchall() == [("kept",)]
