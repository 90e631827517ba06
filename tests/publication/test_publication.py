"""A release appears whole or not at all, and nobody who reads is disturbed."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from fundament.errors import Misconfigured, Refused
from fundament.lock import run_lock
from fundament.project import default_deliveries
from fundament.publication import release
from fundament.publication.release import publish, write_views
from fundament.released import list_releases
from fundament.settings import Settings
from fundament.warehouse import Warehouse
from tests.conftest import AS_OF_DATE, MEMO, Command, query, replace_in, wait_until
from tests.warehouses import built, checked, keep_few_tables, released

KIS_2022 = (
    "select unlawful_amount_gross from marts.noncompliance_by_contract_year "
    "where contract_id = 'KIS' and year = 2022"
)


def shift_last_decimals(file: Path, columns: dict[str, int]) -> int:
    """Add one unit of the last decimal to each number of these columns; return how many were changed."""
    import csv
    from decimal import Decimal

    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    changed = 0
    for row in rows:
        for column, sign in columns.items():
            if row[column]:
                decimals = int(row["decimals"]) if "decimals" in row else len(row[column].partition(".")[2])
                row[column] = str(Decimal(row[column]) + sign * Decimal(1).scaleb(-decimals))
                changed += 1
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return changed


def copied(deliveries: Path, publication_id: str) -> Path:
    """The memo delivered again, as a publication of its own."""
    folder = Path(shutil.copytree(deliveries / MEMO, deliveries / publication_id))
    for name in ("delivery.yml", "publications.csv"):
        file = folder / name
        file.write_text(file.read_text("utf-8").replace(MEMO, publication_id), "utf-8")
    return folder


def test_each_number_changed_by_its_last_decimal_is_refused(tmp_path: Path, deliveries: Path) -> None:
    """Each printed figure, and in another publication each cell, total and cost, up and down."""
    for name, sign in (("up", 1), ("down", -1)):
        figures = copied(deliveries, f"figures-{name}")
        assert shift_last_decimals(figures / "control_totals.csv", {"printed_value": sign}) == 32
        cells = copied(deliveries, f"cells-{name}")
        assert shift_last_decimals(cells / "contract_spend.csv", {"amount_gross_eur_million": sign}) == 12
        assert shift_last_decimals(cells / "scenarios.csv", {"published_total_gross_eur_million": sign}) == 1
        assert shift_last_decimals(cells / "cost_impacts.csv", {"amount_eur_million": sign}) == 2
        replace_in(cells / "migrations.csv", "2023-01-01,,2024-01-01", "2023-01-01,,2024-02-01")
    file = built(tmp_path, deliveries, AS_OF_DATE)
    assert "every_figure_as_good_as_accepted" in checked(file)
    accepted: dict[str, set[str]] = defaultdict(set)
    refused: dict[str, set[str]] = defaultdict(set)
    for publication_id, figure_id, is_accepted in query(
        file, "select publication_id, figure_id, is_accepted from marts.source_reconciliation"
    ):
        (accepted if is_accepted else refused)[publication_id].add(figure_id)
    assert len(accepted[MEMO]) == 32 and not refused[MEMO]
    contracts_and_years = {f"{contract}_{year}" for contract in ("kis", "easi") for year in range(2020, 2026)}
    costs = {"shortfall_infrastructure_2022", "programme_costs_2022", "cost_impact_total_2022"}
    for name in ("up", "down"):
        assert len(refused[f"figures-{name}"]) == 32 and not accepted[f"figures-{name}"]
        changed = contracts_and_years | costs | {"earlier_expected_total", "fbs_slip_months"}
        assert changed <= refused[f"cells-{name}"]


# Where the process dies, and how many folders it leaves half written: later the release is whole, and not current.
KILLED_AT = {"release._manifest": 1, "release.make_current": 0, "Path.replace": 0}


def test_a_process_killed_in_the_middle_leaves_the_old_release(published: Command) -> None:
    keep_few_tables(published.build_file)
    manifest = (published.published / "manifest.json").read_bytes()
    releases = published.published / "releases"
    [old] = releases.iterdir()
    for place, left in KILLED_AT.items():
        script = f"""
