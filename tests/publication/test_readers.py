"""Readers beside the publication: no read fails, waits or meets two releases."""

import datetime as dt
import json
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from fundament.project import default_deliveries
from fundament.publication import current
from fundament.publication import release as publication
from fundament.settings import Settings
from fundament.warehouse import Warehouse
from tests.conftest import Command, query, wait_until
from tests.polling_reader import poll
from tests.warehouses import MARTS_KEPT, keep_few_tables

PUBLICATIONS = 8
READERS = [
    *[("reopening", "fundament.duckdb")] * 3,
    *[("long_lived", "fundament-views.duckdb")] * 3,
    ("transaction", "fundament.duckdb"),
    ("transaction", "fundament-views.duckdb"),
]


def marked(build_file: Path) -> list[str]:
    """Give every table that is published a column with the number of the publication; return those with rows.

    Of a few tables a publication is as much a publication, and readers read it more often.
    """
    keep_few_tables(build_file)
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


# Steps of the publication, each with the module that calls it, at which one publication stops until
# every reader has read again: while files are written, before and between the two renames, and after them. Not in
# `_begin_turn` itself, which must be over within LEAD.
PAUSED = 4
STEPS = [
    (publication, "fingerprint"),
    (publication, "_manifest"),
    (publication, "make_current"),
    (current, "_begin_turn"),
    (publication, "write_views"),
    (publication, "_remove_old"),
]
Readers = list[tuple[multiprocessing.process.BaseProcess, Path]]


def wait_until_all_have_read(readers: Readers) -> None:
    """Return when each reader has begun a read after this moment, and ended it."""
    counts = [result.with_name(f"{result.name}.count") for _, result in readers]
    before = [count.stat().st_size if count.exists() else 0 for count in counts]

    def all_have_read() -> bool:
        assert all(process.is_alive() for process, _ in readers)
        # The first that ends may have begun before.
        return all(c.exists() and c.stat().st_size >= b + 2 for c, b in zip(counts, before, strict=True))

    wait_until("every reader has read", all_have_read)


def wait_before(
    paused: pytest.MonkeyPatch, module: ModuleType, step: str, wait: Callable[[], None], waits: list[str]
) -> None:
    """Have a step of the publication wait; of a step that comes for every table only the first time."""
    original = getattr(module, step)

    def waiting(*arguments: Any) -> Any:
        if step not in waits:
            wait()
            waits.append(step)
        return original(*arguments)

    paused.setattr(module, step, waiting)


def test_readers_without_pause_over_several_publications(
    published: Command, tmp_path: Path, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = marked(published.build_file)
    marts = [name for name in tables if name.startswith("marts.")]
    assert len(marts) == MARTS_KEPT and len(tables) > len(marts)
    warehouse = Warehouse(published.home, default_deliveries())
    publication.publish(warehouse, dt.datetime.now(dt.UTC))
    stop = tmp_path / "stop"
    context = multiprocessing.get_context("spawn")
    readers: Readers = []
    for number, (kind, name) in enumerate(READERS):
        sql = markers_of(marts if "views" in name else tables)
        result = tmp_path / f"reader-{number}.json"
        process = context.Process(
            target=poll, args=(kind, str(published.published / name), sql, str(stop), str(result))
        )
        process.start()
        readers.append((process, result))
    ended: list[float] = []
    # A machine that halts in the middle of a swap may mix two releases; then the publication says so.
    warned: list[set[int]] = []
    waits: list[str] = []
    try:
        wait_until_all_have_read(readers)
        for number in range(1, PUBLICATIONS + 1):
            mark(published.build_file, number)
            told.clear()
            with monkeypatch.context() as paused:
                if number == PAUSED:
                    for module, step in STEPS:
                        wait_before(paused, module, step, lambda: wait_until_all_have_read(readers), waits)
                publication.publish(warehouse, dt.datetime.now(dt.UTC))
            ended.append(time.time())
            if any("the swap took longer" in message for _, message in told):
                warned.append({number - 1, number})
            # On a busy machine a slow reader would miss a release altogether.
            wait_until_all_have_read(readers)
    finally:
        stop.touch()
        for process, _ in readers:
            process.join()
    said: list[dict[str, Any]] = [json.loads(result.read_text()) for _, result in readers]

    assert [one["errors"] for one in said if one["errors"]] == [] or warned
    mixed = [read for one in said for read in one["reads"] if len(read[2]) != 1]
    assert [read for read in mixed if set(read[2]) not in warned] == []
    for one in said:
        seen = [read[2][0] for read in one["reads"]]
        assert seen == sorted(seen), "a reader went back to an older release"
        if one["kind"] != "transaction":
            # A read that began after the publication was over has its release.
            for number, end in enumerate(ended, start=1):
                after = [read[2][0] for read in one["reads"] if read[0] > end]
                assert all(marker >= number for marker in after)
            assert set(seen) == set(range(PUBLICATIONS + 1))
    # At each of these the publication waited for the readers; one that waited for it in turn would have hung.
    assert set(waits) == {step for _, step in STEPS}


MARKERS = "select (select max(marker) from marts.findings), (select max(marker) from marts.dim_contract)"


@pytest.fixture
def marked_home(published: Command) -> tuple[Command, Warehouse]:
    """A home whose current release has marker 1 in every table, and whose private file has marker 2."""
    marked(published.build_file)
    warehouse = Warehouse(published.home, default_deliveries())
    mark(published.build_file, 1)
    publication.publish(warehouse, dt.datetime.now(dt.UTC))
    mark(published.build_file, 2)
    return published, warehouse


def test_a_transaction_over_the_views_stays_with_its_release(marked_home: tuple[Command, Warehouse]) -> None:
    """The case that links alone can't answer: one view is opened before the swap, another after it."""
    published, warehouse = marked_home
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    links = duckdb.connect()
    for name in ("findings", "dim_contract"):
        path = published.published / "parquet" / f"{name}.parquet"
        links.execute(f"create view {name} as from read_parquet('{path}')")
    for connection in (views, links):
        connection.execute("begin transaction")
    assert views.execute("select max(marker) from marts.findings").fetchone() == (1,)
    assert links.execute("select max(marker) from findings").fetchone() == (1,)
    before = views.execute("select release_id from quality.release").fetchone()
    made = publication.publish(warehouse, dt.datetime.now(dt.UTC))
    # Not opened before the swap. Through the links it comes from the new release: that was the danger.
    assert links.execute("select max(marker) from dim_contract").fetchone() == (2,)
    assert views.execute("select max(marker) from marts.dim_contract").fetchone() == (1,)
    assert views.execute("select release_id from quality.release").fetchone() == before != (made.name,)
    views.execute("commit")
    assert views.execute(MARKERS).fetchone() == (2, 2)
    assert views.execute("select release_id from quality.release").fetchone() == (made.name,)


def test_a_table_that_the_current_release_lacks_is_an_error_and_not_empty(
    marked_home: tuple[Command, Warehouse],
) -> None:
    published, warehouse = marked_home
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute("create table marts.new_mart as select 1 as marker")
    older = (published.published / "current").resolve().name
    publication.publish(warehouse, dt.datetime.now(dt.UTC))
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    assert views.execute("select marker from marts.new_mart").fetchall() == [(1,)]
    current.wait_for(current.make_current(warehouse, older))
    with pytest.raises(duckdb.Error, match=r"has no parquet/new_mart\.parquet"):
        views.execute("select marker from marts.new_mart").fetchall()
    assert views.execute(MARKERS).fetchone() == (1, 1)


def test_a_column_that_a_release_adds_leaves_open_views_working(marked_home: tuple[Command, Warehouse]) -> None:
    published, warehouse = marked_home
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    views.execute("from marts.findings").fetchall()
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute("alter table marts.findings add column later varchar")
        connection.execute("alter table marts.findings alter marker type bigint")
    publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert views.execute(MARKERS).fetchone() == (2, 2)
    assert "later" not in [column[0] for column in views.execute("from marts.findings").description]
    views.close()
    with duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True) as anew:
        assert "later" in [column[0] for column in anew.execute("from marts.findings").description]


