"""A line of unknown amount stands beside the known euros of its contract and year, and takes none of them away."""

import datetime as dt
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.project import PROJECT_ROOT
from fundament.publication.described import create_sum
from fundament.screen.release import million
from tests.conftest import query
from tests.warehouses import built as built_file
from tests.warehouses import checked, published_with_note, warehouse_of

# In 2023 k has 100.00 and 21.00 that are known, 1.00 of which nobody knows the VAT rate and -5.00 net; 60.00
# was assessed as lawful. In 2024 there is one line only, of unknown amount. j is known as a whole.
FILES = {
    "publications": "publication_id,title,published_on,as_of_date\np,Synthetic,2024-01-01,2024-06-30\n",
    "contracts": "contract_id,contract_name,asserted_class\nk,K,unlawful_extension\nj,J,unlawful_extension\n",
    "contract_spend": """line_id,contract_id,period_start,period_end,amount_gross,amount_net,measure_type
a,k,2023-01-01,2023-02-01,100.00,,realised
b,k,2023-02-01,2023-03-01,21.00,,realised
c,k,2023-03-01,2023-04-01,,1.00,realised
d,k,2023-04-01,2023-05-01,,-5.00,realised
e,k,2023-05-01,2023-06-01,60.00,,realised
f,k,2024-01-01,2024-02-01,,7.00,realised
g,j,2023-01-01,2023-02-01,3.00,,realised
""",
    "assessments": """subject_type,subject_id,lawfulness_class,assessor_role,assessed_on
line,e,lawful,lawfulness officer,2023-12-31
""",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("unknown")
    folder = home / "deliveries"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        "delivery_id: p\ntitle: Synthetic\nowner: tests\npublication_id: p\nfiles:\n"
        + "".join(f"  - {{source: {source}, path: {source}.csv}}\n" for source in FILES)
    )
    for source, text in FILES.items():
        (folder / f"{source}.csv").write_text(text)
    built_file(home, folder, dt.date(2024, 6, 30))
    return home


def test_the_known_part_and_the_number_of_unknown_lines(home: Path) -> None:
    rows = query(
        warehouse_of(home).build_file,
        "select contract_id, year, unlawful_amount_gross, unlawful_unknown_lines, stated_unlawful_amount_gross, "
        "lawful_amount_gross, lawful_unknown_lines, spend_amount_gross, spend_unknown_lines, "
        "unknown_gross_amount_net from marts.noncompliance_by_contract_year order by all",
    )
    assert rows == [
        ("j", 2023, Decimal(3), 0, Decimal(3), Decimal(0), 0, Decimal(3), 0, Decimal(0)),
        ("k", 2023, Decimal(121), 2, Decimal(181), Decimal(60), 0, Decimal(181), 2, Decimal(-4)),
        # Its one line has no amount including VAT: nothing of the year can be computed, so nothing of it is zero.
        ("k", 2024, None, 1, None, None, 0, None, 1, Decimal(7)),
    ]


def test_the_checks_hold_it_and_the_note_says_it(home: Path) -> None:
    file = warehouse_of(home).build_file
    assert not checked(file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.noncompliance_by_contract_year set uncertain_unknown_lines = 2 where contract_id = 'j'"
        )
    release = published_with_note(warehouse_of(home))
    # 121.00 and 3.00; c, d and f are left out.
    note = " ".join((release / "notes" / "note-en.html").read_text().split())
    shown = note.replace("\u00a0", " ")
    said = re.findall(
        r"(\w[\w -]+): lines of unknown amount that this leaves out: (\d+)\.", re.sub("<[^>]*>", "", shown)
    )
    unlawful, unjudged, spend = "Non-compliance", "Could not be judged", "All spend stated"
    key = [(unlawful, "3"), (unjudged, "2"), (spend, "3")]
    # Below the table row by row: k of 2023, of 2024 and of both; all contracts; and the two rows beneath.
    assert "124" in shown and said == [
        *key,
        *[(unlawful, lines) for lines in "213213"],
        *[(unjudged, lines) for lines in "22"],
        *[(spend, lines) for lines in "213"],
    ]


def test_zeros_beside_what_is_unknown_make_no_zero(home: Path, tmp_path: Path) -> None:
    """In 2024 the one line of k is of unknown amount; j has 4.00 then, all of it lawful."""
    file = Path(shutil.copy(warehouse_of(home).build_file, tmp_path))
    with duckdb.connect(str(file)) as connection:
        create_sum(connection)
        connection.execute(
            "insert into marts.noncompliance_by_contract_year select * replace ("
            "2024 as year, 0 as unlawful_amount_gross, 4 as spend_amount_gross) "
            "from marts.noncompliance_by_contract_year where contract_id = 'j'"
        )
        sums = connection.execute(
            (PROJECT_ROOT / "fundament" / "note" / "queries" / "spend.sql").read_text(), {"publication_id": "p"}
        )
        names = [column[0] for column in sums.description]
        rows = [dict(zip(names, row, strict=True)) for row in sums.fetchall()]
    [row] = [row for row in rows if row["contract_id"] is None and row["year"] == 2024]
    assert (row["unlawful_amount_gross"], row["unlawful_unknown_lines"]) == (None, 1)
    assert (row["spend_amount_gross"], row["spend_unknown_lines"]) == (4, 1)
    shown = [million(amount, lines) for amount, lines in ((None, 1), (Decimal(0), 0), (Decimal(100_000), 1))]
    assert shown == ["unknown", "0.0", "0.1*"]


def test_a_service_of_which_no_amount_is_known_has_no_zero(home: Path) -> None:
    """No line names a service: of 2024 there is f alone, of unknown amount."""
    rows = query(
        warehouse_of(home).build_file,
        "select year, spend_amount_gross, unlawful_amount_gross, uncertain_amount_gross, lawful_amount_gross, "
        "spend_unknown_lines from marts.service_spend_by_scenario order by all",
    )
    # 100 + 21 + 60 + 3, of which 60 was assessed as lawful.
    assert rows == [
        (2023, Decimal(184), Decimal(124), Decimal(0), Decimal(60), 2),
        (2024, None, None, None, None, 1),
    ]
