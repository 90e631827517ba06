"""The same night on both engines: `python -m benchmarks.engines --lines 200000`.

Per number of lines a synthetic portfolio, the rest in proportion; then the job as a user starts it, on DuckDB and
on Spark, in turns. Spark is that of SPARK_REMOTE, or one of this machine (`make spark`). It prints the seconds of
processor and of wall time, the most memory of a process in GB, and whether the releases are the same. What Spark
takes on other machines, or in a server that runs already, is no part of its processor time. `--again`: a second
night on each over the same files. Ends with 1 where a table is another.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

from benchmarks.ledger import cost, run_over, size
from fundament.released import read_manifest
from fundament.settings import ENGINES
from fundament.synthetic.folder import write_portfolio
from fundament.transformation.prepared import prepared


def night(engine: str, deliveries: Path, home: Path) -> str:
    """A run on an engine, in words."""
    with mock.patch.dict(os.environ, {"FUNDAMENT_ENGINE": engine}):
        taken = cost(run_over(deliveries), home)
    return f"{engine:7} {taken.processor:8.1f} s processor {taken.wall:8.1f} s wall {taken.memory:6.2f} GB"


def main() -> None:
    """Both, for each number of lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    all_differ = []
    for lines in given.lines:
        with tempfile.TemporaryDirectory() as name:
            deliveries, homes = Path(name) / "deliveries", {engine: Path(name) / engine for engine in ENGINES}
            write_portfolio(deliveries, size(lines))
            for home in homes.values():
                home.mkdir()
                prepared(home)
            for number in range(2 if given.again else 1):
                for engine, home in homes.items():
                    print(f"{lines:>11,} lines, night {number + 1}: {night(engine, deliveries, home)}", flush=True)
            tables = [read_manifest(home / "published" / "current")["tables"] for home in homes.values()]
            names = sorted(tables[0].keys() | tables[1].keys())
            differ = [name for name in names if tables[0].get(name) != tables[1].get(name)]
            all_differ += differ
            print(f"{lines:>11,} lines: {len(names)} tables, {len(differ)} differ {differ or ''}", flush=True)
    sys.exit(bool(all_differ))


if __name__ == "__main__":
    main()
