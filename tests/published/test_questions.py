"""Every question of docs/questions.md gets the answer that stands under it, typed over from the documents."""

import csv
import io
import os
import re
import subprocess

import pytest

from fundament.settings import PROJECT_ROOT
from tests.conftest import CEILING, FUNDAMENT, Command

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
    assert headings == list(QUESTIONS) and len(headings) >= 20
    assert PAGE.count("```sql") == len(headings)


# Between two questions, as CSV.
NEXT = ("select 'next' as question;", "question\nnext\n")


@pytest.fixture(scope="module")
def answers(memo: Command) -> dict[str, str]:
    """What the shell says to all of them, one after the other."""
    done = subprocess.run(
        [FUNDAMENT, "sql", "--format", "csv"],
        input=f";\n{NEXT[0]}\n".join(sql.strip().rstrip(";") for sql, _ in QUESTIONS.values()) + ";\n",
        env={**os.environ, "FUNDAMENT_HOME": str(memo.home)},
        text=True,
        capture_output=True,
        timeout=CEILING,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(QUESTIONS, done.stdout.replace("\r\n", "\n").split(NEXT[1]), strict=True))


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_answer(answers: dict[str, str], title: str) -> None:
    assert list(csv.reader(io.StringIO(answers[title]))) == cells(QUESTIONS[title][1])
