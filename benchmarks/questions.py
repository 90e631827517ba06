"""How long the questions of docs/questions.md take on a release: each five times, the median of it.

`python -m benchmarks.questions` asks the current release of FUNDAMENT_HOME, over one connection to its file, with
all rows of each answer read; publication and scenario are those of the release with the most rows.
"""

import re
import statistics
import time

from fundament import database
from fundament.project import PROJECT_ROOT
from fundament.released import current_release, read_manifest
from fundament.settings import settings
from fundament.warehouse import Warehouse

PAGE = PROJECT_ROOT / "docs" / "questions.md"
QUESTION = re.compile(r"^### ([^\n]+)\n(?:(?!^#).)*?```sql\n(.*?)```", re.MULTILINE | re.DOTALL)
MEMO, PAUSE = "nota-2022-0000555327", "pause_12"
TIMES = 5


def main() -> None:
    """Ask, and say it."""
    release = current_release(Warehouse.from_environment())
    lines = read_manifest(release)["tables"]["narrow.spend"]["rows"]
    took: list[tuple[float, str]] = []
    with database.to_read(release / "fundament.duckdb", memory_limit=settings().memory_limit) as connection:
        connection.execute("set search_path = 'marts,quality,reference'")
        most = connection.execute(
            "select publication_id, scenario_id from noncompliance_by_scenario group by all order by count(*) desc"
        ).fetchone()
        assert most is not None
        for title, sql in QUESTION.findall(PAGE.read_text("utf-8")):
            asked = sql.replace(MEMO, most[0]).replace(PAUSE, most[1])
            seconds = []
            for _ in range(TIMES):
                started = time.perf_counter()
                connection.execute(asked).fetchall()
                seconds.append(time.perf_counter() - started)
            took.append((statistics.median(seconds), title))
            print(f"{took[-1][0] * 1000:8.0f} ms  {title}", flush=True)
    median = statistics.median(seconds for seconds, _ in took)
    said = f"{len(took)} questions, asked of {lines:,} parts of lines: {median * 1000:.0f} ms at the median"
    print(f"{said}, {max(took)[0] * 1000:.0f} at the worst")


if __name__ == "__main__":
    main()
