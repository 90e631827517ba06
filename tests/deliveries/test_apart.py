"""Workbooks and documents that once ended the process of the run, or filled the memory of the machine."""

import datetime as dt
import io
import json
import os
import struct
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from fundament import database
from fundament.deliveries.drafts.drafting import draft
from fundament.deliveries.read import apart as module
from fundament.deliveries.read.apart import apart
from fundament.deliveries.read.formats import bounds
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from tests.workbook_files import xlsb as write_xlsb

DELIVERY = (
    "delivery_id: theirs\ntitle: T\nowner: O\npublication_id: p\n"
    "format: {}\nfiles:\n  - {{source: contracts, path: {}}}\n"
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>contract_id</t></is></c></row>{}</sheetData></worksheet>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="a"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>contract_id</text:p></table:table-cell>'
    "</table:table-row>{}</table:table></office:spreadsheet></office:body></office:document-content>"
)


def packed(members: dict[str, str]) -> bytes:
    """A zip file."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def xlsx(rows: str, **more: str) -> bytes:
    """A workbook with a header and these rows."""
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(RELATION, "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(RELATION, "worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": SHEET.format(rows),
            **more,
        }
    )


def ods(rows: str) -> bytes:
    """The same for OpenDocument."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": ODS.format(rows)})


def nested_parquet(depth: int) -> bytes:
    """A Parquet file without rows, of one column: a structure in a structure, and so on. Thrift, by hand."""

    def number(value: int) -> bytes:
        low, rest = value & 0x7F, value >> 7
        return bytes([low | 0x80]) + number(rest) if rest else bytes([low])

    # Per part: what it repeats like, its name, and how many parts it has; the last is a whole number.
    root, group = b"\x48\x01r\x15\x02\x00", b"\x35\x02\x18\x01a\x15\x02\x00"
    schema = root + group * depth + b"\x15\x02\x25\x02\x18\x01x\x00"
    footer = b"\x15\x02\x19\xfc" + number(depth + 2) + schema + b"\x16\x00\x19\x0c\x00"
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LOWER = "<row r='1048576'><c r='xfd1048576'><v>1</v></c></row>"
REPEATED = (
    '<table:table-row table:number-rows-repeated="90000">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="1000">'
    "<text:p>x</text:p></table:table-cell></table:table-row>"
)


def far_xlsb() -> bytes:
    """A binary workbook of two cells, of which one is the last of its sheet; it says that it has two rows."""
    cell = struct.pack("<II", 0, 0) + struct.pack("<I", 1) + "b".encode("utf-16-le")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "far.xlsb"
        write_xlsb(path, [["a"], ["b"]])
        with ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = parts["xl/worksheets/sheet1.bin"]
        sheet = sheet.replace(struct.pack("<IIH", 1, 0, 300), struct.pack("<IIH", 1_048_575, 0, 300))
        parts["xl/worksheets/sheet1.bin"] = sheet.replace(cell, struct.pack("<I", 16_383) + cell[4:])
        with ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path.read_bytes()


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of these tests' own, with as little memory as is enough for what is no attack."""
    monkeypatch.setenv("FUNDAMENT_MEMORY_LIMIT", "1GB")
    module._started.cache_clear()


