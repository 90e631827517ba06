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


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_answer(memo: Command, title: str) -> None:
    sql, answer = QUESTIONS[title]
    environment = {**os.environ, "FUNDAMENT_HOME": str(memo.home)}
    done = subprocess.run(
        [FUNDAMENT, "sql", "--format", "csv", sql],
        env=environment,
        text=True,
        capture_output=True,
        timeout=CEILING,
    )
    assert done.returncode == 0, done.stderr
    assert list(csv.reader(io.StringIO(done.stdout))) == cells(answer)
