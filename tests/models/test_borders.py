"""The borders of the rules of lawfulness on one register, from its files to the marts; every value by hand.

Thresholds of central government for services: 125,000 in 2010-11, 140,000 in 2022-23. Lines have no VAT.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import query
from tests.warehouses import built, checked

# Open procedure, 500,000, from 1 January 2023 to 31 January 2024, unless a case says otherwise.
CONTRACT = {
    "contract_type": "contract",
    "procurement_method": "open",
    "authority_type": "central",
    "nature": "services",
    "award_date": "2022-12-01",
    "start_date": "2023-01-01",
    "end_date": "2024-01-31",
    "max_extent_date": "2024-01-31",
    "estimated_value_net": "500000",
    "original_value_net": "500000",
}
DIRECT = {"procurement_method": "direct", "max_extent_date": "2026-12-31", "end_date": "2026-12-31"}
LONG = {"max_extent_date": "2026-12-31", "end_date": "2026-12-31"}


def direct(value: str, **more: str) -> dict[str, str]:
    return {**DIRECT, "estimated_value_net": value, "original_value_net": value, **more}


CONTRACTS = {
    # What is signed while only an untestable change keeps a contract in force is untestable, and so are its days.
    "doubt": {},
    # Signed before the certain end it keeps the days that it adds: March. February rests on the change in between.
    "certain": {},
    # Ended by what is signed in February, on its own day, when certain until March: nothing is in doubt.
    "ended": {},
    "small": direct("50000"),
    "lifted": direct("100000"),
    "decreased": LONG,
    "indexed": {**LONG, "original_value_net": "1000000", "indexed_value_net": "1200000"},
    "not_indexed": {**LONG, "original_value_net": "1000000"},
    "succeeded": LONG,
    "succeeded_untendered": {**LONG, "procurement_method": "direct"},
    "succeeded_unknown": {**LONG, "procurement_method": "unknown"},
    "in_house": direct("500000", exemption="in_house", exemption_reference="Decision 1"),
    "in_house_unproven": direct("500000", exemption="in_house"),
    "old_below": direct("124999.99", award_date="2011-05-01"),
    "old_at": direct("125000", award_date="2011-05-01"),
    "no_first_day": {**LONG, "contract_type": "framework", "start_date": "", "maximum_value_net": "1000000"},
    "full": {**LONG, "contract_type": "framework", "maximum_value_net": "100"},
    "under_full": {**LONG, "contract_type": "call_off", "parent_contract_id": "full"},
    "orphan": {
        **LONG,
        "contract_type": "call_off",
        "parent_contract_id": "elsewhere",
        "procurement_method": "mini_competition",
    },
}
CHANGES = """\
doubt1,doubt,2024-01-15,review_clause,0,2024-02-29,
doubt2,doubt,2024-02-15,review_clause,0,2024-03-31,Clause 4
certain1,certain,2024-01-15,review_clause,0,2024-02-29,
certain2,certain,2024-01-20,review_clause,0,2024-03-31,Clause 4
ended1,ended,2024-01-15,review_clause,0,2024-02-29,
ended2,ended,2024-01-20,review_clause,0,2024-03-31,Clause 4
ended3,ended,2024-02-15,review_clause,0,2024-02-10,Clause 4
small1,small,2023-06-01,additional,20000,,
lifted1,lifted,2023-06-01,additional,40000,,
decreased1,decreased,2023-06-01,review_clause,-50000,,Clause 4
indexed1,indexed,2023-06-01,de_minimis,110000,,
not_indexed1,not_indexed,2023-06-01,de_minimis,110000,,
succeeded1,succeeded,2023-06-01,successor,0,,Deed
succeeded2,succeeded_untendered,2023-06-01,successor,0,,Deed
succeeded3,succeeded_unknown,2023-06-01,successor,0,,Deed
"""
# Of the third line under the framework only an amount including VAT is known, 5, and no rate.
SPEND = """\
doubt_jan,doubt,2024-01-01,2024-02-01,1000
doubt_feb,doubt,2024-02-01,2024-03-01,1000
doubt_mar,doubt,2024-03-01,2024-04-01,1000
doubt_apr,doubt,2024-04-01,2024-05-01,1000
certain_feb,certain,2024-02-01,2024-03-01,1000
certain_mar,certain,2024-03-01,2024-04-01,1000
small,small,2023-07-01,2023-08-01,70000
lifted,lifted,2023-07-01,2023-08-01,1000
decreased_before,decreased,2023-05-01,2023-06-01,1000
decreased_after,decreased,2023-07-01,2023-08-01,1000
in_house,in_house,2023-07-01,2023-08-01,1000
in_house_unproven,in_house_unproven,2023-07-01,2023-08-01,1000
old_below,old_below,2023-07-01,2023-08-01,1000
old_at,old_at,2023-07-01,2023-08-01,1000
full1,under_full,2023-07-01,2023-07-02,90
full2,under_full,2023-07-02,2023-07-03,30
full3,under_full,2023-07-03,2023-07-04,
orphan,orphan,2023-07-01,2023-08-01,1000
"""
ERRORS = """\
chapter,2016,chapter,1000,21,0
chapter,2017,chapter,1000,20,0
agencies,2017,agencies,1000,15,6
advances,2017,settled_advances,1000,45,6
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("borders")
    folder = home / "deliveries"
    folder.mkdir()
    names = ["contract_id", "contract_name", *dict.fromkeys(name for one in CONTRACTS.values() for name in one)]
    names = [*names, *(name for name in CONTRACT if name not in names)]
    rows = [{"contract_id": key, "contract_name": key, **CONTRACT, **one} for key, one in CONTRACTS.items()]
    spend = "".join(
        f"{line},{line.rpartition(',')[2]},0,realised\n" if not line.endswith(",") else f"{line},5,,realised\n"
        for line in SPEND.splitlines()
    )
    files = {
        "publications": "publication_id,title,published_on,as_of_date\nborders,Synthetic,2024-06-01,2024-06-30\n",
        "contracts": "\n".join([",".join(names), *(",".join(row.get(n, "") for n in names) for row in rows)]),
        "contract_amendments": "amendment_id,contract_id,amendment_date,modification_ground,value_delta_net,"
        f"new_end_date,evidence_reference\n{CHANGES}",
        "contract_spend": "line_id,contract_id,period_start,period_end,amount_net,amount_gross,vat_rate,"
        f"measure_type\n{spend}",
        "procurement_errors": f"entity,year,base_kind,base_amount,error_amount,uncertainty_amount\n{ERRORS}",
    }
    listed = "".join(f"  - {{source: {source}, path: {source}.csv}}\n" for source in files)
    (folder / "delivery.yml").write_text(
        f"delivery_id: borders\ntitle: Synthetic\nowner: tests\npublication_id: borders\nfiles:\n{listed}"
    )
    for source, text in files.items():
        (folder / f"{source}.csv").write_text(text)
    return built(home, folder, dt.date(2024, 6, 30))


