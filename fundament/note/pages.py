"""A note as HTML in one file, and as PDF.

How both look: `templates/`. What is in them: `content.py`. Who writes the files: `writing.py`.
"""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from fundament.errors import FundamentError
from fundament.note.cells import LOCALES, Cell, readable
from fundament.note.document import Bullets, Chart, Line, Note, Paragraph, Run, Table
from fundament.note.words import FOLDER
from fundament.progress import report

# The one that ships inside the typesetter: the same page on every machine.
PDF_FONT = "Libertinus Serif"
STANDARDS: Any = ["ua-1", "a-2a"]


def templates() -> Environment:
    """The templates of pages and charts; every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    environment.filters["trace"] = trace
    environment.filters["address"] = address
    environment.filters["coordinate"] = lambda number: f"{number:.1f}"
    environment.filters["is_a"] = lambda block, name: type(block).__name__ == name
    return environment


def trace(run: Run) -> Markup:
    """Attributes that say which value of which mart stands here."""
    if run.cell is None:
        return Markup("")
    place = run.cell.place
    pairs = {
        "value": exact(run.cell.value),
        "lang": run.language,
        "data-kind": run.cell.kind,
        "data-mart": place.mart,
        "data-column": place.column,
        "data-aggregate": place.aggregate,
        "data-key": json.dumps(
            {name: None if value is None else exact(value) for name, value in place.key}, ensure_ascii=False
        ),
    }
    if not run.cell.is_number:
        del pairs["value"]
    return Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in pairs.items() if value or name == "value"
    )


def address(cell: Cell) -> str:
    """Where a value stands, for who works with the marts."""
    place = cell.place
    column = f"{place.aggregate}({place.column})" if place.aggregate else place.column
    key = ", ".join(f"{name} {exact(value)}" for name, value in place.key if value is not None)
    return readable(f"{place.mart}, {column}: {key}")


def exact(value: Any) -> str:
    """A value with every digit, for programs; empty where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "/".join(exact(part) for part in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def html(note: Note, environment: Environment) -> str:
    """The note as one HTML file that loads nothing."""
    text = environment.get_template("note.html.j2").render(note=note)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def pdf(note: Note) -> bytes:
    """The note as tagged PDF, for screen readers and for the archive.

    A sign that the typesetter's own fonts do not have costs the promise for the archive, not the note.
    Raises `FundamentError` where it can't be typeset at all.
    """
    import typst

    content = json.dumps(_plain(note), ensure_ascii=False)
    why = ""
    # The fonts of the machine, which may differ, only where those that ship with the typesetter do not do.
    for standards, ignore_system_fonts in ((STANDARDS, True), (STANDARDS, False), (None, False)):
        try:
            typeset = typst.compile(
                str(FOLDER / "templates" / "note.typ"),
                format="pdf",
                pdf_standards=standards,
                ignore_system_fonts=ignore_system_fonts,
                sys_inputs={"note": content},
            )
        except typst.TypstError as error:
            why = error.message
            continue
        if standards is None:
            report("warning", f"the PDF of the status note does not meet PDF/A and PDF/UA: {why}")
        return typeset
    raise FundamentError(f"The note can't be typeset: {why}", f"{_text(note.title)}, {note.language}")


def _plain(note: Note) -> dict[str, Any]:
    """The note as the template of the typesetter takes it."""
    return {
        "title": _runs(note.title),
        "document": _text(note.title),
        "language": note.language,
        "region": LOCALES[note.language].split("_")[1],
        "as_of_date": note.as_of_date,
        "release_id": note.release_id,
        "synthetic": note.synthetic,
        "subtitle": _runs(note.subtitle),
        "labels": note.labels,
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "is_annex": section.is_annex,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in note.sections
        ],
    }


def _runs(line: Line) -> list[dict[str, Any]]:
    return [
        {
            "text": run.text,
            "number": run.number,
            "mark": run.mark,
            "quoted": run.quoted,
            "strong": run.is_strong,
            "language": run.language,
        }
        for run in line
    ]


def _text(line: Line) -> str:
    return "".join(run.text for run in line)


def _block(block: Paragraph | Bullets | Table | Chart) -> dict[str, Any]:
    kind = type(block).__name__
    if isinstance(block, Paragraph):
        return {"kind": kind, "runs": _runs(block.runs)}
    if isinstance(block, Bullets):
        return {"kind": kind, "items": [_runs(item) for item in block.items]}
    if isinstance(block, Chart):
        svg = block.svg.replace("<svg ", f'<svg font-family="{escape(PDF_FONT)}" ', 1)
        return {"kind": kind, "caption": block.caption, "description": block.description, "svg": svg}
    return {
        "kind": kind,
        "name": block.name,
        "caption": _runs(block.caption),
        "head": [_runs(head) for head in block.head],
        "right": block.right,
        "widths": block.widths,
        "rows": [
            {"cells": [_runs(cell) for cell in row.cells], "is_total": row.is_total, "anchor": row.anchor}
            for row in block.rows
        ],
        "remarks": [_runs(remark) for remark in block.remarks],
    }