import datetime, os, signal
from pathlib import Path
from fundament.publication import release
from fundament.warehouse import Warehouse
def killed(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
{place} = killed
release.publish(Warehouse.from_environment(), datetime.datetime.now(datetime.UTC))
"""
        environment = {**os.environ, "FUNDAMENT_HOME": str(published.home)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert (published.published / "manifest.json").read_bytes() == manifest
        assert query(published.warehouse, KIS_2022)[0][0] == 15_700_000
        # The publication has cleared what the dead one before it left half written, and leaves its own.
        unfinished = [path.name for path in releases.iterdir() if path.name.startswith(".")]
        assert len(unfinished) == left, place
    publish(Warehouse(published.home, default_deliveries()), dt.datetime.now(dt.UTC))
    assert (published.published / "manifest.json").read_bytes() != manifest
    assert [path.name for path in releases.iterdir() if path.name.startswith(".")] == []
    assert old.exists()


def test_a_reader_keeps_its_release_during_the_swap_and_no_read_fails(published: Command) -> None:
    """One reader holds the file open, one opens it anew without pause, while another release comes out."""
    findings = "select count(*) from marts.findings"
    past_target = "select count(*) from marts.findings where finding_rule = 'blocking_issue_past_target'"
    old_release = published.warehouse.resolve()
    old_bytes = old_release.read_bytes()
    reader = duckdb.connect(str(published.warehouse), read_only=True)
    before = reader.execute(findings).fetchone()
    assert reader.execute(past_target).fetchone() == (2,)
    warehouse = Warehouse(published.home, default_deliveries())
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute(
            "delete from marts.findings where finding_id = 'blocking_issue_past_target:known_points_rest'"
        )
    answers: set[str] = set()
    errors: list[str] = []
    stop = threading.Event()

    def poll() -> None:
        reading = f"duckdb.connect({str(published.warehouse)!r}, read_only=True).execute({past_target!r})"
        script = f"import duckdb; print({reading}.fetchone()[0])"
        while not stop.is_set():
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
            answers.add(done.stdout.strip())
            if done.returncode:
                errors.append(done.stderr)

    poller = threading.Thread(target=poll)
    poller.start()
    try:
        wait_until("it has read the old release", lambda: answers or errors)
        publish(warehouse, dt.datetime.now(dt.UTC))
        wait_until("it has read the new release", lambda: "1" in answers or errors)
    finally:
        stop.set()
        poller.join()
    assert errors == []
    assert answers == {"1", "2"}
    assert reader.execute(findings).fetchone() == before
    assert reader.execute(past_target).fetchone() == (2,)
    # Not read before the swap, so it comes from the file and not from the reader's memory: 25 years of days.
    assert reader.execute("select count(distinct date) from marts.dim_date").fetchone() == (9131,)
    reader.close()
    assert old_release.read_bytes() == old_bytes and published.warehouse.resolve() != old_release
    assert query(published.warehouse, past_target) == [(1,)]


def test_a_failed_check_is_not_published_even_by_the_publication_itself(published: Command) -> None:
    """Whoever starts the publication alone gets no further than the checks that the file has passed."""
    warehouse = Warehouse(published.home, default_deliveries())
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute("update quality.check_results set status = 'broken' where suite = 'coverage'")
    with pytest.raises(Refused):
        publish(warehouse, dt.datetime.now(dt.UTC))
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute("drop table quality.check_results")
    with pytest.raises(Refused):
        publish(warehouse, dt.datetime.now(dt.UTC))


def test_the_second_run_says_who_holds_the_lock(published: Command) -> None:
    with run_lock(Warehouse(published.home, default_deliveries()), "a test"):
        done = published("run")
    assert done.returncode == 1
    assert f"process {os.getpid()}" in done.stderr and "a test" in done.stderr


def test_releases_and_rollback_and_views_that_follow(published: Command) -> None:
    past_target = "select count(*) from marts.findings where finding_rule = 'blocking_issue_past_target'"
    [first] = [path.name for path in (published.published / "releases").iterdir()]
    # The views name the folder that they were made in, and this home is a copy.
    write_views(Warehouse(published.home, default_deliveries()))
    # A reader that keeps its connection open over all that follows.
    views = duckdb.connect(str(published.published / "fundament-views.duckdb"), read_only=True)
    assert views.execute(past_target).fetchone() == (2,)
    assert published("rollback").returncode == 2
    released(published.home, default_deliveries(), dt.date(2022, 10, 15))
    listed = published("releases").stdout.splitlines()
    assert len(listed) == 2 and listed[0].endswith("current") and listed[1].startswith(first)
    assert views.execute(past_target).fetchone() == (1,)
    # On 15 October 2022 the points due in Q4 are not yet past their date: one finding less.
    gone = "blocking_issue_past_target:known_points_rest: gone"
    status = published("status", "--all").stdout
    assert f"Changed since {first}" in status and gone in status
    assert published("diff", listed[0].split()[0], first).stdout.count("known_points_rest: new") == 1
    assert "nothing" in published("diff", first, first).stdout
    assert published("rollback").returncode == 0
    assert query(published.warehouse, past_target) == [(2,)]
    assert views.execute(past_target).fetchone() == (2,)
    assert published("rollback", listed[0].split()[0]).returncode == 0
    assert query(published.warehouse, past_target) == [(1,)]
    for wrong in ("no-such-release", "../releases", ".."):
        done = published("rollback", wrong)
        assert done.returncode == 2 and "There is no release" in done.stderr
    with run_lock(Warehouse(published.home, default_deliveries()), "a run"):
        assert published("rollback").returncode == 1
    assert query(published.warehouse, past_target) == [(1,)]


def test_a_release_that_is_not_whole_is_not_offered(published: Command) -> None:
    current = published.warehouse.resolve().parent
    (current.parent / "20200101T000000000000Z-dead").mkdir()
    assert "dead" not in published("releases").stdout
    assert published("rollback").returncode == 2
    assert published.warehouse.resolve().parent == current


def test_what_fails_after_the_swap_does_not_say_that_the_old_release_stays(
    published: Command, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.warehouse.resolve()
    # However short: what it waited for the disk is said.
    monkeypatch.setattr(release, "WAIT_SAID_FROM", 0)
    keep_few_tables(published.build_file)
    views = published.published / "fundament-views.duckdb"
    views.unlink()
    views.mkdir()
    publish(Warehouse(published.home, default_deliveries()), dt.datetime.now(dt.UTC))
    assert [stage for stage, _ in told] == ["publication", "warning"]
    assert "for the disk to keep" in told[0][1] and "published, but views" in told[1][1]
    assert published.warehouse.resolve() != before


def test_the_newest_releases_are_kept(published: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_few_tables(published.build_file)
    warehouse = Warehouse(published.home, default_deliveries(), Settings(keep_releases=2, keep_hours=0))
    made = [publish(warehouse, dt.datetime.now(dt.UTC)) for _ in range(3)]
    assert list_releases(warehouse) == made[1:]
    assert query(published.warehouse, "select count(*) > 0 from marts.findings") == [(True,)]


def test_manifest_and_parquet(memo: Command) -> None:
    import hashlib

    manifest = json.loads((memo.published / "manifest.json").read_text())
    assert manifest["as_of_date"] == "2026-11-24"
    inputs = {entry["source_file"]: entry for entry in manifest["inputs"]}
    file = f"{MEMO}/contract_spend.csv"
    assert inputs[file]["sha256"] == hashlib.sha256((default_deliveries() / file).read_bytes()).hexdigest()
    assert inputs[file]["lines_read"] == 12
    assert all(check["status"] == "passed" for check in manifest["checks"]) and len(manifest["checks"]) > 20
    marts = query(memo.warehouse, "select table_name from information_schema.tables where table_schema = 'marts'")
    for (table,) in marts:
        parquet = memo.published / "parquet" / f"{table}.parquet"
        rows = duckdb.execute("select count(*) from read_parquet(?)", [str(parquet)]).fetchone()
        assert rows == (manifest["tables"][f"marts.{table}"]["rows"],)


def test_a_folder_that_cannot_be_written_is_said_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = Command(tmp_path / "file")("run")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "FUNDAMENT_HOME" in done.stderr


def test_a_file_in_the_place_of_a_published_one_is_named_and_stays(published: Command) -> None:
    before = published.warehouse.resolve()
    stray = published.published / "fundament.duckdb"
    stray.unlink()
    stray.write_text("somebody's own")
    # The command ends with 2 for every `Misconfigured`.
    with pytest.raises(Misconfigured) as refused:
        publish(Warehouse(published.home, default_deliveries()), dt.datetime.now(dt.UTC))
    assert refused.value.where == str(stray) and "Move it away" in refused.value.what_to_do
    assert stray.read_text() == "somebody's own"
    # The release that could not become current is not offered to whoever wants to roll back.
    assert [before.parent] == list((published.published / "releases").iterdir())
    assert (published.published / "current").resolve() == before.parent


def test_the_stable_name_of_a_note_leads_to_the_current_release_or_is_not_there(published: Command) -> None:
    def names() -> dict[str, Path]:
        return {path.name: path.resolve() for path in published.published.glob("note-*")}

    with_note = published.warehouse.resolve().parent
    assert names() == {path.name: path for path in (with_note / "notes").glob("note-*")} and len(names()) == 4
    warehouse = Warehouse(published.home, default_deliveries())
    # What others put there is theirs.
    others = published.published / "of-others.html"
    others.symlink_to("../elsewhere.html")
    without = publish(warehouse, dt.datetime.now(dt.UTC))
    assert not (without / "notes").exists() and names() == {} and others.is_symlink()
    assert published("rollback").returncode == 0
    assert names() == {path.name: path for path in (with_note / "notes").glob("note-*")}
    assert published("rollback", without.name).returncode == 0
    assert names() == {} and published.warehouse.resolve().parent == without
