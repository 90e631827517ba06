"""A running administration over several nights: corrections, withdrawals, re-baselines and as-of queries."""

import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from rich.console import Console

from fundament.deliveries.found.archive import Archive
from fundament.deliveries.found.history import Version, versions_as_of
from fundament.deliveries.found.received import received_files
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from fundament.publication.release import _remove_old
from fundament.screen.summary import show_summary
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.conftest import Command, query
from tests.nights import DECLARATION, KEYED, LINES, NIGHTS, REGISTER, SPEND, write_night
from tests.warehouses import keeping_two, released, warehouse_of


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Command:
    command = Command(tmp_path_factory.mktemp("ledger"))
    folder = command.home / "in"
    for night, day in enumerate(NIGHTS):
        write_night(folder, night)
        released(command.home, folder, dt.date.fromisoformat(day))
    return command


def test_an_increment_corrects_a_line_and_a_withdrawn_file_disappears(ledger: Command) -> None:
    spend = "select line_id, amount_gross from {} order by line_id"
    # By hand: January delivered 100 + 50; February corrects 50 to 40 and adds 7; March withdraws February.
    assert query(ledger.warehouse, spend.format("marts.spend_lawfulness")) == [
        ("l1", Decimal("100.00")),
        ("l2", Decimal("50.00")),
    ]
    assert query(ledger.warehouse, spend.format("spend_lawfulness_as_of('2024-02-29')")) == [
        ("l1", Decimal("100.00")),
        ("l2", Decimal("40.00")),
        ("l3", Decimal("7.00")),
    ]
    for day, total in (("2024-01-30", None), ("2024-01-31", 150), ("2024-02-28", 150), ("2024-03-30", 147)):
        [(found,)] = query(ledger.warehouse, f"select sum(amount_gross) from spend_lawfulness_as_of('{day}')")
        assert found == total, day


def test_a_full_state_drops_what_it_has_no_more(ledger: Command) -> None:
    contracts = "select contract_id from {} where is_on_file order by 1"
    assert query(ledger.warehouse, contracts.format("marts.dim_contract")) == [("A",)]
    assert query(ledger.warehouse, contracts.format("dim_contract_as_of('2024-02-28')")) == [("A",), ("B",)]


def test_the_same_bytes_are_loaded_once_and_counted(ledger: Command) -> None:
    assert query(
        ledger.warehouse,
        "select source_file, lines_read, rows_loaded, rows_skipped, duplicate_of "
        "from quality.row_accounting join quality.deliveries using (delivery_id, source_name, source_file) "
        "where source_file like '%spend-01.csv' order by 1 desc",
    ) == [("spend-01.csv", 2, 2, 0, None), ("copy of spend-01.csv", 2, 0, 2, "spend-01.csv")]


def test_rows_that_a_later_file_took_the_place_of_are_not_in_force(ledger: Command) -> None:
    """A ledger whose ids start again in every file would show here."""
    night = sorted((ledger.published / "releases").iterdir())[1]
    in_force = (
        "select source_file, rows_loaded, rows_in_force from quality.row_accounting where source_name = '{}'"
    )
    # February corrects one of the two lines of January.
    assert sorted(query(night / "fundament.duckdb", in_force.format("contract_spend"))) == [
        ("spend-01.csv", 2, 1),
        ("spend-02.csv", 2, 2),
    ]
    assert query(night / "fundament.duckdb", in_force.format("services")) == [("services.csv", 1, 1)]
    # By hand: l2 was 50.
    amount = "superseded_amount_gross"
    taken = f"select source_file, {amount} from quality.row_accounting where {amount} != 0"
    assert query(night / "fundament.duckdb", taken) == [("spend-01.csv", Decimal("50.00"))]
    console = Console(record=True, width=120, file=io.StringIO())
    show_summary(console, warehouse_of(ledger.home, ledger.home / "in"), night, dt.datetime.now(dt.UTC))
    assert "Taken back by later files: 1 row, EUR 50.00: spend-01.csv" in console.export_text()
    now = dict((file, counts) for file, *counts in query(ledger.warehouse, in_force.format("contract_spend")))
    assert now["spend-01.csv"] == [2, 2] and now["copy of spend-01.csv"] == [0, 0]


