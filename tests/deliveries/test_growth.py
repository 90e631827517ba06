"""Expressions, patterns and answers that once filled the memory, or never ended with the lock held. Synthetic."""

import io
import os
from pathlib import Path

import pytest

from fundament import database
from fundament.deliveries.read import apart as module
from fundament.deliveries.read import limits
from fundament.deliveries.read.formats import text
from fundament.deliveries.read.limits import within_limits
from fundament.errors import BadInput
from tests.deliveries.test_servers_of_others import JIRA, OCDS, pulled, stranger
from tests.loading import load, loads, refused, rows

TEXT = "datum,bedrag,tekst\n2024-01-31,1,{}\n"
COLUMNS = {
    "line_id": {"expression": "row_number"},
    "period_start": {"from": "datum"},
    "amount_gross": {"from": "bedrag"},
    "measure_type": {"constant": "realised"},
}
MANY = b"[" + b"[]," * 5_000_000 + b"[]]"
DEEP = b"[" * 100_000 + b"]" * 100_000


def entry(expression: str) -> dict[str, object]:
    """An entry of a file with one column that is computed."""
    columns = {**COLUMNS, "description": {"expression": expression}}
    return {"columns": columns, "ignored_columns": ["tekst"], "max_rejected_rows": 1}


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("lpad('a', 2000000000, 'x')", "too long"),
        ("rpad('a', cast(bedrag as int) * 2000000000, 'x')", "length that is no plain number"),
        ("replace(" * 30 + "'aaaa'" + ", 'a', 'aa')" * 30, "too long"),
        ("replace(tekst, 'a', tekst)", "something else than plain texts"),
        ("regexp_replace(tekst, '', '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0', 'g')" + "||tekst" * 90, "too long"),
        ("len(cast(tekst as int[100000]))", "casts to ARRAY"),
        ("len(cast(tekst as int[100000][]))", "casts to LIST"),
        ("len(list_aggregate(string_split(tekst, ''), 'histogram'))", "another name"),
        ("tekst like tekst", "a pattern that is no text"),
        ("regexp_matches(tekst, datum)", "a pattern that is no text"),
        ("'x'" + " || 'x'" * 3000, "more than 10,000 characters"),
        ("lower(" * 900 + "tekst" + ")" * 900, "nested too deeply"),
    ],
)
def test_an_expression_that_grows_without_bound_is_refused(tmp_path: Path, expression: str, said: str) -> None:
    assert said in refused(tmp_path, TEXT.format("x"), entry(expression))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("lpad(bedrag, 8, '0')", "00000001"),
        ("replace(replace(tekst, 'a', 'bb'), 'b', 'c')", "cccc!"),
        ("regexp_replace(tekst, '(a)(a)', '\\2-\\1', 'g')", "a-a!"),
        # Each of these two was tried in every way there is: with a hundred letters for nine seconds and more.
        ("tekst like '%_a%_a%_a%_a%_a%_b'", "false"),
        ("tekst not ilike '_A!'", "false"),
        ("tekst like 'a!_!!' escape '!'", "false"),
        ("tekst ilike '%A%'", "true"),
        ("array_to_string(cast('[1, 2]' as int[]), '/')", "1/2"),
    ],
)
def test_what_is_bounded_is_computed_as_before(tmp_path: Path, expression: str, value: str) -> None:
    connection, _ = loads(tmp_path, TEXT.format("aa!"), entry(expression))
    assert rows(connection, "description") == [(value,)]


def test_like_takes_no_longer_than_its_text(tmp_path: Path) -> None:
    connection, _ = loads(tmp_path, TEXT.format("a" * 40_000), entry("tekst like '%_a%_a%_a%_a%_a%_a%_b'"))
    assert rows(connection, "description") == [("false",)]


def test_a_row_with_a_text_that_is_too_long_for_an_expression_is_rejected(tmp_path: Path) -> None:
    connection, [loaded] = loads(tmp_path, TEXT.format("a" * 50_001), entry("upper(tekst)"))
    assert (loaded.rows_loaded, loaded.rows_rejected) == (0, 1)
    [(reason,)] = connection.execute("select reason from raw.rejected_rows").fetchall()
    assert "can't be computed" in reason


