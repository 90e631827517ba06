"""What a file that nobody has described looks like: format, encoding, delimiter, header, forms of its values.

Everything here is a proposal for a person to look at; what could be otherwise is put into words in `doubts`.
"""

import codecs
import csv
import datetime as dt
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from fundament.database import literal
from fundament.deliveries.drafts.rows import Rows, Seen
from fundament.deliveries.read.formats.base import LONGEST_ROW
from fundament.deliveries.read.formats.text import open_text
from fundament.errors import BadInput

LOOK_AT = 200
FEW, FEW_OTHERS = 15, 3
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d-%m-%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d/%b/%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %Y",
    "%B %Y",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%b/%y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%d/%b/%y %H:%M",
    "%d/%b/%Y %H:%M",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S %z",
    "%d/%b/%y %H:%M %z",
    "%a, %d %b %Y %H:%M:%S %z",
)
MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# What may be a day in one of them, before each of them is tried.
DATE_LIKE = re.compile(
    rf"[0-9]{{8}}|[0-9]{{1,4}}([-/.])[0-9]{{1,2}}\1[0-9]{{1,4}}([^0-9].*)?"
    rf"|[0-9]{{1,2}}[-/ ]{MONTH}[-/ ][0-9]{{2,4}}.*|{MONTH} [0-9]{{4}}|[a-z]{{3}}, .*",
    re.IGNORECASE,
)
TOTAL = re.compile(r"\W*(sub|grand |eind)?-?totaa?l", re.IGNORECASE)
NUMBER = re.compile(r"[0-9][0-9.,' \u00a0\u202f\u2019]*|[.,][0-9]+")
YEAR = re.compile(r"(19[5-9]|20[0-9]|21[0-4])[0-9]")
SIGNS = re.compile(r"^(€|£|\$|eur|gbp|usd)\s*|\s*(€|£|\$|eur|gbp|usd|%)$", re.IGNORECASE)


@dataclass
class Values:
    """The form of the values of a column: `kind` is date, number, text or empty."""

    kind: str = "empty"
    date_formats: list[str] = field(default_factory=list)
    decimal_separator: str | None = None
    thousands_separator: str | None = None
    negative_forms: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    null_words: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    # Every text that occurs, where there are few.
    every: list[str] = field(default_factory=list)
    # The largest of its numbers, and whether each of them says itself that it is a percentage.
    largest: Decimal | None = None
    are_percentages: bool = False
    # A text that several rows have, and in how many of them it stands.
    repeated: tuple[str, int] | None = None
    # Numbers that are years.
    are_years: bool = False
    # The last of its days.
    last: dt.date | None = None
    # Numbers that a sheet may have counted days with.
    may_be_serial: bool = False


@dataclass
class Sniffed:
    """What was made of a file: keys of a delivery, the header, and its rows as text."""

    rows: Rows
    keys: dict[str, Any]
    doubts: dict[str, str] = field(default_factory=dict)
    header: list[str] = field(default_factory=list)


def encoding_of(path: Path) -> tuple[str, str | None]:
    """The encoding, and what is doubtful about it. The whole file is looked at: one byte may tell."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", None
    if b"\0" in start:
        odd = sum(1 for byte in start[1::2] if byte == 0)
        even = sum(1 for byte in start[::2] if byte == 0)
        return ("utf-16-le" if odd > even else "utf-16-be"), "guessed from its NUL bytes"
    for name in ("utf-8", "windows-1252"):
        decoder = codecs.getincrementaldecoder("utf-8" if name == "utf-8" else "cp1252")("strict")
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name, None if name == "utf-8" else "guessed: look at names with accents, and at the euro sign"
    return "latin-1", "guessed: look at names with accents"


def format_of(path: Path) -> str:
    """The format, by the first bytes of the file. Raises `BadInput` where the file is empty."""
    with path.open("rb") as stream:
        start = stream.read(4096)
        stream.seek(0)
        # A record of JSON Lines may be long.
        line, more = stream.readline(LONGEST_ROW), bool(stream.read(4096).strip())
    if not start:
        raise BadInput("The file is empty", str(path), "There is nothing to draft a delivery from.")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "excel"
    if start.startswith(b"PAR1"):
        return "parquet"
    bare = start.lstrip(codecs.BOM_UTF8).lstrip()
    if bare.startswith((b"{", b"[")):
        try:
            # One object per line: the first line is whole, and there is more.
            is_lines = isinstance(json.loads(line), dict) and more
        except (ValueError, RecursionError):
            is_lines = False
        return "jsonl" if is_lines or (path.suffix in (".jsonl", ".ndjson")) else "json"
    return "csv"


def csv_layout(path: Path, encoding: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Delimiter and the place of the header."""
    with open_text(path, encoding, path.name) as text:
        lines = list(itertools.islice(text, LOOK_AT))
    best, layout = (0.0, 0), (",", 0)
    for delimiter in DELIMITERS:
        try:
            records = list(csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter))
        except csv.Error:
            continue
        widths = Counter(len(record) for record in records if any(part.strip() for part in record))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
        score = (times / sum(widths.values()) * (width > 1), width)
        if score > best:
            best, layout = score, (delimiter, _header_row(records, width))
    keys: dict[str, Any] = {"encoding": encoding, "delimiter": layout[0]}
    doubts = {}
    if best[0] < 1:
        doubts["delimiter"] = (
            f"fits {best[0]:.0%} of the first lines" if best[0] else "no delimiter fits: one column?"
        )
    if layout[1]:
        keys["skip_rows"] = layout[1]
        doubts["skip_rows"] = "lines above the header, as it seems"
    return keys, doubts


