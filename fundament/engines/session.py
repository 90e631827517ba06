"""A session with Spark by Spark Connect: a cluster, a managed Spark, Sail, or a Spark that the run starts itself.

Nothing here is imported where DuckDB is the engine.
"""

import importlib.util
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fundament.engines.local_spark import LocalSpark, check_local_spark
from fundament.engines.shared import check_shared
from fundament.errors import FundamentError, Misconfigured
from fundament.resources import STAYS
from fundament.settings import variable_named
from fundament.warehouse import Warehouse

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

REMOTE = "SPARK_REMOTE"
PORT = 15002
# Of Spark, the first that knows all that the translation writes.
OLDEST = 4
# Of Spark's client, after 0.05, 0.2, 0.8, 3.2 and 12.8 s: a server that is away for a moment is no error.
RETRIES = 5
ANSWER_SECONDS = 10
# So long nothing may be computed while a statement waits.
IDLE_SECONDS = 300
TO_DO = f"See that Spark runs and look into its log, then run again. {STAYS}"
MORE_MEMORY = f"Set FUNDAMENT_MEMORY_LIMIT to more: a Spark of this machine has that much. {STAYS}"
AWAY = ("UNAVAILABLE", "RetriesExceeded", "UNAUTHENTICATED", "DEADLINE_EXCEEDED")
# The same text, date and number must come of the same row on every machine.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # A file that is gone or broken is an error, not some rows less.
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
}
# What gRPC says beside the state of its channel.
DETAILS = re.compile(r'details = "(.*?)"\n', re.S)
# Who may come in stands in the address of a remote Spark.
SECRET = re.compile(r"((?:token|password|secret|key)[^=;]*=)[^;]*", re.I)


class SparkStopped(FundamentError):
    """Spark did not answer, or no longer does."""


def check_engine(warehouse: Warehouse) -> None:
    """Raise what would stop the run at Spark hours later: no client or Java, nobody who answers, no folder."""
    if warehouse.settings.engine == "duckdb":
        return
    check_shared(warehouse)
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("pyarrow") is None:
        raise Misconfigured(
            "The engine spark needs packages that are not installed",
            "--engine spark",
            "Run make spark, then run again.",
        )
    if remote := variable_named(REMOTE):
        _refuse_silence(remote)
        _refuse_refusal(remote)
    else:
        check_local_spark()


def shown(remote: str) -> str:
    """The address without what opens the door."""
    return SECRET.sub(r"\1…", remote)


@contextmanager
def spark_session(warehouse: Warehouse) -> Iterator["Session"]:
    """A session that is set as every run needs it. Raises `SparkStopped` where nobody answers."""
    local = None if variable_named(REMOTE) else LocalSpark(warehouse)
    try:
        session = Session(variable_named(REMOTE) or local.remote, local)  # type: ignore[union-attr]
        try:
            yield session
        finally:
            session.end()
    finally:
        if local:
            local.end()