def refused(tmp_path: Path, name: str, content: bytes, kind: str = "excel") -> str:
    """What the file is refused for."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "delivery.yml").write_text(DELIVERY.format(kind, name))
    with database.in_memory() as connection, pytest.raises(BadInput) as error:
        load_deliveries(connection, tmp_path, dt.date(2026, 11, 24))
    assert name in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("far.xlsx", xlsx(FAR), "reaches to row 1,048,576 and column 16,384: 17,179,869,184 cells"),
        ("lower.xlsx", xlsx(LOWER), "17,179,869,184 cells"),
        ("repeated.ods", ods(REPEATED), "within 1GB of memory"),
        ("far.xlsb", far_xlsb(), "reaches to row 1,048,576 and column 16,384: 17,179,869,184 cells"),
    ],
)
def test_a_small_workbook_does_not_end_the_run(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert len(content) < 3_000
    assert said in refused(tmp_path, name, content)


def test_a_workbook_is_not_unpacked_that_is_large_once_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_SHEET_CELLS", "10")
    monkeypatch.setattr(bounds, "OTHER_BYTES", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(xlsx("", **{"xl/sharedStrings.xml": "<sst>" + "<si/>" * 400_000}))
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput, match="bytes unpacked"):
        bounds.refuse_large(path, path.name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("deep.json", b"[" * 100_000 + b"]" * 100_000, "json"),
        # Less deep than JSON may be, and deeper than what walks through it.
        ("walked.json", b'[{"a":' * 450 + b"1" + b"}]" * 450, "json"),
        ("deep.jsonl", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "jsonl"),
        ("geo.json", b'{"features": [' + b"[" * 990 + b"]" * 990 + b"]}", "json"),
        ("deep.xlsx", xlsx("<a>" * 200_000 + "</a>" * 200_000), "excel"),
        ("deep.ods", ods("<a>" * 200_000 + "</a>" * 200_000), "excel"),
    ],
)
def test_what_is_nested_too_deeply_is_bad_input(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    assert refused(tmp_path, name, content, kind)


def test_a_parquet_file_nested_without_end_does_not_end_the_run(tmp_path: Path) -> None:
    assert "process that read it has ended" in refused(tmp_path, "deep.parquet", nested_parquet(20_000), "parquet")
    assert "nested too deeply" in refused(tmp_path, "nested.parquet", nested_parquet(60), "parquet")


def test_records_with_a_column_each_are_not_written_out(tmp_path: Path) -> None:
    """Ten thousand records, each with a key of its own, are a hundred million fields."""
    records = [{f"key_{number}": 1} for number in range(10_001)]
    content = "\n".join(map(json.dumps, records)).encode()
    assert "The file has 10,001 columns" in refused(tmp_path, "wide.jsonl", content, "jsonl")


def test_a_small_parquet_file_with_any_number_of_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_SHEET_CELLS", "10000")
    path = tmp_path / "rows.parquet"
    with database.in_memory() as connection:
        connection.execute(f"copy (select 1 as contract_id from range(2000000)) to '{path}' (format parquet)")
    content = path.read_bytes()
    assert len(content) < 100_000
    assert "2,000,000 rows of 1 columns" in refused(tmp_path, "rows.parquet", content, "parquet")


def test_json_that_fills_the_memory_is_an_error_with_its_name(tmp_path: Path) -> None:
    many = b"[" + b"[]," * 15_000_000 + b"[]]"
    assert "within 1GB of memory" in refused(tmp_path, "many.json", many, "json")


def test_a_draft_of_it_does_not_end_the_command(tmp_path: Path) -> None:
    (tmp_path / "far.ods").write_bytes(ods(REPEATED))
    with pytest.raises(BadInput, match="within 1GB of memory"):
        apart(draft, tmp_path / "far.ods", shown="far.ods")


def test_what_takes_too_long_ends_and_the_next_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_FILE_SECONDS", "1")
    with pytest.raises(BadInput, match="takes longer than 1 s"):
        apart(module.signal.pause, shown="slow.xlsx")
    monkeypatch.delenv("FUNDAMENT_FILE_SECONDS")
    assert apart(os.getcwd, shown="next.xlsx") == str(Path.cwd())


def test_one_process_serves_a_run_and_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", "postgresql://u:s3cret@h/d")
    monkeypatch.setenv("JIRA_TOKEN", "s3cret-t0ken")
    first = apart(os.getpid, shown="a")
    assert first == apart(os.getpid, shown="b") != os.getpid()
    for name in ("FUNDAMENT_POSTGRES_DSN", "JIRA_TOKEN"):
        assert os.getenv(name) and apart(os.getenv, name, shown="c") is None