def test_a_release_under_a_reader_stays_whatever_the_number_that_is_kept(
    marked_home: tuple[Command, Warehouse],
) -> None:
    """A long query opens its last Parquet file late; its release must still be there."""
    published, _ = marked_home
    kept = Warehouse(published.home, default_deliveries(), Settings(keep_releases=2, keep_hours=24))
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    views.execute("begin transaction")
    assert views.execute("select max(marker) from marts.findings").fetchone() == (1,)
    made = [publication.publish(kept, dt.datetime.now(dt.UTC)) for _ in range(3)]
    assert all(path in publication.list_releases(kept) for path in made)
    assert views.execute("select max(marker) from marts.dim_contract").fetchone() == (1,)
    views.execute("commit")
    # When the hours are over, the number counts: the two newest releases, and the one turn.
    hasty = Warehouse(published.home, default_deliveries(), Settings(keep_releases=2, keep_hours=0))
    made.append(publication.publish(hasty, dt.datetime.now(dt.UTC)))
    assert publication.list_releases(hasty) == made[-2:]
    assert [turn.release_id for turn in current.list_turns(hasty)] == [made[-1].name]
    assert views.execute(MARKERS).fetchone() == (2, 2)


def test_a_clock_that_was_set_back_leaves_order_and_views_right(
    marked_home: tuple[Command, Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last release came out while the clock stood a day ahead; then the clock is put right."""
    published, warehouse = marked_home
    day = 86_400_000_000
    with monkeypatch.context() as ahead:
        right = current._now
        ahead.setattr(current, "_now", lambda: right() + day)
        ahead.setattr(current, "wait_for", lambda since: None)
        tomorrow = publication.publish(warehouse, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    # A view's reader goes by its own clock, which says that this turn is yet to come.
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    assert views.execute(MARKERS).fetchone() == (1, 1)
    current.settle(warehouse)
    current.wait_for(current.list_turns(warehouse)[-1].since)
    assert views.execute(MARKERS).fetchone() == (2, 2)
    mark(published.build_file, 3)
    corrected = publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert corrected.name > tomorrow.name, "the newest release must be the last of the list"
    assert publication.list_releases(warehouse)[-1] == corrected == publication.current_release(warehouse)
    assert publication.release_before(warehouse, corrected) == tomorrow
    assert views.execute(MARKERS).fetchone() == (3, 3)
    assert all(turn.since <= current._now() for turn in current.list_turns(warehouse))


def test_a_death_between_the_two_renames_is_mended(
    marked_home: tuple[Command, Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    published, warehouse = marked_home
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    with monkeypatch.context() as dying:
        dying.setattr(current, "_begin_turn", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publication.publish(warehouse, dt.datetime.now(dt.UTC))
    assert query(published.warehouse, MARKERS) == [(2, 2)]
    assert views.execute(MARKERS).fetchone() == (1, 1)
    current.settle(warehouse)
    current.wait_for(current.list_turns(warehouse)[-1].since)
    assert views.execute(MARKERS).fetchone() == (2, 2)
