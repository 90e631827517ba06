"""Synthetic workbooks written part by part: what no library writes, and other programs do."""

import struct
from pathlib import Path
from zipfile import ZipFile

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def text_cell(reference: str, text: str) -> str:
    """A cell of a sheet with a text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(path: Path, rows: str, styles: str = "", workbook: str = "", after: str = "", start: str = "") -> None:
    """A workbook of one sheet S with these rows, as XML; `styles`: elements within the sheet of styles."""
    _package(
        path,
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{MAIN}">{start}<sheetData>{rows}</sheetData>{after}</worksheet>',
        ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'),
    )


def prefixed_xlsx(path: Path, rows: str) -> None:
    """The same, with a prefix before every name: give rows with x: before theirs. Single quotes, odd order."""
    _package(
        path,
        "xl/workbook.xml",
        f"<x:workbook xmlns:q='{RELATIONS}' xmlns:x='{MAIN}'>"
        "<x:sheets><x:sheet q:id='rId1' sheetId='1' name='S'/></x:sheets></x:workbook>",
        "xl/worksheets/sheet1.xml",
        f"<x:worksheet xmlns:x='{MAIN}'><x:dimension ref='A1'/><x:sheetData>{rows}</x:sheetData></x:worksheet>",
    )


def _package(
    path: Path, workbook: str, text: str | bytes, sheet: str, rows: str | bytes, *more: tuple[str, str | bytes]
) -> None:
    kind = "xlsb" if workbook.endswith(".bin") else "xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
            f'<Override PartName="/{workbook}" ContentType="application/{kind}"/></Types>',
        )
        archive.writestr("_rels/.rels", _relations(("rId1", "officeDocument", workbook)))
        parts = [("rId1", "worksheet", sheet.removeprefix("xl/"))]
        parts += [(f"rId{n}", "styles", name.removeprefix("xl/")) for n, (name, _) in enumerate(more, start=2)]
        folder, name = workbook.split("/")
        archive.writestr(f"{folder}/_rels/{name}.rels", _relations(*parts))
        archive.writestr(workbook, text)
        archive.writestr(sheet, rows)
        for name, content in more:
            archive.writestr(name, content)


def _relations(*parts: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in parts
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def ods(path: Path, rows: str, before: str = "", name: str = "S") -> None:
    """An OpenDocument sheet with these rows, as XML."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces} {calc}>{before}<office:body><office:spreadsheet>"
            f'<table:table table:name="{name}">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def ods_row(*cells: str) -> str:
    """A row of texts; what begins with < is a cell already."""
    made = (
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{''.join(made)}</table:table-row>"


ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
# A cell: a text, a number, a number shown as a percentage (0.21, "%"), or an error such as #N/A.
Given = str | float | tuple[float, str] | None


def xlsb(path: Path, rows: list[list[Given]], merged: tuple[int, int, int, int] | None = None) -> None:
    """A binary workbook of one sheet S. `merged`: first and last row, first and last column."""
    extent = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = [_record(129, b""), _record(148, extent), _record(145, b"")]
    for number, row in enumerate(rows):
        sheet.append(_record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0, 0) + struct.pack("<I", 0)))
        for column, cell in enumerate(row):
            style = 1 if isinstance(cell, tuple) else 0
            head = struct.pack("<II", column, style)
            if isinstance(cell, str) and cell in ERRORS:
                sheet.append(_record(3, head + bytes([ERRORS[cell]])))
            elif isinstance(cell, str):
                sheet.append(_record(6, head + _wide(cell)))
            elif cell is not None:
                sheet.append(_record(5, head + struct.pack("<d", cell[0] if isinstance(cell, tuple) else cell)))
    sheet.append(_record(146, b""))
    if merged:
        sheet += [
            _record(177, struct.pack("<I", 1)),
            _record(176, struct.pack("<IIII", *merged)),
            _record(178, b""),
        ]
    sheet.append(_record(130, b""))
    styles = [_record(617, struct.pack("<I", 2))]
    # Numbers of formats: 0 is general, 10 is 0.00%.
    styles += [_record(47, struct.pack("<HHHHHH", 0, form, 0, 0, 0, 0) + b"\0" * 4) for form in (0, 10)]
    styles.append(_record(618, b""))
    book = [_record(131, b""), _record(143, b"")]
    book.append(_record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S")))
    book += [_record(144, b""), _record(132, b"")]
    _package(
        path,
        "xl/workbook.bin",
        b"".join(book),
        "xl/worksheets/sheet1.bin",
        b"".join(sheet),
        ("xl/styles.bin", b"".join([_record(278, b""), *styles, _record(279, b"")])),
    )


def _record(number: int, body: bytes) -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length, size = b"", len(body)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls(path: Path, rows: list[list[Given]], merged: tuple[int, int, int, int] | None = None) -> None:
    """A workbook of Excel 97 with one sheet S, in a compound file."""
    style = struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0)
    percent = struct.pack("<HHHBBBBIIH", 0, 10, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0)
    font = struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A"
    before = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _biff(0x22, struct.pack("<H", 0))
    before += _biff(0x31, font) * 5 + _biff(0xE0, style) + _biff(0xE0, percent)
    sheet = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    width = max(map(len, rows))
    sheet += _biff(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            head = struct.pack("<HHH", number, column, 1 if isinstance(cell, tuple) else 0)
            if isinstance(cell, str) and cell in ERRORS:
                sheet += _biff(0x205, head + bytes([ERRORS[cell], 1]))
            elif isinstance(cell, str):
                sheet += _biff(0x204, head + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            elif cell is not None:
                value = cell[0] if isinstance(cell, tuple) else cell
                sheet += _biff(0x203, head + struct.pack("<d", value))
    if merged:
        sheet += _biff(0xE5, struct.pack("<HHHHH", 1, *merged))
    sheet += _biff(0x0A, b"")
    name = _biff(0x85, struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"S")
    offset = len(before) + len(name) + 4
    name = _biff(0x85, struct.pack("<IBBBB", offset, 0, 0, 1, 0) + b"S")
    path.write_bytes(_compound(before + name + _biff(0x0A, b"") + sheet))


def _biff(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """A compound file with the stream Workbook: a header, its table of sectors, the directory, the stream."""
    stream = stream.ljust(max(4096, -len(stream) % 512 + len(stream)), b"\0")
    sectors = len(stream) // 512
    end, table, free = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    chain = [table, end, *range(3, 2 + sectors), end]
    chain += [free] * (128 - len(chain))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        wide = name.encode("utf-16-le") + b"\0\0"
        head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, free, free, child)
        return head + b"\0" * 36 + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream)) + b"\0" * 256
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *chain) + directory + stream