@pytest.mark.parametrize(
    ("query", "said"),
    [
        # A text of 1.5 GB, which DuckDB's own limit does not count; and a table that never ends.
        ("select repeat('x', 1500000000)", "within 100MB of memory"),
        ("select sum(hash(a.range, b.range)) from range(10000000) as a, range(10000000) as b", "longer than 1 s"),
    ],
)
def test_duckdb_reads_within_limits(monkeypatch: pytest.MonkeyPatch, query: str, said: str) -> None:
    monkeypatch.setenv("FUNDAMENT_FILE_SECONDS", "1")
    monkeypatch.setenv("FUNDAMENT_MEMORY_LIMIT", "100MB")
    with database.in_memory() as connection:
        with pytest.raises(BadInput, match=said), within_limits(connection, "their.csv", 1000):
            connection.execute(query).fetchall()
        # The next query has all its time and memory.
        assert connection.execute("select 1").fetchall() == [(1,)]


def test_a_small_file_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MORE", 1_000_000)
    with database.to_write(tmp_path / "build.duckdb") as connection:
        connection.execute("create table before as select hash(range) as a from range(1000000)")
        connection.execute("checkpoint")
    with database.to_write(tmp_path / "build.duckdb") as connection:
        with within_limits(connection, "their.csv", 500_000):
            connection.execute("create table as_much as select hash(range) as a from range(1000000); checkpoint")
        said = "takes more than 100 times its size of 10 bytes"
        with pytest.raises(BadInput, match=said), within_limits(connection, "their.csv", 10):
            connection.execute("create table more as select hash(range) as a from range(1000000); checkpoint")


@pytest.mark.parametrize("path", ["pipe.csv", "*.csv", ".", "link.csv", "zero.csv"])
def test_a_pipe_or_a_device_is_no_file_of_a_delivery(tmp_path: Path, path: str) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    os.mkfifo(inside / "pipe.csv")
    (inside / "link.csv").symlink_to("pipe.csv")
    (inside / "zero.csv").symlink_to("/dev/zero")
    with pytest.raises(BadInput, match=r"There is no file|No file is named"):
        load(inside, {"columns": COLUMNS, "path": path})


def test_a_line_without_an_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LONGEST_LINE", 10)
    assert list(text.bounded(io.StringIO("01234567\nab\n"), "their.csv")) == ["01234567\n", "ab\n"]
    with pytest.raises(BadInput, match="more than 10 characters"):
        list(text.bounded(io.StringIO("ab\n" + "x" * 12), "their.csv"))


def test_a_pattern_goes_through_the_folders_once(tmp_path: Path) -> None:
    (tmp_path / ("a/" * 60)).mkdir(parents=True)
    with pytest.raises(BadInput, match="more than one"):
        load(tmp_path, {"columns": COLUMNS, "path": "**/**/**/**/**/x"})


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of this test's own with little memory."""
    monkeypatch.setenv("FUNDAMENT_MEMORY_LIMIT", "500MB")
    monkeypatch.setenv("TRACKER_TOKEN", "t0ken")
    monkeypatch.setenv("TRACKER_USER", "robot")
    module._started.cache_clear()


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("jira", MANY, "within 500MB of memory"),
        ("jira", DEEP, "nested too deeply"),
        ("ocds", DEEP, "nested too deeply"),
    ],
    ids=["jira-many", "jira-deep", "ocds-deep"],
)
def test_an_answer_is_parsed_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, said: str, kind: str
) -> None:
    with stranger(lambda _: (body, {})) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", f"{server.host}=TRACKER_TOKEN,TRACKER_USER")
        message = pulled(tmp_path, {"jira": JIRA, "ocds": OCDS}[kind].format(url=server.url))
    assert said in message and server.url in message


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize(
    ("body", "said"), [(MANY, "within 500MB of memory"), (DEEP, "nested too deeply")], ids=["many", "deep"]
)
def test_a_file_of_ocds_is_parsed_apart(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "theirs.json").write_bytes(body)
    message = pulled(tmp_path, OCDS.replace("urls: [{url}/a]", "paths: ['*.json']"))
    assert said in message and "theirs.json" in message


@pytest.mark.parametrize("call", ["socket.create_connection(('127.0.0.1', 9))", "os.system('true')"])
def test_what_parses_reaches_no_network_and_starts_nothing(call: str) -> None:
    with pytest.raises((PermissionError, OSError, BadInput), match="process that reads files of others"):
        module.apart(eval, f"__import__('{call.split('.')[0]}').{call.split('.', 1)[1]}", shown="x")
