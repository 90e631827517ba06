"""Servers of the tests on loopback, each in a process of its own that says its address in a line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fundament.project import PROJECT_ROOT


@contextmanager
def served(module: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that `python -m module` says, and its process, which ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PROJECT_ROOT,
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()
