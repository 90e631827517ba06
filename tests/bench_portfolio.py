"""Benchmark, not a test: the impact models on a large synthetic portfolio, with their answers checked.

Run it with `python -m tests.bench_portfolio`; `--small` takes a hundredth of the size. It times `dbt build` of the
impact marts and all models before them on loaded data, and leaves with 1 if that takes over a minute or if an
answer differs from the independent computation.
"""

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb

from fundament.deliveries.reader import load_deliveries
from fundament.settings import DBT_DIR
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.independent.impact import RunOut, Week, chain_slips, issue_flow, progress, run_out

AS_OF = dt.date(2026, 11, 24)
BOUND_SECONDS = 60
LARGE = Size(
    seed=11,
    contracts=100,
    spend_lines=10_000,
    services=10_000,
    dependencies=100_000,
    migrations=10_000,
    issues=1_000_000,
)
SMALL = replace(LARGE, services=300, dependencies=2_500, migrations=500, issues=10_000, spend_lines=1_000)
SHOWN = ("services", "dependencies", "migrations", "issues", "issue_events")
SELECTION = "+path:models/marts/impact"


def build(build_file: Path, *selection: str) -> dict[str, float]:
    """Run the impact models, and all that they need, in a loaded file; seconds of each."""
    target = build_file.parent / "target"
    environment = {
        "FUNDAMENT_DBT_TARGET": "nightly",
        "FUNDAMENT_BUILD_FILE": str(build_file),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(build_file.parent / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--select", *(selection or [SELECTION])]
    command += ["--resource-type", "model", "--resource-type", "seed", "--quiet"]
    done = subprocess.run(command, cwd=DBT_DIR, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    return {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}


def chain_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the chain and the independent computation differ; empty: nowhere."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        carried = connection.execute(
            "select distinct to_id, own_slip_days, chain_slip_days from marts.impact_chain"
        ).fetchall()
    expected = chain_slips(folder, AS_OF)
    found = [] if carried else ["chain: the mart is empty"]
    reached = {to_id for to_id, _, _ in carried}
    for to_id, own, chain in carried:
        if to_id in expected and expected[to_id] != (own, chain):
            found.append(f"chain: {to_id} has own slip and chain slip {own, chain}, not {expected[to_id]}")
    for service, (own, chain) in expected.items():
        if chain is not None and chain > (own or 0) and service not in reached:
            found.append(f"chain: no path reaches {service}, which is {chain} days late")
    return found


def flow_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the issue flow and its forecast differ from the independent computation; empty: nowhere."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        flow = connection.execute(
            "select period_end, component, opened, reopened, resolved, validated, open, open_blocking, "
            "oldest_open_days, average_open_days, open_over_30_days, open_over_90_days, awaiting_validation "
            "from marts.issue_flow"
        ).fetchall()
        forecasts = connection.execute(
            "select component, open_blocking, weeks_observed, earliest_date, forecast_date, latest_date "
            "from marts.issue_forecast"
        ).fetchall()
    found = [] if flow and forecasts else ["flow: a mart is empty"]
    weeks = issue_flow(folder, AS_OF)
    seen = set()
    for period_end, component, *values in flow:
        seen.add((period_end, component))
        if (week := weeks.get((period_end, component))) != Week(*values):
            found.append(f"flow: {component}, week before {period_end}: {values}, not {week}")
    found += [f"flow: no row for {key}" for key in weeks.keys() - seen]
    expected = run_out(weeks, AS_OF)
    for component, *values in forecasts:
        if (forecast := expected.pop(component, None)) != RunOut(*values):
            found.append(f"forecast: {component}: {values}, not {forecast}")
    return found + [f"forecast: no row for {component}" for component in expected]


def progress_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the progress of the migrations differs from the independent computation; empty: nowhere."""
    found = []
    for suffix, by_weight in (("", False), ("_weighted", True)):
        names = "planned_weight, actual_weight" if by_weight else "planned, actual"
        with duckdb.connect(str(build_file), read_only=True) as connection:
            rows = connection.execute(
                f'select period_end, {names}, es{suffix}, "at", spi_t{suffix}, ieac_t{suffix}, sv_t{suffix} '
                "from marts.migration_progress"
            ).fetchall()
        expected = progress(folder, AS_OF, by_weight)
        for period_end, *values in rows:
            month = expected.pop(period_end, None)
            wanted = [] if month is None else [*vars(month).values(), month.sv]
            if len(wanted) != len(values) or not all(map(_same, values, wanted)):
                found.append(f"progress{suffix}: {period_end}: {values}, not {month}")
        found += [f"progress{suffix}: no row for {period_end}" for period_end in expected]
        found += [] if rows else ["progress: the mart is empty"]
    return found


def _same(value: Decimal | int | None, exact: Fraction | int | None) -> bool:
    """The mart has six decimals."""
    if value is None or exact is None:
        return value is exact
    return abs(Fraction(value) - exact) <= Fraction(1, 2 * 10**6)


def run(size: Size, home: Path) -> tuple[float, list[str]]:
    """Synthesise, load, build and compare; seconds of the build, and the differences."""
    rows = write_portfolio(home / "deliveries", size)
    print(", ".join(f"{rows[name]:,} {name}" for name in SHOWN if name in rows))
    build_file = home / "warehouse.duckdb"
    started = time.monotonic()
    with duckdb.connect(str(build_file)) as connection:
        load_deliveries(connection, home / "deliveries", AS_OF)
    print(f"load               {time.monotonic() - started:6.1f} s")
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    nodes = build(build_file)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"dbt build          {seconds:6.1f} s, {processor:.1f} s of processor time; bound {BOUND_SECONDS} s")
    for name, own in sorted(nodes.items(), key=lambda node: -node[1])[:8]:
        print(f"  {name:<28} {own:6.1f} s")
    found = [
        difference
        for compare in (chain_differences, flow_differences, progress_differences)
        for difference in compare(home / "deliveries", build_file)
    ]
    return seconds, found


def main() -> None:
    """Print the time and the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    size = SMALL if parser.parse_args().small else LARGE
    with tempfile.TemporaryDirectory() as home:
        seconds, found = run(size, Path(home))
    print("\n".join(found[:20]) if found else "answers equal the independent computation")
    sys.exit(bool(found) or seconds > BOUND_SECONDS)


if __name__ == "__main__":
    main()
