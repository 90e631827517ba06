"""A disk that is really full, or really read-only, for a home: run inside a mount namespace of its own.

`unshare --user --map-root-user --mount python -m tests.bad_disk HOME MODE`: what is mounted is seen by nobody else
and gone with the process. It binds for root too, unlike permissions. Prints JSON, a line per command that was run.
"""

import datetime as dt
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from fundament import database
from fundament.commands import errors_on_screen
from fundament.deliveries.reader import load_deliveries
from fundament.progress import listen
from fundament.publication import release
from fundament.publication.beside import beside
from fundament.warehouse import Warehouse

RUN = (str(Path(sys.executable).with_name("fundament")), "run", "--as-of", "2026-11-24")
ROLLBACK = (*RUN[:1], "rollback")


def publish() -> None:
    """What the job does with a private file that has passed its checks; errors look as a command's."""
    listen(lambda stage, message: print(f"{stage}: {message}"))
    warehouse = Warehouse.from_environment()
    errors_on_screen(release.publish)(warehouse, dt.datetime.now(dt.UTC), beside(warehouse))


def read() -> None:
    """What the job does with the deliveries; errors look as a command's."""
    warehouse = Warehouse.from_environment()
    with database.in_memory() as connection:
        errors_on_screen(load_deliveries)(connection, warehouse.deliveries, dt.date(2026, 11, 24))


def forked(what: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    """Call it in a process that has imported what this one has, as if it were a command."""

    def command(out: int, error: int) -> None:
        os.dup2(out, 1)
        os.dup2(error, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        what()

    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as error:
        process = multiprocessing.get_context("fork").Process(target=command, args=(out.fileno(), error.fileno()))
        process.start()
        process.join()
        out.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess(what.__name__, process.exitcode or 0, out.read(), error.read())


def tell(home: Path, what: str, command: tuple[str, ...] | Callable[[], None]) -> None:
    """Run a command; print how it ended, and what a reader then has."""
    told_where = {"FUNDAMENT_HOME": str(home), "COLUMNS": "200"}
    if callable(command):
        os.environ |= told_where
        done = forked(command)
    else:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **told_where})
    published = home / "published"
    with duckdb.connect(str(published / "fundament.duckdb"), read_only=True) as connection:
        findings = connection.execute("select count(*) from marts.findings").fetchone()
    with duckdb.connect(str(published / "fundament-views.duckdb"), read_only=True) as connection:
        through_views = connection.execute("select count(*) from marts.findings").fetchone()
    told = {
        "what": what,
        "exit_code": done.returncode,
        "out": done.stdout,
        "error": done.stderr,
        "current": (published / "current").resolve().name,
        "releases": sorted(path.name for path in (published / "releases").iterdir()),
        "findings": findings and findings[0],
        "through_views": through_views and through_views[0],
    }
    print(json.dumps(told), flush=True)


def fill(folder: Path, free: int) -> None:
    """Leave so many bytes."""
    filler = folder / "filler"
    filler.unlink(missing_ok=True)
    space = shutil.disk_usage(folder).free - free
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(space, 1))


def mount_small(folder: Path, room: int) -> None:
    """A file system of that room in the place of a folder, with its content."""
    aside = folder.with_name(f"{folder.name}.aside")
    shutil.copytree(folder, aside, symlinks=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)], check=True)
    shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(aside)


def size(folder: Path) -> int:
    """Bytes that the files in a folder take."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if not path.is_symlink())


def main(home: Path, mode: str) -> None:
    """Bring about one kind of bad disk, and run commands on it."""
    published = home / "published"
    if mode == "full while publishing":
        needed = size((published / "current").resolve())
        mount_small(published, size(published) + 3 * needed)
        for share in (0, 30, 80, 95):
            fill(published, needed * share // 100)
            tell(home, f"{share} % of a release fits", publish)
        (published / "filler").unlink()
        tell(home, "room again", publish)
    elif mode == "full while building":
        mount_small(home, 2 * size(home))
        for megabytes in (0, 2):
            fill(home, megabytes * 1024 * 1024)
            tell(home, f"{megabytes} MB are left", RUN)
    elif mode == "read-only":
        for folder, name in ((published, "published"), (home, "home")):
            subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
            tell(home, f"{name}: run", RUN)
            tell(home, f"{name}: rollback", ROLLBACK)
            subprocess.run(["umount", str(folder)], check=True)
            if name == "published":
                # A second release, for the rollback of the home.
                tell(home, "publish", publish)


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read()
    else:
        main(Path(sys.argv[1]), sys.argv[2])
