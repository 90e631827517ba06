"""A file that Spark can read already is not read again, and what it says is what reading it says."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from fundament import database
from fundament.deliveries import kept, reader
from fundament.deliveries.kept import KeptFiles
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from tests.conftest import replace_in

DAY = dt.date(2024, 1, 31)
DECLARATION = """\
delivery_id: ledger
title: Synthetic ledger
owner: Synthetic organisation
publication_id: ledger
files:
  - {source: publications, path: publications.csv}
  - {source: contract_spend, path: spend.csv, columns: {cost_type: {constant: licences}}}
"""
SPEND = (
    "line_id,contract_id,period_start,period_end,amount_gross,measure_type\n"
    "l1,A,2024-01-01,2024-02-01,100.00,realised\n"
    "l2,A,2024-01-01,2024-02-01,50.00,realised\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "delivery.yml").write_text(DECLARATION)
    (made / "publications.csv").write_text(
        "publication_id,title,published_on,as_of_date,currency\n"
        "ledger,Synthetic administration,2024-01-31,2024-01-31,EUR\n"
    )
    (made / "spend.csv").write_text(SPEND)
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read, in the order of their reading."""
    found: list[str] = []
    load = reader.load_file

    def noted(connection: duckdb.DuckDBPyConnection, received: reader.ReceivedFile, *more: object) -> object:
        found.append(received.shown)
        return load(connection, received, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "load_file", noted)
    return found


def loaded(folder: Path, kept: bool = True) -> tuple[list[tuple], list[tuple], list[tuple[str, str]]]:
    """The lines, the accounting and the list of files for Spark of a run."""
    place = folder.parent / "kept"
    place.mkdir(exist_ok=True)
    files = KeptFiles(place, frozenset({"contract_spend"})) if kept else None
    with database.in_memory() as connection:
        load_deliveries(connection, folder, DAY, home=folder.parent, kept=files)
        lines = connection.execute("from raw.contract_spend order by all").fetchall()
        accounts = connection.execute("from raw.row_accounting order by all").fetchall()
        listed = connection.execute("from received.kept").fetchall() if kept else []
        for _, file in listed:
            assert connection.execute(f"from read_parquet('{file}') order by all").fetchall() == lines
        return lines, accounts, listed


def test_the_second_night_reads_no_line_again_and_says_the_same(folder: Path, read: list[str]) -> None:
    first = loaded(folder)
    assert [Path(name).name for name in read] == ["publications.csv", "spend.csv"]
    second = loaded(folder)
    assert [Path(name).name for name in read] == ["publications.csv", "spend.csv", "publications.csv"]
    assert second == first and first[:2] == loaded(folder, kept=False)[:2]
    assert len(first[0]) == 2 and len(first[2]) == 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("spend.csv", "50.00", "40.00"),
        ("delivery.yml", "licences", "hardware"),
        ("publications.csv", "EUR", "USD"),
    ],
)
def test_what_decides_the_rows_has_the_file_read_again(
    folder: Path, read: list[str], file: str, old: str, new: str
) -> None:
    """Its bytes, its declaration, the currency of its publication. Of the state before nothing stays."""
    [(_, before)] = loaded(folder)[2]
    replace_in(folder / file, old, new)
    changed = loaded(folder)
    assert len([name for name in read if name.endswith("spend.csv")]) == 2
    assert changed[:2] == loaded(folder, kept=False)[:2]
    [(_, after)] = changed[2]
    assert after != before and not Path(before).exists()


def test_a_file_with_rows_set_apart_is_read_each_night(folder: Path, read: list[str]) -> None:
    """Its rejected rows are to be told each night; Spark gets the source from DuckDB."""
    replace_in(folder / "delivery.yml", "path: spend.csv,", "path: spend.csv, max_rejected_rows: 1,")
    with (folder / "spend.csv").open("a") as file:
        file.write("l3,A,2024-13-01,2024-02-01,1.00,realised\n")
    first, second = loaded(folder), loaded(folder)
    assert first == second and first[2] == [] and len(first[0]) == 2
    assert len([name for name in read if name.endswith("spend.csv")]) == 2


def test_a_kept_file_is_refused_as_one_that_is_read(folder: Path, read: list[str]) -> None:
    """The number of rows that the delivery says holds for it too."""
    loaded(folder)
    replace_in(folder / "delivery.yml", "path: spend.csv,", "path: spend.csv, expected_rows: 3,")
    with pytest.raises(BadInput, match="has 2 rows; the delivery says 3"):
        loaded(folder)
    assert len([name for name in read if name.endswith("spend.csv")]) == 1


@pytest.mark.parametrize(
    "file", ["fundament/deliveries/casts.sql", "fundament/deliveries/x/read.py", "dbt/models/sources.yml"]
)
def test_what_reads_files_decides_whether_one_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """Its SQL and its declarations as well as its Python."""
    for name in ("fundament/deliveries/casts.sql", "fundament/deliveries/x/read.py", "dbt/models/sources.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "fundament" / "deliveries" / "kept.py"))
    before = kept._program.__wrapped__()
    assert kept._program.__wrapped__() == before
    (tmp_path / file).write_text("after")
    assert kept._program.__wrapped__() != before
