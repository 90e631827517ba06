"""What is put off for the third time is a finding, with the date that stands: over files of five months."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouses import built, compiled

MONTHS = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]
# Per source the header, and per subject what each month says; `#` takes the place of the date.
SOURCES = {
    "migrations": (
        "migration_id,service_id,status,baseline_end_date,forecast_end_date",
        {
            # Put off three times, and then half a month back.
            "m,s,in_progress,2024-03-31,#": [
                "2024-04-30",
                "2024-05-31",
                "2024-06-30",
                "2024-06-30",
                "2024-06-15",
            ],
            "two,s,in_progress,2024-03-31,#": [
                "2024-03-31",
                "2024-04-30",
                "2024-05-31",
                "2024-05-31",
                "2024-05-31",
            ],
        },
    ),
    "milestones": (
        "milestone_id,title,period_start,period_end,milestone_status",
        {
            # Expected in March at first, and the last day is the one before `period_end`.
            "first,First version,2024-01-01,#,expected": [
                "2024-04-01",
                "2024-05-01",
                "2024-06-01",
                "2024-06-01",
                "2024-07-01",
            ],
        },
    ),
    "measures": (
        "measure_id,title,status,due_date",
        {
            "again,Roadmap,planned,#": ["2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-06-30"],
            "once,Audit,planned,#": ["2024-03-31", "2024-03-31", "2024-05-31", "2024-05-31", "2024-05-31"],
        },
    ),
    "issues": (
        "issue_id,title,is_blocking,created_at,target_date",
        {
            "i1,Network,true,2024-01-02,#": [
                "2024-02-28",
                "2024-03-29",
                "2024-04-30",
                "2024-05-31",
                "2024-05-31",
            ],
            "i2,Colour,false,2024-01-02,#": [
                "2024-02-28",
                "2024-03-29",
                "2024-04-30",
                "2024-05-31",
                "2024-05-31",
            ],
            "i3,Steady,true,2024-01-02,#": ["2024-02-28"] * 5,
        },
    ),
}


@pytest.fixture(scope="module")
def build_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("put_off")
    folder = home / "deliveries"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        "delivery_id: months\ntitle: Five months\nowner: tests\npublication_id: months\nscope: full\n"
        "as_of: {from_file_name: '(\\d{4}-\\d{2}-\\d{2})', format: '%Y-%m-%d'}\nfiles:\n"
        + "".join(f"  - {{source: {source}, path: '{source}-*.csv'}}\n" for source in SOURCES)
        + "  - {source: publications, path: publications.csv, as_of: 2024-01-31}\n"
        "  - {source: services, path: services.csv, as_of: 2024-01-31}\n"
    )
    (folder / "publications.csv").write_text(
        "publication_id,title,published_on,as_of_date\nmonths,Five months,2024-01-31,2024-01-31\n"
    )
    (folder / "services.csv").write_text("service_id,service_name,service_kind\ns,Synthetic service,service\n")
    for source, (header, subjects) in SOURCES.items():
        for number, month in enumerate(MONTHS):
            lines = [row.replace("#", dates[number]) for row, dates in subjects.items()]
            (folder / f"{source}-{month}.csv").write_text("\n".join([header, *lines]) + "\n")
    return built(home, folder, date(2024, 5, 31))


def test_what_was_put_off_three_times(build_file: Path) -> None:
    with duckdb.connect(str(build_file), read_only=True) as connection:
        found = connection.execute(
            "select subject_type, subject_id, message_en, evidence, message_nl "
            f"from {compiled('finding_forecast_slipped_thrice')} "
            "where publication_id = 'months' order by subject_type"
        ).fetchall()
    assert found == [
        (
            "issue",
            "i1",
            "Put off 3 times, planned for 2024-02-28 at first and for 2024-05-31 now: blocking issue Network",
            "2024-02-29: to 2024-03-29; 2024-03-31: to 2024-04-30; 2024-04-30: to 2024-05-31",
            "3 keer uitgesteld, eerst gepland op 2024-02-28 en nu op 2024-05-31: knelpunt Network",
        ),
        (
            "measure",
            "again",
            "Put off 3 times, planned for 2024-03-31 at first and for 2024-06-30 now: measure Roadmap",
            "2024-02-29: to 2024-04-30; 2024-03-31: to 2024-05-31; 2024-04-30: to 2024-06-30",
            "3 keer uitgesteld, eerst gepland op 2024-03-31 en nu op 2024-06-30: maatregel Roadmap",
        ),
        (
            "migration",
            "m",
            "Put off 3 times, planned for 2024-03-31 at first and for 2024-06-15 now: migration m",
            "2024-01-31: to 2024-04-30; 2024-02-29: to 2024-05-31; 2024-03-31: to 2024-06-30; "
            "2024-05-31: back to 2024-06-15",
            "3 keer uitgesteld, eerst gepland op 2024-03-31 en nu op 2024-06-15: migratie m",
        ),
        (
            "milestone",
            "first",
            "Put off 3 times, planned for 2024-03-31 at first and for 2024-06-30 now: milestone First version",
            "2024-02-29: to 2024-04-30; 2024-03-31: to 2024-05-31; 2024-05-31: to 2024-06-30",
            "3 keer uitgesteld, eerst gepland op 2024-03-31 en nu op 2024-06-30: mijlpaal First version",
        ),
    ]
