"""The sentences of the marts: in one place, in both languages, and put together as a person would write them."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import duckdb
import pytest
from babel import Locale
from babel.numbers import format_decimal
from jinja2 import Environment

from fundament import own_yaml
from fundament.project import DBT_DIR, PROJECT_ROOT

LANGUAGES = {"en": "en_GB", "nl": "nl_NL"}
WORDS = ("words.yml", "note/labels.yml", "page/words.yml")
PLACE = re.compile(r"\{([^:}]+)")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"--.*")
LITERAL = re.compile(r"'((?:[^']|'')*)'")
# Their marts have no column for Dutch.
IN_ENGLISH = {"rule_evidence", "computed_from", "cost_impact", "cycle_members", "left_out", "pause_curve"}
IN_ENGLISH |= {"spend_of_supplier", "pause_rows", "pause_run_off", "pause_reference_class"}
# Keys of evidence are no words.
KEYS = {"band ", "term ", "term after", " beyond ", "over ", "over %", "not known ", "not known %", "no maximum"}
# Words beside one another, or a word that a value stands next to.
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]|^[A-Za-z]{2,}:? $|^,? [A-Za-z]{2,}")


def sentences() -> dict:
    """What the macro of that name gives."""
    given: list[dict] = []
    environment = Environment()
    environment.globals["return"] = lambda value: given.append(value) or ""
    environment.from_string((DBT_DIR / "macros" / "sentences.sql").read_text()).module.sentences()
    return given[0]


def leaves(tree: dict, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Each sentence by its path."""
    if set(tree) & set(LANGUAGES):
        yield path, tree
        return
    for name, below in tree.items():
        yield from leaves(below, f"{path}.{name}" if path else name)


def filled(template: str, language: str = "en", **values: object) -> str | None:
    """The text that DuckDB makes of a template and the columns of one row."""
    environment = Environment(extensions=["jinja2.ext.do"])
    words = environment.from_string((DBT_DIR / "macros" / "fill_sentences.sql").read_text()).module
    columns = ", ".join(f"${name} as {name}" for name in values)
    query = f"select {words.filled(template, language)} from (select {columns or '1 as one'})"
    [(text,)] = duckdb.execute(query, values).fetchall()
    return text


def faults(tree: dict) -> list[str]:
    """Sentences that lack a language, or whose languages say other values."""
    found = []
    for path, texts in leaves(tree):
        if path.split(".")[0] in IN_ENGLISH and set(texts) == {"en"}:
            continue
        if set(texts) != set(LANGUAGES):
            found.append(f"{path}: only in {', '.join(texts)}")
            continue
        english, dutch = (
            {re.sub("_(en|nl)$", "", name) for name in PLACE.findall(text)} for text in texts.values()
        )
        if english != dutch:
            found.append(f"{path}: {', '.join(sorted(english ^ dutch))} in one language only")
    return found


def prose(sql: str) -> list[str]:
    """The literals of a model that hold words for people."""
    text = COMMENT.sub("", JINJA.sub(" ", sql))
    found = [literal.replace("''", "'") for literal in LITERAL.findall(text)]
    return [literal for literal in found if PROSE.search(literal) and literal not in KEYS]


def test_every_sentence_says_the_same_values_in_both_languages() -> None:
    assert faults(sentences()) == []


def test_a_sentence_of_one_language_and_one_that_leaves_a_value_out_are_found() -> None:
    wrong = {
        "a": {"message": {"en": "Late by {days:# day|# days}"}},
        "b": {"en": "{name} of {year}", "nl": "{name_nl}"},
    }
    assert faults(wrong) == ["a.message: only in en", "b: year in one language only"]


def test_every_sentence_is_said_by_a_model() -> None:
    models = "\n".join(path.read_text() for path in sorted((DBT_DIR / "models").rglob("*.sql")))
    macros = "\n".join(path.read_text() for path in sorted((DBT_DIR / "macros").glob("*.sql")))
    assert unsaid(sentences(), models + macros) == {"at_line"}


def unsaid(tree: dict, sql: str) -> set[str]:
    """The sentences that no model says: by name, in a group by a code, or as message or evidence of a finding."""
    findings = re.findall(r"finding\(\s*'(\w+)'", sql)
    said = {f"{finding}.{part}" for finding in findings for part in ("message", "evidence")}
    said |= set(re.findall(r"said\(\s*'([\w.]+)'", sql))
    return {path for path, _ in leaves(tree) if not any(f"{path}.".startswith(f"{name}.") for name in said)}


def test_a_sentence_that_nothing_says_is_found() -> None:
    one = {"en": "One"}
    tree = {"late": {"message": one, "year": one}, "sums": {"over": one, "under": one}, "alone": one}
    assert unsaid(tree, "finding('late') said('sums', 'en', code) said( 'alone', 'en')") == {"late.year"}
    assert unsaid(tree, "said('late.year', 'en') said('sums.over', 'en')") == {
        "late.message",
        "sums.under",
        "alone",
    }


def test_no_model_has_sentences_of_its_own() -> None:
    folders = [DBT_DIR / "models", DBT_DIR / "macros"]
    files = [path for folder in folders for path in sorted(folder.rglob("*.sql"))]
    files = [path for path in files if path.name not in {"sentences.sql", "fill_sentences.sql"}]
    own = {path.name: prose(path.read_text()) for path in files}
    assert {name: found for name, found in own.items() if found} == {}


