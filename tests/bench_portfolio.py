"""Benchmark, not a test: the impact models on a large synthetic portfolio, with their answers checked.

Run it with `python -m tests.bench_portfolio`; `--small` takes a hundredth of the size. It prints the time from the
start of the first impact model to the end of the last, and leaves with 1 if that is over a minute or if an answer
differs from the independent computation.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb

from fundament.deliveries.reader import load_deliveries
from fundament.settings import DBT_DIR
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.independent.impact import Week, chain_slips, issue_flow

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
SMALL = replace(LARGE, services=300, dependencies=2_500, migrations=290, issues=10_000, spend_lines=1_000)
SELECTION = "+path:models/marts/impact"


def build(build_file: Path, selection: str = SELECTION) -> dict[str, tuple[float, str, str]]:
    """Run the impact models in a loaded file; seconds, start and end of each."""
    target = build_file.parent / "target"
    environment = {
        "FUNDAMENT_DBT_TARGET": "nightly",
        "FUNDAMENT_BUILD_FILE": str(build_file),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(build_file.parent / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--select", selection]
    command += ["--resource-type", "model", "--resource-type", "seed", "--quiet"]
    done = subprocess.run(command, cwd=DBT_DIR, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    return {
        result["unique_id"].split(".")[-1]: (
            result["execution_time"],
            result["timing"][-1]["started_at"],
            result["timing"][-1]["completed_at"],
        )
        for result in results
        if "/impact/" in manifest[result["unique_id"]]["original_file_path"]
    }


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
    """Where the issue flow and the independent computation differ; empty: nowhere."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        flow = connection.execute(
            "select period_end, component, opened, reopened, resolved, validated, open, open_blocking, "
            "oldest_open_days from marts.issue_flow"
        ).fetchall()
    found = [] if flow else ["flow: the mart is empty"]
    weeks = issue_flow(folder, AS_OF)
    seen = set()
    for period_end, component, *values in flow:
        seen.add((period_end, component))
        if (week := weeks.get((period_end, component), Week())) != Week(*values):
            found.append(f"flow: {component}, week before {period_end}: {values}, not {week}")
    missing = [key for key, week in weeks.items() if key not in seen and week != Week()]
    return found + [f"flow: no row for {key}" for key in missing]


def run(size: Size, home: Path) -> tuple[float, list[str]]:
    """Synthesise, load, build and compare; seconds of the impact models, and the differences."""
    write_portfolio(home / "deliveries", size)
    build_file = home / "warehouse.duckdb"
    started = time.monotonic()
    with duckdb.connect(str(build_file)) as connection:
        load_deliveries(connection, home / "deliveries", AS_OF)
    print(f"load               {time.monotonic() - started:6.1f} s")
    nodes = build(build_file)
    for name, (seconds, _, _) in sorted(nodes.items(), key=lambda node: -node[1][0])[:8]:
        print(f"  {name:<28} {seconds:6.1f} s")
    first = min(dt.datetime.fromisoformat(start.rstrip("Z")) for _, start, _ in nodes.values())
    last = max(dt.datetime.fromisoformat(end.rstrip("Z")) for _, _, end in nodes.values())
    found = chain_differences(home / "deliveries", build_file) + flow_differences(home / "deliveries", build_file)
    return (last - first).total_seconds(), found


def main() -> None:
    """Print the time and the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    size = SMALL if parser.parse_args().small else LARGE
    with tempfile.TemporaryDirectory() as home:
        seconds, found = run(size, Path(home))
    print(
        f"impact models      {seconds:6.1f} s on {size.services:,} services, {size.dependencies:,} dependencies, "
        f"{size.issues:,} issues; bound {BOUND_SECONDS} s"
    )
    print("\n".join(found[:20]) if found else "answers equal the independent computation")
    sys.exit(bool(found) or seconds > BOUND_SECONDS)


if __name__ == "__main__":
    main()
