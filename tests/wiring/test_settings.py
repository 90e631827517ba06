"""What the operator sets reaches what it is about, and how a file is written."""

import multiprocessing
import os
import re
from pathlib import Path

import pytest

from fundament import database
from fundament.errors import Misconfigured
from fundament.project import DBT_DIR, PROJECT_ROOT
from fundament.settings import PREFIX, Settings, settings

NAME = re.compile(r"^(?:# )?(FUNDAMENT_\w+)=", re.MULTILINE)
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


def test_the_example_names_every_variable_with_its_default() -> None:
    example = (PROJECT_ROOT / ".env.example").read_text("utf-8")
    assert {name.upper() for name in Settings.model_fields} == {
        name.removeprefix(PREFIX) for name in NAME.findall(example)
    }
    with_default = r"^(?:# )?FUNDAMENT_(KEEP_\w+|FILE_SECONDS|SHEET_CELLS|MEMORY_LIMIT|NOTE|TIME_ZONE)=(.+)$"
    said = dict(re.findall(with_default, example, re.MULTILINE))
    defaults = {name.upper(): str(field.default) for name, field in Settings.model_fields.items()}
    assert len(said) == 8 and said.items() <= defaults.items()


def test_dbt_by_itself_has_the_same_defaults() -> None:
    files = [DBT_DIR / "profiles.yml", *(DBT_DIR / "macros").glob("*.sql")]
    asked = r"""env_var\(['"]FUNDAMENT_(\w+)['"], ['"](.*?)['"]\)(?: or ['"](.+?)['"])?"""
    said = [match for file in files for match in re.findall(asked, file.read_text("utf-8"))]
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    of_settings = {(name, default or otherwise) for name, default, otherwise in said if name in defaults}
    assert {name for name, _ in of_settings} == {"MEMORY_LIMIT", "TIME_ZONE"}
    assert of_settings <= defaults.items()
    # Which of its targets dbt takes, and where their files are, is between the run and dbt.
    assert {name for name, *_ in said} - defaults.keys() == {"DBT_TARGET", "ANALYST_FILE", "BUILD_FILE"}


@pytest.mark.parametrize(
    ("name", "value", "to_do"),
    [
        ("KEEP_RELEASES", "1", "Give a whole number of at least 2."),
        ("MEMORY_LIMIT", "4 giga", "Give a size such as 4GB."),
        ("NOTE", "perhaps", "Give on or off."),
        ("TIME_ZONE", "Mars", "Give a time zone, such as Europe/Amsterdam."),
        ("MAX_AGE_HOURS", "a day", "Give a whole number of hours."),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, to_do: str
) -> None:
    monkeypatch.setenv(f"FUNDAMENT_{name}", value)
    with pytest.raises(Misconfigured) as error:
        settings()
    assert (error.value.what, error.value.what_to_do) == (f"FUNDAMENT_{name} is {value!r}", to_do)
    # One that is empty is not there.
    monkeypatch.setenv(f"FUNDAMENT_{name}", "")
    assert getattr(settings(), name.lower()) == Settings.model_fields[name.lower()].default