def test_each_euro_has_the_class_that_the_borders_give(file: Path) -> None:
    rows = query(
        file,
        "select line_id, lawfulness_class, sum(amount_gross) from marts.spend_lawfulness group by all",
    )
    lawful, doubtful, direct_award = "lawful", "uncertain_not_testable", "unlawful_direct_award"
    assert {(line, kind): amount for line, kind, amount in rows} == {
        ("doubt_jan", lawful): 1000,
        ("doubt_feb", doubtful): 1000,
        ("doubt_mar", doubtful): 1000,
        ("doubt_apr", "unlawful_extension"): 1000,
        ("certain_feb", doubtful): 1000,
        ("certain_mar", "lawful_review_clause"): 1000,
        # 50,000 and 20,000 stay below 140,000: nothing of it is unlawful. 100,000 and 40,000 come to it.
        ("small", lawful): 70000,
        ("lifted", direct_award): 1000,
        # Minus 50,000 of 500,000 is minus 10 %: a decrease can be substantial.
        ("decreased_before", lawful): 1000,
        ("decreased_after", doubtful): 1000,
        ("in_house", lawful): 1000,
        ("in_house_unproven", doubtful): 1000,
        ("old_below", lawful): 1000,
        ("old_at", direct_award): 1000,
        # 90 of 100, then 10 of 30. A framework that is above its maximum stays so: what comes after lies above it,
        # also where its net amount is not known.
        ("full1", lawful): 90,
        ("full2", lawful): 10,
        ("full2", "unlawful_over_ceiling"): 20,
        ("full3", "unlawful_over_ceiling"): 5,
        ("orphan", doubtful): 1000,
    }


def test_each_verdict_is_that_of_its_border(file: Path) -> None:
    rows = query(
        file,
        "select subject_id, rule_id, verdict from marts.rule_verdicts where subject_type != 'line' order by all",
    )
    said = {(subject, rule): verdict for subject, rule, verdict in rows}
    wanted = {
        # 110,000 is below 10 % of 1,200,000 and below 140,000, and not below 10 % of 1,000,000.
        ("indexed1", "R3"): "pass",
        ("not_indexed1", "R3"): "fail",
        # Succession presupposes a competitive first award.
        ("succeeded1", "R6"): "pass",
        ("succeeded2", "R6"): "fail",
        ("succeeded3", "R6"): "not_testable",
        ("in_house", "R8"): "pass",
        ("in_house_unproven", "R8"): "not_testable",
        ("small", "R8"): "pass",
        ("lifted", "R8"): "fail",
        ("orphan", "R8"): "not_testable",
        ("no_first_day", "R9"): "not_testable",
        ("doubt1", "R2"): "not_testable",
        ("doubt2", "R2"): "not_testable",
        ("certain2", "R2"): "pass",
        ("ended3", "R2"): "pass",
    }
    assert {key: said.get(key) for key in wanted} == wanted
    # 21 of 1,000 in 2016 is not testable; 20 is the tolerance, 21 is above it; 51 is above 5 %.
    assert query(
        file,
        "select entity, year, tolerance_amount, is_breach from marts.lawfulness_tolerance order by year, entity",
    ) == [
        ("chapter", 2016, None, None),
        ("advances", 2017, Decimal(50), True),
        ("agencies", 2017, Decimal(20), True),
        ("chapter", 2017, Decimal(20), False),
    ]


def test_the_checks_hold_it(file: Path) -> None:
    assert checked(file) == {}