def _header_row(records: list[list[str]], width: int) -> int:
    """How many lines stand before the header: the first row with as many texts as the rows have fields."""
    before = 0
    for record in records[:30]:
        named = [part for part in record if part.strip()]
        is_names = len(record) >= width and len(named) >= max(2, width * 0.5)
        if is_names and not any(NUMBER.fullmatch(part.strip()) for part in named):
            return before
        before += 1 + sum(part.count("\n") for part in record)
    return 0


def records_path(document: Any) -> str:
    """Path of the longest list of objects in a JSON document."""
    if isinstance(document, list):
        return "[]"
    if not isinstance(document, dict):
        return "."
    found: list[tuple[int, str]] = []

    def walk(value: Any, path: str, depth: int) -> None:
        if isinstance(value, dict) and depth < 4:
            for name, inner in value.items():
                inner_path = f"{path}.{name}" if path else name
                if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                    found.append((len(inner), f"{inner_path}[]"))
                walk(inner, inner_path, depth + 1)

    walk(document, "", 0)
    return max(found)[1] if found else "."


def look_at_column(rows: Rows, place: int) -> Values:
    """The form of the values of one column."""
    seen = rows.column(place)
    if not seen:
        return Values()
    values = _form_of(seen)
    if values.kind == "number":
        values.largest = rows.largest(number_sql("text", values, "is_typed"))
    bare = [text for shape in seen.shapes for text in shape.ends]
    values.examples = seen.first[:3]
    values.repeated = seen.most if seen.most[1] > 1 else None
    values.are_years = all(YEAR.fullmatch(text) for text in bare)
    if values.are_years:
        values.last = dt.date(int(max(bare)), 12, 31)
    elif values.kind == "date":
        values.last = last_day(bare, values.date_formats or ["%Y-%m-%dT%H:%M:%S"])
    return values


def last_day(texts: Iterable[str], formats: Iterable[str]) -> dt.date | None:
    """The last of the days that fit a format."""
    found = []
    for text in {*texts}:
        for form in formats:
            with suppress(ValueError):
                found.append(dt.datetime.strptime(text, form).date())
                break
    return max(found, default=None)


def _form_of(seen: Seen) -> Values:
    if seen.are_typed:
        bare = [text for shape in seen.shapes for text in shape.ends]
        kind = "date" if all("T" in text for text in bare) else "number"
        values = Values(kind, may_be_serial=all(map(_is_serial, bare)))
        values.are_percentages = kind == "number" and all(text.endswith("%") for text in bare)
        return values
    for kind, is_one in (("date", lambda text: bool(_formats(text))), ("number", _is_number)):
        fitting = [shape for shape in seen.shapes if is_one(shape.ends[0])]
        others = [shape for shape in seen.shapes if shape not in fitting]
        # A word that comes back in a column of numbers stands for: not known.
        is_most = sum(shape.rows for shape in fitting) >= max(1, 0.6 * seen.filled)
        if is_most and sum(shape.texts for shape in others) <= FEW_OTHERS:
            fits = [text for shape in fitting for text in shape.ends]
            values = _dates(fits) if kind == "date" else _numbers(fits)
            values.may_be_serial = kind == "number" and all(map(_is_serial, fits))
            texts = [text for shape in others for text in shape.first]
            values.null_words = [text for text in texts if not re.search(r"[0-9]", text)]
            if values.null_words:
                values.doubts.append(f"null_words: {values.null_words} taken for: not known")
            wrong = [text for text in texts if text not in values.null_words]
            if wrong:
                values.doubts.append(f"{wrong} will be rejected")
            return values
    return Values("text", every=seen.first if seen.texts <= FEW else [])