def test_each_rebaseline_is_a_row_with_its_slips(ledger: Command) -> None:
    # By hand: 31 March to 30 June 2024 is 30 + 31 + 30 = 91 days, to 30 September 91 + 92 = 183.
    assert query(
        ledger.warehouse,
        "select rebaseline_no, known_on, planned_end_date, slip_days_against_original, slip_days_against_previous "
        "from marts.rebaselines where subject_id = 'm' order by 1",
    ) == [
        (0, dt.date(2024, 1, 31), dt.date(2024, 3, 31), 0, None),
        (1, dt.date(2024, 2, 29), dt.date(2024, 6, 30), 91, 91),
        (2, dt.date(2024, 3, 31), dt.date(2024, 9, 30), 183, 92),
    ]
    assert query(
        ledger.warehouse,
        "select rebaseline_no, against_rebaseline_no, slip_days from marts.rebaseline_slips "
        "where subject_id = 'm' order by all",
    ) == [(1, 0, 91), (2, 0, 183), (2, 1, 92)]
    # 30 June to 31 December 2024: 31 + 31 + 30 + 31 + 30 + 31 = 184.
    assert query(
        ledger.warehouse,
        "select rebaseline_no, slip_days_against_original from marts.rebaselines "
        "where subject_id = 'A' order by 1",
    ) == [(0, 0), (1, 184)]
    [(known_then,)] = query(
        ledger.warehouse, "select max(rebaseline_no) from rebaselines_as_of('2024-03-01') where subject_id = 'm'"
    )
    assert known_then == 1


def version(sha256: str, received: str | None = None, replaced: str | None = None, file: str = "f") -> Version:
    return Version("d", "contracts", file, sha256, "yml", 0, received, replaced)


@pytest.mark.parametrize(
    ("recorded", "present", "day", "expected"),
    [
        pytest.param([], [version("1")], "2024-01-01", [version("1")], id="first"),
        pytest.param([version("1")], [version("1")], "2024-01-02", [version("1")], id="unchanged"),
        pytest.param(
            [version("1")],
            [version("2")],
            "2024-01-02",
            [version("1", None, "2024-01-02"), version("2", "2024-01-02")],
            id="corrected",
        ),
        pytest.param([version("1")], [], "2024-01-02", [version("1", None, "2024-01-02")], id="withdrawn"),
        pytest.param(
            [version("1", None, "2024-01-02")],
            [version("1")],
            "2024-01-03",
            [version("1", None, "2024-01-02"), version("1", "2024-01-03")],
            id="back again",
        ),
        pytest.param(
            [version("1", None, "2024-01-02"), version("2", "2024-01-02")],
            [version("3")],
            "2024-01-02",
            [version("1", None, "2024-01-02"), version("3", "2024-01-02")],
            id="corrected twice on a day",
        ),
        pytest.param(
            [version("1", None, "2024-01-09"), version("2", "2024-01-09")],
            [version("3")],
            "2024-01-05",
            [version("1", None, "2024-01-09"), version("3", "2024-01-09")],
            id="a change found in a run dated back is known from the last day on",
        ),
        pytest.param(
            [version("1")],
            [version("1"), version("2", file="late")],
            "2024-01-02",
            [version("1"), version("2", "2024-01-02", file="late")],
            id="a late file",
        ),
    ],
)
def test_versions(recorded: list[Version], present: list[Version], day: str, expected: list[Version]) -> None:
    found = versions_as_of(recorded, present, dt.date.fromisoformat(day))
    assert [replace(version, loaded_on=None) for version in found] == expected


def test_a_corrected_document_is_replaced_and_keeps_no_history() -> None:
    first = replace(version("1"), is_document=True, loaded_on="2024-01-01")
    night = dt.date(2024, 1, 2)
    assert versions_as_of([first], [replace(version("1"), is_document=True)], night) == [first]
    second = replace(version("2"), is_document=True)
    assert versions_as_of([first], [second], night) == [replace(second, loaded_on="2024-01-02")]
    assert versions_as_of([first], [], night) == []


def test_a_document_that_becomes_an_administration_starts_its_history_then() -> None:
    document = replace(version("1"), is_document=True, loaded_on="2024-01-01")
    assert versions_as_of([document], [version("1")], dt.date(2024, 1, 2)) == [
        replace(version("1"), loaded_on="2024-01-02")
    ]


