"""What a night costs after many nights: a ledger in full each night, of which one line in a hundred has changed.

`python -m benchmarks.nights --lines 1000000 --nights 60` makes a portfolio, runs the job night after night as
a user starts it, and prints per night the seconds of processor time, the most memory of a process in GB, what the
archive and the release take in MB, and by how much they grew. A few contracts, migrations and issues move too.
`--at-most 1.3` fails where the cheapest of the last three nights is above so many times that of nights 2 to 4:
what a noisy machine does to a night only adds to it.
"""

import argparse
import csv
import datetime as dt
import random
import tempfile
from pathlib import Path

import yaml

from benchmarks.ledger import Cost, cost, run_over, size
from fundament.synthetic.folder import write_portfolio
from fundament.transformation.prepared import prepared

FIRST = dt.date(2026, 6, 1)
CHANGED = 0.01
# One row in a hundred of each: column, and the value that it gets on a night.
MOVING = {
    "register/contracts.csv": ("contract_name", "Synthetic contract, renamed on night {}"),
    "trackers/migrations.csv": ("forecast_end_date", "2031-03-{:02d}"),
    "trackers/issues.csv": ("title", "Synthetic issue, renamed on night {}"),
}


def make_running(deliveries: Path) -> None:
    """Each file is the full state of its source; printed totals would not hold from the second night on."""
    for declaration in deliveries.glob("*/delivery.yml"):
        content = yaml.safe_load(declaration.read_text("utf-8"))
        content["scope"] = "full"
        content["files"] = [
            {key: value for key, value in entry.items() if key != "expected_rows"}
            for entry in content["files"]
            if entry["source"] != "control_totals"
        ]
        declaration.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")


def change(file: Path, column: str, value: str, chance: random.Random) -> int:
    """Give a hundredth of the rows another value; return the bytes of these rows."""
    with file.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    place, changed = header.index(column), 0
    for row in rows:
        if chance.random() < CHANGED and row[place]:
            row[place] = value
            changed += sum(map(len, row)) + len(row)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return changed


def megabytes(folder: Path) -> float:
    """What the files of a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure(lines: int, nights: int, home: Path) -> list[Cost]:
    """Run the nights one after the other, and print what each takes."""
    deliveries, chance, costs = home / "deliveries", random.Random(1), []
    write_portfolio(deliveries, size(lines))
    make_running(deliveries)
    prepared(home)
    archive = release = 0.0
    print("night  processor s  memory GB  archive MB  (more)  release MB  (more)  changed MB", flush=True)
    for night in range(1, nights + 1):
        changed = 0
        if night > 1:
            changed = change(
                deliveries / "ledger" / "ledger.csv", "citation", f"corrected on night {night}", chance
            )
            for file, (column, value) in MOVING.items():
                changed += change(deliveries / file, column, value.format(night % 28 + 1), chance)
        costs.append(cost(run_over(deliveries, FIRST + dt.timedelta(days=night)), home))
        before = archive, release
        archive = megabytes(home / "archive")
        release = megabytes((home / "published" / "current").resolve())
        print(
            f"{night:5d}  {costs[-1].processor:11.1f}  {costs[-1].memory:9.2f}  {archive:10.1f}  "
            f"{archive - before[0]:6.1f}  {release:10.1f}  {release - before[1]:6.1f}  {changed / 1e6:10.2f}",
            flush=True,
        )
    return costs


def main() -> None:
    """Measure, and fail where the last nights cost too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--at-most", type=float)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = [each.processor for each in measure(given.lines, given.nights, Path(folder))]
    ratio = min(costs[-3:]) / min(costs[1:4])
    print(f"processor time: the last nights are {ratio:.2f} x the second to the fourth")
    if given.at_most and ratio > given.at_most:
        raise SystemExit(f"the last nights cost more than {given.at_most} x the second to the fourth")


if __name__ == "__main__":
    main()
