"""Every question of docs/questions.md gets the answer that stands under it, typed over from the documents."""

import csv
import io
import os
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.project import PROJECT_ROOT
from tests import asked_portfolio, metrics
from tests.conftest import CEILING, FUNDAMENT, Command
from tests.independent.questions import ANSWERS, AS_OF, RENAMED, total
from tests.star import unresolved
from tests.warehouses import released

PAGE = (PROJECT_ROOT / "docs" / "questions.md").read_text("utf-8")
QUESTION = re.compile(
    r"^### (?P<title>[^\n]+)\n(?P<text>(?:(?!^#).)*?)```sql\n(?P<sql>.*?)```\n\n(?P<answer>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
QUESTIONS = {match["title"]: (match["sql"], match["answer"]) for match in QUESTION.finditer(PAGE)}


def cells(answer: str) -> list[list[str]]:
    """Header and rows of a Markdown table, without the rule below the header."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in answer.splitlines()]
    return [lines[0], *lines[2:]]


def test_every_question_has_sql_and_an_answer() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert headings == list(QUESTIONS) and len(headings) >= 25
    assert PAGE.count("```sql") == len(headings)


# Between two questions, as CSV.
NEXT = ("select 'next' as question;", "question\nnext\n")


def asked(home: Path, questions: dict[str, str]) -> dict[str, str]:
    """What the shell says to all of them, one after the other."""
    done = subprocess.run(
        [FUNDAMENT, "sql", "--format", "csv"],
        input=f";\n{NEXT[0]}\n".join(sql.strip().rstrip(";") for sql in questions.values()) + ";\n",
        env={**os.environ, "FUNDAMENT_HOME": str(home)},
        text=True,
        capture_output=True,
        timeout=CEILING,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(questions, done.stdout.replace("\r\n", "\n").split(NEXT[1]), strict=True))


@pytest.fixture(scope="module")
def answers(memo: Command) -> dict[str, str]:
    return asked(memo.home, {title: sql for title, (sql, _) in QUESTIONS.items()})


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_answer(answers: dict[str, str], title: str) -> None:
    assert list(csv.reader(io.StringIO(answers[title]))) == cells(QUESTIONS[title][1])


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the synthetic portfolio published."""
    home = tmp_path_factory.mktemp("asked")
    released(home, asked_portfolio.write(home / "deliveries"), AS_OF)
    return home


@pytest.fixture(scope="module")
def synthetic_answers(synthetic: Path) -> dict[str, str]:
    return asked(synthetic, {title: renamed(sql) for title, (sql, _) in QUESTIONS.items()})


def renamed(sql: str) -> str:
    for there, here in RENAMED.items():
        sql = sql.replace(there, here)
    return sql


def as_csv(value: object, cell: str) -> str:
    """A value as the shell shows it; a number in the digits of the cell, if it is that number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal) and re.fullmatch(r"-?[0-9]+([.][0-9]+)?", cell):
        return cell if Decimal(cell) == value else str(value)
    return str(value)


# What a table is, and how many checks there are, is the same whatever is delivered.
OF_ANY_RELEASE = {
    "Which checks did this release pass?",
    "What is in a table, and what do its columns mean?",
}


@pytest.mark.parametrize("title", [title for title in QUESTIONS if title not in OF_ANY_RELEASE])
def test_the_answer_on_a_synthetic_portfolio_is_that_of_the_rows_delivered(
    synthetic_answers: dict[str, str], title: str
) -> None:
    _, *got = csv.reader(io.StringIO(synthetic_answers[title]))
    wanted = ANSWERS[title]()
    assert wanted, "the portfolio has something to answer to every question"
    shapes = [(row, got[place] if place < len(got) else [""] * len(row)) for place, row in enumerate(wanted)]
    assert got == [[as_csv(*pair) for pair in zip(row, shown, strict=True)] for row, shown in shapes]


def test_what_holds_of_any_release_holds_of_it(synthetic_answers: dict[str, str]) -> None:
    assert set(QUESTIONS) == set(ANSWERS) | OF_ANY_RELEASE and len(QUESTIONS) >= 25
    for title in OF_ANY_RELEASE:
        assert list(csv.reader(io.StringIO(synthetic_answers[title]))) == cells(QUESTIONS[title][1])


@pytest.mark.parametrize("metric", metrics.NAMES)
def test_every_metric_gives_what_is_published_of_the_portfolio(synthetic: Path, metric: str) -> None:
    got, wanted = metrics.both(synthetic / "published" / "fundament.duckdb", metric)
    assert set(got) == set(wanted) and got


def test_the_metric_of_each_scenario_is_its_total(synthetic: Path) -> None:
    """By the rows delivered, facts in each scenario."""
    found = metrics.asked(
        synthetic / "published" / "fundament.duckdb",
        ["unlawful_amount_gross"],
        ["spend_cell__scenario_id"],
        "{{ Dimension('spend_cell__publication_id') }} = 'asked'",
    )
    assert {one: amount for one, amount in found if one in ("pause_0", "pause_12")} == {
        one: total(one) for one in ("pause_0", "pause_12")
    }


def test_every_key_of_the_portfolio_resolves_and_every_scenario_adds_up(synthetic: Path) -> None:
    """It has a contract that the register lacks, lines that name none, and a total that is published alone."""
    with duckdb.connect(str(synthetic / "published" / "fundament.duckdb"), read_only=True) as connection:
        assert unresolved(connection) == []
        missing = connection.execute(
            "select contract_id, contract_name from marts.dim_contract "
            "where not is_on_file and publication_id = 'asked'"
        ).fetchall()
        assert set(missing) == {("c_lost", "c_lost"), ("none", "none")}
        published = dict(
            connection.execute("select scenario_id, total_gross from marts.noncompliance_scenarios").fetchall()
        )
        computed = {one: total(one) for one in ("pause_0", "pause_12")}
        assert published == {"printed": 30_000_000, **computed}
        by_bridge = (
            "spend_lawfulness as part inner join marts.scenario_bridge as bridge on part.publication_id = "
            "bridge.publication_id and part.scenario_id = bridge.counted_scenario_id where is_counted "
            "and outcome = 'unlawful'"
        )
        for amount, scenario, rows, of_the_printed in (
            ("unlawful_amount_gross", "scenario_id", "noncompliance_by_scenario", 30_000_000),
            # Of suppliers, services and lines a published total says nothing: only the facts are known.
            ("unlawful_amount_gross", "scenario_id", "supplier_spend_by_scenario", total("")),
            ("unlawful_amount_gross", "scenario_id", "service_spend_by_scenario", total("")),
            ("amount_gross", "bridge.scenario_id", by_bridge, total("")),
        ):
            sums = connection.execute(
                f"select {scenario}, sum({amount}) from marts.{rows} group by all having sum({amount}) is not null"
            ).fetchall()
            assert dict(sums) == {"printed": of_the_printed, **computed}, rows
