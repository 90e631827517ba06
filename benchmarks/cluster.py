"""A standalone cluster of Spark on this machine, for what several processes show: `python -m benchmarks.cluster`.

A master, two or more workers and a Spark Connect server, each a process on loopback. The command runs the job over
a synthetic portfolio on DuckDB and then on the cluster, kills a worker (and its executor) in the middle of the
second, and compares the releases by the hashes of their tables. It needs Spark of this machine: `make spark`.
`--kill all` kills every worker: then the run must end with an error, and the release stay what it was. It
ends with 0 where all that was so, and the workers were killed while the run ran.
"""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks.ledger import run_over, size
from fundament.engines.local_spark import SERVER, TOKEN, free_port, spark_home
from fundament.project import PROJECT_ROOT
from fundament.released import read_manifest
from fundament.synthetic.folder import write_portfolio

START_SECONDS = 120


class Cluster:
    """The processes of a cluster, and where it answers."""

    def __init__(self, remote: str, workers: list[subprocess.Popen[bytes]], folder: Path) -> None:
        self.remote, self.workers, self.folder = remote, workers, folder

    def kill(self, number: int) -> None:
        """Kill a worker with the executors that it started, as a machine that fails would."""
        assert self.workers[number].poll() is None, f"worker {number} had ended by itself"
        os.killpg(self.workers[number].pid, signal.SIGKILL)


@contextmanager
def cluster(workers: int = 2, cores: int = 1, memory: str = "2g") -> Iterator[Cluster]:
    """A cluster, for the time of the block."""
    with ExitStack() as ends, tempfile.TemporaryDirectory(prefix="fundament-cluster-") as name:
        folder, home, token = Path(name), spark_home(), secrets.token_urlsafe(32)
        environment = {
            **os.environ,
            TOKEN: token,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder),
            "SPARK_WORKER_DIR": str(folder / "work"),
        }
        spark_class, submit = str(home / "bin" / "spark-class"), str(home / "bin" / "spark-submit")

        def start(said: str, arguments: list[str]) -> subprocess.Popen[bytes]:
            with (folder / f"{said}.log").open("wb") as log:
                process = subprocess.Popen(
                    arguments,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            ends.callback(_end, process)
            return process

        master, connect = free_port(), free_port()
        deploy = "org.apache.spark.deploy"
        at = ["--host", "127.0.0.1", "--port"]
        start("master", [spark_class, f"{deploy}.master.Master", *at, str(master), "--webui-port", "0"])
        _wait(master)
        address = f"spark://127.0.0.1:{master}"
        own = ["--cores", str(cores), "--memory", memory, "--webui-port", "0"]
        started = [
            start(f"worker-{number}", [spark_class, f"{deploy}.worker.Worker", *at, "0", *own, address])
            for number in range(workers)
        ]
        given = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": connect,
            "spark.driver.host": "127.0.0.1",
            "spark.executor.memory": memory.replace("2g", "1500m"),
            "spark.sql.shuffle.partitions": 4 * workers * cores,
            "spark.ui.enabled": "false",
            "spark.log.level": "WARN",
        }
        confs = [part for key, value in given.items() for part in ("--conf", f"{key}={value}")]
        start("connect", [submit, "--class", SERVER, "--master", address, *confs, "spark-internal"])
        _wait(connect)
        yield Cluster(f"sc://localhost:{connect}/;token={token}", started, folder)


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit("Spark did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_and_kill(found: Cluster, deliveries: Path, home: Path, kills: list[int]) -> tuple[int, list[int]]:
    """The job on the cluster; kill these workers when the first large model is begun.

    Returns its exit code, and the workers that were not killed before its end.
    """
    environment = {
        **os.environ,
        "FUNDAMENT_HOME": str(home),
        "SPARK_REMOTE": found.remote,
        "FUNDAMENT_ENGINE": "spark",
    }
    process = subprocess.Popen(
        run_over(deliveries),
        cwd=PROJECT_ROOT,
        env=environment,
    )
    waiting = list(kills)
    # When Spark has been given its tables, the first large one is next.
    while waiting and process.poll() is None:
        if any((home / "shared" / "runs").glob("*/given/intermediate/int_contract_terms.parquet")):
            number = waiting.pop()
            found.kill(number)
            print(f"(worker {number} killed)", flush=True)
        time.sleep(0.2)
    return process.wait(), waiting


def main() -> None:
    """Both engines, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", choices=("none", "one", "all"), default="one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        deliveries, duck, spark = (Path(name) / part for part in ("deliveries", "duckdb", "spark"))
        write_portfolio(deliveries, size(given.lines))
        subprocess.run(
            run_over(deliveries),
            cwd=PROJECT_ROOT,
            env={**os.environ, "FUNDAMENT_HOME": str(duck)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        # What readers have before the night on the cluster.
        shutil.copytree(duck, spark, symlinks=True)
        before = (spark / "published" / "current").readlink()
        kills = {"none": [], "one": [0], "all": list(range(given.workers))}[given.kill]
        with cluster(given.workers) as found:
            code, alive = run_and_kill(found, deliveries, spark, kills)
        after = (spark / "published" / "current").readlink()
        print(f"exit code {code}; the release {'stayed' if after == before else 'is new'}")
        if alive:
            sys.exit(f"workers {alive} were not killed while the run ran")
        if given.kill == "all":
            sys.exit(code == 0 or after != before)
        if code == 0:
            tables = [read_manifest(home / "published" / "current")["tables"] for home in (duck, spark)]
            names = sorted(tables[0].keys() | tables[1].keys())
            differ = [table for table in names if tables[0].get(table) != tables[1].get(table)]
            print(f"{len(names)} tables compared, {len(differ)} differ: {differ}")
            sys.exit(bool(differ))
        sys.exit(code)


if __name__ == "__main__":
    main()
