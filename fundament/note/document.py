"""The parts that a note is made of, from sections to values in a line. HTML and PDF are made from the same parts.

How they look: `pages.py` and `templates/`. How a chart is drawn: `charts.py`.
"""

from dataclasses import dataclass, field

from fundament.note.cells import Cell


@dataclass(frozen=True)
class Run:
    """A piece of a line: text, or a value of a mart as it is shown.

    `number` is the row in the list of figures; 0 for what is not in it. `mark` points to a remark under the table,
    `quoted` to the row of a quoted text in the list of what was quoted.
    """

    text: str
    cell: Cell | None = None
    number: int = 0
    mark: str = ""
    quoted: str = ""
    is_strong: bool = False

    @property
    def language(self) -> str:
        """Of a text that is not in the language of the note."""
        return self.cell.language if self.cell else ""


Line = list[Run]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    runs: Line


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: list[Line]


@dataclass(frozen=True)
class Row:
    """A row of a table; the first cell is its heading. `anchor` makes it a target of links, `query` links on.

    `of` is the value that the row of a figure is about, and `delivered_in` file and line: for the screen, which
    has room for who works with the marts.
    """

    cells: list[Line]
    is_total: bool = False
    anchor: str = ""
    query: str = ""
    of: Cell | None = None
    delivered_in: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption; `right` says which columns hold numbers."""

    name: str
    caption: Line
    head: list[Line]
    right: list[bool]
    rows: list[Row]
    remarks: list[Line] = field(default_factory=list)
    # Relative widths for the printed page; empty: by content.
    widths: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """A drawing, and in words what it shows."""

    name: str
    caption: str
    description: str
    svg: str


Block = Paragraph | Bullets | Table | Chart


@dataclass(frozen=True)
class Section:
    """A section under its own heading, of the note itself or of its annex."""

    name: str
    title: str
    blocks: list[Block]
    is_annex: bool = False


@dataclass(frozen=True)
class Query:
    """The statement that the numbers were read with."""

    name: str
    sql: str


@dataclass(frozen=True)
class Note:
    """A whole note in one language."""

    language: str
    title: Line
    subtitle: Line
    synthetic: str
    sections: list[Section]
    queries: list[Query]
    labels: dict[str, str]
    as_of_date: str
    release_id: str
