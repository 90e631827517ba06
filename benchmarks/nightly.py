"""How long a run takes on the embedded data, against the bare imports of its frameworks: both in turns, in one go.

`python -m benchmarks.nightly` prints the pairs; `--at-most 3` fails where their median ratio is above that;
`--write` puts them, with the machine, the versions and the slowest tests of the last `make test`, into
docs/performance.md.
"""

import argparse
import datetime as dt
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

from fundament.clock import TIME_ZONE
from fundament.project import PROJECT_ROOT

# Without Spark's client, which Great Expectations would load where it is installed (`fundament.checks.gx`).
BARE = "import sys; sys.modules['pyspark'] = None; import dagster, dagster_dbt, dbt.cli.main, great_expectations"
IMPORTS = [sys.executable, "-c", BARE]
RUN = [str(Path(sys.executable).with_name("fundament")), "run", "--as-of", "2022-09-16"]
PAGE = PROJECT_ROOT / "docs" / "performance.md"
LAST_TESTS = PROJECT_ROOT / ".pytest_cache" / "last.xml"
BEGIN, END = "<!-- nightly: written by make bench -->", "<!-- nightly: end -->"
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations")
SLOWEST = 10


def seconds(command: list[str], home: str) -> float:
    """Wall time of a process that must end well."""
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=PROJECT_ROOT, env={**os.environ, "FUNDAMENT_HOME": home}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - started


def pairs(number: int) -> list[tuple[float, float]]:
    """Seconds of the imports and of the run after them; the first run of a home, which prepares it, is not one."""
    with tempfile.TemporaryDirectory() as home:
        seconds(RUN, home)
        measured = []
        for _ in range(number):
            measured.append((seconds(IMPORTS, home), seconds(RUN, home)))
            imports, run = measured[-1]
            print(f"imports {imports:5.1f} s   run {run:5.1f} s   ratio {run / imports:.2f}", flush=True)
    return measured


def slowest_tests() -> list[tuple[float, str]]:
    """Seconds and name of the slowest tests of the last `make test`, set-up included; none where none ran."""
    if not LAST_TESTS.exists():
        return []
    cases = ElementTree.parse(LAST_TESTS).getroot().iter("testcase")
    named = [(float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}") for case in cases]
    return sorted(named, reverse=True)[:SLOWEST]


def write(measured: list[tuple[float, float]]) -> None:
    """The part of the page between its marks, anew."""
    ratio = statistics.median(run / imports for imports, run in measured)
    lines = [
        "| imports, s | run, s | ratio |",
        "|---|---|---|",
        *(f"| {imports:.1f} | {run:.1f} | {run / imports:.2f} |" for imports, run in measured),
        "",
        f"Median ratio: {ratio:.2f}.",
    ]
    if tests := slowest_tests():
        lines += ["", "The slowest tests of the last `make test`:", "", "| seconds | test |", "|---|---|"]
        lines += [f"| {took:.1f} | `{name}` |" for took, name in tests]
    put(BEGIN, END, lines)


def put(begin: str, end: str, lines: list[str]) -> None:
    """The part of the page between two marks, anew, with where it was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    measured = (
        f"Measured on {dt.datetime.now(TIME_ZONE):%Y-%m-%d}: {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}."
    )
    part = "\n".join([begin, measured, "", *lines, end])
    page = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(f"{re.escape(begin)}.*{re.escape(end)}", lambda _: part, page, flags=re.S), "utf-8")


def main() -> None:
    """Measure, and say or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--at-most", type=float, help="the median ratio above which this fails")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    measured = pairs(given.pairs)
    ratio = statistics.median(run / imports for imports, run in measured)
    print(f"median ratio {ratio:.2f}")
    if given.write:
        write(measured)
    if given.at_most and ratio > given.at_most:
        raise SystemExit(
            f"A run takes {ratio:.2f} times the imports of its frameworks; at most {given.at_most} is held."
        )


if __name__ == "__main__":
    main()