def test_each_file_says_when_it_was_published_known_and_loaded(ledger: Command) -> None:
    assert query(
        ledger.warehouse,
        "select source_file, cast(known_from as varchar), cast(loaded_on as varchar) from quality.deliveries "
        "where source_name in ('publications', 'migrations') order by loaded_on, source_file desc",
    ) == [
        ("tracker.csv (until 2024-02-29)", "2024-01-31", "2024-01-31"),
        ("publications.csv", "2024-01-31", "2024-01-31"),
        ("tracker.csv (until 2024-03-31)", "2024-02-29", "2024-02-29"),
        ("tracker.csv", "2024-03-31", "2024-03-31"),
    ]


def test_the_marts_of_a_past_night_come_back_row_for_row(ledger: Command) -> None:
    """The last of this ledger: it publishes more."""
    nights = sorted((ledger.published / "releases").iterdir())
    then = json.loads((nights[1] / "manifest.json").read_text())
    released(ledger.home, ledger.home / "in", dt.date.fromisoformat(NIGHTS[1]))
    now = json.loads((ledger.published / "manifest.json").read_text())
    assert now["tables"] == then["tables"]
    assert now["as_of_date"] == NIGHTS[1]
    # And what was learned since is not lost by looking back.
    released(ledger.home, ledger.home / "in", dt.date.fromisoformat(NIGHTS[2]))
    last, again = (json.loads((folder / "manifest.json").read_text()) for folder in (nights[2], ledger.published))
    assert len(last["tables"]) > 60 and again["tables"] == last["tables"]


def received_on(folder: Path, archive: Archive, day: str) -> list[tuple[str, str | None, str | None]]:
    """What a run on the day reads of the ledger: file, the duplicate it is of, from when it counts."""
    files = received_files(folder, dt.date.fromisoformat(day), archive)
    archive.record()
    return [
        (received.shown, received.duplicate_of, received.counts_from and received.counts_from.isoformat())
        for received in files
        if received.file.source == "contract_spend"
    ]


def test_the_file_that_was_there_first_counts_until_it_is_gone(tmp_path: Path) -> None:
    """A copy under an earlier name arrives a night later; then the first file is withdrawn."""
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    write_night(folder, 0)
    header = DECLARATION
    (folder / "spend-01.csv").rename(folder / "z.csv")
    (folder / "delivery.yml").write_text(header + SPEND % "z.csv")
    assert received_on(folder, archive, NIGHTS[0]) == [("z.csv", None, None)]
    (folder / "a.csv").write_bytes((folder / "z.csv").read_bytes())
    (folder / "delivery.yml").write_text(header + SPEND % "a.csv" + SPEND % "z.csv")
    assert received_on(folder, archive, NIGHTS[1]) == [("z.csv", None, None), ("a.csv", "z.csv", None)]
    (folder / "z.csv").unlink()
    (folder / "delivery.yml").write_text(header + SPEND % "a.csv")
    assert received_on(folder, archive, NIGHTS[2]) == [
        (f"z.csv (until {NIGHTS[2]})", None, None),
        ("a.csv", None, NIGHTS[2]),
    ]


def test_a_run_that_is_dated_back_sees_what_was_recorded_and_records_nothing(tmp_path: Path) -> None:
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    days = [dt.date.fromisoformat(day) for day in (*NIGHTS, "2024-02-10")]
    for night in (0, 1):
        write_night(folder, night)
        received_files(folder, days[night], archive)
        archive.record()
    write_night(folder, 2)
    back = {each.shown: each.sha256 for each in received_files(folder, days[3], archive, newest=days[1])}
    archive.record()
    write_night(folder, 0)
    assert back == {each.shown: each.sha256 for each in received_files(folder, days[3])}
    write_night(folder, 2)
    found = {
        each.shown: each.version.received_on for each in received_files(folder, days[2], archive, newest=days[1])
    }
    assert found["tracker.csv"] == NIGHTS[2] and found[f"tracker.csv (until {NIGHTS[2]})"] == NIGHTS[1]


