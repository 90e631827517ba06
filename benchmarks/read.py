"""Benchmark, not a test: reading and casting a large spend file beside a bare DuckDB read with the same casts.

Run it with `python -m benchmarks.read`; `--megabytes` sets the size, 1000 by default. Both take turns, each in a
process of its own with the same settings. It prints the median times, the ratio and the peak memory, and holds the
sums of both against each other. It leaves with 1 if the ratio is over 1.3, memory over 2 GB, or a sum differs.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import duckdb

RATIO, MEMORY_GB = 1.3, 2.0
BYTES_PER_LINE = 153
DECLARATION = """\
delivery_id: bulk
title: Synthetic spend
owner: Synthetic
publication_id: bulk
delimiter: ";"
decimal_separator: ","
date_formats: ["%d-%m-%Y"]
files:
  - source: contract_spend
    path: spend.csv
    columns:
      line_id: {from: Boekingsnummer}
      contract_id: {from: Contract}
      period_start: {from: Periode van}
      period_end: {from: Periode tot}
      amount_net: {from: Bedrag excl. btw}
      amount_gross: {from: Bedrag incl. btw}
      vat_rate: {from: Btw-tarief}
      service_id: {from: Dienst}
      description: {from: Omschrijving}
      citation: {from: Herkomst}
      measure_type: {constant: realised}
"""
# What somebody writes by hand who trusts the file: no accounting, no reasons, no lines.
BARE = """
create table spend as
select
    c0 as line_id, c1 as contract_id,
    try_cast(try_strptime(c2, '%d-%m-%Y') as date) as period_start,
    try_cast(try_strptime(c3, '%d-%m-%Y') as date) as period_end,
    try_cast(replace(c4, ',', '.') as decimal(18, 2)) as amount_net,
    try_cast(replace(c5, ',', '.') as decimal(18, 2)) as amount_gross,
    try_cast(replace(c6, ',', '.') as decimal(9, 6)) as vat_rate,
    c7 as service_id, c8 as description, c9 as citation, 'realised' as measure_type
from read_csv($path, header = false, skip = 1, auto_detect = false, delim = ';', quote = '"', escape = '"',
    strict_mode = true, columns = {COLUMNS})
""".replace("{COLUMNS}", "{" + ", ".join(f"'c{n}': 'VARCHAR'" for n in range(10)) + "}")


def _sums(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    row = connection.execute(
        f"select count(*), sum(amount_net), sum(amount_gross), count(distinct period_start) from {table}"
    ).fetchone()
    if table.startswith("raw."):
        # Line n of the maker stands in line n + 2 of the file.
        wrong = connection.execute(
            f"select count(*) from {table} where cast(line_id[6:] as bigint) + 2 is distinct from source_line"
        ).fetchone()
        assert wrong == (0,), f"{wrong} rows bear the wrong line"
    return dict(zip(("rows", "net", "gross", "months"), map(str, row), strict=True))


def worker(kind: str, folder: Path) -> dict[str, object]:
    """One measurement, in this process."""
    import datetime as dt
    import resource

    from fundament.deliveries.reader import load_deliveries

    connection = duckdb.connect(str(folder / f"{kind}.duckdb"))
    connection.execute("set memory_limit = '1500MB'")
    started = time.monotonic()
    if kind == "bare":
        connection.execute(BARE, {"path": str(folder / "spend.csv")})
    else:
        load_deliveries(connection, folder, dt.date(2026, 11, 24))
    connection.execute("checkpoint")
    seconds = time.monotonic() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 1024**2
    return {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "peak": peak,
        **_sums(connection, "spend" if kind == "bare" else "raw.contract_spend"),
    }


def _measure(kind: str, folder: Path) -> dict[str, object]:
    (folder / f"{kind}.duckdb").unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.read", "--worker", kind, "--folder", str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    (folder / f"{kind}.duckdb").unlink()
    return json.loads(done.stdout)


def main() -> int:
    """Make the file, measure in turns, print."""
    from fundament.synthetic.base import Size
    from fundament.synthetic.bulk import Bulk

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", choices=["bare", "ours"])
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.worker:
        print(json.dumps(worker(arguments.worker, arguments.folder)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "delivery.yml").write_text(DECLARATION)
        lines = arguments.megabytes * 1_000_000 // BYTES_PER_LINE
        bulk = Bulk(Size(seed=7, contracts=5_000, spend_lines=lines, services=1_000), lines)
        bulk.write_spend(folder / "spend.csv", messy=True)
        size = (folder / "spend.csv").stat().st_size
        print(f"{size / 1e9:.2f} GB, {lines:,} lines")
        pairs = [(_measure("bare", folder), _measure("ours", folder)) for _ in range(arguments.rounds)]
    for kind, results in zip(("bare DuckDB", "fundament"), zip(*pairs, strict=True), strict=True):
        seconds = statistics.median(float(str(result["seconds"])) for result in results)
        processor = statistics.median(float(str(result["processor"])) for result in results)
        peak = max(float(str(result["peak"])) for result in results)
        print(f"{kind:12}{seconds:7.1f} s, {processor:6.1f} s of processor (medians), {peak:.2f} GB at most")
    ratio = statistics.median(float(str(o["seconds"])) / float(str(b["seconds"])) for b, o in pairs)
    peak = max(float(str(ours["peak"])) for _, ours in pairs)
    names = ("rows", "net", "gross", "months")
    alike = len({tuple(result[name] for name in names) for pair in pairs for result in pair}) == 1
    alike = alike and int(str(pairs[0][1]["rows"])) == lines and Decimal(str(pairs[0][1]["net"])) > 0
    print(f"{'ratio':12}{ratio:7.2f}   at most {RATIO}")
    print("sums are equal" if alike else "SUMS DIFFER")
    return 0 if ratio <= RATIO and peak < MEMORY_GB and alike else 1


if __name__ == "__main__":
    sys.exit(main())
