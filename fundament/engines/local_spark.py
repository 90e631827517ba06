"""A Spark of this machine, for the time of a run: the Spark Connect server of Apache Spark's own distribution.

This module is also the process that stands between: it ends Spark when its own input ends, so that Spark never
outlives the run, however that ends.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from fundament.engines.java import check_java
from fundament.errors import FundamentError, Misconfigured
from fundament.resources import STAYS
from fundament.settings import bytes_of, settings, variable_named
from fundament.warehouse import Warehouse

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
TOKEN = "SPARK_CONNECT_AUTHENTICATE_TOKEN"
# What has not ended by itself after that is killed.
START_SECONDS, END_SECONDS = 120, 10


def spark_home() -> Path:
    """The folder of Apache Spark: SPARK_HOME where that is set, else that of `make spark` or the package pyspark.

    Raises `Misconfigured` where there is none.
    """
    package = importlib.util.find_spec("pyspark")
    places = [
        Path(sys.prefix) / "spark" / "pyspark",
        *(Path(place) for place in (package.submodule_search_locations or () if package else ())),
    ]
    named = variable_named("SPARK_HOME")
    for place in [Path(named)] if named else places:
        # The client alone has the same name, and nothing to start; before 4.0 there was no such server in it.
        if any(place.glob("jars/spark-connect_*.jar")) and (place / "bin" / "spark-submit").is_file():
            return place
    raise Misconfigured(
        "There is no Apache Spark 4.0 or newer on this machine",
        named or "SPARK_HOME",
        "Run make spark and leave SPARK_HOME out, or name a Spark that runs already in SPARK_REMOTE.",
    )


def check_local_spark() -> None:
    """Raise `Misconfigured` where this machine can't start a Spark."""
    spark_home()
    check_java()


class LocalSpark:
    """Starts at once; `remote` is there when it answers. `end` it, or leave it to the end of this process."""

    def __init__(self, warehouse: Warehouse) -> None:
        check_local_spark()
        self._folder = Path(tempfile.mkdtemp(prefix="fundament-spark-"))
        self._log = self._folder / "log"
        self._token, self._port = secrets.token_urlsafe(32), free_port()
        environment = {
            **os.environ,
            TOKEN: self._token,
            "SPARK_HOME": str(spark_home()),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self._folder),
        }
        # Whoever configured Spark for another place did not mean this one.
        environment.pop("SPARK_REMOTE", None)
        between = [sys.executable, "-m", "fundament.engines.local_spark"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*between, *_command(warehouse, self._port, self._folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                # What ends the run from a terminal would end the process between before it can end Spark.
                start_new_session=True,
            )

    @property
    def remote(self) -> str:
        """Where it answers, its token in it: nobody else on this machine may use it.

        Raises `FundamentError` where it does not start.
        """
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1):
                return f"sc://localhost:{self._port}/;token={self._token}"
            time.sleep(0.1)
        raise FundamentError(
            f"Spark did not start: {self.last_words()}",
            str(spark_home()),
            f"Look whether the machine has memory left, and at its Java. {STAYS}",
        )

    def has_ended(self) -> bool:
        """Whether it has died."""
        return self._process.poll() is not None

    def last_words(self) -> str:
        """The last error of its log, in one line."""
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else []
        said = [line for line in lines if "ERROR" in line or "Exception" in line or "Error:" in line]
        return (said or lines or ["it said nothing"])[-1].strip()[:300]

    def end(self) -> None:
        """Let it go, with what it left on the disk."""
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            # The process between may take as long to end Spark.
            self._process.wait(2 * END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def free_port() -> int:
    """A port of loopback that nobody has at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _command(warehouse: Warehouse, port: int, folder: Path) -> list[str]:
    cores = settings().threads or os.cpu_count() or 1
    given = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.driver.memory": f"{bytes_of(warehouse.settings.memory_limit) // 2**20}m",
        # Without memory it would neither go on nor hear that it is to end.
        "spark.driver.extraJavaOptions": "-XX:+ExitOnOutOfMemoryError",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": 2 * cores,
        # Many at first, of which Spark puts together what is small: one of few would not fit where lines are many.
        "spark.sql.adaptive.coalescePartitions.initialPartitionNum": 16 * cores,
        "spark.log.level": "WARN",
    }
    confs = [part for name, value in given.items() for part in ("--conf", f"{name}={value}")]
    submit = spark_home() / "bin" / "spark-submit"
    return [str(submit), "--class", SERVER, "--master", f"local[{cores}]", *confs, "spark-internal"]


def main() -> None:
    """Start the command of the arguments, and end it with all that it started when the input ends."""
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)

    def end_with_the_run() -> None:
        while os.read(0, 1):
            pass
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)
            os.killpg(process.pid, signal.SIGKILL)

    Thread(target=end_with_the_run, daemon=True).start()
    os._exit(process.wait())


def say_whether_it_can_start(java_alone: bool) -> None:
    """For `make spark`: which Spark a run will have, or what is missing, with the exit code of that."""
    if variable_named("SPARK_REMOTE"):
        place = "the one in SPARK_REMOTE"
    else:
        try:
            check_java() if java_alone else check_local_spark()
        except FundamentError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(error.exit_code)
        if java_alone:
            return
        place = str(spark_home())
    sys.stdout.write(f"Apache Spark: {place}\nNow: fundament run --engine spark\n")


if __name__ == "__main__":
    if sys.argv[1:] in (["--check"], ["--check-java"]):
        say_whether_it_can_start(java_alone=sys.argv[1] == "--check-java")
    else:
        main()
