"""The walk of docs/your-own-file.md: its files, its commands, and what it says that one will see."""

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from fundament.cli import main
from fundament.deliveries.read import apart
from fundament.project import PROJECT_ROOT
from tests.conftest import query
from tests.warehouses import released

PAGE = (PROJECT_ROOT / "docs" / "your-own-file.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_a_newcomer_sees_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """C-1 ends on 31 March 2024: its 605,000 of May is non-compliant. Gamma's 6,050 name no contract.

    In all 726,000, 605,000, 108,900 and 6,050.
    """
    monkeypatch.chdir(tmp_path)
    # The process that reads files stands in the folder where it was started, with the first of them.
    apart._started.cache_clear()
    folder = tmp_path / "mine"
    folder.mkdir()
    names = re.findall(r"`mine/(\w+\.csv)`", PAGE)
    for name, text in zip(names, blocks("csv"), strict=True):
        (folder / name).write_text(text)
    draft, check, run, look = (shlex.split(block.split("#")[0]) for block in blocks("bash"))
    assert [command[0] for command in (draft, check, run)] == ["fundament"] * 3 and look[0] == "open"

    drafted = CliRunner().invoke(main, draft[1:], catch_exceptions=False)
    assert drafted.exit_code == 0, drafted.output
    file = folder / "spend.delivery.yml"
    text = file.read_text()
    assert text.count("TO-FILL-IN") == 1
    file.write_text(text.replace("TO-FILL-IN", "Finance department") + blocks("yaml")[0])

    seen, shown = blocks("text")
    checked = CliRunner().invoke(main, check[1:], catch_exceptions=False)
    assert checked.exit_code == 0, checked.output
    said = [" ".join(line.split()) for line in checked.output.splitlines()]
    assert [line for line in seen.splitlines() if " ".join(line.split()) not in said] == []

    as_of = dt.date.fromisoformat(run[run.index("--as-of") + 1])
    home = tmp_path / run[run.index("--home") + 1]
    release = released(home, tmp_path / run[run.index("--deliveries") + 1], as_of)
    screen = CliRunner().invoke(main, ["status", "--home", str(home)], env={"COLUMNS": "80"}).output
    assert [line for line in shown.splitlines() if line not in screen.splitlines()] == []
    assert look[1] == f"{home.name}/published/index.html"
    assert query(
        release / "fundament.duckdb",
        "select contract_id, sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year "
        "group by all having sum(unlawful_amount_gross) > 0",
    ) == [("C-1", 605000)]
    address = re.search(r"fundament explain (\S+)", PAGE)
    assert address
    explained = CliRunner().invoke(main, ["explain", address[1], "--home", str(home), "--deliveries", str(folder)])
    assert explained.exit_code == 0, explained.output
