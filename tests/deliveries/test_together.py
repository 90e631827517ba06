"""What deliveries say together is seen by a check, with file and line, as a run would see it. Synthetic."""

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fundament import database
from fundament.cli import main
from fundament.deliveries.counted.together import refuse_what_does_not_fit
from fundament.errors import BadInput
from tests.warehouses import built, checked, loaded

PUBLICATION = (
    "publication_id,title,document_reference,published_on,as_of_date\nadm,Synthetic,,2024-02-29,2024-02-29\n"
)
SPEND = "line_id,period_start,amount_gross,measure_type,scenario_id\nL1,2024-01-31,10,realised,\n"
OTHER = SPEND.replace("10", "11")
TODAY = dt.date(2026, 1, 31)


def folder_of(root: Path, files: dict[str, str], entries: str = "") -> Path:
    """A folder with a delivery per source, `publications` or a name and a source; the YAML of the last."""
    for name, text in files.items():
        folder, _, source = name.rpartition("/")
        (root / (folder or source)).mkdir(parents=True)
        declaration = root / (folder or source) / "delivery.yml"
        (declaration.parent / "a.csv").write_text(text)
        declaration.write_text(
            f"delivery_id: {folder or source}\ntitle: T\nowner: O\npublication_id: adm\n"
            f"files:\n  - {{source: {source}, path: a.csv}}\n" + (entries if source != "publications" else "")
        )
    return declaration


def said_by_check(declaration: Path) -> str:
    done = CliRunner().invoke(main, ["deliveries", "check", "--all", str(declaration)])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), done.output
    return done.stderr


def said_by_run(home: Path, deliveries: Path) -> str:
    """What stops a run before it builds anything, as it is on the screen."""
    with pytest.raises(BadInput) as error:
        file = loaded(home, deliveries, TODAY)
        with database.to_write(file) as connection:
            refuse_what_does_not_fit(connection)
    return f"{error.value}\n"


@pytest.mark.parametrize(
    ("files", "said", "where"),
    [
        (
            {"publications": PUBLICATION, "one/contract_spend": SPEND + SPEND.split("\n")[1] + "\n"},
            "contract_spend has line_id 'L1' more than once",
            "one/a.csv, line 2; one/a.csv, line 3",
        ),
        (
            {"publications": PUBLICATION, "one/contract_spend": SPEND, "two/contract_spend": OTHER},
            "contract_spend has line_id 'L1' more than once",
            "one/a.csv, line 2; two/a.csv, line 2",
        ),
        (
            {"publications": PUBLICATION.replace("adm", "other"), "one/contract_spend": SPEND},
            "The publication 'adm' is not delivered",
            "one/a.csv, line 2",
        ),
        (
            {"publications": PUBLICATION, "one/contract_spend": SPEND[:-1] + "S9\n"},
            "The scenario 'S9' is not delivered",
            "one/a.csv, line 2",
        ),
        (
            {"publications": PUBLICATION.replace(",,", ",DOC-1,"), "one/contract_spend": SPEND},
            "The publication 'adm' is a document, 'DOC-1', and none of its printed figures is delivered",
            "publications/a.csv, line 2",
        ),
        (
            {"publications": PUBLICATION, "one/contract_spend": SPEND, "two/issues": "scenario_id\n"},
            "Columns that nobody handles: 'scenario_id'",
            "two/a.csv, line 1",
        ),
    ],
)
def test_check_and_run_refuse_alike_with_file_and_line(
    tmp_path: Path, files: dict[str, str], said: str, where: str
) -> None:
    declaration = folder_of(tmp_path / "exports", files)
    # The first delivery is good by itself: what is wrong is beside it.
    of_check = said_by_check(declaration.parent.parent / "one" / "delivery.yml")
    assert of_check == said_by_run(tmp_path / "home", tmp_path / "exports")
    assert of_check.startswith(f"{said}\n  where: {where}\n")


@pytest.mark.parametrize("options", [["--all"], []])
def test_a_file_that_is_named_twice_is_no_sum(tmp_path: Path, options: list[str]) -> None:
    entry = '  - {source: contract_spend, path: "*.csv"}\n'
    files = {"publications": PUBLICATION, "one/contract_spend": SPEND}
    declaration = folder_of(tmp_path / "exports", files, entry)
    done = CliRunner().invoke(main, ["deliveries", "check", *options, str(declaration)])
    assert done.exit_code == 1 and "sum of" not in done.output
    # Without a neighbour a file is called by its place beside its declaration.
    assert f"one/{done.stderr}" == said_by_run(tmp_path / "home", tmp_path / "exports")
    assert done.stderr.startswith("a.csv is named 2 times for contract_spend\n")
    assert f"where: {declaration}, lines 6, 7\n" in done.stderr


def test_what_only_models_and_checks_see_is_seen_by_a_check(tmp_path: Path) -> None:
    """A service that nobody declares, a rate of 2100 percent: the checks of a run fail of the same."""
    files = {
        "publications": PUBLICATION,
        "two/migrations": "migration_id,service_id,status,baseline_end_date\nm1,NOPE,completed,2024-01-31\n",
        "one/contract_spend": SPEND.replace("_id\n", "_id,vat_rate\n")[:-1] + ",21\n",
    }
    declaration = folder_of(tmp_path / "exports", files)
    of_check = said_by_check(declaration)
    of_run = checked(built(tmp_path / "home", tmp_path / "exports", TODAY))
    assert set(re.findall(r"The check (\w+) fails", of_check)) == set(of_run)
    assert set(of_run) == {"migrations_name_known_services", "vat_rates_are_fractions"}
    wrong = "in_column service_id, named NOPE, publication_id adm, migration_id m1, source_file two/a.csv, "
    assert f"{wrong}source_line 2" in of_check
