"""How much slower a run is beside readers that are busy: `python -m benchmarks.beside_readers`.

Three runs on the embedded data in turns, in one go: alone, beside `--readers` processes that keep asking the
published file on all their threads, and beside the same readers under `nice -n 10`. It prints the seconds and the
ratios; `--at-most 2` fails where the median ratio beside the niced readers is above that.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.nightly import RUN, seconds

# A question of an analyst, over and over: it keeps every thread of DuckDB busy, and opens the file anew as BI
# tools do.
ASK = """
import sys, duckdb
while True:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(
            "select year, lawfulness_class, sum(amount_gross), count(distinct hash(line_id, n)) "
            "from marts.spend_lawfulness, range(200000) as t (n) group by all"
        ).fetchall()
    print("asked", flush=True)
"""
KINDS = ("alone", "beside readers", "beside niced readers")


@contextmanager
def readers(kind: str, number: int, home: str) -> Iterator[None]:
    """So many readers, each of which has asked once; they end with the block."""
    if kind == "alone":
        number = 0
    ask = [sys.executable, "-c", ASK, str(Path(home) / "published" / "fundament.duckdb")]
    if kind == "beside niced readers":
        ask = ["nice", "-n", "10", *ask]
    started = [subprocess.Popen(ask, stdout=subprocess.PIPE) for _ in range(number)]
    try:
        for reader in started:
            assert reader.stdout is not None
            assert reader.stdout.readline() == b"asked\n", "a reader could not read"
        yield
    finally:
        for reader in started:
            reader.terminate()
            reader.wait()


def main() -> None:
    """Measure in turns, and say it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-most", type=float, help="the median ratio above which this fails")
    given = parser.parse_args()
    ratios: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as home:
        # The first run prepares the home, and publishes what the readers read.
        seconds(RUN, home)
        for _ in range(given.rounds):
            took = {}
            for kind in KINDS:
                with readers(kind, given.readers, home):
                    took[kind] = seconds(RUN, home)
                ratios[kind].append(took[kind] / took["alone"])
            print("   ".join(f"{kind} {took[kind]:5.1f} s ({ratios[kind][-1]:.2f})" for kind in KINDS), flush=True)
    medians = {kind: statistics.median(ratios[kind]) for kind in KINDS}
    said = ", ".join(f"{kind} {medians[kind]:.2f}" for kind in KINDS[1:])
    print(f"{given.readers} readers; median ratios: {said}")
    if given.at_most and medians[KINDS[2]] > given.at_most:
        raise SystemExit(f"A run beside niced readers takes more than {given.at_most} times as long as one alone.")


if __name__ == "__main__":
    main()