def test_the_first_files_of_a_delivery_are_news_where_the_publication_has_spoken(tmp_path: Path) -> None:
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    write_night(folder, 0)
    received_on(folder, archive, NIGHTS[0])
    second_claim(folder, "files:\n  - {source: contracts, path: more.csv, scope: full}\n")
    (folder / "more.csv").write_text(REGISTER)
    found = {each.shown: each.version for each in received_files(folder, dt.date(2024, 2, 10), archive)}
    assert found["more.csv"].received_on == "2024-02-10" and found["register.csv"].received_on is None


def test_the_same_bytes_read_otherwise_are_no_duplicate(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_night(folder, 0)
    other = folder / "other"
    other.mkdir()
    (other / "spend.csv").write_bytes((folder / "spend-01.csv").read_bytes())
    declaration = DECLARATION.split("files:")[0].replace("delivery_id: ledger", "delivery_id: other")
    spend = "files:\n" + KEYED % ("spend.csv", NIGHTS[0])
    (other / "delivery.yml").write_text(declaration + spend)
    day = dt.date(2024, 1, 31)
    duplicates = {file.shown: file.duplicate_of for file in received_files(folder, day)}
    assert duplicates["spend-01.csv"] == "other/spend.csv"
    # Days before months: another date is said by the same text.
    (other / "delivery.yml").write_text(declaration + 'date_formats: ["%Y-%d-%m"]\n' + spend)
    assert not any(file.duplicate_of for file in received_files(folder, day))


@pytest.mark.parametrize("damage", ["gone", "other bytes", "declaration gone", "no json", "other json"])
def test_an_archive_that_is_damaged_is_told_and_not_read(tmp_path: Path, damage: str) -> None:
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    for night, day in enumerate(NIGHTS[:2]):
        write_night(folder, night)
        received_on(folder, archive, day)
    [versions] = (tmp_path / "archive").glob("*/versions.json")
    [old] = [
        each for each in json.loads(versions.read_text()) if each["replaced_on"] and "register" in each["file"]
    ]
    objects = tmp_path / "archive" / "objects"
    lost = objects / (old["declaration_sha256"] if "declaration" in damage else f"{old['sha256']}.packed")
    if damage == "other bytes":
        lost.write_text(REGISTER)
    elif "json" in damage:
        versions.write_text({"no json": "[{", "other json": '[{"a": 1}]'}[damage])
    else:
        lost.unlink()
    with pytest.raises(BadInput) as error:
        # Without a release that knows what they said, files that were replaced are read again.
        load_deliveries(duckdb.connect(), folder, dt.date.fromisoformat(NIGHTS[2]), archive=archive)
    assert "backup" in str(error.value) and len(str(error.value).splitlines()) == 3
    assert str(versions if "json" in damage else lost) in str(error.value)


def test_a_file_that_did_not_change_is_not_copied_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path, tmp_path / "in")
    (tmp_path / "file.csv").write_text("a\n")
    kept, sha256 = archive.keep(tmp_path / "file.csv")
    inode = kept.stat().st_ino
    assert archive.keep(tmp_path / "file.csv") == (kept, sha256) and kept.stat().st_ino == inode


ENTRY = "files:\n" + KEYED.replace("scope: increment", "scope: %%s") % ("spend-01.csv", NIGHTS[0] + "%s")


def second_claim(folder: Path, entry: str, delivery: str = "other") -> None:
    """A second declaration beside the first, which names a file that the first names."""
    header = DECLARATION.split("files:")[0].replace("delivery_id: ledger", f"delivery_id: {delivery}")
    (folder / f"{delivery}.delivery.yml").write_text(header + entry)


@pytest.mark.parametrize("archived", [False, True])
def test_a_file_that_two_deliveries_read_otherwise_for_one_source_is_refused(
    tmp_path: Path, archived: bool
) -> None:
    folder = tmp_path / "in"
    write_night(folder, 0)
    second_claim(folder, ENTRY % ("increment", ", date_formats: ['%Y-%d-%m']"))
    with pytest.raises(BadInput) as error:
        received_files(folder, dt.date(2024, 1, 31), Archive(tmp_path, folder) if archived else None)
    for part in ("spend-01.csv for contract_spend", "in/delivery.yml", "other.delivery.yml", "count twice"):
        assert part in str(error.value)
    # Another scope is another reading too; an equal one is loaded once.
    second_claim(folder, ENTRY % ("full", ""))
    with pytest.raises(BadInput, match="count twice"):
        received_files(folder, dt.date(2024, 1, 31))
    second_claim(folder, ENTRY % ("increment", ""))
    files = [file for file in received_files(folder, dt.date(2024, 1, 31)) if file.shown == "spend-01.csv"]
    assert [file.duplicate_of for file in files] == [None, "spend-01.csv"]