def _is_serial(text: str) -> bool:
    """Whether a number could be a day between 1990 and 2099, as a sheet counts days."""
    return bool(re.fullmatch(r"[0-9]{5}", text)) and 32_874 <= int(text) <= 73_050


# Days come back in a file; most texts are none.
@lru_cache(maxsize=50_000)
def _formats(text: str) -> list[str]:
    if not DATE_LIKE.fullmatch(text):
        return []
    found = []
    for form in DATE_FORMATS:
        try:
            year = dt.datetime.strptime(text, form).year
        except ValueError:
            continue
        if 1950 <= year <= 2150:
            found.append(form)
    return found


def _dates(texts: list[str]) -> Values:
    possible = [set(_formats(text)) for text in {*texts}]
    every = [form for form in DATE_FORMATS if all(form in forms for forms in possible)]
    values = Values("date")
    if every:
        values.date_formats = every[:1]
        if len(every) > 1:
            values.doubts.append(f"could also be {every[1]}: look which of day and month comes first")
        return values
    left = possible
    for form in sorted(DATE_FORMATS, key=lambda form: -sum(form in forms for forms in possible)):
        if any(form in forms for forms in left):
            values.date_formats.append(form)
            left = [forms for forms in left if form not in forms]
    values.doubts.append("several forms of dates: look at their order")
    return values


def number_sql(text: str, values: Values, typed: str = "") -> str:
    """SQL of a text as a number in the form that was found; null where it is none."""
    typed, bare = typed or f"starts_with({text}, chr(31))", f"ltrim({text}, chr(31))"
    plain = bare
    for sign in filter(None, (*values.remove, values.thousands_separator)):
        plain = f"replace({plain}, {literal(sign)}, '')"
    plain = f"regexp_replace({plain}, '[-+() \u00a0\u202f]', '', 'g')"
    plain = f"replace({plain}, {literal(values.decimal_separator or '.')}, '.')"
    whole = f"try_cast(case when {typed} then rtrim(ltrim({bare}, '-'), '%') else {plain} end as decimal(30, 8))"
    return f"case when regexp_matches(trim({bare}), '^[-(]|-$') then -{whole} else {whole} end"


def _is_number(text: str) -> bool:
    bare = SIGNS.sub("", text.strip("+-() ")).strip("+-() ")
    return bool(NUMBER.fullmatch(bare)) and bool(re.search(r"[0-9]", bare))


def _numbers(texts: list[str]) -> Values:
    values = Values("number")
    for form, pattern in (("minus", r"^-"), ("trailing_minus", r"-$"), ("parentheses", r"^\(.*\)$")):
        if form == "minus" or any(re.search(pattern, text) for text in texts):
            values.negative_forms.append(form)
    signs = {match[0].strip() for text in texts for match in SIGNS.finditer(text.strip("+-() "))}
    values.remove = sorted(sign for sign in signs if sign)
    bare = [SIGNS.sub("", text.strip("+-() ")).strip("+-() ") for text in texts]
    last = Counter[str]()
    groups = Counter[str]()
    unclear = 0
    for text in bare:
        points = [sign for sign in text if sign in ".,"]
        other = [sign for sign in text if sign in "' \u00a0\u202f\u2019"]
        groups.update("'" if sign in "'\u2019" else " " for sign in set(other))
        if len(set(points)) == 2:
            last[points[-1]] += 1
            groups[points[0]] += 1
        elif len(points) > 1:
            groups[points[0]] += 1
        elif points and re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text):
            unclear += 1
        elif points:
            last[points[0]] += 1
    decimals = [sign for sign in last if last[sign]]
    if len(decimals) == 2:
        values.decimal_separator = "mixed"
        values.doubts.append("decimal commas and points in one column")
        return values
    thousands = [sign for sign in groups if sign not in decimals]
    if not decimals and thousands and thousands[0] in ".,":
        decimals = ["," if thousands[0] == "." else "."]
    values.decimal_separator = decimals[0] if decimals else None
    values.thousands_separator = thousands[0] if thousands else None
    if unclear and not thousands:
        sign = next(sign for text in bare for sign in text if sign in ".,")
        if decimals and sign != decimals[0]:
            values.thousands_separator = sign
        elif not decimals:
            values.doubts.append("three digits behind the only sign: decimals or thousands?")
            values.decimal_separator = sign
    return values
