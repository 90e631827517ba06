"""What others send is parsed in a process of its own, with bounded memory and time, and without our secrets.

A parser that asks for too much memory ends its process, whatever the language it is written in: here that is an
error with the file's name, and the run says what stopped it. One process serves a whole run; it starts with the
first file that needs it. Plain CSV and Parquet need none: DuckDB reads them, under its own limit of memory.

It reaches no network and starts no program. Answers of servers are asked for by the process of the run, which has
the secrets and knows who may have them; this one gets the bytes.
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
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.connection import Connection, Pipe
from typing import Any

from fundament.deliveries.read.limits import too_long
from fundament.errors import BadInput, FundamentError, Misconfigured, WrongEncoding
from fundament.settings import bytes_of, settings

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
LONGEST_WORDS = 300
# No file that it writes gets larger.
LARGEST_FILE = 20_000_000_000
KINDS = {kind.__name__: kind for kind in (FundamentError, BadInput, Misconfigured, WrongEncoding)}
# What Python tells before it does it, and this process never does.
REFUSED = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
Parameters = Mapping[str, str | int] | None
Get = Callable[[str, Parameters], bytes]


def apart(
    function: Callable[..., Any],
    *arguments: Any,
    shown: str,
    get: Get | None = None,
    clean: Callable[[object], str] = str,
) -> Any:
    """What the function gives, as JSON has it, in the process of this run; its `FundamentError`s are raised here.

    Where the function asks for answers of servers (`Answers`), `get` gives them. Its words are cleaned by `clean`.
    Raises `BadInput` with the file where the process dies or takes too long; the next call has a new one. Raises
    `OSError` where the disk refused it there.
    """
    with _one_at_a_time:
        process = _started(settings().memory_limit, settings().file_seconds)
        try:
            answer = process.ask(function, arguments, shown, get)
        except BaseException:
            # Whatever ended the talk: nobody knows what the other would say next.
            _started.cache_clear()
            process.end()
            raise
    if "error" in answer:
        kind, what, where, to_do = answer["error"]
        raise KINDS.get(kind, BadInput)(clean(what), clean(where or shown), clean(to_do))
    if "system" in answer:
        raise OSError(*answer["system"])
    return answer["value"]


_one_at_a_time = threading.Lock()


class _Process:
    def __init__(self, memory: str, seconds: int) -> None:
        self._memory, self._seconds = memory, seconds
        self._line, other = Pipe()
        environment = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith(KEPT_BEGIN)}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "fundament.deliveries.read.apart",
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

    def ask(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], shown: str, get: Get | None
    ) -> dict[str, Any]:
        self._send(pickle.dumps((function, arguments)), shown)
        while True:
            answer = self._received(shown)
            if "at" in answer:
                shown = str(answer["at"])
            elif "get" in answer and get is not None:
                shown, parameters = answer["get"]
                self._send(get(shown, parameters), shown)
            else:
                return answer

    def _send(self, data: bytes, shown: str) -> None:
        try:
            self._line.send_bytes(data)
        except OSError:
            raise self._gone(shown) from None

    def _received(self, shown: str) -> dict[str, Any]:
        try:
            if not self._line.poll(self._seconds):
                raise too_long(self._seconds, shown)
            # Never unpickled: what comes back was made of what a stranger sent.
            answer: dict[str, Any] = json.loads(self._line.recv_bytes(LONGEST_ANSWER))
        except (EOFError, OSError, ValueError):
            raise self._gone(shown) from None
        return answer

    def _gone(self, shown: str) -> BadInput:
        return BadInput(
            f"It can't be read within {self._memory} of memory: the process that read it has ended",
            shown,
            "Look for a cell far below or beside the table, or for what is far larger unpacked; "
            "split it, or raise FUNDAMENT_MEMORY_LIMIT.",
        )

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


@cache
def _started(memory: str, seconds: int) -> _Process:
    process = _Process(memory, seconds)
    atexit.register(process.end)
    return process


class Answers:
    """What a server answers, for what is parsed in this process: the one that started it asks."""

    def get(self, url: str, parameters: Parameters = None) -> bytes:
        """The body of the answer."""
        # Waiting is not reading; where who asks has died, the line ends.
        signal.alarm(0)
        _Line.open.send_bytes(json.dumps({"get": [url, parameters]}).encode())
        body = _Line.open.recv_bytes()
        signal.alarm(_Line.seconds)
        return body


def reading(name: str) -> None:
    """Tell the process that started this one which of several files it is that is read now."""
    _Line.open.send_bytes(json.dumps({"at": name}).encode())


class _Line:
    """To the process that started this one."""

    open: Connection
    seconds: int


def main(descriptor: int, memory: int, seconds: int) -> None:
    """Serve one question after the other, until nobody is there to ask."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    line = _Line.open = Connection(descriptor)
    _Line.seconds = seconds + 5
    sys.addaudithook(_refuse)
    while True:
        try:
            question = line.recv_bytes()
        except EOFError:
            return
        # Where who asked has died, it ends by itself.
        signal.alarm(_Line.seconds)
        answer = json.dumps(_answer(question)).encode()
        signal.alarm(0)
        line.send_bytes(answer)


def _refuse(event: str, _: object) -> None:
    if event in REFUSED:
        raise PermissionError(f"{event} in the process that reads files of others")


def _answer(question: bytes) -> dict[str, Any]:
    to_do = "Have it sent again; if it is as it should be, this is an error of the program."
    try:
        function, arguments = pickle.loads(question)
        return {"value": function(*arguments)}
    except FundamentError as error:
        return {"error": [type(error).__name__, error.what, error.where, error.what_to_do]}
    except RecursionError:
        return {"error": ["BadInput", "It is nested too deeply", "", "Have it sent flatter."]}
    except MemoryError:
        # What is left of the memory is unknown: a new process begins with all of it.
        os._exit(1)
    except OSError as error:
        return {"system": [error.errno, error.strerror or str(error), error.filename and str(error.filename)]}
    except Exception as error:
        what = f"What reads it broke off: {type(error).__name__}: {str(error)[:LONGEST_WORDS]}"
        return {"error": ["BadInput", what, "", to_do]}


if __name__ == "__main__":
    # As the module of that name, which the functions import.
    from fundament.deliveries.read import apart as module

    module.main(*map(int, sys.argv[1:]))
