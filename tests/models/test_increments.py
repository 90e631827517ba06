"""What an increment takes back, and that the night on which a file came plays no part in it."""

import datetime as dt
import itertools
import random
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.deliveries.counted.together import _keys_twice, refuse_what_does_not_fit
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.nights import LINES, REGISTER

HEADER = """\
delivery_id: d
title: Synthetic ledger
owner: Synthetic organisation
publication_id: p
files:
  - {source: publications, path: publications.csv}
"""
ENTRY = "  - {source: contract_spend, path: %s, scope: increment, as_of: %s%s}\n"
FIRST = dt.date(2024, 1, 31)
KNOWN = (
    "stg_contract_spend",
    "known_file_dates",
    "known_files",
    "known_publications",
    "known_contract_spend",
    "known_contracts",
)


def write(folder: Path, files: dict[str, str], entries: str) -> None:
    """The folder as it stands on a night."""
    folder.mkdir(exist_ok=True)
    publication = "publication_id,title,published_on,as_of_date\np,Synthetic,2024-01-01,2024-01-01\n"
    for old in folder.iterdir():
        old.unlink()
    for name, text in {"publications.csv": publication, "delivery.yml": HEADER + entries, **files}.items():
        (folder / name).write_text(text)


def opened() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "attach ':memory:' as warehouse; use warehouse; create schema staging; create schema intermediate"
    )
    return connection


def in_force(
    folder: Path, day: dt.date, archive: Archive | None = None, state: str | None = None
) -> duckdb.DuckDBPyConnection:
    """What counts on the day, by the models alone that say so; `state`: first day of one that was published."""
    connection = opened()
    load_deliveries(connection, folder, day, archive=archive)
    refuse_what_does_not_fit(connection)
    build_known(connection, state)
    return connection


def build_known(connection: duckdb.DuckDBPyConnection, state: str | None = None) -> None:
    if state:
        connection.execute(
            "insert into raw.publication_states by name select 'p' as publication_id, cast(? as date) as known_on",
            [state],
        )
    nodes = {node.name: node for node in prepared(home_of()).nodes if node.resource_type == "model"}
    for name in KNOWN:
        for statement in nodes[name].statements:
            connection.execute(statement)


