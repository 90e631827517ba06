"""The paths that the documents name are there."""

import os
import re
from pathlib import Path

from fundament.project import PROJECT_ROOT

DOCUMENTS = [
    *(PROJECT_ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((PROJECT_ROOT / "docs").rglob("*.md")),
]
# What is made in the tree, and comes with none of it.
MADE = {".git", ".venv", "data", "target", "logs", "__pycache__"}
# Their first parts: what stands in a home, in a delivery, in the environment, in an example, or is no path.
OF_A_HOME = "archive build data notes parquet published received releases shared turns .venv dbt/target"
OF_A_DELIVERY = "mine exports contract_amendments.csv"
EXAMPLES = "dbt/models/intermediate/findings/finding_x.sql rule_x.sql staging/stg_x.sql"
NO_PATHS = "Europe/Amsterdam ocid/contract impact_chain noncompliance_by_contract_year .yml .delivery.yml"
ELSEWHERE = " ".join((OF_A_HOME, OF_A_DELIVERY, EXAMPLES, NO_PATHS)).split()


def of_the_tree() -> set[str]:
    """Each file and folder, from the root and from each folder below it: documents leave out what is plain."""
    found = set()
    for folder, folders, files in os.walk(PROJECT_ROOT):
        folders[:] = [name for name in folders if name not in MADE]
        for name in (*folders, *files):
            parts = (Path(folder) / name).relative_to(PROJECT_ROOT).parts
            found |= {"/".join(parts[first:]) for first in range(len(parts))}
    return found


def named_in(text: str) -> set[str]:
    """The words in backticks that look like a path."""
    codes = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    words = {word for code in codes for word in code.split() if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word)}
    return {word.rstrip("/") for word in words if re.search(r"/|\.(py|sql|yml|csv)$", word)}


def elsewhere(path: str) -> list[str]:
    return [place for place in ELSEWHERE if f"{path}/".startswith(f"{place}/")]


def test_the_paths_that_the_documents_name_are_there() -> None:
    there = of_the_tree()
    named = {path: file.name for file in DOCUMENTS for path in named_in(file.read_text("utf-8"))}
    assert len(named) > 100
    absent = {path: file for path, file in named.items() if path not in there}
    assert {path: file for path, file in absent.items() if not elsewhere(path)} == {}
    assert {place for path in absent for place in elsewhere(path)} == set(ELSEWHERE), "none is listed for nothing"


def test_a_path_that_is_not_there_is_seen() -> None:
    text = (
        "In `fundament/page/nowhere.py` and `nowhere.sql`, by `.venv/bin/pytest tests/nowhere`; `settings.py` is."
    )
    wrong = {path for path in named_in(text) - of_the_tree() if not elsewhere(path)}
    assert wrong == {"fundament/page/nowhere.py", "nowhere.sql", "tests/nowhere"}
