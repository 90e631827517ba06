"""Sentences and labels of one language, and the numbers and marks of the values in them.

Sentences: `templates/prose.*.j2`. Labels: `labels.yml` and `fundament/words.yml`. Bare values: `cells.py`.
"""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.lists import format_list
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundament.currency import in_currency
from fundament.note.cells import LABELS, LOCALES, Cell, Place, is_one, rounded, shown, shown_date, with_currency
from fundament.note.document import Line, Run
from fundament.note.reading import Reading, marks

FOLDER = Path(__file__).parent
OTHER = {"nl": "en", "en": "nl"}
# A cell inside a sentence, as the templates hand it over.
ISO_DATE = re.compile(r"\b[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\b")
TOKEN = re.compile("\ue000([0-9]+)\ue001")


class Words:
    """Sentences and labels of one language, and the registers of the numbers and the quotes that they show."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading, self.language = reading, language
        self._handed: list[Cell] = []
        # Every figure with a citation once, in the order of its first use; tables of the annex list none again.
        self.numbers: dict[Place, tuple[int, Cell]] = {}
        self.is_listing = True
        # What stands in the source in print.
        self.printed: set[Place] = set()
        self.quotes: dict[Place, tuple[str, Cell]] = {}
        self._marks = marks()
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            finalize=lambda value: self._token(value) if isinstance(value, Cell) else value,
            undefined=StrictUndefined,
            autoescape=False,
        )
        self._templates.filters |= {
            "amount": self._amount,
            "unit": self._unit,
            "plural": self._plural,
            "names": self._names,
        }
        self._sentences: Any = self._templates.get_template(f"prose.{language}.j2").module

    def label(self, *path: str) -> str:
        """A label by its path in labels.yml."""
        found = LABELS
        for step in path:
            found = found[step]
        return in_currency(str(found[self.language]), self._code)

    def say(self, sentence: str, **values: Any) -> Line:
        """A sentence with the values put in, each still a value of its mart."""
        text = " ".join(re.split(r"[ \n]+", getattr(self._sentences, sentence)(**values))).strip()
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
        text = with_currency(token, self._code, self.language)
        return text + (f"\u00a0{self.million}" if cell.kind == "eur_million" else "")

    def amount(self, cell: Cell) -> Line:
        """An amount by itself."""
        return self._split(self._amount(cell))

    def _number(self, cell: Cell) -> Decimal:
        return abs(rounded(Decimal(cell.value), cell.decimals))

    def _unit(self, cell: Cell, unit: str) -> str:
        """A number of months or days with its word."""
        if cell.value is None:
            return self._token(cell)
        word = self.label("units", unit, "one" if is_one(self._number(cell), self.language) else "other")
        return f"{self._token(cell)}\u00a0{word}"

    def with_unit(self, cell: Cell) -> Line:
        """A number with what it counts: an amount, a percentage, months or days."""
        if cell.value is None or cell.kind not in ("eur", "eur_million", "percent", "months", "days"):
            return [self.run(cell)]
        if cell.kind in ("eur", "eur_million"):
            return self.amount(cell)
        return self._split(
            f"{self._token(cell)}%" if cell.kind == "percent" else self._unit(cell, cell.kind.removesuffix("s"))
        )

    def _plural(self, cell: Cell, one: str, many: str) -> str:
        """The noun after a number."""
        return one if cell.value is not None and is_one(self._number(cell), self.language) else many

    def _names(self, cells: list[Cell | str]) -> str:
        """Names as a list in a sentence: a, b and c."""
        return format_list(
            [self._token(one) if isinstance(one, Cell) else one for one in cells], locale=LOCALES[self.language]
        )

    @property
    def currency(self) -> str:
        """The sign or code of an amount, at the head of a table."""
        return with_currency("", self._code, self.language).strip()

    @property
    def _code(self) -> str:
        return str(self.reading["publication"][0]["currency"])

    @property
    def million(self) -> str:
        """The word after an amount in millions."""
        return self.label("units", "eur_million")

    def run(self, cell: Cell, mark: str = "") -> Run:
        """A value as it is shown; a figure that the source states gets its row in the list of figures."""
        number, _ = self.numbers.get(cell.place, (0, cell))
        is_stated = cell.origin or cell.citation or cell.place in self.printed
        if not number and self.is_listing and cell.is_figure and is_stated:
            number = len(self.numbers) + 1
            self.numbers[cell.place] = number, cell
        return Run(shown(cell, self.language), cell, number, mark)

    def quote(self, cell: Cell) -> Line:
        """What a source states in words, with its mark in the list of what is quoted."""
        mark, _ = self.quotes.setdefault(cell.place, (next(self._marks), cell))
        return [Run(shown(cell, self.language), cell, quoted=mark)]

    def line(self, cell: Cell | None, mark: str = "") -> Line:
        """A value alone in a table cell; nothing where there is none, or where it is not known."""
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

    def as_written(self, message: str) -> str:
        """A message of the marts, with dates as 2024-01-31 and amounts as EUR 1.00, as a person writes them."""

        def in_words(found: re.Match[str]) -> str:
            try:
                return shown_date(dt.date.fromisoformat(found[0]), self.language)
            except ValueError:
                # Within a name, and no day.
                return found[0]

        amount = re.compile(rf"\b{re.escape(self._code)} (?=-?[0-9])")
        return ISO_DATE.sub(in_words, amount.sub(with_currency("", self._code, self.language), message))

    def code(self, code_list: str, cell: Cell) -> Cell:
        """A code as a word."""
        word = self.reading.label(code_list, cell.value, self.language)
        return Cell(word, "text", cell.place, cell.query, cell.origin, cell.citation)

    def name(self, subject_type: str, subject_id: Any, cell: Cell) -> Cell:
        """A name in the language of the note, where there is one; else as it was delivered.

        A name that was delivered in the other language is marked so.
        """
        found = self.reading.names.get((subject_type, str(subject_id), self.language))
        other = OTHER[self.language]
        if found is None:
            delivered = self.reading.names.get((subject_type, str(subject_id), other))
            is_other = delivered is not None and delivered[0] == cell.value
            return replace(cell, kind="text", language=other if is_other else "")
        word, publication_id = found
        key = (
            ("publication_id", publication_id),
            ("subject_type", subject_type),
            ("subject_id", subject_id),
            ("language", self.language),
        )
        return Cell(word, "text", Place("labels", "label", key), cell.query, cell.origin, cell.citation)
