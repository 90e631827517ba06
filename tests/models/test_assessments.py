"""Judgements of persons: where they stand, which holds, and what is said of two on one day."""

import csv
import datetime as dt
from pathlib import Path

import duckdb
import pytest

from fundament.explanation.origin import spend_lines
from fundament.project import PROJECT_ROOT
from fundament.transformation.keys import rows_that_share_a_key
from tests.warehouses import built, compiled

PUBLICATION = "synthetic-judged"


def delivered(folder: Path, **sources: list[dict[str, str]]) -> Path:
    folder.mkdir(parents=True)
    sources["publications"] = [
        {
            "publication_id": PUBLICATION,
            "title": "Synthetic",
            "published_on": "2024-12-01",
            "as_of_date": "2024-12-01",
        }
    ]
    files = ""
    for source, rows in sources.items():
        files += f"  - {{source: {source}, path: {source}.csv}}\n"
        with (folder / f"{source}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "delivery.yml").write_text(
        f"delivery_id: {PUBLICATION}\ntitle: Synthetic\nowner: Synthetic\n"
        f"publication_id: {PUBLICATION}\nfiles:\n{files}"
    )
    return folder


def judged(subject_type: str, subject_id: str, lawfulness_class: str, day: str, motivation: str) -> dict[str, str]:
    return {
        "subject_type": subject_type,
        "subject_id": subject_id,
        "lawfulness_class": lawfulness_class,
        "assessor_role": "lawfulness officer",
        "assessed_on": day,
        "motivation": motivation,
    }


@pytest.fixture(scope="module")
def classed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Framework F of 1,000; under it K spends 600 and 500. Contract J is judged twice, one line of it before."""
    folder = tmp_path_factory.mktemp("judged")
    end = {"end_date": "2030-12-31", "procurement_method": "open"}
    contract = {"contract_type": "contract", "parent_contract_id": "", "maximum_value_net": "", **end}
    contracts = [
        {**contract, "contract_id": "F", "contract_type": "framework", "maximum_value_net": "1000"},
        {**contract, "contract_id": "K", "contract_type": "call_off", "parent_contract_id": "F"},
        {**contract, "contract_id": "J"},
    ]
    spend = [
        {"line_id": line, "contract_id": of, "period_start": start, "amount_net": net, "vat_rate": "0.21"}
        for line, of, start, net in (
            ("K-1", "K", "2023-01-01", "600"),
            ("K-2", "K", "2023-02-01", "500"),
            ("J-1", "J", "2023-01-01", "100"),
            ("J-2", "J", "2023-02-01", "100"),
        )
    ]
    deliveries = delivered(
        folder / "deliveries",
        contracts=[{**row, "contract_name": row["contract_id"]} for row in contracts],
        contract_spend=[{**row, "measure_type": "realised"} for row in spend],
        assessments=[
            judged("contract", "J", "unlawful_direct_award", "2024-05-01", "No other offer was asked for"),
            judged(
                "contract", "J", "unlawful_extension", "2024-06-01", "On second thoughts: the option had lapsed"
            ),
            judged("line", "J-1", "lawful", "2024-03-01", "Ordered before the option lapsed"),
        ],
    )
    return built(folder, deliveries, dt.date(2026, 11, 24))


def remark(connection: duckdb.DuckDBPyConnection, line: str) -> str:
    found = spend_lines(connection, "part.line_id = ?", [line])
    [shown] = found.shown
    assert shown.remark
    return shown.remark


def test_a_line_of_two_classes_has_the_article_of_each(classed: Path) -> None:
    """1,000 are the maximum: of the second line 400 fit and 100 lie above."""
    with duckdb.connect(str(classed), read_only=True) as connection:
        parts = remark(connection, "K-2").split("; ")
    # The class that is lawful without more rests on the lawful end; a maximum rests on the rulings.
    above = [part for part in parts if part.startswith("unlawful_over_ceiling")]
    within = [part for part in parts if part.startswith("lawful")]
    assert above == ["unlawful_over_ceiling, computed: CJEU C-216/17 and C-23/20"]
    assert len(within) == 1 and "C-216/17" not in within[0]


def test_an_assessed_line_leads_to_the_judgement_that_holds(classed: Path) -> None:
    with duckdb.connect(str(classed), read_only=True) as connection:
        on_contract, on_line = remark(connection, "J-2"), remark(connection, "J-1")
    # The header is line 1; the second judgement on the contract stands in line 3, that on the line in line 4.
    assert on_contract.endswith("assessed in assessments.csv, line 3: On second thoughts: the option had lapsed")
    assert on_contract.startswith("unlawful_extension, assessed: Aanbestedingswet 2012 art. 2.163a")
    assert on_line == "lawful, assessed; assessed in assessments.csv, line 4: Ordered before the option lapsed"


def test_the_documented_query_finds_the_judgement(classed: Path) -> None:
    text = (PROJECT_ROOT / "docs" / "lawfulness.md").read_text("utf-8")
    query = text.split("```sql\n")[1].split("```")[0]
    with duckdb.connect(str(classed), read_only=True) as connection:
        rows = connection.execute(f"select line_id, source_line from ({query}) order by all").fetchall()
        older = connection.execute(
            f"select subject_id, evidence from {compiled('finding_assessment_older_than_contract')}"
        ).fetchall()
    # The judgements on J-1 and its contract differ in day: only the one that holds is found.
    assert rows == [("J-1", 4), ("J-2", 3)]
    assert older == [("J-1", "assessments.csv, line 4; assessments.csv, line 3")]


def test_rows_that_share_a_key_are_named(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create schema intermediate; create table intermediate.known_assessments as "
            "from (values ('p', 'K', date '2024-06-01', 'a.csv', 2), ('p', 'K', date '2024-06-01', 'b.csv', 7), "
            "('p', 'L', date '2024-06-01', 'b.csv', 8), ('p', null, date '2024-06-01', 'b.csv', 9)) "
            "as rows (publication_id, subject_id, assessed_on, source_file, source_line)"
        )
    kwargs = {"columns": ["publication_id", "subject_id", "assessed_on"]}
    node = {
        "test_metadata": {"name": "unique_key", "kwargs": kwargs},
        "attached_node": "model.fundament.known_assessments",
    }
    with duckdb.connect(str(file)) as connection:
        assert rows_that_share_a_key(connection, node) == (
            "2 rows have the key publication_id p, subject_id K, assessed_on 2024-06-01 "
            "(a.csv, line 2; b.csv, line 7); "
            "the key is not complete: publication_id p, subject_id unknown, assessed_on 2024-06-01 (b.csv, line 9)"
        )
        assert rows_that_share_a_key(connection, {"test_metadata": None}) == ""
        connection.execute("drop table intermediate.known_assessments")
        assert rows_that_share_a_key(connection, node) == ""
