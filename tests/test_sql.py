"""The shell reads one release and can write nothing."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from fundament.publication.release import publish
from fundament.settings import Settings, default_deliveries
from tests.conftest import FUNDAMENT, Command, query

KIS_2022 = (
    "select contract_id, unlawful_amount_gross, unlawful_amount_net from noncompliance_by_contract_year "
    "where contract_id = 'KIS' and year = 2022"
)
PAST_TARGET = "select count(*) as n from findings where finding_rule = 'blocking_issue_past_target'"


def shell(command: Command, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FUNDAMENT_HOME": str(command.home)}
    return subprocess.run(
        [FUNDAMENT, "sql", *arguments], env=environment, input=stdin, text=True, capture_output=True, timeout=60
    )


def test_one_query_in_three_formats(memo: Command) -> None:
    # The memo: KIS, Verwacht 2022, 15,7 million including VAT, and no amount net of VAT.
    table = shell(memo, KIS_2022)
    assert table.returncode == 0 and "15700000.00" in table.stdout and "NULL" in table.stdout
    rows = list(csv.reader(io.StringIO(shell(memo, "--format", "csv", KIS_2022).stdout)))
    assert rows == [["contract_id", "unlawful_amount_gross", "unlawful_amount_net"], ["KIS", "15700000.00", ""]]
    # No digit is lost on the way: an amount is a text, not a floating-point number.
    [row] = json.loads(shell(memo, "--format", "json", KIS_2022).stdout)
    assert row == {"contract_id": "KIS", "unlawful_amount_gross": "15700000.00", "unlawful_amount_net": None}


def test_a_query_on_standard_input_and_every_row_of_the_answer(memo: Command) -> None:
    done = shell(memo, "--format", "csv", stdin="select date from dim_date order by date;")
    # 1 January 2015 to 31 December 2039: 25 years with six leap days.
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 1 + 25 * 365 + 6


@pytest.mark.parametrize(
    "statement",
    [
        "create table marts.new_table as select 1",
        "delete from marts.findings",
        "update marts.findings set severity = 'low'",
        "drop table marts.findings",
        "copy marts.findings to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/out.duckdb'",
        "select * from read_csv('{warehouse}')",
        "install httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        ".shell touch {folder}/out",
        ".open {folder}/out.duckdb",
        ".output {folder}/out.txt",
        ".read {folder}/script.sql",
    ],
)
def test_nothing_can_be_written(memo: Command, tmp_path: Path, statement: str) -> None:
    (tmp_path / "script.sql").write_text("select 1;")
    before = memo.warehouse.read_bytes()
    done = shell(memo, statement.format(folder=tmp_path, warehouse=memo.warehouse))
    assert done.returncode == 1 and done.stderr.strip() and "Traceback" not in done.stderr
    assert memo.warehouse.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["script.sql"]


def test_a_shell_keeps_the_release_that_it_opened(published: Command) -> None:
    environment = {**os.environ, "FUNDAMENT_HOME": str(published.home)}
    with subprocess.Popen(
        [FUNDAMENT, "sql", "--format", "csv"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as kept:
        assert kept.stdin and kept.stdout
        kept.stdin.write(f"{PAST_TARGET};\n")
        # On the as-of date both groups of blocking points of the memo are past their quarter.
        assert [kept.stdout.readline().strip() for _ in range(2)] == ["n", "2"]
        with duckdb.connect(str(published.build_file)) as connection:
            connection.execute("delete from marts.findings")
        publish(Settings(published.home, default_deliveries()), datetime.now(UTC))
        assert query(published.warehouse, "select count(*) from marts.findings") == [(0,)]
        kept.stdin.write(f"{PAST_TARGET};\n")
        assert [kept.stdout.readline().strip() for _ in range(2)] == ["n", "2"]
        kept.stdin.close()
    assert shell(published, "--format", "csv", PAST_TARGET).stdout.split() == ["n", "0"]
    releases = sorted(path.name for path in (published.published / "releases").iterdir())
    older = shell(published, "--release", releases[0], "--format", "csv", PAST_TARGET)
    assert older.stdout.split() == ["n", "2"]


def test_errors_say_what_to_do(memo: Command, tmp_path: Path) -> None:
    wrong = shell(memo, "select * from finding")
    assert wrong.returncode == 1 and 'Did you mean "findings"' in wrong.stderr
    # The first error ends it: what comes after might rest on what failed.
    stopped = shell(memo, "--format", "csv", stdin="select x;\nselect 'after' as said;\n")
    assert stopped.returncode == 1 and "after" not in stopped.stdout
    unknown = shell(memo, "--release", "2020", "select 1")
    assert unknown.returncode == 2 and "fundament releases" in unknown.stderr
    nothing = shell(Command(tmp_path), "select 1")
    assert nothing.returncode == 2 and "Run: fundament run" in nothing.stderr
    for done in (wrong, stopped, unknown, nothing):
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_shell_in_a_terminal(memo: Command) -> None:
    import pty

    controller, terminal = pty.openpty()
    environment = {**os.environ, "FUNDAMENT_HOME": str(memo.home), "TERM": "dumb"}
    with subprocess.Popen(
        [FUNDAMENT, "sql"],
        env=environment,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.write(controller, f"{PAST_TARGET};\n.quit\n".encode())
        out, said = process.communicate(timeout=60)
    os.close(controller)
    os.close(terminal)
    release = memo.warehouse.resolve().parent.name
    assert process.returncode == 0 and "2" in out and f"Release {release}" in said and "read-only" in said
