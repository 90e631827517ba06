"""Benchmark, not a test: `fundament run` beside a bare `dbt build` of the same models on the same data.

Run it with `make bench`. Prints the median wall time of both, in turns, and the ratio.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fundament.settings import DBT_DIR, PROJECT_ROOT

ROUNDS = 5


def _seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    started = time.monotonic()
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True, capture_output=True)
    return time.monotonic() - started


def main() -> None:
    """Warm up once, then take turns."""
    bin_folder = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        run = ([str(bin_folder / "fundament"), "run"], PROJECT_ROOT, {"FUNDAMENT_HOME": f"{folder}/home"})
        targets = {"DBT_TARGET_PATH": f"{folder}/target", "FUNDAMENT_ANALYST_FILE": f"{folder}/analyst.duckdb"}
        build = [str(bin_folder / "dbt"), "build", "--exclude-resource-type", "unit_test"]
        bare = (build, DBT_DIR, {**targets, "DBT_LOG_PATH": f"{folder}/logs"})
        _seconds(*run), _seconds(*bare)
        pairs = [(_seconds(*run), _seconds(*bare)) for _ in range(ROUNDS)]
    ours, theirs = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"fundament run    {statistics.median(ours):6.1f} s (median of {ROUNDS})")
    print(f"bare dbt build   {statistics.median(theirs):6.1f} s, without unit tests")
    print(f"ratio            {ratio:6.2f}")


if __name__ == "__main__":
    main()
