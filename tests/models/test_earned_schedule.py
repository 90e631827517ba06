"""Earned schedule against a published worked example.

"Measuring Time: Earned value or earned schedule?" and "Earned Value Management: Forecasting time", PM Knowledge
Center, pmknowledgecenter.com/node/163 and /node/167: cumulative planned and earned value in EUR per week, and the
earned schedule that follows. Its weeks stand here as months, its euros as weights. Weeks 1 to 6 are printed in the
table of the second article; week 7 is worked out in the first: 5 + (90 - 85) / (120 - 85) = 5.14.
"""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from tests.warehouses import built

PLANNED = ["5.00", "10.00", "25.00", "55.00", "85.00", "120.00", "130.00", "140.00", "150.00", "150.00", "150.00"]
EARNED = ["3.33", "6.67", "10.00", "22.50", "70.00", "82.50", "90.00", "120.00", "130.00", "140.00", "150.00"]
PRINTED_ES = ["0.67", "1.33", "2.00", "2.83", "4.50", "4.92", "5.14"]

# The same two curves as migrations: month planned, month done, weight. The work is done in the order of the plan,
# and cut where either curve has the end of a period: 3.33 of the first 5.00 in month 1, the other 1.67 in month 2.
MIGRATIONS = [
    (1, 1, "3.33"),
    (1, 2, "1.67"),
    (2, 2, "1.67"),
    (2, 3, "3.33"),
    (3, 4, "12.50"),
    (3, 5, "2.50"),
    (4, 5, "30.00"),
    (5, 5, "15.00"),
    (5, 6, "12.50"),
    (5, 7, "2.50"),
    (6, 7, "5.00"),
    (6, 8, "30.00"),
    (7, 9, "10.00"),
    (8, 10, "10.00"),
    (9, 11, "10.00"),
]


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    """The mart by weight, from the months of the plan on."""
    home = tmp_path_factory.mktemp("example")
    folder = home / "deliveries"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        "delivery_id: example\ntitle: Worked example\nowner: tests\npublication_id: example\nfiles:\n"
        "  - {source: publications, path: publications.csv}\n  - {source: services, path: services.csv}\n"
        "  - {source: migrations, path: migrations.csv}\n"
    )
    (folder / "publications.csv").write_text(
        "publication_id,title,published_on,as_of_date\nexample,Worked example,2024-01-01,2024-11-30\n"
    )
    (folder / "services.csv").write_text("service_id,service_name,service_kind\ns,Synthetic service,service\n")
    rows = [
        f"m{number},s,completed,2024-{planned:02}-15,2024-{done:02}-15,{weight}\n"
        for number, (planned, done, weight) in enumerate(MIGRATIONS)
    ]
    header = "migration_id,service_id,status,baseline_end_date,actual_end_date,weight\n"
    (folder / "migrations.csv").write_text(header + "".join(rows))
    build_file = built(home, folder, date(2024, 11, 30))
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return connection.execute(
            "select planned_weight, actual_weight, round(es_weighted, 2), round(sv_t_weighted, 2), "
            "round(spi_t_weighted, 2), round(ieac_t_weighted, 2) "
            "from marts.migration_progress where period_end > '2024-01-01' order by period_end"
        ).fetchall()


def test_the_migrations_are_the_curves_of_the_example(progress: list[tuple]) -> None:
    assert [row[0] for row in progress] == [Decimal(value) for value in PLANNED]
    assert [row[1] for row in progress] == [Decimal(value) for value in EARNED]


def test_earned_schedule_is_the_printed_one(progress: list[tuple]) -> None:
    assert [row[2] for row in progress[: len(PRINTED_ES)]] == [Decimal(value) for value in PRINTED_ES]


def test_what_follows_from_it(progress: list[tuple]) -> None:
    """By hand from the printed 5.14 (36 / 7) at week 7 of a plan of 9 weeks: SV(t) = -13 / 7, SPI(t) = 36 / 49,
    IEAC(t) = 9 * 49 / 36 = 12.25. It ends in week 11: ES 9, SV(t) -2, SPI(t) 9 / 11, IEAC(t) 11, as it came to be.
    """
    assert progress[6][3:] == (Decimal("-1.86"), Decimal("0.73"), Decimal("12.25"))
    assert progress[10][2:] == (9, -2, Decimal("0.82"), 11)