def test_prose_in_a_model_is_found() -> None:
    assert prose("select 'Ends on ' || last_day || ', in ' || days as message_en -- 'no sentence'") == [
        "Ends on ",
        ", in ",
    ]
    assert (
        prose("select {{ said('a b', 'en') }} from t where status = 'in_progress' and day > date '2024-01-01'")
        == []
    )


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("It's {what}", {"what": "so"}, "It's so"),
        ("{days:# day|# days} late", {"days": 1}, "1 day late"),
        ("{days:# day|# days} late", {"days": 0}, "0 days late"),
        ("{lines:has|have} none", {"lines": 2}, "have none"),
        ("{basis:actual=as it was|forecast=as expected|not known}", {"basis": "forecast"}, "as expected"),
        ("{basis:actual=as it was|forecast=as expected|not known}", {"basis": None}, "not known"),
        ("a[; {risk} at risk], b", {"risk": 5}, "a; 5 at risk, b"),
        ("a[; {risk} at risk], b", {"risk": None}, "a, b"),
        ("[{a}|{b}|neither] there", {"a": None, "b": "b"}, "b there"),
        ("[{a}|{b}|neither] there", {"a": None, "b": None}, "neither there"),
        ("[{a}[ and {b}]|none]", {"a": "a", "b": None}, "a"),
        # An empty sentence is no sentence: what must be there and is not leaves nothing.
        ("[{a}|{b}] there", {"a": None, "b": None}, None),
        ("[{a}|{b}|] there", {"a": None, "b": None}, " there"),
        ("{a} there", {"a": None}, None),
        ("{a} {:[}{b}{:]}", {"a": "{b}", "b": "[a]"}, "{b} [[a]]"),
        ("[a {a}[ and {b}]]", {"a": "a", "b": None}, "a a"),
    ],
)
def test_how_a_template_reads(template: str, values: dict, text: str | None) -> None:
    assert filled(template, **values) == text


def test_a_value_that_the_model_does_not_give_stops_the_build() -> None:
    with pytest.raises(duckdb.BinderException, match="days"):
        filled("Late by {days}", other=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_plurals_are_those_of_a_library(language: str) -> None:
    locale = LANGUAGES[language]
    for number in (
        Decimal("0.00"),
        Decimal("-0.05"),
        Decimal("999.99"),
        Decimal("-1234.50"),
        Decimal("9876543210.12"),
    ):
        cents = format_decimal(number, "#,##0.00", locale)
        assert filled("{n:money}", language, n=number) == f"¤ {cents}"
        assert filled("{n:amount}", language, n=number) == cents
        assert filled("{n:number}", language, n=number) == format_decimal(number, "0.##", locale)
    for number in (Decimal(0), Decimal("61320280.49"), Decimal("-1950000.01"), Decimal(123_456_789_012)):
        assert filled("{n:million}", language, n=number) == format_decimal(number / 1_000_000, "0.0", locale)
    # Halves go away from zero, as in the note; 4.35 in floating point is less than a half.
    for number, million in ((4_350_000, "4.4"), (250_000, "0.3"), (-250_000, "-0.3")):
        assert filled("{n:million}", "en", n=Decimal(number)) == million
    for count in range(25):
        form = "one" if Locale.parse(locale).plural_form(count) == "one" else "many"
        assert filled("{n:one|many}", language, n=count) == form


def heads_told_twice(*files: dict) -> set[str]:
    """Heads that two files have, or that have the same word in one language under another name."""
    told = [(name, words) for file in files for name, words in file["heads"].items()]
    seen: dict[object, str] = {}
    twice = {name for name, count in Counter(name for name, _ in told).items() if count > 1}
    for name, words in told:
        for said in words.items():
            if seen.setdefault(said, name) != name:
                twice.add(name)
    return twice


def test_a_column_has_one_head_in_the_note_and_on_the_page() -> None:
    files = [own_yaml.read(PROJECT_ROOT / "fundament" / name) for name in WORDS]
    assert heads_told_twice(*files) == set()
    assert heads_told_twice({"heads": {"a": {"en": "Sum"}}}, {"heads": {"a": {"en": "Together"}}}) == {"a"}
    assert heads_told_twice({"heads": {"a": {"en": "Sum"}}}, {"heads": {"b": {"en": "Sum"}}}) == {"b"}


def told_twice(shared: dict, *own: dict) -> set[str]:
    """Words that files have in common by one path, but for what note and page each say in their own words."""
    common, each = dict(leaves(shared)), [dict(leaves(file)) for file in own]
    again = {path for words in each for path in words if path in common}
    return again | {path for one, other in combinations(each, 2) for path in one if one[path] == other.get(path)}


def test_what_note_and_page_both_say_stands_in_one_file() -> None:
    assert told_twice(*(own_yaml.read(PROJECT_ROOT / "fundament" / name) for name in WORDS)) == set()
    none, nil = {"none": {"nl": "geen", "en": "none"}}, {"none": {"nl": "niets", "en": "nothing"}}
    assert told_twice({}, none, nil) == set()
    assert told_twice({}, none, none) == told_twice(none, nil) == {"none"}
