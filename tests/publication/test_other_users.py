"""Other users of the machine: a reader of the published files gets at these, and at nothing else of the home."""

import datetime as dt
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundament.errors import Misconfigured
from fundament.lock import run_lock
from fundament.publication.release import publish
from fundament.rights import SETTING, for_readers
from fundament.warehouse import Warehouse
from tests.conftest import Command

GROUP, OTHER_GROUP, NOBODY = 54321, 54322, 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
PRIVATE = ("run.lock", "archive", "landing", "build", "build/warehouse.duckdb", "dagster", "dagster/dagster.yaml")


@pytest.fixture
def home(published: Command) -> Iterator[Command]:
    """The published memo where another user could get to, as a version before left it: readable by the group."""
    folder = Path(tempfile.mkdtemp(prefix="fundament-test-"))
    folder.chmod(0o711)
    shutil.copytree(published.home, folder / "home", symlinks=True)
    for name in ("archive", "landing"):
        (folder / "home" / name).mkdir(exist_ok=True)
    for path in (folder / "home", *(folder / "home").rglob("*")):
        if not path.is_symlink():
            os.chown(path, -1, GROUP)
            path.chmod(0o750 if path.is_dir() else 0o640)
    (folder / "home").chmod(0o711)
    yield Command(folder / "home")
    shutil.rmtree(folder)


def looked(home: Path, *names: str, group: int = GROUP) -> list[str]:
    """What a user of that group gets, who looks for what is readable."""
    read, write = os.pipe()
    # Not a program of its own: it need not be where that user may get to.
    if not (child := os.fork()):
        os.setgroups([group])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        for path in (home / name for name in names):
            os.write(write, f"{_got(path)} {path.relative_to(home)}\n".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        lines = stream.read().splitlines()
    os.waitpid(child, 0)
    return lines


def _got(path: Path) -> str:
    try:
        if path.is_dir():
            return f"read {len(list(path.iterdir())) > 0}"
        descriptor = os.open(path, os.O_RDONLY)
        if path.name == "run.lock":
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return "hold"
        return f"read {len(os.read(descriptor, 1)) == 1}"
    except OSError as error:
        return type(error).__name__


@needs_root
def test_a_reader_gets_at_the_published_files_and_at_nothing_else(
    home: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(GROUP))
    before = looked(home.home, *PRIVATE)
    assert "hold run.lock" in before and "read True build/warehouse.duckdb" in before
    with run_lock(Warehouse(home.home, home.home), "test"):
        release = publish(Warehouse(home.home, home.home), dt.datetime.now(dt.UTC))
        assert looked(home.home, *PRIVATE) == [f"PermissionError {name}" for name in PRIVATE]
        assert looked(home.home, "run.lock.json") == ["PermissionError run.lock.json"]
    of_release = f"published/releases/{release.name}/manifest.json"
    files = ("fundament.duckdb", "fundament-views.duckdb", "turns", "parquet/findings.parquet")
    public = ["published", of_release, *(f"published/{name}" for name in files)]
    assert looked(home.home, *public) == [f"read True {name}" for name in public]
    # Whoever is in no such group reads nothing at all.
    assert {line.split()[0] for line in looked(home.home, *public, group=OTHER_GROUP)} == {"PermissionError"}


@pytest.mark.parametrize(("umask", "mode"), [(0, 0o444), (0o002, 0o444), (0o027, 0o440), (0o077, 0o400)])
def test_files_respect_the_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int, mode: int) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    (tmp_path / "file").touch()
    (tmp_path / "published").mkdir()
    # As a loose umask made them: who may write here puts a lock or a release in the place of ours.
    for folder in (tmp_path, tmp_path / "published"):
        folder.chmod(0o777)
    before = os.umask(umask)
    try:
        with run_lock(Warehouse(tmp_path, tmp_path), "test"):
            for_readers(tmp_path / "file")
            (tmp_path / "build").mkdir()
            assert not any(stat.S_IMODE(each.stat().st_mode) & 0o022 for each in (tmp_path, *tmp_path.iterdir()))
            for_readers(tmp_path / "published")
            assert stat.S_IMODE((tmp_path / "published").stat().st_mode) == 0o755 & ~umask
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
    for name in ("build", "run.lock"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 == 0


def test_a_group_that_there_is_not_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "no_such_group")
    with pytest.raises(Misconfigured, match="there is no group 'no_such_group'"):
        for_readers(tmp_path)
