"""What a sheet hides is read and named; what only calls itself a workbook is called what it is. Synthetic."""

import struct
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from fundament.errors import BadInput
from tests.loading import GOOD, HEADER, counts, load
from tests.workbook_files import ods, ods_row, xls, xlsb

NAMES = HEADER.strip().split(",")
ROWS = [["a", "2024-01-31", "1.50", "realised"], ["b", "2024-02-29", "2.50", "realised"]]


def _xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Open")
        for number, row in enumerate([NAMES, *ROWS]):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("Old").hide()


def _ods(path: Path) -> None:
    hidden = ods_row(*ROWS[1]).replace("<table:table-row", '<table:table-row table:visibility="collapse"', 1)
    ods(path, ods_row(*NAMES) + ods_row(*ROWS[0]) + hidden, name="Open")


@pytest.mark.parametrize(("write", "name"), [(_xlsx, "spend.xlsx"), (_ods, "spend.ods")])
def test_hidden_rows_and_sheets_are_named(tmp_path: Path, write: object, name: str) -> None:
    write(tmp_path / name)  # type: ignore[operator]
    _, [loaded] = load(
        tmp_path, {"path": name, "format": "excel", **({"sheet": "Open"} if write is _xlsx else {})}
    )
    assert counts(loaded) == (2, 2, 0, 0)
    wanted = ["1 hidden rows are read: 3"]
    if write is _xlsx:
        wanted.append("hidden sheets are not read: 'Old'")
    assert list(loaded.notes) == wanted


HIDDEN_TABLE = (
    '<office:automatic-styles><style:style style:name="h" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def _hidden_in(path: Path, part: str, before: bytes, after: bytes) -> None:
    """Change the one place of a part of a workbook that says whether its sheet is seen."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert parts[part].count(before) == 1
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(before, after) if name == part else content)


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsb"])
def test_a_hidden_sheet_is_named_in_every_format(tmp_path: Path, kind: str) -> None:
    path, table = tmp_path / f"spend.{kind}", [NAMES, *ROWS]
    match kind:
        case "ods":
            lines = "".join(ods_row(*row) for row in table)
            ods(path, lines, before=HIDDEN_TABLE, name='S" table:style-name="h')
        case "xls":
            xls(path, [*table])
            data = path.read_bytes()
            # A record of a sheet: its number, its length, where it begins, and whether it is seen.
            at = data.index(b"\x85\x00\x09\x00") + 8
            path.write_bytes(data[:at] + b"\x01" + data[at + 1 :])
        case _:
            xlsb(path, [*table])
            seen = struct.pack("<II", 0, 1)
            _hidden_in(path, "xl/workbook.bin", seen, struct.pack("<II", 1, 1))
    _, [loaded] = load(tmp_path, {"path": path.name, "format": "excel"})
    assert counts(loaded) == (2, 2, 0, 0) and loaded.notes == ("the sheet 'S' is hidden, and is read",)


def test_a_hidden_sheet_that_is_read_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "spend.xlsx") as book:
        book.add_worksheet("Front")
        sheet = book.add_worksheet("Data")
        for number, row in enumerate([NAMES, *ROWS]):
            sheet.write_row(number, 0, row)
        sheet.hide()
    _, [loaded] = load(tmp_path, {"path": "spend.xlsx", "format": "excel", "sheet": "Data"})
    assert counts(loaded) == (2, 2, 0, 0) and "the sheet 'Data' is hidden, and is read" in loaded.notes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body><table><tr><td>a</td></tr></table></body></html>", "a web page (HTML)"),
        ("\ufeff<!DOCTYPE html>\n<table><tr><td>a</td></tr></table>", "a web page (HTML)"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
            "an XML spreadsheet of 2003",
        ),
        ('<?xml version="1.0"?><rows><row/></rows>', "XML"),
        (HEADER + GOOD, "a text, such as CSV,"),
    ],
)
def test_what_calls_itself_a_workbook_is_called_what_it_is(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "spend.xls").write_text(content, "utf-8")
    with pytest.raises(BadInput) as error:
        load(tmp_path, {"path": "spend.xls", "format": "excel"})
    assert f"The file is {said} that calls itself a workbook" in str(error.value)
    assert "spend.xls" in str(error.value) and "to do:" in str(error.value)
