"""A night over a ledger beside the same SQL in a bare process, and beside what an analyst would write by hand.

`python -m benchmarks.ledger --lines 1000000` synthesises the lines, with contracts and the rest in proportion, and
measures in turns, each in a process of its own: `run`, the job as a user starts it; `bare`, the statements that
dbt prepared, after the deliveries are read, over one connection, without checks, publication and Dagster; and
`script`, three rules with evidence and aggregates (`ledger.sql`). It prints seconds of processor time and of wall
time, and the most memory of a process in GB. `--home` keeps the deliveries.
"""

import argparse
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from string import Template
from typing import NamedTuple

from fundament import database
from fundament.deliveries.reader import load_deliveries
from fundament.environment import environment
from fundament.settings import PROJECT_ROOT
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from fundament.transformation.prepared import prepared

AS_OF = dt.date(2026, 11, 24)
WAYS = ("run", "bare", "script")
SCRIPT = Path(__file__).with_suffix(".sql")


class Cost(NamedTuple):
    """Seconds of processor and of wall, and the most memory of one process in GB."""

    processor: float
    wall: float
    memory: float


def size(lines: int) -> Size:
    """The rest in proportion to the lines."""
    return Size(
        seed=7,
        spend_lines=lines,
        contracts=max(lines // 100, 100),
        amendments=lines // 300,
        services=min(max(lines // 500, 50), 4_000),
        migrations=min(max(lines // 700, 30), 3_000),
        issues=lines // 50,
    )


def cost(command: list[str], home: Path) -> Cost:
    """What a process and its children take; it must end well."""
    environment = {**os.environ, "FUNDAMENT_HOME": str(home)}
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT, text=True
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read())
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1e6)


def command(way: str, deliveries: Path, home: Path) -> list[str]:
    """What starts a way in a process of its own."""
    if way == "run":
        fundament = str(Path(sys.executable).with_name("fundament"))
        return [fundament, "run", "--deliveries", str(deliveries), "--as-of", AS_OF.isoformat()]
    return [
        sys.executable,
        "-m",
        "benchmarks.ledger",
        "--only",
        way,
        "--deliveries",
        str(deliveries),
        "--home",
        str(home),
    ]


def bare(deliveries: Path, home: Path) -> None:
    """Read the deliveries, then send DuckDB what dbt prepared: models and reference tables, no tests."""
    script = prepared(home)
    with database.to_write(home / "warehouse.duckdb", memory_limit=environment().memory_limit) as connection:
        load_deliveries(connection, deliveries, AS_OF, home=home)
        for statement in script.before:
            connection.execute(statement)
        for node in script.nodes:
            if node.resource_type != "test":
                connection.execute("begin")
                for statement in node.statements:
                    connection.execute(statement)
                connection.execute("commit")


def script(deliveries: Path, home: Path) -> None:
    """What an analyst writes."""
    with database.to_write(home / "script.duckdb", memory_limit=environment().memory_limit) as connection:
        folders = {"folder": deliveries, "reference": PROJECT_ROOT / "seeds" / "reference"}
        connection.execute(Template(SCRIPT.read_text("utf-8")).substitute(folders))


def measure(lines: int, rounds: int, folder: Path) -> None:
    """Synthesise, run the ways in turns, and print what each takes."""
    deliveries = folder / "deliveries"
    if not deliveries.exists():
        write_portfolio(deliveries, size(lines))
    prepared(folder)
    taken: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in WAYS:
            home = folder / f"{way}-{number}"
            home.mkdir()
            taken[way].append(cost(command(way, deliveries, home), home))
            print(f"{way:>7}  " + "  ".join(f"{value:8.1f}" for value in taken[way][-1]), flush=True)
            if way == "run":
                disk = sum(
                    path.stat().st_size for path in home.rglob("*") if path.is_file() and not path.is_symlink()
                )
                print(f"         disk of the home {disk / 1e6:.0f} MB")
            shutil.rmtree(home)
    processor = {way: statistics.median(cost.processor for cost in costs) for way, costs in taken.items()}
    of_bare, of_script = processor["run"] / processor["bare"], processor["run"] / processor["script"]
    print(f"processor time: run is {of_bare:.2f} x bare, {of_script:.1f} x script")


def main() -> None:
    """Measure, or be one of the ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--home", type=Path, help="the folder for all that is made; default: one that goes")
    parser.add_argument("--only", choices=("bare", "script"), help=argparse.SUPPRESS)
    parser.add_argument("--deliveries", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        {"bare": bare, "script": script}[given.only](given.deliveries, given.home)
    elif given.home:
        measure(given.lines, given.rounds, given.home.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(given.lines, given.rounds, Path(folder))


if __name__ == "__main__":
    main()
