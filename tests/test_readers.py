"""Readers beside the publication: no read fails, waits or meets two releases."""

import datetime as dt
import json
import multiprocessing
import statistics
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fundament.publication import release as publication
from fundament.publication import turns
from fundament.settings import Settings, default_deliveries
from tests.conftest import Command
from tests.polling_reader import poll

PUBLICATIONS = 20
READERS = [
    *[("reopening", "fundament.duckdb")] * 3,
    *[("long_lived", "fundament-views.duckdb")] * 3,
    ("transaction", "fundament.duckdb"),
    ("transaction", "fundament-views.duckdb"),
]


def marked(build_file: Path) -> list[str]:
    """Give every table that is published a column with the number of the publication; return those with rows."""
    with duckdb.connect(str(build_file)) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name in ('marts', 'quality', 'reference') order by all"
        ).fetchall()
        for (name,) in names:
            connection.execute(f"alter table {name} add column marker integer default 0")
        return [name for (name,) in names if connection.execute(f"from {name} limit 1").fetchall()]


def mark(build_file: Path, number: int) -> None:
    with duckdb.connect(str(build_file)) as connection:
        for (name,) in connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in "
            "('marts', 'quality', 'reference')"
        ).fetchall():
            connection.execute(f"update {name} set marker = {number}")


def markers_of(tables: list[str]) -> str:
    """One query over all these tables: the lowest and the highest marker of each."""
    return " union all ".join(f"select min(marker), max(marker) from {table}" for table in tables)


def test_readers_without_pause_over_twenty_publications(
    published: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = marked(published.build_file)
    marts = [name for name in tables if name.startswith("marts.")]
    assert len(marts) > 10 and len(tables) > len(marts)
    settings = Settings(published.home, default_deliveries())
    swaps: list[float] = []
    put_link = turns._put_link

    def timed(folder: Path, target: Path, place: Path) -> None:
        start = time.perf_counter()
        put_link(folder, target, place)
        swaps.append(time.perf_counter() - start)

    publication.publish(settings, dt.datetime.now(dt.UTC))
    monkeypatch.setattr(turns, "_put_link", timed)
    stop = tmp_path / "stop"
    context = multiprocessing.get_context("spawn")
    readers = []
    for number, (kind, name) in enumerate(READERS):
        sql = markers_of(marts if "views" in name else tables)
        result = tmp_path / f"reader-{number}.json"
        process = context.Process(
            target=poll, args=(kind, str(published.published / name), sql, str(stop), str(result))
        )
        process.start()
        readers.append((process, result))
    times: list[tuple[float, float]] = []
    try:
        limit = time.time() + 60
        while not all(result.with_name(f"{result.name}.ready").exists() for _, result in readers):
            assert time.time() < limit and all(process.is_alive() for process, _ in readers)
            time.sleep(0.1)
        for number in range(1, PUBLICATIONS + 1):
            mark(published.build_file, number)
            start = time.time()
            publication.publish(settings, dt.datetime.now(dt.UTC))
            times.append((start, time.time()))
        time.sleep(0.5)
    finally:
        stop.touch()
        for process, _ in readers:
            process.join(60)
    told: list[dict[str, Any]] = [json.loads(result.read_text()) for _, result in readers]

    assert [one["errors"] for one in told if one["errors"]] == []
    mixed = [read for one in told for read in one["reads"] if len(read[2]) != 1]
    assert mixed == []
    for one in told:
        seen = [read[2][0] for read in one["reads"]]
        assert seen == sorted(seen), "a reader went back to an older release"
        if one["kind"] != "transaction":
            # No read lasted as long as a release took to be written and swapped in: nobody waited for one.
            for start, end in times:
                assert not any(read[0] <= start and end <= read[1] for read in one["reads"]), one["kind"]
            # A read that began after the publication was over has its release.
            for number, (_, end) in enumerate(times, start=1):
                after = [read[2][0] for read in one["reads"] if read[0] > end]
                assert all(marker >= number for marker in after)
            assert set(seen) == set(range(PUBLICATIONS + 1))
    reads = sorted(read[1] - read[0] for one in told for read in one["reads"])
    with capsys.disabled():
        print(
            f"\n{len(reads)} reads by {len(told)} readers over {PUBLICATIONS} publications: none failed or mixed; "
            f"median {statistics.median(reads) * 1000:.0f} ms, slowest {reads[-1] * 1000:.0f} ms; "
            f"swap: median {statistics.median(swaps) * 1000:.2f} ms, slowest {max(swaps) * 1000:.2f} ms; "
            f"publication: {statistics.median(end - start for start, end in times):.1f} s"
        )
    assert len(swaps) == 2 * PUBLICATIONS
    assert max(swaps) < turns.LEAD
