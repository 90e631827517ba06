"""A night over a ledger beside the same SQL in a bare process, and beside what an analyst would write by hand.

`python -m benchmarks.ledger --lines 1000000 10000000` synthesises the lines, with contracts and the rest in
proportion, and measures in turns, each in a process of its own:

- `run`: the job as a user starts it; then the questions of docs/questions.md are asked of its release;
- `bare`: the statements that dbt prepared, after the deliveries are read, over one connection, without tests,
  checks, publication and Dagster;
- `sqlmesh`: SQLMesh over the same statements (`mesh.py`), after the deliveries are read;
- `duckdb`, `polars`, `pandas`: three rules with evidence and aggregates (`ledger.sql` and the scripts that say the
  same), whose totals must be equal.

Polars, pandas and SQLMesh are in environments of their own. `--home` keeps the deliveries and what was measured;
`--write` puts what it keeps into docs/performance.md. Processor time of a phase is what had been used when the
next began; what runs beside a phase counts in it.
"""

import argparse
import datetime as dt
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from string import Template
from typing import NamedTuple

from benchmarks import mesh
from benchmarks.nightly import put
from fundament import database
from fundament.deliveries.reader import load_deliveries
from fundament.project import PROJECT_ROOT
from fundament.settings import settings
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from fundament.transformation.prepared import prepared

AS_OF = dt.date(2026, 11, 24)
WAYS = ("run", "bare", "sqlmesh", "duckdb", "polars", "pandas")
ANALYSTS = ("duckdb", "polars", "pandas")
HERE, REFERENCE = Path(__file__).parent, PROJECT_ROOT / "seeds" / "reference"
TOOLS = {"polars": ("polars",), "pandas": ("pandas", "pyarrow"), "sqlmesh": ("sqlmesh", "duckdb==1.5.5")}
PHASE = re.compile(r"\s*[\d.]+ s\s+(deliveries|dbt|models|checks|publication)\s*$")
MARKS = "<!-- ledger: written by benchmarks.ledger -->", "<!-- ledger: end -->"
TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Seconds of processor and of wall, the most memory of one process in GB, processor by phase, what it said."""

    processor: float
    wall: float
    memory: float
    phases: dict[str, float]
    said: str = ""
    is_done: bool = True


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


def used(process: int) -> float:
    """Seconds of processor of a process and its children up to now."""
    place = Path(f"/proc/{process}")
    try:
        numbers = (place / "stat").read_text().rpartition(")")[2].split()
        children = [child for file in place.glob("task/*/children") for child in file.read_text().split()]
    except OSError:
        return 0
    return sum(map(int, numbers[11:15])) / TICKS + sum(used(int(child)) for child in children)


def cost(command: list[str], home: Path) -> Cost:
    """What a process and its children take. None may have more memory than the machine."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    started, begun, said = time.monotonic(), [("start", 0.0)], list[str]()
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**os.environ, "FUNDAMENT_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (physical, physical)),
    )
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        if match := PHASE.match(line):
            begun.append((match[1].replace("dbt", "models"), used(process.pid)))
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    processor = spent.ru_utime + spent.ru_stime
    ends = [at for _, at in begun[1:]] + [processor]
    phases = {name: end - at for (name, at), end in zip(begun, ends, strict=True)}
    text = "".join(said[-20:])
    return Cost(
        processor, time.monotonic() - started, spent.ru_maxrss / 1e6, phases, text, process.returncode == 0
    )


def python_of(way: str, folder: Path) -> str:
    """An interpreter that has what a way needs, in an environment that is made where it is not there."""
    if way not in TOOLS:
        return sys.executable
    place = folder / "tools" / way
    python = str(place / "bin" / "python")
    if not (place / ".installed").exists():
        venv.create(place, with_pip=True, clear=True)
        subprocess.run(
            (python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *TOOLS[way]), check=True
        )
        (place / ".installed").touch()
    return python


def run_over(deliveries: Path, as_of: dt.date = AS_OF) -> list[str]:
    """The job as a user starts it."""
    fundament = str(Path(sys.executable).with_name("fundament"))
    return [fundament, "run", "--deliveries", str(deliveries), "--as-of", as_of.isoformat()]


def command(way: str, deliveries: Path, home: Path, folder: Path) -> list[str]:
    """What starts a way in a process of its own."""
    if way == "run":
        return run_over(deliveries)
    if way in ("polars", "pandas"):
        script = str(HERE / f"analyst_{way}.py")
        return [python_of(way, folder), script, str(deliveries), str(REFERENCE), str(home)]
    given = ["--only", way, "--deliveries", str(deliveries), "--home", str(home)]
    return [sys.executable, "-m", "benchmarks.ledger", *given, "--python", python_of(way, folder)]


def load(deliveries: Path, home: Path) -> None:
    """What both engines of the same SQL begin with."""
    print("0 s  deliveries", flush=True)
    with database.to_write(home / "warehouse.duckdb", memory_limit=settings().memory_limit) as connection:
        load_deliveries(connection, deliveries, AS_OF, home=home)
    print("0 s  models", flush=True)


