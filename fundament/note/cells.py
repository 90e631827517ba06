"""One value of a mart, with its place there, and how it is shown in Dutch and in English.

How a row becomes cells: `values.py`. Units around them: `words.py`. Addresses: `fundament.explanation.cells`.
"""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from fundament import own_yaml

LANGUAGES = ("nl", "en")
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
LABELS = own_yaml.words(Path(__file__).with_name("labels.yml"))
MILLION = Decimal(1_000_000)
QUARTER_MONTHS = 3
# Soft hyphen, and the joiners that some scripts and signs need.
JOINERS = "\u00ad\u200c\u200d"


@dataclass(frozen=True)
class Place:
    """Where a value stands: the mart, its column, the key of the row, and what adds up several rows."""

    mart: str
    column: str
    key: tuple[tuple[str, Any], ...]
    aggregate: str = ""


@dataclass(frozen=True)
class Cell:
    """A value as it stands in a mart.

    `kind` is text, count, year, months, days, percent, eur_million, eur, number, date or period. `origin` says
    which line of which delivery it comes from, `citation` where that stands in the source. `decimals` counts only
    where the value is shown.
    """

    value: Any
    kind: str
    place: Place
    query: str
    origin: str = ""
    citation: str = ""
    decimals: int = 0
    # The sign is in the words around it: "falls by 2".
    without_sign: bool = False
    # Of a text that is not in the language of the note.
    language: str = ""
    # An amount that would be there if its lines had theirs: where it is not, it can't be computed.
    is_computed: bool = False

    @property
    def is_number(self) -> bool:
        """A value and not a text; what is unknown is none."""
        return self.kind != "text" and self.value is not None

    @property
    def is_figure(self) -> bool:
        """A number that belongs in the list of figures: a year says of which figure one speaks."""
        return self.is_number and self.kind != "year"


def shown(cell: Cell, language: str) -> str:
    """The value as a reader of the language expects it; unknown is said, never zero."""
    value = cell.value
    if value is None:
        return str(LABELS["not_computable" if cell.is_computed else "unknown"][language])
    if cell.kind == "text":
        return readable(str(value))
    if cell.kind == "year":
        return str(value)
    if cell.kind == "date":
        return shown_date(value, language)
    if cell.kind == "period":
        start, end = value
        return shown_period(start, end, language)
    number = Decimal(value)
    if cell.without_sign:
        number = abs(number)
    if cell.kind == "eur_million":
        number /= MILLION
    return shown_number(number, cell.decimals, language)


def readable(text: str) -> str:
    """A text of a source without what no page can show: control characters, and signs that turn the direction."""
    return "".join(
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in text
        if unicodedata.category(sign) not in ("Cf", "Cs", "Cn") or sign in JOINERS
    )


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Halves go away from zero, as everywhere in this project."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def shown_number(number: Decimal, decimals: int, language: str) -> str:
    """A number with that many decimals, in the notation of the language; a true minus sign."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded(number, decimals), pattern, LOCALES[language])
    return text.replace("-", "\u2212")


def with_currency(text: str, code: str, language: str) -> str:
    """An amount with the sign of its currency, as written in the language: € 1,9 and €1.9, CHF 1.9 in both."""
    sign = get_currency_symbol(code, LOCALES[language])
    return f"{sign}\u00a0{text}" if language == "nl" or sign[-1].isalpha() else f"{sign}{text}"


def is_one(number: Decimal, language: str) -> bool:
    """Whether the language counts with the singular."""
    return str(Locale.parse(LOCALES[language]).plural_form(number)) == "one"


def shown_date(day: dt.date, language: str) -> str:
    """1 januari 2023, 1 January 2023."""
    return format_date(day, "d MMMM y", LOCALES[language])


def shown_period(start: dt.date | None, end: dt.date | None, language: str) -> str:
    """A period by its first day and the day after its last, by name where it is a day, month, quarter or year."""
    if start is None or end is None:
        return str(LABELS["unknown"][language])
    last = end - dt.timedelta(days=1)
    if start == last:
        return shown_date(start, language)
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return format_date(start, "MMMM y", LOCALES[language])
        if months == QUARTER_MONTHS and start.month % QUARTER_MONTHS == 1:
            number = (start.month - 1) // QUARTER_MONTHS + 1
            return str(LABELS["quarter"][language]).format(quarter=number, year=start.year)
        if months == 12 and start.month == 1:
            return str(start.year)
    period = str(LABELS["period"][language])
    return period.format(first=shown_date(start, language), last=shown_date(last, language))


def decimals_for(amounts: list[Any], most: int = 2) -> int:
    """As many decimals of a million as the amounts need, at least one and at most `most`."""
    known = [Decimal(amount) / MILLION for amount in amounts if amount is not None]
    for decimals in range(1, most):
        if all(rounded(amount, decimals) == amount for amount in known):
            return decimals
    return most
