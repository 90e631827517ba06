"""Set up a real Superset, import the dashboard, hold its data against the marts, and take screenshots of it.

    make superset                     once: about a minute and 1.1 GB for the environment
    make superset SUPERSET=--serve    the same, and leaves it running on this machine until Ctrl-C

The environment stands in a folder of its own, with locked packages. The administrator's password is made anew at
every start, unless SUPERSET_ADMIN_PASSWORD gives one; it is never written to a file. Needs only Python 3.11.
"""

import argparse
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
PATIENCE_SECONDS = 120


def environment_of(folder: Path) -> Path:
    """Superset's Python, installed from the lock where that has not been done."""
    python = folder / "venv" / "bin" / "python"
    mark = folder / "venv" / ".installed"
    lock = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != lock:
        print("Installing Superset (once, about a minute)", flush=True)
        shutil.rmtree(folder / "venv", ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*install, "--require-hashes", "-r", REQUIREMENTS], check=True)
        mark.write_text(lock)
    return python


def variables(folder: Path, password: str) -> dict[str, str]:
    """The environment of Superset's processes; what is secret stands here and nowhere else."""
    return {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_HOME": str(folder / "home"),
        "SUPERSET_METADATA_URI": f"sqlite:///{folder / 'home' / 'superset.db'}",
        "SUPERSET_SECRET_KEY": secrets.token_urlsafe(42),
        "SUPERSET_ADMIN_PASSWORD": password,
        "FLASK_APP": "superset",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONWARNINGS": "ignore",
    }


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    sys.exit(f"Superset does not start; see {log}")


def main() -> int:
    """The whole trial; the exit code is 0 only where every chart agrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    home = Path(os.environ.get("FUNDAMENT_HOME") or "data")
    parser.add_argument("--published", type=Path, default=home / "published" / "fundament.duckdb")
    parser.add_argument("--folder", type=Path, default=home / "superset", help="where the environment is kept")
    parser.add_argument("--screenshot", type=Path, help="of the first tab; default: dashboard.png in that folder")
    parser.add_argument("--serve", action="store_true", help="leave it running until Ctrl-C")
    arguments = parser.parse_args()
    published, folder = arguments.published.absolute(), arguments.folder.absolute()
    if not published.exists():
        print(f"There is no {published}\n  to do: make run", file=sys.stderr)
        return 2
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    python = environment_of(folder)
    # A fresh Superset every time: what is tried is that everything imports without hands.
    shutil.rmtree(folder / "home", ignore_errors=True)
    (folder / "home").mkdir()
    password = os.environ.get("SUPERSET_ADMIN_PASSWORD") or secrets.token_urlsafe(16)
    environment = variables(folder, password)
    log = folder / "superset.log"
    with log.open("wb") as out:
        print(f"{time.monotonic() - started:5.1f} s  preparing", flush=True)
        if subprocess.run([python, HERE / "prepare.py"], env=environment, stdout=out, stderr=out).returncode:
            sys.exit(f"Superset can't be prepared; see {log}")
        address = f"http://127.0.0.1:{free_port()}"
        serving = ["-m", "flask", "run", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
        server = subprocess.Popen([python, *serving], env=environment, stdout=out, stderr=out)
        try:
            wait_for(address, server, log)
            print(f"{time.monotonic() - started:5.1f} s  running at {address}", flush=True)
            target = (arguments.screenshot or folder / "dashboard.png").absolute()
            browser = (
                os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
            )
            client = [python, HERE / "client.py", address, published, target, browser]
            code = subprocess.run(client, env=environment).returncode
            print(
                f"{time.monotonic() - started:5.1f} s  {'all charts agree' if code == 0 else 'failed'}", flush=True
            )
            if arguments.serve and code == 0:
                print(
                    f"Open {address}/superset/dashboard/fundament/ as admin, password {password}. Ctrl-C ends it."
                )
                server.wait()
            return code
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    sys.exit(main())
