"""A disk that is really full, or really read-only, for a home: run inside a mount namespace of its own.

`unshare --user --map-root-user --mount python -m tests.bad_disk HOME MODE`: what is mounted is seen by nobody else
and gone with the process. It binds for root too, unlike permissions. Prints JSON, a line per command that was run.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

RUN = (str(Path(sys.executable).with_name("fundament")), "run", "--as-of", "2026-11-24")
ROLLBACK = (*RUN[:1], "rollback")
PUBLISH = (sys.executable, "-m", "tests.bad_disk", "publish")


def publish() -> None:
    """What the job does with a private file that has passed its checks; errors look as a command's."""
    import datetime as dt

    from fundament.commands import errors_on_screen
    from fundament.note.writing import write_beside
    from fundament.progress import listen
    from fundament.publication import release
    from fundament.settings import Settings

    listen(lambda stage, message: print(f"{stage}: {message}"))
    errors_on_screen(release.publish)(
        Settings.from_environment(),
        dt.datetime.now(dt.UTC),
        write_beside,
    )


def read() -> None:
    """What the job does with the deliveries; errors look as a command's."""
    import datetime as dt

    from fundament import database
    from fundament.commands import errors_on_screen
    from fundament.deliveries.reader import load_deliveries
    from fundament.settings import Settings

    settings = Settings.from_environment()
    with database.in_memory() as connection:
        errors_on_screen(load_deliveries)(connection, settings.deliveries, dt.date(2026, 11, 24))


def tell(home: Path, what: str, command: tuple[str, ...]) -> None:
    """Run a command; print how it ended, and what a reader then has."""
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "FUNDAMENT_HOME": str(home), "COLUMNS": "200"}
    )
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
            tell(home, f"{share} % of a release fits", PUBLISH)
        (published / "filler").unlink()
        tell(home, "room again", PUBLISH)
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
                tell(home, "publish", PUBLISH)


if __name__ == "__main__":
    if sys.argv[1] == "publish":
        publish()
    elif sys.argv[1] == "read":
        read()
    else:
        main(Path(sys.argv[1]), sys.argv[2])