def test_a_key_over_the_files_of_an_entry_holds_among_those_that_were_there_together(tmp_path: Path) -> None:
    """Line b stands in both files; each is corrected once. In every state b is there once, from the first file."""
    folder, archive = tmp_path / "in", Archive(tmp_path, tmp_path / "in")
    write_night(folder, 0)
    declaration = DECLARATION.split("files:")[0] + (
        "max_rejected_rows: 1\nfiles:\n"
        "  - {source: contract_spend, path: 'ledger-*.csv', scope: increment, key: [line_id]}\n"
    )
    (folder / "delivery.yml").write_text(declaration)
    line = "%s,A,2024-01-01,2024-02-01,%s,realised\n"
    nights = [
        {"ledger-1.csv": [("a", 1), ("b", 2)], "ledger-2.csv": [("b", 20), ("c", 3)]},
        {"ledger-1.csv": [("a", 1), ("b", 2)], "ledger-2.csv": [("b", 20), ("c", 30)]},
        {"ledger-1.csv": [("a", 10), ("b", 2)], "ledger-2.csv": [("b", 20), ("c", 30)]},
    ]
    for day, files in zip(NIGHTS, nights, strict=True):
        for name, lines in files.items():
            (folder / name).write_text(LINES + "".join(line % each for each in lines))
        connection = duckdb.connect()
        load_deliveries(connection, folder, dt.date.fromisoformat(day), archive=archive)
        archive.record()
    found = connection.execute(
        "select source_file, line_id, cast(amount_gross as integer) from raw.contract_spend order by all"
    ).fetchall()
    assert found == [
        ("ledger-1.csv", "a", 10),
        ("ledger-1.csv", "b", 2),
        (f"ledger-1.csv (until {NIGHTS[2]})", "a", 1),
        (f"ledger-1.csv (until {NIGHTS[2]})", "b", 2),
        ("ledger-2.csv", "c", 30),
        (f"ledger-2.csv (until {NIGHTS[1]})", "c", 3),
    ]
    rejected = connection.execute(
        "select source_file, rejected_value from raw.rejected_rows order by all"
    ).fetchall()
    assert rejected == [("ledger-2.csv", "b"), (f"ledger-2.csv (until {NIGHTS[1]})", "b")]


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_night(folder, 0)
    (folder / "link.csv").symlink_to(folder / "spend-01.csv")
    second_claim(folder, (ENTRY % ("full", "")).replace("spend-01.csv", "link.csv"))
    with pytest.raises(BadInput, match="count twice"):
        received_files(folder, dt.date(2024, 1, 31))


def test_a_file_may_feed_two_sources_and_a_workbook_sheet_by_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_night(folder, 0)
    contracts = "files:\n  - {source: contracts, path: spend-01.csv, ignored_columns: ['*']}\n"
    second_claim(folder, contracts)
    with xlsxwriter.Workbook(str(folder / "book.xlsx")) as book:
        for name in ("January", "February"):
            book.add_worksheet(name).write_row(0, 0, LINES.strip().split(","))
    sheet = "files:\n  - {source: contract_spend, path: book.xlsx, format: excel, sheet: %s}\n"
    second_claim(folder, sheet % "January", "third")
    second_claim(folder, sheet % "2", "fourth")
    shown = {file.shown for file in received_files(folder, dt.date(2024, 1, 31))}
    assert {"book.xlsx[January]", "book.xlsx[2]", "spend-01.csv"} <= shown
    # By its number and by its name it is one sheet.
    second_claim(folder, sheet % "1, date_formats: ['%d-%m-%Y']", "fourth")
    with pytest.raises(BadInput, match=r"read book\.xlsx for contract_spend"):
        received_files(folder, dt.date(2024, 1, 31))