class Session:
    """One session of Spark Connect. Raises `Misconfigured` where that Spark is too old."""

    def __init__(self, remote: str, local: LocalSpark | None = None) -> None:
        self._remote, self._local = remote, local
        # The command line has taken pandas out of DuckDB's way; this client can't do without.
        if sys.modules.get("pandas", ...) is None:
            del sys.modules["pandas"]
        # It takes a process without a main module, such as `python -c`, for one of its own tests.
        main = sys.modules["__main__"]
        if not hasattr(main, "__file__"):
            main.__file__ = sys.executable
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession

        self._idle_since: float | None = None
        self._has_no_workers = False
        with self.spoken_to("Spark"):
            self.spark = SparkSession.builder.remote(remote).create()
            self.spark.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])
            version = str(self.spark.version)
            if (number := re.match(r"\d+", version)) and int(number[0]) < OLDEST:
                to_do = f"Give a Spark that is {OLDEST}.0 or newer; or run on DuckDB: leave --engine away."
                raise Misconfigured(f"This is Spark {version}, which is too old", shown(remote), to_do)
            self.spark.registerProgressHandler(self._watch)
            for name, value in SETTINGS.items():
                self.spark.conf.set(name, value)

    @contextmanager
    def spoken_to(self, what: str) -> Iterator[None]:
        """Raises `SparkStopped` where Spark is away, and `FundamentError` with its own error in one line."""
        from grpc import RpcError
        from pyspark.errors.exceptions.base import PySparkException

        try:
            yield
        except (PySparkException, RpcError) as error:
            if self._has_no_workers:
                said = f"No worker of Spark has taken up work for {IDLE_SECONDS} s, at {what}"
                raise SparkStopped(said, shown(self._remote), TO_DO) from error
            if self._local and self._local.has_ended():
                said = f"Spark ended in the middle, at {what}: {self._local.last_words()}"
                to_do = MORE_MEMORY if "OutOfMemoryError" in said else TO_DO
                raise SparkStopped(said, "a Spark of this machine", to_do) from error
            if _is_away(error):
                said = f"Spark does not answer, at {what}: {in_one_line(error)}"
                raise SparkStopped(said, shown(self._remote), TO_DO) from error
            raise FundamentError(in_one_line(error), what) from error

    def write(self, frame: "DataFrame", place: str, partitions: list[str]) -> int:
        """Write rows as Parquet; return how many there were, counted by the tasks that wrote them."""
        from pyspark.errors import UnsupportedOperationException
        from pyspark.sql import Observation
        from pyspark.sql.functions import count, lit

        written = Observation()
        try:
            observed = frame.observe(written, count(lit(1)).alias("rows"))
            observed.write.mode("error").partitionBy(partitions).parquet(place)
        except UnsupportedOperationException:
            # Sail counts nothing on the way: it is asked beside, and computes that count by itself.
            frame.write.mode("error").partitionBy(partitions).parquet(place)
        return int(written.get["rows"] if written.get else frame.count())

    def _watch(self, stages: object, inflight_tasks: int, operation_id: str | None, done: bool) -> None:
        """Gets the progress of each statement: Spark would wait for ever for workers that are gone."""
        if inflight_tasks or done:
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = time.monotonic()
        elif time.monotonic() - self._idle_since > IDLE_SECONDS and not self._has_no_workers:
            self._has_no_workers = True
            self.interrupt()

    def interrupt(self) -> None:
        """End the statement that runs, of a Spark that hears it."""
        with suppress(Exception):
            self.spark.interruptAll()

    def end(self) -> None:
        """Close it; whether Spark still hears that does not matter: the run's outcome stands."""
        with suppress(Exception):
            self.spark.client.set_retry_policies([])
            self.spark.stop()


def in_one_line(error: BaseException) -> str:
    """What Spark or gRPC says, without its stack."""
    found = DETAILS.search(str(error))
    said = found[1] if found else str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return shown(lines[0])[:500] if lines else type(error).__name__


def _is_away(error: BaseException | None) -> bool:
    seen: list[Any] = []
    while error is not None and error not in seen:
        seen.append(error)
        said = f"{type(error).__name__} {error}"
        if any(sign in said for sign in AWAY):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refuse_silence(remote: str) -> None:
    """Raise `Misconfigured` where nobody listens at the address, or it is none."""
    try:
        address = urlsplit(remote)
        host, port = address.hostname, address.port or PORT
    except ValueError:
        address, host, port = urlsplit(""), None, PORT
    if address.scheme != "sc" or not host:
        to_do = "Give one such as sc://host:15002."
        raise Misconfigured(f"{REMOTE} is no address of Spark Connect", shown(remote), to_do)
    try:
        socket.create_connection((host, port), ANSWER_SECONDS).close()
    except OSError as error:
        raise Misconfigured(
            f"Nobody answers at {REMOTE}: {error.strerror or error}",
            shown(remote),
            "Start Spark Connect there, or name another address; or run on DuckDB: leave --engine away.",
        ) from error


def _refuse_refusal(remote: str) -> None:
    """Raise `Misconfigured` where who answers is too old a Spark, none, or one that does not let us in."""
    try:
        Session(remote).end()
    except Misconfigured:
        raise
    except FundamentError as error:
        raise Misconfigured(
            f"There is no way into the Spark of {REMOTE}: {error.what}",
            shown(remote),
            "See that token and use_ssl are those of the server; or run on DuckDB: leave --engine away.",
        ) from error
