"""What each reader says of a release that has not all that it asks for."""

from pathlib import Path

import duckdb
import pytest

from fundament.errors import Misconfigured
from fundament.page.writing import page
from fundament.released import read_manifest
from tests.conftest import MEMO, Command

FINDING = f"findings/{MEMO}/measure_overdue:roadmap_update"
SLIP = ("whatif", "--service", "fbs", "--days", "30")
READERS = [
    (("note", "--output", "{home}"), "marts.impact_services", "delay_measure"),
    (("status",), "marts.noncompliance_scenarios", "unknown_lines"),
    (("status", "--all"), "marts.noncompliance_scenarios", "uncertain_unknown_lines"),
    (("status",), "marts.finding_groups", ""),
    (("export", "findings", "--output", "{home}/x.csv", "--format", "csv"), "marts.dim_publication", "currency"),
    (("explain", "total_2021"), "quality.figure_terms", ""),
    (("explain", FINDING), "quality.row_sources", ""),
    (("whatif", "--pause", "12"), "marts.noncompliance_pause_whatif", "uncertain_unknown_lines"),
    (SLIP, "marts.impact_slip_at_risk", "()"),
]


def take_away(release: Path, table: str, column: str) -> None:
    """Leave a table without a column; or drop it, or the macro."""
    schema, _, name = table.partition(".")
    (release / "fundament.duckdb").chmod(0o644)
    with duckdb.connect(str(release / "fundament.duckdb")) as connection:
        if column == "()":
            connection.execute(f"drop macro table {table}")
            return
        if column:
            connection.execute(f"create table {schema}.kept as select * exclude ({column}) from {table}")
        connection.execute(f"drop table {table}")
        if column:
            connection.execute(f"alter table {schema}.kept rename to {name}")


@pytest.mark.parametrize(("asked", "table", "column"), READERS)
def test_a_reader_says_what_an_older_release_lacks(
    published: Command, asked: tuple[str, ...], table: str, column: str
) -> None:
    release = published.warehouse.resolve().parent
    take_away(release, table, column)
    done = published(*(part.format(home=published.home) for part in asked))
    lacking = column.strip("()") or table.partition(".")[2]
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines() == [
        f"This release has no {lacking}: it was made by an earlier version",
        f"  where: {release}",
        "  to do: Run: fundament run. An earlier release is read by the version that made it.",
    ]


def test_a_page_is_not_made_of_an_older_release(published: Command) -> None:
    release = published.warehouse.resolve().parent
    take_away(release, "marts.impact_services", "delay_measure")
    with pytest.raises(Misconfigured, match="has no delay_measure: it was made by an earlier version"):
        page(release, read_manifest(release))


def test_an_error_of_a_query_is_no_older_release_while_one_is_written(published: Command) -> None:
    release = published.warehouse.resolve().parent
    manifest = read_manifest(release)
    take_away(release, "marts.impact_services", "delay_measure")
    (release / "manifest.json").unlink()
    with pytest.raises(duckdb.BinderException, match="delay_measure"):
        page(release, manifest)


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        # A zero of a contract that has no such spend, beside a line of which nobody knows the amount.
        ("(0.00, 0), (null, 1)", None),
        ("(0.00, 0), (0.00, 0)", 0),
        ("(5.00, 0), (null, 1)", 5),
        ("(5.00, 0), (-5.00, 0)", 0),
        ("(null, 2)", None),
    ],
)
def test_the_sum_of_cells_is_no_zero_beside_unknown_lines(memo: Command, cells: str, known: int | None) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        found = connection.execute(
            f"select marts.sum_of_known_parts(a, n) from (values {cells}) as cells (a, n)"
        ).fetchall()
    assert found == [(known,)]
