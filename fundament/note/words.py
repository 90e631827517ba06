"""Sentences and labels of one language."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundament import own_yaml
from fundament.currency import in_currency
from fundament.note.cells import Cell, Place, shown
from fundament.note.document import Line, Run
from fundament.note.reading import Reading

FOLDER = Path(__file__).parent
LABELS = own_yaml.read(FOLDER / "labels.yml")
# A cell inside a sentence, as the templates hand it over.
TOKEN = re.compile("\ue000([0-9]+)\ue001")


class Words:
    """Sentences and labels of one language, and the register of the numbers that they show."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading, self.language = reading, language
        self._handed: list[Cell] = []
        # Every number once, in the order of its first use.
        self.numbers: dict[Place, tuple[int, Cell]] = {}
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            finalize=lambda value: self._token(value) if isinstance(value, Cell) else value,
            undefined=StrictUndefined,
            autoescape=False,
        )
        self._templates.filters["amount"] = self._amount
        self._sentences: Any = self._templates.get_template(f"prose.{language}.j2").module

    def label(self, *path: str) -> str:
        """A label by its path in labels.yml."""
        found = LABELS
        for step in path:
            found = found[step]
        return in_currency(str(found[self.language]), self._code)

    def say(self, sentence: str, **values: Any) -> Line:
        """A sentence with the values put in, each still a value of its mart."""
        text = " ".join(re.split(r"[ \n]+", getattr(self._sentences, sentence)(**values)))
        return self._split(text)

    def _split(self, text: str) -> Line:
        pieces = TOKEN.split(text)
        return [
            self.run(self._handed[int(piece)]) if place % 2 else Run(piece)
            for place, piece in enumerate(pieces)
            if piece
        ]

    def _token(self, cell: Cell) -> str:
        self._handed.append(cell)
        return f"\ue000{len(self._handed) - 1}\ue001"

    def _amount(self, cell: Cell) -> str:
        token = self._token(cell)
        if cell.value is None:
            return token
        return f"{self.currency}\u00a0{token}" + (f"\u00a0{self.million}" if cell.kind == "eur_million" else "")

    @property
    def currency(self) -> str:
        """The sign or code in front of an amount."""
        code = self._code
        return "€" if self.language == "nl" and code == "EUR" else code

    @property
    def _code(self) -> str:
        return str(self.reading["publication"][0]["currency"])

    @property
    def million(self) -> str:
        """The word after an amount in millions."""
        return self.label("units", "eur_million")

    def run(self, cell: Cell, mark: str = "") -> Run:
        """A value as it is shown; a number gets its row in the list of figures."""
        number = 0
        if cell.is_number:
            number, _ = self.numbers.setdefault(cell.place, (len(self.numbers) + 1, cell))
        return Run(shown(cell, self.language), cell, number, mark)

    def line(self, cell: Cell | None, mark: str = "") -> Line:
        """A value alone in a table cell; nothing where there is none."""
        return [] if cell is None else [self.run(cell, mark)]

    def column(self, name: str) -> str:
        """The column that has a text of a mart in this language: `name` in English, `name_nl` in Dutch."""
        return name if self.language == "en" else f"{name}_{self.language}"

    def text(self, text: str) -> Line:
        """Words of our own."""
        return [Run(text)]

    def heads(self, *names: str) -> list[Line]:
        """Heads of the columns of a table."""
        return [self.text(self.label("heads", name)) for name in names]

    def code(self, code_list: str, cell: Cell) -> Cell:
        """A code as a word."""
        word = self.reading.label(code_list, cell.value, self.language)
        return Cell(word, "text", cell.place, cell.query, cell.origin)

    def name(self, subject_type: str, subject_id: Any, cell: Cell) -> Cell:
        """A name in the language of the note, where there is one; else as it was delivered."""
        word = self.reading.names.get((subject_type, str(subject_id), self.language))
        if word is None:
            return cell
        key = (
            ("publication_id", self.reading.publication_id),
            ("subject_type", subject_type),
            ("subject_id", subject_id),
            ("language", self.language),
        )
        return Cell(word, "text", Place("labels", "label", key), cell.query, cell.origin)