def test_a_file_that_is_named_twice_is_refused_and_not_dropped(tmp_path: Path) -> None:
    write_night(tmp_path / "in", 0)
    with (tmp_path / "in" / "delivery.yml").open("a") as declaration:
        declaration.write(SPEND % "spend-01.csv")
    with pytest.raises(BadInput, match=r"spend-01\.csv is named 2 times for contract_spend"):
        received_files(tmp_path / "in", dt.date(2024, 1, 31))


def test_without_a_release_to_build_on_the_archive_gives_the_same_versions(ledger: Command) -> None:
    """Files that were replaced are read again, packed as they are."""
    columns = (
        "subject_type, subject_id, original_end_date, planned_end_date, known_from, source_file, last_source_file"
    )
    kept = query(ledger.warehouse, f"select {columns} from quality.subject_versions order by all")
    assert len(kept) == 7 and any("until" in file for *_, file, _ in kept)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse; create schema intermediate")
        folder = ledger.home / "in"
        load_deliveries(
            connection,
            folder,
            dt.date.fromisoformat(NIGHTS[2]),
            archive=Archive(ledger.home, folder),
            home=ledger.home,
        )
        nodes = {node.name: node for node in prepared(home_of()).nodes}
        for name in ("known_file_dates", "known_files", "known_publications", "int_subject_versions"):
            for statement in nodes[name].statements:
                connection.execute(statement)
        again = connection.execute(
            f"select {columns} from intermediate.int_subject_versions order by all"
        ).fetchall()
    assert again == kept


