"""Excel up to 2003 (.xls), by xlrd. Its formulas always have a value, which may be an error."""

import io
from pathlib import Path

from fundament.deliveries.read.formats.workbooks.facts import SheetFacts, is_percentage


def facts_of_xls(path: Path, sheet: str) -> SheetFacts:
    """The facts of the sheet of this name."""
    import xlrd  # type: ignore[import-untyped]

    # What it finds odd it would say on the screen.
    book = xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO())
    found = book.sheet_by_name(sheet)
    facts = SheetFacts(counts_from_1904=book.datemode == 1)
    facts.hidden_rows = {row for row, said in found.rowinfo_map.items() if said.hidden}
    facts.merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in found.merged_cells]
    shows = [is_percentage(book.format_map[style.format_key].format_str) for style in book.xf_list]
    for row in range(found.nrows):
        for column, kind in enumerate(found.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = xlrd.error_text_from_code.get(found.cell_value(row, column), "")
                facts.without_value[row, column] = f"the error {code}".strip()
            elif kind == xlrd.XL_CELL_NUMBER and shows[found.cell_xf_index(row, column)]:
                facts.percentages.add((row, column))
    return facts
