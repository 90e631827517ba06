"""Fixtures: the command itself, run as a user runs it, on the embedded memo."""

import contextlib
import datetime as dt
import gc
import os
import re
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from click.testing import CliRunner
from filelock import FileLock

from fundament import progress
from fundament.cli import main
from fundament.project import PROJECT_ROOT, default_deliveries
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.guarded import guarded_environment

FUNDAMENT = Path(sys.executable).with_name("fundament")
AS_OF = "2026-11-24"
AS_OF_DATE = dt.date.fromisoformat(AS_OF)
MEMO = "nota-2022-0000555327"
# Longer than anything takes on a machine with ten times too much to do: it only ends what hangs.
CEILING = 1800


# Two workers share two cores. What is about threads, and the whole runs, have as many as a user's.
os.environ["FUNDAMENT_THREADS"] = "1"


# What takes longest; the other kinds follow as they are found. CONTRIBUTING.md says what each is. dbt itself needs
# no memo, which the other worker publishes meanwhile.
FIRST = ["test_prepared.py", "publication", "end_to_end"]


# What stays in the process that it was started in, or takes its place.
OWN_PROCESS = ("run", "sql", "dev")


@dataclass
class Command:
    """Runs `fundament` with its own home: in this process, which has imported what it needs, where it can."""

    home: Path

    def __call__(
        self, *arguments: str, deliveries: Path | None = None, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        told = {**(environment or os.environ), "FUNDAMENT_HOME": str(self.home), "COLUMNS": "120"}
        if arguments[0] == "run":
            told.pop("FUNDAMENT_THREADS", None)
        if deliveries:
            told["FUNDAMENT_DELIVERIES"] = str(deliveries)
        return self.started(arguments, told) if arguments[0] in OWN_PROCESS else self._here(arguments, told)

    def started(self, arguments: Sequence[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """In a process of its own, as a user starts it."""
        return subprocess.run(
            [FUNDAMENT, *arguments], env=told, cwd=PROJECT_ROOT, text=True, capture_output=True, timeout=CEILING
        )

    def _here(self, arguments: Sequence[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
        with contextlib.chdir(PROJECT_ROOT), mock.patch.dict(os.environ, told, clear=True):
            done = CliRunner().invoke(main, arguments)
        # An error that the command does not word for its user shows as it would in a terminal.
        broke = None if isinstance(done.exception, SystemExit) else done.exception
        error = done.stderr + "".join(traceback.format_exception(broke) if broke else [])
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, error)

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def warehouse(self) -> Path:
        return self.published / "fundament.duckdb"

    @property
    def build_file(self) -> Path:
        return self.home / "build" / "warehouse.duckdb"


KEPT_OPEN: dict[Path, duckdb.DuckDBPyConnection] = {}


def wait_until(what: str, there: Callable[[], object]) -> None:
    """Return when it is so. For a state of another process; within one, wait for an event instead."""
    until = time.monotonic() + CEILING
    while not there():
        assert time.monotonic() < until, f"waited {CEILING} s in vain until {what}"
        time.sleep(0.05)


def query(file: Path, sql: str) -> list[tuple]:
    """What the plain client answers. Of the published memo, which no test changes, a copy stays open for that."""
    if file in KEPT_OPEN:
        with KEPT_OPEN[file].cursor() as cursor:
            return cursor.execute(sql).fetchall()
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def make_editable(connection: duckdb.DuckDBPyConnection, statements: str) -> None:
    """Make tables of the views that the statements name, with the rows that they show."""
    views = connection.execute(
        "select schema_name, view_name from duckdb_views() where schema_name in ('raw', 'intermediate', 'marts')"
    ).fetchall()
    for schema, name in views:
        if re.search(rf"\b{schema}[.]{name}\b", statements):
            connection.execute(f"create table {schema}.shown as from {schema}.{name}; drop view {schema}.{name}")
            connection.execute(f"alter table {schema}.shown rename to {name}")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers start, what dbt does is written down once; a single test does so when it needs it."""
    if session.config.getoption("dist", "no") != "no" and not hasattr(session.config, "workerinput"):
        prepared(home_of())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: [kind in item.path.parts for kind in FIRST], reverse=True)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage is a good part of a short test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def memo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Command:
    """A home with the memo published, one for all workers. Tests only read it.

    The README's command, without a network: what it attempted is in `attempts`, see `end_to_end/test_offline.py`.
    """
    base = tmp_path_factory.getbasetemp()
    command = Command((base if worker_id == "master" else base.parent) / "memo")
    screen = command.home / "screen.txt"
    with FileLock(f"{command.home}.lock"):
        if not screen.exists():
            command.home.mkdir(exist_ok=True)
            done = command("run", "--as-of", AS_OF, environment=guarded_environment(command.home))
            assert done.returncode == 0, done.stdout + done.stderr
            screen.write_text(done.stdout)
    # Of its own, since commands of this process open theirs with other settings.
    copied = shutil.copy(command.warehouse, tmp_path_factory.mktemp("memo"))
    KEPT_OPEN[command.warehouse] = duckdb.connect(str(copied), read_only=True)
    return command


@pytest.fixture
def published(memo: Command, tmp_path: Path) -> Command:
    """A copy of that home, for tests that publish or break something."""
    shutil.copytree(memo.home, tmp_path / "home", symlinks=True)
    return Command(tmp_path / "home")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is reported while the test runs, as stage and message."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(progress, "_listeners", [lambda stage, message: said.append((stage, message))])
    return said


@pytest.fixture
def deliveries(tmp_path: Path) -> Path:
    """A copy of the embedded deliveries, to be changed."""
    return Path(shutil.copytree(default_deliveries(), tmp_path / "deliveries"))


def replace_in(file: Path, old: str, new: str) -> None:
    """Change a file once; fail where there is nothing, or more than one place, to change."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")