def bare(deliveries: Path, home: Path) -> None:
    """Read the deliveries, then send DuckDB what dbt prepared: models and reference tables, no tests."""
    script = prepared(home)
    load(deliveries, home)
    with database.to_write(home / "warehouse.duckdb", memory_limit=settings().memory_limit) as connection:
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
    with database.to_write(home / "script.duckdb", memory_limit=settings().memory_limit) as connection:
        folders = {"folder": deliveries, "reference": REFERENCE}
        found = connection.execute(Template((HERE / "ledger.sql").read_text("utf-8")).substitute(folders))
        print(json.dumps(found.fetchall()))


def totals(cost: Cost) -> str:
    """Cents and parts by class, as an analyst's script prints them last."""
    return json.dumps(json.loads(cost.said.splitlines()[-1])) if cost.is_done else ""


def measure(lines: int, rounds: int, ways: tuple[str, ...], folder: Path, kept: Path) -> None:
    """Synthesise, run the ways in turns, print what each takes and keep it."""
    deliveries = folder / f"deliveries-{lines}"
    if not deliveries.exists():
        write_portfolio(deliveries, size(lines))
    prepared(folder)
    for number in range(rounds):
        done: dict[str, Cost] = {}
        for way in ways:
            home = folder / f"{way}-{lines}-{number}"
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            done[way] = took = cost(command(way, deliveries, home, folder), home)
            phases = "  ".join(f"{name} {seconds:.1f}" for name, seconds in took.phases.items())
            print(
                f"{lines:>9} {way:>8}  {took.processor:8.1f} {took.wall:8.1f} {took.memory:6.2f}  {phases}",
                flush=True,
            )
            if not took.is_done:
                print(took.said, flush=True)
            with kept.open("a") as stream:
                stream.write(json.dumps({"lines": lines, "way": way, **took._asdict()}) + "\n")
            if way == "run" and took.is_done:
                asked = [sys.executable, "-m", "benchmarks.questions"]
                subprocess.run(
                    asked, cwd=PROJECT_ROOT, env={**os.environ, "FUNDAMENT_HOME": str(home)}, check=True
                )
            shutil.rmtree(home)
        if len({totals(took) for way, took in done.items() if way in ANALYSTS and took.is_done}) > 1:
            raise SystemExit(f"the analysts' totals differ: { {way: took.said for way, took in done.items()} }")


def table(kept: Path) -> list[str]:
    """Of each size and way the medians of what was kept, and the ratios."""
    found: dict[tuple[int, str], list[Cost]] = {}
    for line in kept.read_text().splitlines():
        row = json.loads(line)
        found.setdefault((row.pop("lines"), row.pop("way")), []).append(Cost(**row))
    said = [
        "| lines | way | processor, s | wall, s | memory, GB | start | load | models | checks | publication |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    median = {
        key: statistics.median(cost.processor for cost in costs)
        for key, costs in found.items()
        if all(cost.is_done for cost in costs)
    }
    for (lines, way), costs in sorted(found.items(), key=lambda item: (item[0][0], WAYS.index(item[0][1]))):
        if not all(cost.is_done for cost in costs):
            said.append(
                f"| {lines:,} | {way} | did not end: {max(cost.memory for cost in costs):.1f} GB | | | | | | | |"
            )
            continue
        values = [
            statistics.median(getattr(cost, name) for cost in costs) for name in ("processor", "wall", "memory")
        ]
        phases = [
            statistics.median(cost.phases.get(name, 0) for cost in costs) if costs[0].phases.get(name) else None
            for name in ("start", "deliveries", "models", "checks", "publication")
        ]
        by_phase = " | ".join("" if seconds is None else f"{seconds:.1f}" for seconds in phases)
        if len(costs[0].phases) == 1:
            by_phase = " | | | | "
        said.append(f"| {lines:,} | {way} | {values[0]:.1f} | {values[1]:.1f} | {values[2]:.2f} | {by_phase} |")
    said += ["", "Processor time of the run, as a multiple of the others:", ""]
    for lines in sorted({lines for lines, _ in median}):
        others = [
            f"{way} {median[lines, 'run'] / median[lines, way]:.2f}" for way in WAYS[1:] if (lines, way) in median
        ]
        said.append(f"- {lines:,} lines: {', '.join(others)}.")
    return said


def main() -> None:
    """Measure, write, or be one of the ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=list(WAYS))
    parser.add_argument("--home", type=Path, help="the folder for all that is made; default: one that goes")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--only", choices=("bare", "duckdb", "sqlmesh"), help=argparse.SUPPRESS)
    parser.add_argument("--deliveries", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--python", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only == "bare":
        bare(given.deliveries, given.home)
    elif given.only == "duckdb":
        script(given.deliveries, given.home)
    elif given.only == "sqlmesh":
        load(given.deliveries, given.home)
        mesh.run(prepared(given.home), given.home, given.python)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (given.home or Path(temporary)).resolve()
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / "measured.jsonl"
            for lines in given.lines:
                measure(lines, given.rounds, tuple(given.ways), folder, kept)
            if given.write:
                put(*MARKS, table(kept))


if __name__ == "__main__":
    main()
