"""Fixtures: the command itself, run as a user runs it, on the embedded memo."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from fundament.settings import PROJECT_ROOT, default_deliveries

FUNDAMENT = Path(sys.executable).with_name("fundament")
AS_OF = "2026-11-24"
MEMO = "nota-2022-0000555327"


@dataclass
class Command:
    """Runs `fundament` with its own home."""

    home: Path

    def __call__(self, *arguments: str, deliveries: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "FUNDAMENT_HOME": str(self.home), "COLUMNS": "120"}
        if deliveries:
            environment["FUNDAMENT_DELIVERIES"] = str(deliveries)
        return subprocess.run(
            [FUNDAMENT, *arguments], env=environment, cwd=PROJECT_ROOT, text=True, capture_output=True, timeout=300
        )

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def warehouse(self) -> Path:
        return self.published / "fundament.duckdb"

    @property
    def build_file(self) -> Path:
        return self.home / "build" / "warehouse.duckdb"


def query(file: Path, sql: str) -> list[tuple]:
    """What the plain client answers."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def make_editable(connection: duckdb.DuckDBPyConnection, statements: str) -> None:
    """Make tables of the raw views that the statements name, with the rows that they show."""
    views = connection.execute("select view_name from duckdb_views() where schema_name = 'raw'").fetchall()
    for (name,) in views:
        if re.search(rf"\braw[.]{name}\b", statements):
            connection.execute(f"create table raw.shown as from raw.{name}; drop view raw.{name}")
            connection.execute(f"alter table raw.shown rename to {name}")


@pytest.fixture(scope="session")
def memo(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A home with the memo published. Tests only read it."""
    command = Command(tmp_path_factory.mktemp("memo"))
    done = command("run", "--as-of", AS_OF)
    assert done.returncode == 0, done.stdout + done.stderr
    (command.home / "screen.txt").write_text(done.stdout)
    return command


@pytest.fixture
def published(memo: Command, tmp_path: Path) -> Command:
    """A copy of that home, for tests that publish or break something."""
    shutil.copytree(memo.home, tmp_path / "home", symlinks=True)
    return Command(tmp_path / "home")


@pytest.fixture
def deliveries(tmp_path: Path) -> Path:
    """A copy of the embedded deliveries, to be changed."""
    return Path(shutil.copytree(default_deliveries(), tmp_path / "deliveries"))


def replace_in(file: Path, old: str, new: str) -> None:
    """Change a file once; fail where there is nothing, or more than one place, to change."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")
