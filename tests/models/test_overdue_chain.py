"""What is past its end and not done, along the chain: at least so many days, never "of unknown length"; by hand.

As of 30 June 2024. `late` was to end on 1 June: 29 days late so far. `slipped` was to end on 1 May, was put off to
31 May, and is not done: 30 days by its dates, 60 so far. `plan` has but one plan, 20 June: 10 days. Of `stated`
the source says two months, without a date: 59 days at the least, as January with February has. `vague` is late,
says the source, and no more. `known` goes from 1 to 26 August: 25 days.
"""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import query
from tests.small_portfolio import FILES
from tests.warehouses import built, checked

SERVICES = ("late", "slipped", "plan", "stated", "vague", "known", "near", "far", "after_slipped", "joint", "both")
LAWS = ("law", "law_of_stated", "far_law", "of_plan")
MIGRATIONS = """\
migration_id,service_id,status,baseline_end_date,forecast_end_date,is_delay_stated,stated_slip_months
m1,late,in_progress,2024-06-01,,,
m2,slipped,in_progress,2024-05-01,2024-05-31,,
m3,plan,in_progress,,2024-06-20,,
m4,stated,paused,,,true,2
m5,vague,paused,,,true,
m6,known,in_progress,2024-08-01,2024-08-26,,
m7,near,not_started,2024-07-10,2024-07-10,,
m8,far,not_started,2024-08-01,2024-08-01,,
m9,after_slipped,not_started,2024-07-01,2024-07-01,,
m10,both,not_started,2024-08-31,2024-08-31,,
"""
DEPENDENCIES = """from_id,to_id,dependency_type,lag_days
late,near,required_by,30
late,far,required_by,0
far,far_law,required_by,
near,law,required_by,
slipped,after_slipped,required_by,20
stated,law_of_stated,required_by,
near,joint,required_by,
known,joint,required_by,
vague,joint,required_by,
known,both,required_by,0
plan,of_plan,required_by,
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("overdue")
    (home / "deliveries").mkdir()
    files = {
        "publications": FILES["publications"],
        "services": "service_id,service_name,service_kind\n"
        + "".join(f"{name},{name},service\n" for name in SERVICES)
        + "".join(f"{name},{name},law\n" for name in LAWS),
        "migrations": MIGRATIONS,
        "dependencies": DEPENDENCIES,
    }
    for name, text in files.items():
        (home / "deliveries" / f"{name}.csv").write_text(text)
    listed = "".join(f"  - {{source: {name}, path: {name}.csv}}\n" for name in files)
    (home / "deliveries" / "delivery.yml").write_text(
        "delivery_id: portfolio\ntitle: Synthetic portfolio\nowner: tests\npublication_id: portfolio\n"
        f"date_formats: ['%Y-%m-%d']\nfiles:\n{listed}"
    )
    return built(home, home / "deliveries", date(2024, 6, 30))


def test_each_service_says_the_same_by_status_days_and_chain(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select service_id, delay_status, slip_days, own_slip_days, chain_slip_days, has_unknown_carried, "
        "delay_measure "
        "from marts.impact_services",
    )
    assert set(rows) == {
        ("late", "overdue", None, 29, 29, False, "at_least_days"),
        ("slipped", "overdue", 30, 60, 60, False, "at_least_days"),
        ("plan", "overdue", None, 10, 10, False, "at_least_days"),
        ("stated", "delayed", None, 59, 59, False, "months"),
        ("vague", "delayed_unknown", None, None, None, False, None),
        ("known", "delayed", 25, 25, 25, False, "days"),
        # The plan left 10 July less 1 July, 30 days after 1 June: 9 of the 29 days.
        ("near", "delayed", 0, 0, 20, True, "at_least_days"),
        # 61 days of room: what is known so far is taken up, and it may take longer.
        ("far", "delayed_unknown", 0, 0, 0, True, None),
        ("far_law", "delayed_unknown", None, None, None, True, None),
        ("law", "delayed", None, None, 20, True, "at_least_days"),
        # 1 July less 21 May leaves 41 of the 60 days.
        ("after_slipped", "delayed", 0, 0, 19, True, "at_least_days"),
        ("law_of_stated", "delayed", None, None, 59, True, "at_least_days"),
        # 25 known days, 20 at the least, and some that nobody knows.
        ("joint", "delayed", None, None, 25, True, "at_least_days"),
        # The 25 days are known whole, and there is room for 30.
        ("both", "on_time", 0, 0, 0, False, None),
        ("of_plan", "delayed", None, None, 10, True, "at_least_days"),
    }


def test_each_path_says_how_much_of_its_delay_is_known(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select path, carry_status, slip_days, is_at_least, affected_date, is_critical from marts.impact_chain",
    )
    assert set(rows) == {
        ("late > near", "carried", 20, True, date(2024, 7, 30), True),
        ("late > near > law", "carried", 20, True, None, True),
        ("late > near > joint", "carried", 20, True, None, False),
        ("late > far", "unknown_length", None, False, None, True),
        ("late > far > far_law", "unknown_length", None, False, None, True),
        ("slipped > after_slipped", "carried", 19, True, date(2024, 7, 20), True),
        ("stated > law_of_stated", "carried", 59, True, None, True),
        ("vague > joint", "unknown_length", None, False, None, False),
        ("known > joint", "carried", 25, False, None, True),
        ("known > both", "taken_up", 0, False, date(2024, 8, 31), False),
        ("plan > of_plan", "carried", 10, True, None, True),
    }


def test_the_findings_say_at_least_and_how_many_days(warehouse: Path) -> None:
    findings = dict(query(warehouse, "select finding_id, message_en || ' / ' || message_nl from marts.findings"))
    assert findings["service_delayed:law"] == (
        "Delay of at least 20 days, through the delay of near: law / "
        "Vertraging van minstens 20 dagen, door de vertraging van near: law"
    )
    assert findings["service_delayed:of_plan"].startswith("Delay of at least 10 days, through the delay of plan")
    assert findings["service_delayed:stated"].startswith("Delay of 2 months: stated")
    assert {name for name in findings if name.startswith("service_delay_unknown")} == {
        "service_delay_unknown:vague",
        "service_delay_unknown:far",
        "service_delay_unknown:far_law",
    }
    assert {name for name in findings if name.startswith("service_overdue")} == {
        "service_overdue:late",
        "service_overdue:slipped",
        "service_overdue:plan",
    }
    days = dict(query(warehouse, "select finding_id, days from marts.findings"))
    assert days["service_delayed:stated"] == 59 and days["service_delayed:near"] == 20


def test_the_checks_agree(warehouse: Path) -> None:
    assert checked(warehouse) == {}
