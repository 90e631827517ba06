"""Office Open XML (.xlsx, .xlsm): the sheet's own XML, by a parser.

Parts of a package, and which number formats show a percentage, are said here for `xlsb.py` too.
"""

import posixpath
from collections.abc import Mapping
from zipfile import ZipFile

from fundament.deliveries.read.formats.workbooks.facts import (
    NO_VALUE,
    SheetFacts,
    cell_of,
    is_percentage,
)
from fundament.deliveries.read.formats.workbooks.xml import nothing, parse

TRUE = ("1", "true", "on")
# Number formats that every program has built in: 0 % and 0.00 %.
PERCENTAGES_BUILT_IN = {9, 10}


def facts_of_xlsx(archive: ZipFile, sheet: str) -> SheetFacts:
    """The facts of the sheet of this name."""
    workbook = part_of(archive, "", "officeDocument") or "xl/workbook.xml"
    facts = SheetFacts()
    sheets: dict[str, Mapping[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            sheets.setdefault(attributes.get("name", ""), attributes)
        elif name == "workbookPr":
            facts.counts_from_1904 = attributes.get("date1904", "").lower() in TRUE

    with archive.open(workbook) as stream:
        parse(stream, start, nothing)
    parts = parts_of(archive, workbook)
    styles = next((path for path, kind in parts.values() if kind.endswith("/styles")), None)
    percentages = _percentages(archive, styles) if styles else set()
    path, _ = parts[sheets[sheet]["id"]]
    _read_sheet(archive, path, facts, percentages)
    return facts


def _read_sheet(archive: ZipFile, path: str, facts: SheetFacts, percentages: set[str]) -> None:
    row, column = -1, -1
    kind, style = "n", ""
    is_formula = has_value = notes = False
    text: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, column, kind, style, is_formula, has_value, notes
        if name == "c":
            reference = attributes.get("r")
            row, column = cell_of(reference) if reference else (row, column + 1)
            kind, style = attributes.get("t", "n"), attributes.get("s", "0")
            is_formula = has_value = notes = False
            text.clear()
        elif name in ("v", "is"):
            has_value = notes = True
        elif name == "f":
            is_formula = True
        elif name == "row":
            row, column = int(attributes["r"]) - 1 if "r" in attributes else row + 1, -1
            if attributes.get("hidden", "").lower() in TRUE:
                facts.hidden_rows.add(row)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            facts.merged.append((cell_of(first), cell_of(last or first)))

    def end(name: str) -> None:
        nonlocal notes
        if name == "v":
            notes = False
        elif name == "c":
            said = "".join(text).strip() if text else ""
            if kind == "e":
                facts.without_value[row, column] = f"the error {said}".strip()
            elif is_formula and not said and not (has_value and kind == "str"):
                # A formula that gives an empty text says so: its value is there, and empty.
                facts.without_value[row, column] = NO_VALUE
            if style in percentages and kind == "n" and has_value:
                facts.percentages.add((row, column))

    def characters(data: str) -> None:
        if notes and (is_formula or kind == "e"):
            text.append(data)

    with archive.open(path) as stream:
        parse(stream, start, end, characters)


def _percentages(archive: ZipFile, path: str) -> set[str]:
    """The styles of cells, by number, that show a percentage."""
    formats, styles, inside = {}, [], False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt" and "numFmtId" in attributes:
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    with archive.open(path) as stream:
        parse(stream, start, end)
    return {str(number) for number, style in enumerate(styles) if shows_percentage(style, formats)}


def shows_percentage(number: int, formats: Mapping[int, str]) -> bool:
    """Whether the number format does, built in or declared."""
    return is_percentage(formats[number]) if number in formats else number in PERCENTAGES_BUILT_IN


def part_of(archive: ZipFile, path: str, kind: str) -> str | None:
    """The part that another one (empty: the package) is related to by a kind, such as styles."""
    return next((part for part, said in parts_of(archive, path).values() if said.endswith(f"/{kind}")), None)


def parts_of(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Parts that a part is related to, by the id of the relation: path in the package, and kind."""
    folder, name = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if relations not in archive.namelist():
        return found

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[attributes.get("Id", "")] = part.lstrip("/"), attributes.get("Type", "")

    with archive.open(relations) as stream:
        parse(stream, start, nothing)
    return found