def spend(connection: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    rows = connection.execute("select line_id, amount_gross from intermediate.known_contract_spend").fetchall()
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def lines(amounts: dict[str, int]) -> str:
    return LINES + "".join(
        f"{line},A,2024-01-01,2024-02-01,{amount},realised\n" for line, amount in amounts.items()
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_same_files_say_the_same_in_whatever_order_they_came(tmp_path: Path, seed: int) -> None:
    """Files with a key, each as at a day of its own, over the same lines; one without, over lines of its own."""
    chance = random.Random(seed)
    files, entries, expected = {}, {}, {}
    for number in range(5):
        has_key = number != 2
        names = [f"l{line}" for line in chance.sample(range(6), 3)] if has_key else ["own1", "own2"]
        amounts = {name: chance.randrange(1000) for name in names}
        # Later days come last here, so that a plain dictionary says what counts.
        expected |= {name: Decimal(amount) for name, amount in amounts.items()}
        file, as_of = f"f{number}.csv", FIRST + dt.timedelta(days=10 * number)
        files[file] = lines(amounts)
        entries[file] = ENTRY % (file, as_of, ", key: [line_id]" if has_key else "")
    order = chance.sample(sorted(files), len(files))
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    for night in range(1, len(order) + 1):
        here = sorted(order[:night])
        write(folder, {name: files[name] for name in here}, "".join(entries[name] for name in here))
        last = in_force(folder, dt.date(2024, 6, night), archive)
        archive.record()
    assert spend(last) == expected
    assert spend(in_force(folder, dt.date(2024, 6, len(order)))) == expected


@pytest.mark.parametrize("night_by_night", [False, True])
def test_an_increment_without_a_key_takes_nothing_back(tmp_path: Path, night_by_night: bool) -> None:
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    files = {"f1.csv": lines({"a": 1, "b": 2}), "f2.csv": lines({"b": 3})}
    entries = [ENTRY % (name, FIRST + dt.timedelta(days=day), "") for day, name in enumerate(files)]
    if night_by_night:
        write(folder, {"f1.csv": files["f1.csv"]}, entries[0])
        assert spend(in_force(folder, FIRST, archive)) == {"a": 1, "b": 2}
        archive.record()
    write(folder, files, "".join(entries))
    with pytest.raises(BadInput) as error:
        in_force(folder, dt.date(2024, 6, 1), archive)
    for part in ("line_id 'b' more than once", "f1.csv, line 3", "f2.csv, line 2", "declare its key"):
        assert part in str(error.value)
    # With a key the later one counts.
    write(folder, files, "".join(entry.replace("}\n", ", key: [line_id]}\n") for entry in entries))
    assert spend(in_force(folder, dt.date(2024, 6, 1), archive)) == {"a": 1, "b": 3}


def test_two_registers_of_one_delivery_stay_on_whichever_nights_they_come(tmp_path: Path) -> None:
    """A full file that names no day is replaced by what comes under its name, and by nothing else."""
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    entry = "  - {source: contracts, path: %s, scope: full}\n"
    one, other = REGISTER + "A,Synthetic A,,,\n", REGISTER + "B,Synthetic B,,,\n"
    nights = [
        {"one.csv": one},
        {"one.csv": one, "other.csv": other},
        {"one.csv": one.replace("A,", "C,"), "other.csv": other},
    ]
    for night, files in enumerate(nights):
        write(folder, files, "".join(entry % name for name in files))
        connection = in_force(folder, FIRST + dt.timedelta(days=night), archive)
        archive.record()
    found = connection.execute("select contract_id from intermediate.known_contracts order by 1").fetchall()
    assert found == [("B",), ("C",)]


@pytest.mark.parametrize(
    ("state", "known_on"), [(None, "2024-01-01"), ("2023-12-01", "2024-01-01"), ("2024-02-15", "2024-02-15")]
)
def test_no_state_begins_before_one_that_was_published(tmp_path: Path, state: str | None, known_on: str) -> None:
    """The publication is of 1 January; it may have said to be of February before."""
    write(tmp_path / "in", {}, "")
    connection = in_force(tmp_path / "in", dt.date(2024, 6, 1), state=state)
    found = connection.execute("select cast(known_on as varchar) from intermediate.known_publications").fetchall()
    assert found == [(known_on,)]


def test_the_reader_refuses_the_keys_of_which_the_models_could_not_tell_which_row_counts(tmp_path: Path) -> None:
    """Both decide which file takes rows back, and as at which day: pairs of files with one row of the same key."""
    ways = {
        "full": "scope: full, as_of: %s",
        "keyed": "scope: increment, key: [line_id], as_of: %s",
        "added": "scope: increment, as_of: %s",
    }
    # The publication is of 1 January: a file that names no day is as at that one.
    files = {(way, day): ways[way] % day for way in ways for day in ("2023-12-01", "2024-01-01", "2024-02-01")}
    files["full", ""] = "scope: full"
    for pair in itertools.combinations_with_replacement(files, 2):
        name = " ".join(f"{way}{day}" for way, day in pair)
        entries = "".join(
            f"  - {{source: contract_spend, path: {file}.csv, {files[key]}}}\n"
            for file, key in zip("ab", pair, strict=True)
        )
        folder = tmp_path / name.replace(" ", "_")
        write(folder, {"a.csv": lines({name: 1}), "b.csv": lines({name: 2})}, entries)
        for file in ("delivery.yml", "publications.csv"):
            text = (folder / file).read_text()
            (folder / file).write_text(
                re.sub(r"(?m)^(delivery_id: |publication_id: )?[dp](?=$|,)", rf"\1{folder.name}", text)
            )
    connection = opened()
    load_deliveries(connection, tmp_path, dt.date(2024, 6, 1))
    said = [what for what, _ in _keys_twice(connection, canonical_sources()["contract_spend"])]
    build_known(connection)
    twice = connection.execute(
        "select line_id from intermediate.known_contract_spend group by line_id having count(*) > 1 order by 1"
    ).fetchall()
    assert sorted(re.search("'(.*)'", what)[1] for what in said) == [name for (name,) in twice]
    by_hand = {
        # The later full state, or the later row with a key, takes the place of the earlier.
        "full2024-01-01 full2024-02-01": False,
        "full2024-02-01 keyed2024-01-01": False,
        "keyed2024-01-01 keyed2024-02-01": False,
        "keyed2024-02-01 full": False,
        # Added to what was there, or as at the same day.
        "full2024-01-01 added2024-02-01": True,
        "added2024-01-01 added2024-02-01": True,
        "keyed2024-01-01 full": True,
        "keyed2024-02-01 keyed2024-02-01": True,
    }
    assert {name: (name,) in twice for name in by_hand} == by_hand
