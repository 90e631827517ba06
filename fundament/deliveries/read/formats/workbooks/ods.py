"""OpenDocument (.ods): the cells of one table, repeated ones as often as they count."""

from collections.abc import Mapping
from zipfile import ZipFile

from fundament.deliveries.read.formats.workbooks.facts import ERROR, NO_VALUE, SheetFacts
from fundament.deliveries.read.formats.workbooks.xml import parse

# Rows and columns of a sheet: what is repeated to its end has nothing in it.
MOST_ROWS = 1_048_576


def facts_of_ods(archive: ZipFile, sheet: str) -> SheetFacts:
    """The facts of the table of this name."""
    reader = _Reader(sheet)
    with archive.open("content.xml") as stream:
        parse(stream, reader.start, reader.end, reader.text)
    return reader.facts


class _Reader:
    def __init__(self, sheet: str) -> None:
        self.facts = SheetFacts()
        self._sheet = sheet
        # Tables may lie in tables; those inside are no sheets.
        self._depth, self._is_ours = 0, False
        self._row, self._rows, self._column = -1, 1, 0
        self._cell: Mapping[str, str] | None = None
        self._texts: list[str] = []
        self._in_annotation = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._is_ours, self._row, self._rows = attributes.get("name", "") == self._sheet, -1, 1
        elif name == "null-date":
            self.facts.counts_from_1904 = attributes.get("date-value", "").startswith("1904-01-01")
        elif self._is_ours and self._depth == 1:
            self._start_in_table(name, attributes)

    def _start_in_table(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-row":
            self._row += self._rows if self._row >= 0 else 1
            self._rows, self._column = int(attributes.get("number-rows-repeated", "1")), 0
            if attributes.get("visibility") in ("collapse", "filter") and self._rows < MOST_ROWS // 2:
                self.facts.hidden_rows.update(range(self._row, self._row + self._rows))
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._texts = attributes, []
        elif name == "annotation":
            self._in_annotation = True

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
            self._is_ours = self._is_ours and self._depth > 0
        elif name == "annotation":
            self._in_annotation = False
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None and self._depth == 1:
            self._end_cell(self._cell, "".join(self._texts).strip(), name.startswith("covered"))
            self._cell = None

    def text(self, data: str) -> None:
        if self._cell is not None and not self._in_annotation:
            self._texts.append(data)

    def _end_cell(self, cell: Mapping[str, str], shown: str, is_covered: bool) -> None:
        columns = int(cell.get("number-columns-repeated", "1"))
        kind = cell.get("value-type", "")
        problem = ""
        if "error" in (kind, self._kind_of_calc(cell)) or ERROR.fullmatch(shown):
            problem = f"the error {shown}".strip()
        elif cell.get("formula") and not kind and not is_covered:
            problem = NO_VALUE
        if problem or kind == "percentage":
            for row in range(self._row, self._row + self._rows):
                for column in range(self._column, self._column + columns):
                    if problem:
                        self.facts.without_value[row, column] = problem
                    else:
                        self.facts.percentages.add((row, column))
        down, right = int(cell.get("number-rows-spanned", "1")), int(cell.get("number-columns-spanned", "1"))
        if down > 1 or right > 1:
            last = self._row + down - 1, self._column + right - 1
            self.facts.merged.append(((self._row, self._column), last))
        self._column += columns

    @staticmethod
    def _kind_of_calc(cell: Mapping[str, str]) -> str:
        return cell.get("calc value-type", "")
