"""The screens: one of a release that fits, nothing broken at 80 columns, numbers with their thousands apart."""

import datetime as dt
import io
import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.text import Text

from fundament.cli import main
from fundament.commands.run import ROOM_OF_SPINNER, _Progress
from fundament.project import PROJECT_ROOT, default_deliveries
from fundament.screen.summary import show_summary
from fundament.warehouse import Warehouse
from tests.conftest import MEMO, Command


def screen(command: Command, columns: int, *arguments: str) -> list[str]:
    done = CliRunner().invoke(
        main, [*arguments, "--home", str(command.home)], env={"COLUMNS": str(columns)}, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


@pytest.mark.parametrize("columns", [80, 120])
def test_a_release_is_one_screen(memo: Command, columns: int) -> None:
    lines = screen(memo, columns, "status")
    assert 24 <= len(lines) <= 40
    # Only a path is longer than the screen, to be copied.
    assert all(len(line) <= columns for line in lines if str(memo.published) not in line)
    text = "\n".join(lines)
    for named in (
        "could not be judged",
        "6 of unknown length",
        "Serious findings: 8",
        "Checks: all ",
        "note-nl.pdf",
        "min ago",
        "--all",
    ):
        assert named in text
    page = memo.published / "index.html"
    assert (f"page       {page}" in lines) is page.exists()


def test_what_a_release_has_in_plenty_is_still_one_screen(published: Command, tmp_path: Path) -> None:
    """Eight publications, twelve rules more with serious findings, rejected rows, and titles that are long."""
    release = published.warehouse.resolve().parent
    for file in (release, published.warehouse.resolve()):
        file.chmod(0o755)
    with duckdb.connect(str(published.warehouse.resolve())) as connection:
        connection.execute("update marts.findings set subject_name_en = repeat('A long name ', 20)")
        connection.execute(
            "insert into marts.dim_publication select * exclude (n) replace ("
            "'p' || n as publication_id, repeat('Long title ', 30) as title) "
            f"from marts.dim_publication, range(8) as more(n) where publication_id = '{MEMO}'"
        )
        connection.execute(
            "insert into marts.finding_groups select * exclude (n) replace ("
            "'rule' || n as finding_rule, 'A rule' as finding_rule_en, 1234567 as high, "
            "cast(0 as integer) as group_order) "
            f"from (from marts.finding_groups where high > 0 and publication_id = '{MEMO}' limit 1), "
            "range(12) as more(n)"
        )
        connection.execute(
            "update quality.row_accounting set rows_rejected = 1234, rejected_allowed = 2000 "
            "where source_file = (select min(source_file) from quality.row_accounting)"
        )
    for columns in (80, 120):
        console = Console(file=io.StringIO(), width=columns)
        warehouse = Warehouse(published.home, default_deliveries())
        show_summary(console, warehouse, release, dt.datetime.now(dt.UTC))
        lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
        # What changed, of which there is nothing here, takes three more.
        assert len(lines) <= 37
        assert all(len(line) <= columns for line in lines if str(published.published) not in line)
        text = "\n".join(lines)
        assert "Rejected rows: 1,234, of 2,000 allowed" in text
        assert "(1,234,567" in text and "and 9 more publications" in text


def summary_of(published: Command, statements: str) -> str:
    """The screen of a release whose tables these statements have changed."""
    release = published.warehouse.resolve().parent
    for file in (release, published.warehouse.resolve()):
        file.chmod(0o755)
    with duckdb.connect(str(published.warehouse.resolve())) as connection:
        connection.execute(statements)
    console = Console(file=io.StringIO(), width=120)
    show_summary(console, Warehouse(published.home, default_deliveries()), release, dt.datetime.now(dt.UTC))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_what_is_small_is_no_zero_and_nothing_is_no_base_of_a_percentage(published: Command) -> None:
    """20,000 beside 210 million; 20,000 more than nothing; a delay of 400 days that only the chain brings."""
    text = summary_of(
        published,
        "update marts.noncompliance_scenarios set increase_gross = 20000, increase_pct = null "
        "where increase_gross > 0; "
        "update marts.finding_groups set amount_gross = 20000 where finding_rule = 'spend_after_contract_end'; "
        "update marts.impact_services set chain_slip_days = 400 where service_name like '%(Wmebv)'",
    )
    assert "210.1 (+<0.1)" in text
    assert "Spend after a contract's end (1, EUR 20,000)" in text
    assert "3 delayed, 0 overdue (longest known: 400 days), 6 of unknown length" in text


def test_no_figure_breaks_and_each_address_can_be_copied(memo: Command) -> None:
    shown = screen(memo, 80, "status", "--all")
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        figures = connection.execute("select figure_id from marts.source_reconciliation").fetchall()
    words = {word for line in shown for word in line.split()}
    assert {figure for (figure,) in figures} <= words
    explained = screen(memo, 80, "explain", "total_2021")
    [address] = [line for line in explained if line.startswith("noncompliance_by_contract_year/")]
    assert address == f"noncompliance_by_contract_year/{MEMO}/pause_12/EASI/2021/realised"
    assert any(address.rpartition("/")[0] not in line for line in screen(memo, 80, "explain", address))


def test_codes_are_said_in_the_words_of_note_and_page(memo: Command) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        figure, publication, words = connection.execute(
            "select figure_id, publication_id, label_en from marts.source_reconciliation "
            "inner join reference.code_labels on code_list = 'verdict' and code = verdict "
            "where verdict = 'source_only' limit 1"
        ).fetchall()[0]
    assert words == "in the source only"
    assert any(words in line for line in screen(memo, 200, "status", "--all"))
    assert f"verdict {words}" in " ".join(" ".join(screen(memo, 80, "explain", f"{publication}/{figure}")).split())
    # The memo has a scenario of that length.
    assert any(", stated by the source: " in line for line in screen(memo, 200, "whatif", "--pause", "12"))


def test_the_readme_shows_the_screen_as_it_is(memo: Command) -> None:
    """What it shows of the memo, and of its gravest rule; other counts go with the day of the run."""
    shown = (
        (PROJECT_ROOT / "README.md")
        .read_text("utf-8")
        .partition("```text\n")[2]
        .partition("\n```")[0]
        .splitlines()
    )
    told = [line for line in shown if line and not line.startswith(("Serious", "page", "note "))]
    assert len(told) == 10
    assert [line for line in told if line not in screen(memo, 80, "status")] == []


def test_helps_fit_80_columns() -> None:
    def helps(command: list[str]) -> None:
        said = CliRunner().invoke(main, [*command, "--help"], env={"COLUMNS": "80"}, terminal_width=80).output
        lines = said.splitlines()
        assert all(len(line) <= 80 for line in lines)
        assert not [line for line in lines if line.endswith("...") and not line.startswith("Usage")]

    helps([])
    for name, command in main.commands.items():
        helps([name])
        for inner in getattr(command, "commands", {}):
            helps([name, inner])


def test_progress_never_takes_a_second_line() -> None:
    """What a terminal draws anew in place has to fit one line: a longer one leaves a trail behind."""

    class Status:
        said = Text()

        def update(self, said: Text) -> None:
            self.said = said

    status, console = Status(), Console(file=io.StringIO(), width=60, force_terminal=True)
    progress = _Progress(console, status, 0.0)  # type: ignore[arg-type]
    progress.show("dbt", "unique_key_int_cost_impacts_publication_id__year__component [bold]" * 3)
    assert status.said.cell_len <= 60 - ROOM_OF_SPINNER and status.said.plain.endswith("…")
    assert "[bold]" in Text("dbt [bold]").plain


def test_an_export_names_its_file_in_a_folder(memo: Command, tmp_path: Path) -> None:
    said = screen(memo, 80, "export", "milestones", "--format", "csv", "--output", str(tmp_path))
    assert (tmp_path / "milestones.csv").is_file() and said[0].startswith(str(tmp_path / "milestones.csv"))
    screen(memo, 80, "export", "milestones", "--format", "csv", "--output", f"{tmp_path}/new/")
    assert (tmp_path / "new" / "milestones.csv").is_file()


def test_numbers_have_their_thousands_apart(memo: Command) -> None:
    for arguments in (["status", "--all"], ["releases"]):
        text = "\n".join(screen(memo, 120, *arguments))
        plain = re.sub(r"\S*(?:/|-|_|T\d|:\d)\S*", "", text)
        # A year, or what a source prints, has no sign; 2.630.761.000 is as the annual report has it.
        assert not [found for found in re.findall(r"(?<![\d.,])\d{5,}", plain)]
