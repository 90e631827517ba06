"""An organisation switches a rule of findings off for itself, with a reason that shows; nothing else changes."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from fundament.errors import BadInput
from fundament.project import DBT_DIR, PROJECT_ROOT
from tests.conftest import Command, query
from tests.small_portfolio import FILES
from tests.warehouses import loaded, released

SWITCHES = """finding_rule,disabled_reason,disabled_reason_nl
service_without_owner,Owners are not registered yet,Eigenaars staan nog niet geregistreerd
measure_overdue,,Maatregelen volgen wij elders
"""


def write(folder: Path, switches: str) -> Path:
    folder.mkdir()
    files = {**FILES, "finding_rule_switches": switches}
    listed = "".join(f"  - {{source: {name}, path: {name}.csv}}\n" for name in files)
    (folder / "delivery.yml").write_text(
        "delivery_id: portfolio\ntitle: Synthetic portfolio\nowner: tests\npublication_id: portfolio\n"
        f"date_formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S']\nfiles:\n{listed}"
    )
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("switched")
    command = Command(folder / "home")
    released(command.home, write(folder / "deliveries", SWITCHES), dt.date(2024, 6, 30), with_note=True)
    return command


def test_the_rule_is_off_and_the_reason_shows(switched: Command) -> None:
    # alpha has no owner; the measure `late` was due the day before.
    shown = set(query(switched.warehouse, "select distinct finding_rule from marts.findings"))
    assert not shown & {("service_without_owner",), ("measure_overdue",)}
    assert query(switched.warehouse, "select count(*) > 0 from marts.findings") == [(True,)]
    rows = query(
        switched.warehouse,
        "select finding_rule, disabled_reason, disabled_reason_nl, findings_suppressed, switched_off_by, "
        "source_file, source_line from marts.finding_rules_off order by all",
    )
    file = "finding_rule_switches.csv"
    elsewhere = "Maatregelen volgen wij elders"
    assert rows == [
        ("measure_overdue", elsewhere, elsewhere, 1, "delivery", file, 3),
        (
            "service_without_owner",
            "Owners are not registered yet",
            "Eigenaars staan nog niet geregistreerd",
            1,
            "delivery",
            file,
            2,
        ),
    ]
    results = query(
        switched.warehouse,
        "select is_enabled, publications_off, findings_shown, findings_suppressed "
        "from quality.finding_rule_results where finding_rule = 'measure_overdue'",
    )
    assert results == [(True, 1, 0, 1)]


def test_status_says_so(switched: Command) -> None:
    said = (
        "switched off  service_without_owner, portfolio: Owners are not registered yet (1 finding not shown)",
        "switched off  measure_overdue, portfolio: Maatregelen volgen wij elders (1 finding not shown)",
    )
    status = switched("status", "--all")
    for line in said:
        assert line in status.stdout


def test_the_note_says_so_in_its_language(switched: Command) -> None:
    for language, title, reason in (
        ("nl", "Regels voor bevindingen die uit staan", "Eigenaars staan nog niet geregistreerd"),
        ("en", "Rules of findings that are switched off", "Owners are not registered yet"),
    ):
        page = (switched.published / f"note-{language}.html").read_text("utf-8")
        assert title in page and reason in page


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "service_without_oner,Not yet,\n",
            ["column finding_rule", "'service_without_oner'", "none of: agreement_collision"],
        ),
        ("service_without_owner,,\n", ["one is required: disabled_reason, disabled_reason_nl"]),
    ],
    ids=["an unknown rule", "no reason"],
)
def test_what_can_not_be_meant_is_refused(tmp_path: Path, row: str, said: list[str]) -> None:
    folder = write(tmp_path / "deliveries", "finding_rule,disabled_reason,disabled_reason_nl\n" + row)
    with pytest.raises(BadInput) as refused:
        loaded(tmp_path / "home", folder, dt.date(2024, 6, 30))
    told = re.sub(r"\s+", " ", str(refused.value))
    for words in [*said, "finding_rule_switches.csv", "line 2"]:
        assert words in told, told


def test_the_rules_are_the_same_everywhere() -> None:
    """The reference, what a delivery may name, and the models that raise."""
    with (PROJECT_ROOT / "seeds" / "reference" / "finding_rules.csv").open(encoding="utf-8") as file:
        rules = {row["finding_rule"] for row in csv.DictReader(file)}
    [raw] = yaml.safe_load((DBT_DIR / "models" / "sources.yml").read_text("utf-8"))["sources"]
    [source] = [table for table in raw["tables"] if table["name"] == "finding_rule_switches"]
    [column] = [column for column in source["columns"] if column["name"] == "finding_rule"]
    findings = DBT_DIR / "models" / "intermediate" / "findings"
    listed = (findings / "int_findings_raised.sql").read_text("utf-8").split("for rule in [")[1].split("]")[0]
    models = {path.stem.removeprefix("finding_") for path in findings.glob("finding_*.sql")}
    assert set(column["config"]["meta"]["values"]) == rules == models == set(re.findall(r"'(\w+)'", listed))
