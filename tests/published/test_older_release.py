"""What each reader says of a release that has not all that it asks for."""

import shutil
from pathlib import Path

import duckdb
import pytest

from fundament.errors import Misconfigured
from fundament.page.writing import page
from fundament.project import code_version
from fundament.released import read_manifest
from tests.conftest import MEMO, Command
from tests.warehouses import of_another_version, take_away

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


@pytest.mark.parametrize(("asked", "table", "column"), READERS)
def test_a_reader_says_what_an_older_release_lacks(
    published: Command, asked: tuple[str, ...], table: str, column: str
) -> None:
    release = published.warehouse.resolve().parent
    take_away(release, table, column)
    of_another_version(release)
    done = published(*(part.format(home=published.home) for part in asked))
    lacking = column.strip("()") or table.partition(".")[2]
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines() == [
        f"The release has no {lacking}; it was made by version 0.9.0+0123456789ab, and this is {code_version()}",
        f"  where: {release}",
        "  to do: Run: fundament run. A release of another version is read by the version that made it.",
    ]


def test_a_query_that_fails_over_a_release_of_this_version_is_an_error_of_ours(published: Command) -> None:
    release = published.warehouse.resolve().parent
    take_away(release, "marts.noncompliance_pause_whatif", "uncertain_unknown_lines")
    done = published("whatif", "--pause", "12")
    assert done.returncode == 1
    said, *rest = done.stderr.splitlines()
    assert said.startswith("A query fails: ") and "uncertain_unknown_lines" in said
    assert rest == [f"  where: {release}", "  to do: This is an error of the program: report it."]


@pytest.fixture
def older(published: Command) -> Path:
    """A release before that of `published`, made by another version."""
    release = published.warehouse.resolve().parent
    older = release.with_name(f"20200101T000000000000Z-{release.name[-8:]}")
    shutil.copytree(release, older)
    of_another_version(older)
    return older


def test_what_changed_since_an_older_release_is_of_what_both_have(published: Command, older: Path) -> None:
    """It has no tolerance, and does not count lines of unknown amount; 10 million less in a total is a change."""
    take_away(older, "marts.lawfulness_tolerance", "")
    take_away(older, "marts.noncompliance_scenarios", "unknown_lines")
    with duckdb.connect(str(older / "fundament.duckdb")) as connection:
        connection.execute(
            "update marts.noncompliance_scenarios set total_gross = 200100000 where scenario_id = 'pause_12'"
        )
    newer = published.warehouse.resolve().parent
    change = f"{MEMO} pause_12: 200,100,000.00 -> 210,100,000.00"
    for asked in (("diff", older.name, newer.name), ("status",)):
        done = published(*asked)
        assert done.returncode == 0, done.stderr
        shown = [line.strip() for line in done.stdout.splitlines()]
        assert [line for line in shown if " -> " in line] == [change], asked


def test_a_difference_says_what_an_older_release_lacks(published: Command, older: Path) -> None:
    take_away(older, "marts.findings", "message_en")
    done = published("diff", older.name, published.warehouse.resolve().parent.name)
    assert done.returncode == 2, done.stderr
    said, where, _ = done.stderr.splitlines()
    assert said.startswith("The release has no message_en; it was made by version 0.9.0+0123456789ab, ")
    assert where == f"  where: {older}"


def test_a_page_is_not_made_of_an_older_release(published: Command) -> None:
    release = published.warehouse.resolve().parent
    take_away(release, "marts.impact_services", "delay_measure")
    of_another_version(release)
    with pytest.raises(Misconfigured, match="has no delay_measure; it was made by version"):
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
