"""How long the swap of a release takes, beside the publication that it ends: `make bench-swap`.

On a copy of the home that `FUNDAMENT_HOME` names, whose private file has passed its checks. The swap is the rename
that readers of the stable paths see; the publication is all that `publish` does, the swap and its waits included.
"""

import datetime as dt
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from fundament.publication import current, release
from fundament.settings import Settings
from fundament.warehouse import Warehouse

TIMES = 20


def main() -> None:
    """Publish twenty times and print the medians, the slowest swap and the ratio."""
    warehouse = Warehouse.from_environment()
    swaps: list[float] = []
    publications: list[float] = []
    put_link = current._put_link

    def timed(published: Path, target: Path, place: Path) -> None:
        start = time.perf_counter()
        put_link(published, target, place)
        if place.name == "current":
            swaps.append(time.perf_counter() - start)

    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(warehouse.home, Path(folder) / "home", symlinks=True))
        copy = replace(warehouse, home=home, settings=Settings(keep_releases=2, keep_hours=0))
        current._put_link = timed
        for _ in range(TIMES):
            start = time.perf_counter()
            release.publish(copy, dt.datetime.now(dt.UTC))
            publications.append(time.perf_counter() - start)
    swap, whole = statistics.median(swaps), statistics.median(publications)
    print(
        f"{TIMES} publications: the swap takes {swap * 1000:.2f} ms, {max(swaps) * 1000:.2f} ms at the slowest; "
        f"the publication {whole:.2f} s: one part in {whole / swap:,.0f}"
    )


if __name__ == "__main__":
    main()
