"""A part of the campaign of mutations: 65 of each format. `python -m tests.campaign` tries any number."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.declaration import FileFormat
from fundament.deliveries.read.formats.bounds import refuse_large
from fundament.deliveries.read.formats.excel import ExcelFile
from fundament.errors import BadInput
from tests import campaign
from tests.campaign import GOOD, IN_THE_HOME, Campaign, touched

OF_EACH = 65


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """Bounds of memory and time are those of a run, and less: what goes beyond is refused, and told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDAMENT_MEMORY_LIMIT", "1GB")
        patch.setenv("FUNDAMENT_FILE_SECONDS", "120")
        campaign_of_all = Campaign(tmp_path_factory.mktemp("campaign"))
        patch.setenv("FUNDAMENT_HOME", str(campaign_of_all.home))
        yield campaign_of_all


@pytest.mark.parametrize(("place", "kind"), enumerate(GOOD), ids=list(GOOD))
def test_what_is_mutated_is_loaded_rejected_or_refused(tried: Campaign, place: int, kind: str) -> None:
    found = {tried.outcome(kind, seed) for seed in range(place, OF_EACH * len(GOOD), len(GOOD))}
    # Neither are all mutations harmless, nor do all destroy the file.
    assert "refused" in found and len(found) > 1
    assert touched(tried.before, tried.home) == []


def test_what_is_changed_in_a_home_is_noticed(tmp_path: Path) -> None:
    of_all = Campaign(tmp_path)
    published = of_all.home / "published"
    assert "published/releases/R1/manifest.json" in of_all.before and touched(of_all.before, of_all.home) == []
    # The same bytes, written again.
    (published / "releases/R1/manifest.json").write_bytes(IN_THE_HOME["published/releases/R1/manifest.json"])
    # Other bytes, and the time put back.
    page = published / "index.html"
    status = page.stat()
    page.write_bytes(b"x")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    (of_all.home / "archive/ab/abcdef/spend.json").unlink()
    (of_all.home / "archive/new").write_bytes(b"")
    (published / "current").unlink()
    (published / "current").symlink_to("releases/R2")
    assert touched(of_all.before, of_all.home) == [
        "archive", "archive/ab/abcdef", "archive/ab/abcdef/spend.json", "archive/new", "published",
        "published/current", "published/index.html", "published/releases/R1/manifest.json",
    ]  # fmt: skip


def test_a_good_file_is_loaded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "mutated", lambda data, seed, chance: data)
    of_all = Campaign(tmp_path)
    assert {of_all.outcome(kind, 0) for kind in GOOD} == {"loaded"}


def test_what_is_counted_wrong_or_breaks_off_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "mutated", lambda data, seed, chance: data)
    read = campaign.load_file

    def one_more(*arguments: object) -> LoadedFile:
        done = read(*arguments)  # type: ignore[arg-type]
        return replace(done, rows_loaded=done.rows_loaded + 1)

    monkeypatch.setattr(campaign, "load_file", one_more)
    of_all = Campaign(tmp_path)
    with pytest.raises(AssertionError):
        of_all.outcome("csv", 0)
    monkeypatch.setattr(campaign, "load_file", lambda *_: [][1])
    with pytest.raises(IndexError):
        of_all.outcome("csv", 1)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xlsb"])
def test_a_part_of_a_workbook_that_breaks_off_is_refused(tmp_path: Path, kind: str) -> None:
    """The library says of it what it says of a disk."""
    GOOD[kind][1](tmp_path / "good.dat")
    with ZipFile(tmp_path / "good.dat") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    largest = max(parts, key=lambda name: len(parts[name]))
    for share in (4, 3, 2):
        with ZipFile(tmp_path / "spend.dat", "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content[: len(content) // share] if name == largest else content)
        with pytest.raises(BadInput, match=r"The workbook can't be read|is no XML|within it"):
            ExcelFile(tmp_path / "spend.dat", FileFormat(format="excel"), "spend.dat")


def test_what_a_library_says_of_a_file_is_cut(tmp_path: Path) -> None:
    GOOD["xlsb"][1](tmp_path / "good.dat")
    with ZipFile(tmp_path / "good.dat") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.bin", b"x" * 20_000)
    with ZipFile(tmp_path / "spend.dat", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(BadInput, match="can't be read: KeyError") as error:
        ExcelFile(tmp_path / "spend.dat", FileFormat(format="excel"), "spend.dat")
    assert len(str(error.value)) < 1000


def test_an_open_document_without_its_end_is_read_to_an_end(tmp_path: Path) -> None:
    """The library looks for the end of a table that is never closed, and does not stop at that of the file."""
    GOOD["ods"][1](tmp_path / "good.dat")
    with ZipFile(tmp_path / "good.dat") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(tmp_path / "spend.dat", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"</table:table>", b"[" * 20_000))
    with pytest.raises(BadInput, match="The workbook can't be read: no XML: mismatched tag"):
        ExcelFile(tmp_path / "spend.dat", FileFormat(format="excel"), "spend.dat")


def test_a_part_before_the_beginning_of_its_archive_is_left_to_the_reader(tmp_path: Path) -> None:
    GOOD["xlsx"][1](tmp_path / "spend.dat")
    data = (tmp_path / "spend.dat").read_bytes()
    with ZipFile(tmp_path / "spend.dat") as archive:
        [sheet] = [part for part in archive.infolist() if "worksheets" in part.filename]
    # Cut in front: what the directory says of places is too far by as much.
    (tmp_path / "spend.dat").write_bytes(data[:4] + data[sheet.header_offset + 60 :])
    refuse_large(tmp_path / "spend.dat", "spend.dat")
    with pytest.raises(BadInput):
        ExcelFile(tmp_path / "spend.dat", FileFormat(format="excel"), "spend.dat")
