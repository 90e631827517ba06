"""Benchmark, not a test: the impact models on a large synthetic portfolio, with their answers checked.

Run it with `python -m benchmarks.portfolio`; `--small` takes a hundredth of the size. It times `dbt build` of the
impact marts and all models before them on loaded data, and leaves with 1 if that takes over a minute or if an
answer differs from the independent computation.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from fundament.deliveries.reader import load_deliveries
from fundament.project import DBT_DIR
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.independent.differences import (
    AS_OF,
    LARGE,
    SMALL,
    chain_differences,
    flow_differences,
    progress_differences,
)

BOUND_SECONDS = 60
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
