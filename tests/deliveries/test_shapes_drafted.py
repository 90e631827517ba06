"""Drafts of files of public shapes: what is proposed, that it is read, that it leads to a run. Synthetic."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from fundament import database
from fundament.cli import main
from fundament.deliveries.counted.together import refuse_what_does_not_fit
from fundament.deliveries.drafts.drafting import draft, draft_with_stubs
from fundament.deliveries.reader import load_deliveries
from tests.public_shapes import PAGE, SHAPES, Shape, share, table

OWNER = ("owner: TO-FILL-IN", "owner: Finance")


def test_the_page_has_the_table_and_most_is_right() -> None:
    """`python -m tests.public_shapes --write` writes it anew; less than this would be a step back."""
    found = [share(shape) for shape in SHAPES]
    assert table(found) in PAGE.read_text("utf-8")
    assert sum(right for right, _, _ in found) >= 0.95 * sum(of for _, of, _ in found)


def test_what_is_wrong_shows() -> None:
    text = "id,Waarde,Datum\n1,2,2024-01-31\n"
    shape = Shape("Synthetic", "contract_spend", text, "line_id: id\nperiod_start: Datum\namount_gross: Waarde\n")
    assert share(shape) == (2, 4, ["amount_gross: nothing", "measure_type: =realised"])
    assert share(Shape("Synthetic", "issues", text, "issue_id: id")) == (0, 1, ["taken for contract_spend"])


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_a_draft_is_read_whole_once_its_owner_is_named(shape: Shape, tmp_path: Path) -> None:
    (tmp_path / shape.file).write_text(shape.text)
    drafted = draft_with_stubs(tmp_path / shape.file, None, None, ["publications", "contracts"])
    text = drafted.pop("text").replace(*OWNER)
    assert "TO-FILL-IN" not in text
    (tmp_path / "delivery.yml").write_text(text)
    for name, stub in drafted.items():
        (tmp_path / f"{name}.csv").write_text(stub)
    with database.in_memory() as connection:
        found = load_deliveries(connection, tmp_path, dt.date(2026, 1, 31))
        refuse_what_does_not_fit(connection)
    assert sum(each.rows_rejected for each in found) == 0 and all(each.rows_loaded for each in found)


def command(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(main, ["deliveries", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done


def test_draft_and_check_are_the_whole_way_to_a_run(tmp_path: Path) -> None:
    """The days are those of the file; contracts that it names are there to be completed."""
    ledger = next(shape for shape in SHAPES if shape.name.startswith("Purchase ledger"))
    folder, declaration = tmp_path / "mine", tmp_path / "mine" / "delivery.yml"
    folder.mkdir()
    (folder / "ledger.csv").write_text(ledger.text)
    said = command("draft", folder / "ledger.csv", "--output", declaration).output
    assert [line.split(" ")[1].rstrip(",.") for line in said.splitlines() if line.startswith("Written")] == [
        str(folder / "publications.csv"),
        str(folder / "contracts.csv"),
        str(declaration),
    ]
    assert (folder / "publications.csv").read_text().splitlines()[1] == "ledger,ledger,2024-03-14,2024-03-14,EUR"
    assert (folder / "contracts.csv").read_text().splitlines() == ["contract_id,contract_name", "K1,K1"]
    declaration.write_text(declaration.read_text().replace(*OWNER))
    assert f"A run of {folder} would take it over." in command("check", "--all", declaration).output
    # What is there is not written over, and a publication that is delivered near needs no stub.
    (folder / "contracts.csv").write_text("contract_id,contract_name\nK1,Hosting\n")
    other = tmp_path / "other" / "delivery.yml"
    other.parent.mkdir()
    command("draft", folder / "ledger.csv", "--output", folder / "second.delivery.yml")
    command("draft", folder / "ledger.csv", "--publication", "ledger", "--output", other)
    assert "Hosting" in (folder / "contracts.csv").read_text()
    assert sorted(path.name for path in other.parent.iterdir()) == ["contracts.csv", "delivery.yml"]


def test_a_document_that_is_one_record_is_drafted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"id": "1", "title": "Synthetic", "created": "2024-01-31", "more": {"z": 1}}'
    )
    drafted = yaml.safe_load(draft(tmp_path / "a.json"))
    assert drafted["records"] == "." and drafted["files"][0]["columns"]["issue_id"] == {"from": "id"}