def test_a_table_that_the_release_before_did_not_have_does_not_answer_for_its_days(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for night in (0, 1):
        write_night(folder, night)
        release = released(tmp_path, folder, dt.date.fromisoformat(NIGHTS[night]))
        if night == 0:
            (release / "fundament.duckdb").chmod(0o600)
            with duckdb.connect(str(release / "fundament.duckdb")) as connection:
                connection.execute("drop table marts.dim_contract")
    file = release / "fundament.duckdb"
    assert query(file, f"select count(*) from dim_contract_as_of('{NIGHTS[1]}') where is_on_file") == [(1,)]
    assert query(file, f"select count(*) from dim_service_as_of('{NIGHTS[0]}') where service_id = 's'") == [(1,)]
    with pytest.raises(
        duckdb.InvalidInputException, match="2024-01-31 is not kept; the first day that is: 2024-02-29"
    ):
        query(file, f"from dim_contract_as_of('{NIGHTS[0]}')")
    # Whoever takes the list of versions away begins anew: what was published before is no longer answered.
    [versions] = (tmp_path / "archive").glob("*/versions.json")
    versions.unlink()
    file = released(tmp_path, folder, dt.date.fromisoformat(NIGHTS[2])) / "fundament.duckdb"
    assert query(file, f"select count(*) from dim_service_as_of('{NIGHTS[2]}') where service_id = 's'") == [(1,)]
    with pytest.raises(duckdb.InvalidInputException, match="is not kept; the first day that is: 2024-03-31"):
        query(file, f"from dim_service_as_of('{NIGHTS[1]}')")


def test_the_release_that_a_run_builds_on_stays_for_each_folder_of_deliveries(tmp_path: Path) -> None:
    warehouse = keeping_two(warehouse_of(tmp_path))
    releases = warehouse.published / "releases"
    for name, folder, as_of in (
        ("1", "a", "2024-01-02"),
        ("2", "a", "2024-01-01"),
        *((str(n), "b", "2024-02-01") for n in (3, 4, 5)),
    ):
        (releases / name).mkdir(parents=True)
        (releases / name / "manifest.json").write_text(json.dumps({"as_of_date": as_of, "deliveries": folder}))
    (warehouse.published / "current").symlink_to(releases / "5")
    _remove_old(warehouse)
    assert sorted(path.name for path in releases.iterdir()) == ["1", "4", "5"]


LATER = ("2024-04-10", "2024-05-01", "2024-06-01")
SECOND = DECLARATION.split("files:")[0].replace("ledger", "second") + (
    "files:\n  - {source: publications, path: second.csv}\n"
    "  - {source: contracts, path: others.csv, scope: full}\n"
)
OTHERS = REGISTER + "X,Synthetic X,2024-06-30,,\n"


@pytest.fixture(scope="module")
def going_on(ledger: Command) -> list[tuple[str, Path]]:
    """Releases by as-of date. After the nights of the ledger: one on which nothing of it changed and a second
    publication came, one on which that was gone, one on which it was back with a contract more."""
    folder = ledger.home / "in"
    releases = {
        json.loads((release / "manifest.json").read_text())["as_of_date"]: release
        for release in sorted((ledger.published / "releases").iterdir())
    }
    second, declaration = folder / "second" / "others.csv", folder / "second" / "delivery.yml"
    second.parent.mkdir()
    (second.parent / "second.csv").write_text(
        "publication_id,title,published_on,as_of_date\nsecond,Synthetic second,2024-04-01,2024-04-01\n"
    )
    for day in LATER:
        if day == LATER[1]:
            declaration.unlink()
        else:
            declaration.write_text(SECOND)
            second.write_text(OTHERS + ("Y,Synthetic Y,2025-06-30,,\n" if day == LATER[2] else ""))
        releases[day] = released(ledger.home, folder, dt.date.fromisoformat(day))
    return sorted(releases.items())


def test_on_each_day_of_a_state_every_mart_is_what_was_published_last_of_that_state(
    ledger: Command, going_on: list[tuple[str, Path]]
) -> None:
    """Read out of the last release, and held against that of the night; where a row stands may have moved."""
    [*_, (_, last)] = going_on
    compared = set()
    with duckdb.connect() as connection:
        for name, release in (("last", last), *((f"on_{day}", release) for day, release in going_on)):
            connection.execute(f"attach '{release / 'fundament.duckdb'}' as \"{name}\" (read_only)")
        connection.execute('use "last"')
        states = connection.execute(
            "select publication_id, known_on, coalesce(known_until, '9999-12-31') from quality.publication_states"
        ).fetchall()
        marts = connection.execute(
            "select table_name, list(column_name) from information_schema.columns where table_schema = 'marts' "
            "and table_catalog = 'last' and column_name not in ('source_file', 'source_line') group by all "
            "having list_contains(list(column_name), 'publication_id')"
        ).fetchall()
        assert len(states) == 5
        for publication, known_on, known_until in states:
            [*_, day] = [day for day, _ in going_on if str(known_on) <= day < str(known_until)]
            for mart, columns in marts:
                if mart == "noncompliance_pause_whatif" and str(known_until) != "9999-12-31":
                    continue
                names = ", ".join(f'"{column}"' for column in columns)
                said = f"select {names} from {{}} where publication_id = '{publication}'"
                then = said.format(f'"on_{day}".marts.{mart}')
                back = said.format(f"marts.{mart}_as_of('{known_on}')")
                for one, other in ((then, back), (back, then)):
                    found = connection.execute(f"{one} except all {other}").fetchall()
                    assert found == [], (publication, known_on, mart)
                if connection.execute(f"select 1 from ({then}) limit 1").fetchone():
                    compared.add(mart)
    assert len(compared) > 15
    # Before it came, and while it was gone, there was nothing.
    for day in ("2024-03-31", LATER[1], "2024-05-31"):
        assert query(ledger.warehouse, f"from dim_contract_as_of('{day}') where publication_id = 'second'") == []


def test_a_what_if_of_an_earlier_state_is_refused_and_not_answered_wrongly(
    ledger: Command, going_on: list[tuple[str, Path]]
) -> None:
    assert query(ledger.warehouse, f"select count(*) from noncompliance_pause_whatif_as_of('{LATER[2]}')")
    # On the second day a publication was there that is gone since.
    for day in ("2024-02-29", "2024-04-15"):
        with pytest.raises(duckdb.InvalidInputException, match=f"fundament run --as-of {day}"):
            query(ledger.warehouse, f"select count(*) from noncompliance_pause_whatif_as_of('{day}')")


def test_a_night_without_changes_keeps_nothing_of_its_lines(going_on: list[tuple[str, Path]]) -> None:
    rows = [
        query(release / "fundament.duckdb", "select count(*), max(known_until) from history.spend")
        for day, release in going_on
        if day >= NIGHTS[2]
    ]
    # By hand, of the last change: February's lines go (l2 as corrected, l3), and January's l2 is back.
    assert rows == [[(4, dt.date(2024, 3, 31))]] * 4, rows
