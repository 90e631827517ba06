"""A file of others is parsed in a process of its own, with bounded memory and time, and without our secrets.

A parser that asks for too much memory ends its process, whatever the language it is written in: here that is an
error with the file's name, and the run says what stopped it. One process serves a whole run; it starts with the
first file that needs it. Plain CSV and Parquet need none: DuckDB reads them, under its own limit of memory.
"""

import atexit
import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection, Pipe
from typing import Any

from fundament.errors import BadInput, FundamentError, Misconfigured
from fundament.settings import bytes_of, file_seconds, memory_limit

# What the process needs of the environment; it gets nothing else, and so no secret.
KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "FUNDAMENT_SHEET_CELLS",
    "FUNDAMENT_TIME_ZONE",
)
KEPT_BEGIN = ("PYTHON", "COV_")
# An answer is a header and a path, or a name.
LONGEST_ANSWER = 64_000_000
KINDS = {kind.__name__: kind for kind in (FundamentError, BadInput, Misconfigured)}


def apart(function: Callable[..., Any], *arguments: Any, shown: str) -> Any:
    """What the function gives, as JSON has it, in the process of this run; its `FundamentError`s are raised here.

    Raises `BadInput` with the file where the process dies or takes too long; the next call has a new one.
    """
    with _one_at_a_time:
        process = _started()
        try:
            return process.ask(function, arguments, shown)
        except _Gone as gone:
            _started.cache_clear()
            process.end()
            raise BadInput(gone.what, shown, gone.what_to_do) from None


_one_at_a_time = threading.Lock()


class _Gone(Exception):
    """The process is no more: why, and what to do about it."""

    def __init__(self, what: str, what_to_do: str) -> None:
        super().__init__(what)
        self.what, self.what_to_do = what, what_to_do


class _Process:
    def __init__(self) -> None:
        self._memory, self._seconds = memory_limit(), file_seconds()
        self._line, other = Pipe()
        environment = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith(KEPT_BEGIN)}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "fundament.deliveries.apart",
                str(other.fileno()),
                str(bytes_of(self._memory)),
                str(self._seconds),
            ],
            pass_fds=[other.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            # What a library says as it dies helps nobody: the file is named.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        other.close()

    def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...], shown: str) -> Any:
        try:
            self._line.send_bytes(pickle.dumps((function, arguments)))
            if not self._line.poll(self._seconds):
                raise _Gone(
                    f"The file takes longer than {self._seconds:,} s to read",
                    "Look whether it is what it should be, or raise FUNDAMENT_FILE_SECONDS.",
                )
            # Never unpickled: what comes back was made of a stranger's file.
            answer = json.loads(self._line.recv_bytes(LONGEST_ANSWER))
        except (EOFError, OSError, ValueError) as error:
            raise _Gone(
                f"The file can't be read within {self._memory} of memory: the process that read it has ended",
                "Look for a cell far below or beside the table, or for a file that is far larger unpacked; "
                "split it, or raise FUNDAMENT_MEMORY_LIMIT.",
            ) from error
        if "error" in answer:
            kind, *words = answer["error"]
            raise KINDS.get(kind, BadInput)(*words)
        return answer["value"]

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


@cache
def _started() -> _Process:
    process = _Process()
    atexit.register(process.end)
    return process


def main(descriptor: int, memory: int, seconds: int) -> None:
    """Serve one question after the other, until nobody is there to ask."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = Connection(descriptor)
    while True:
        try:
            question = line.recv_bytes()
        except EOFError:
            return
        # Where who asked has died, it ends by itself.
        signal.alarm(seconds + 5)
        line.send_bytes(json.dumps(_answer(question)).encode())
        signal.alarm(0)


def _answer(question: bytes) -> dict[str, Any]:
    try:
        function, arguments = pickle.loads(question)
        return {"value": function(*arguments)}
    except FundamentError as error:
        return {"error": [type(error).__name__, error.what, error.where, error.what_to_do]}
    except MemoryError:
        # What is left of the memory is unknown: a new process begins with all of it.
        os._exit(1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
