"""Which column of a file is likely to be which canonical one, by its name and the form of its values.

Words that others use: `synonyms.yml`. Forms of values: `sniffing.py`. Of a declared file: `cast/columns.py`.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from fundament.deliveries.declared.canonical import Column, Source
from fundament.deliveries.drafts.sniffing import Values
from fundament.deliveries.drafts.synonyms import ELSEWHERE, GENERIC, NEUTRAL, SYNONYMS, VALUES

GOOD_ENOUGH, RESEMBLES, UNSURE = 0.6, 0.65, 0.7
# When bids must be in says nothing of the contract.
OF_A_TENDER = re.compile(
    r"\b(tender|tender ?period|bids?|submission|closing|deadline|inschrijving|inschrijftermijn|aanmelding)\b"
)


@cache
def words_of(name: str) -> str:
    """A name in plain lower-case words; DatePaid and VATRate are two each."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    plain = (
        unicodedata.normalize("NFKD", name.replace("#", " number ")).encode("ascii", "ignore").decode().casefold()
    )
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
    # Factuurnr is Factuurnummer.
    return re.sub(r"(?<=[a-z]{3})nr\b", "nummer", plain)


def _is_within(said: str, name: str) -> bool:
    """Whether a name says this and nothing else of weight: a word that says little must nearly stand alone."""
    if f" {said} " not in f" {name} ":
        return False
    rest = {*name.split()} - {*said.split()}
    return rest <= NEUTRAL if said in GENERIC else len(said) > 2 and not rest & ELSEWHERE


def _resembles(name: str, said: str) -> bool:
    """Whether a name is as good as this, with a letter or so otherwise."""
    short, long = sorted((len(name), len(said)))
    if short < 5 or short < 0.74 * long:
        return False
    both = difflib.SequenceMatcher(None, name, said)
    return both.quick_ratio() > 0.85 and both.ratio() > 0.85


def _likeness(
    header: str, column: Column, synonyms: Sequence[str], values: Values, is_shared: bool = False
) -> float:
    """Between 0 and 1: how well a column of a file fits a canonical one.

    `is_shared`: whether its own name is what another canonical column is called in practice.
    """
    wanted = {"date": "date", "timestamp": "date"}.get(column.data_type)
    if column.data_type.startswith(("decimal", "integer")):
        wanted = "number"
    if wanted == "date" and OF_A_TENDER.search(words_of(header)) and not OF_A_TENDER.search(words_of(column.name)):
        return 0
    is_year = wanted == "date" and values.are_years and column.name == "period_start"
    is_serial = wanted == "date" and values.may_be_serial
    if wanted and values.kind not in (wanted, "empty") and not (is_serial or is_year):
        return 0
    if header == column.name:
        return 1
    if column.name.endswith("_name") and values.kind in ("number", "date"):
        return 0
    best = 0.0
    # A column of JSON bears its path: fields.summary is called summary, and fields.status.name is called status.
    parts = header.split(".")
    names = {words_of(header), words_of(parts[-1])}
    if len(parts) > 1 and parts[-1] in ("name", "id", "value", "key"):
        names.add(words_of(parts[-2]))
    own = 0.85 if is_shared else 0.95
    if f"contract {words_of(column.name)}" in names:
        return own + 0.01
    for said in (words_of(column.name), *synonyms):
        for name in names:
            if not name:
                continue
            if name == said:
                # What a name says by itself is what others call another column by: an end date is that in force.
                best = max(best, 0.9 - 0.005 * synonyms.index(said) if said in synonyms else own)
            elif _is_within(said, name):
                best = max(best, 0.7)
            elif best < RESEMBLES and not {*name.split()} & ELSEWHERE - {*said.split()} and _resembles(name, said):
                best = RESEMBLES
    # A column of words none of which is known is no likely one where its name only resembles.
    if column.values and best <= UNSURE and not any(meaning_of(text, column) for text in values.every):
        return 0
    return best


def meaning_of(text: str, column: Column) -> str:
    """The canonical value that a word of a file stands for; empty where nobody knows."""
    word = words_of(text)
    meaning = word.replace(" ", "_") if word.replace(" ", "_") in column.values else VALUES.get(word, "")
    return meaning if meaning in column.values else ""


def match(source: Source, columns: dict[str, Values], tells_apart: bool = False) -> dict[str, tuple[str, float]]:
    """Per canonical column the column of the file, and how sure that is; the surest first.

    With `tells_apart` no column is the id of a line that has the same value in two.
    """
    synonyms = SYNONYMS.get(source.name, {})
    shared = {said for several in synonyms.values() for said in several}
    likely = sorted(
        (
            (
                _likeness(
                    header,
                    column,
                    synonyms.get(column.name, ()),
                    values,
                    words_of(column.name) in shared,
                ),
                place,
                column.name,
                header,
            )
            for header, values in columns.items()
            for place, column in enumerate(source.columns)
            if not (tells_apart and column.name == "line_id" and values.repeated)
        ),
        key=lambda each: (-each[0], each[1]),
    )
    matched: dict[str, tuple[str, float]] = {}
    for likeness, _, name, header in likely:
        if likeness >= GOOD_ENOUGH and name not in matched and header not in (h for h, _ in matched.values()):
            matched[name] = header, likeness
    return matched


def fitness(source: Source, matched: dict[str, tuple[str, float]]) -> float:
    """How well a source fits a file: the more that is matched, and required, the better."""
    required = [column.name for column in source.columns if column.required]
    return sum(likeness for _, likeness in matched.values()) + 2 * sum(name in matched for name in required) / max(
        len(required), 1
    )
