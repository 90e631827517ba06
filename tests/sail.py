"""A Spark Connect server without Java, in a process of its own that a test may end: `python -m tests.sail`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.servers import served


@dataclass
class Sail:
    remote: str
    process: subprocess.Popen[str]

    def die(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def sail() -> Iterator[Sail]:
    with served("tests.sail") as (remote, process):
        yield Sail(remote, process)


if __name__ == "__main__":
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    sys.stdout.write(f"sc://127.0.0.1:{server.listening_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
