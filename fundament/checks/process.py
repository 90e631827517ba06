"""The checks in a process of their own, started with the run: Great Expectations takes seconds to import.

It imports while the models are built, and the private file is never open in two processes: it gets the file's name
when the run has closed it. It ends with the run, however that ends, since its input ends then.
"""

import atexit
import gc
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO

from fundament.checks.declared import Suite
from fundament.checks.gx import great_expectations
from fundament.checks.suites import CheckResult, run_suites
from fundament.errors import FundamentError
from fundament.memory import bound


class CheckProcess:
    """Start with `start`, then `check` once."""

    def __init__(self) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by `end`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fundament.checks.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def check(self, file: Path, suites: list[Suite], memory_limit: str) -> list[CheckResult]:
        """Validate the suites against the file. Raises `FundamentError` where the process did not live to tell."""
        asked = {
            "warehouse": str(file),
            "memory_limit": memory_limit,
            "suites": [suite.model_dump() for suite in suites],
        }
        try:
            said, _ = self._process.communicate(json.dumps(asked))
        except BrokenPipeError:
            said = ""
        if self._process.returncode or not said:
            self._errors.seek(0)
            last = self._errors.read().decode(errors="replace").strip().splitlines()[-1:] or ["it was killed"]
            raise FundamentError(
                f"The process of the checks ended with {self._process.returncode}: {last[0]}",
                str(file),
                "Look whether the machine ran out of memory, then start again: nothing was published.",
            )
        return [CheckResult(**result) for result in json.loads(said)]

    def end(self) -> None:
        """Let it go, whether or not it was asked."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._errors.close()


@cache
def start() -> CheckProcess:
    """The process of this run, started where it has not been."""
    process = CheckProcess()
    atexit.register(process.end)
    return process


def check(file: Path, suites: list[Suite], memory_limit: str) -> list[CheckResult]:
    """Validate the suites in the process that was started; the next call has another."""
    process = start()
    start.cache_clear()
    atexit.unregister(process.end)
    try:
        return process.check(file, suites, memory_limit)
    finally:
        process.end()


def main() -> None:
    """Import, wait for the name of the file, check, and tell the results."""
    answer, sys.stdout = sys.stdout, sys.stderr
    # It ends before there is much garbage.
    gc.disable()
    great_expectations()
    if asked := sys.stdin.read():
        given = json.loads(asked)
        bound(given["memory_limit"])
        suites = [Suite.model_validate(suite) for suite in given["suites"]]
        results = run_suites(Path(given["warehouse"]), suites, given["memory_limit"])
        json.dump([asdict(result) for result in results], answer)


if __name__ == "__main__":
    main()
