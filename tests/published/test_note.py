"""The status note: every number against the marts, by queries of these tests; the memo's printed figures in it."""

import datetime as dt
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pypdf
import pytest

from fundament.errors import Refused
from fundament.note import charts
from fundament.note.cells import LABELS, Cell, Place, decimals_for, shown, shown_number, shown_period
from fundament.note.comparing import compare, side
from fundament.note.content import Maker, make
from fundament.note.document import Run
from fundament.note.pages import html, templates
from fundament.note.reading import read
from fundament.publication.release import publish
from fundament.released import current_release
from fundament.warehouse import Warehouse
from tests.browser import chromium, opened
from tests.conftest import AS_OF, MEMO, Command, query

VOID = {"meta", "br", "path", "rect", "circle", "link", "img", "input", "hr"}


@dataclass
class Element:
    """An element with its attributes, its own and its inner text."""

    tag: str
    attributes: dict[str, str]
    parents: list["Element"]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def inside(self, *names: str) -> bool:
        """It, or one around it, has one of these ids or is one of these tags."""
        return any(one.tag in names or one.attributes.get("id") in names for one in [*self.parents, self])


class Page(HTMLParser):
    """A page as a list of elements, and its pieces of text with the element that holds them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.elements: list[Element] = []
        self.pieces: list[tuple[str, Element]] = []
        self._open: list[Element] = []
        self.feed(text)
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, list(self._open))
        self.elements.append(element)
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self._open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attributes}, list(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.pieces.append((data, self._open[-1]))
            for element in self._open:
                element.text += data

    def traced(self) -> list[Element]:
        return [element for element in self.elements if "data-mart" in element.attributes]

    def by_tag(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


@pytest.fixture(scope="session")
def texts(memo: Command) -> dict[str, str]:
    return {language: (memo.published / f"note-{language}.html").read_text("utf-8") for language in ("nl", "en")}


@pytest.fixture(scope="session")
def pages(texts: dict[str, str]) -> dict[str, Page]:
    return {language: Page(text) for language, text in texts.items()}


@dataclass
class Copied:
    """A release in a folder of its own, to be changed."""

    folder: Path

    def change(self, statement: str) -> None:
        with duckdb.connect(str(self.folder / "fundament.duckdb")) as connection:
            changed = connection.execute(statement).fetchone()
        assert changed and changed[0] > 0, "the statement changes something"

    def write(self, *languages: str, publication: str | None = None) -> list[Path]:
        from fundament.note.writing import write_notes

        return write_notes(self.folder, self.folder / "out", "a-release", AS_OF, publication, languages or ("nl",))

    def page(self, language: str = "nl", publication: str | None = None) -> Page:
        environment = templates()
        note = make(read(self.folder, AS_OF, publication), language, "a-release", environment)
        return Page(html(note, environment))


@pytest.fixture
def release(memo: Command, tmp_path: Path) -> Copied:
    shutil.copy(memo.warehouse, tmp_path / "fundament.duckdb")
    (tmp_path / "fundament.duckdb").chmod(0o644)
    return Copied(tmp_path)


def number_in(text: str, language: str) -> Decimal:
    """The number that a reader of the language reads."""
    separators = (".", ",") if language == "nl" else (",", ".")
    plain = text.replace(separators[0], "").replace(separators[1], ".").replace("\u2212", "-")
    return Decimal(plain)


def from_the_mart(connection: duckdb.DuckDBPyConnection, element: Element) -> Any:
    """What the mart has at the place that the element names."""
    attributes = element.attributes
    key = json.loads(attributes["data-key"])
    if attributes["data-mart"] == "noncompliance_by_contract_year" and attributes["data-kind"] == "year":
        key.setdefault("year", element.text)
    condition = " and ".join(
        f'"{name}" is null' if value is None else f'"{name}"::varchar = ?' for name, value in key.items()
    )
    column, aggregate = attributes["data-column"], attributes.get("data-aggregate", "")
    columns = [f"{aggregate}({column})"] if aggregate else column.split(", ")
    rows = connection.execute(
        f"select distinct {', '.join(columns)} from marts.{attributes['data-mart']} where {condition}",
        [value for value in key.values() if value is not None],
    ).fetchall()
    assert len(rows) == 1, f"{attributes} finds {rows}"
    return rows[0] if len(columns) > 1 else rows[0][0]


def assert_text(connection: duckdb.DuckDBPyConnection, element: Element, value: Any, language: str) -> None:
    """A text is that of the mart, the label of its code, the name of its key, or said to be unknown."""
    if value is None:
        assert element.text == {"nl": "onbekend", "en": "unknown"}[language]
        return
    if isinstance(value, bool):
        assert element.text == LABELS["yes" if value else "no"][language]
        return
    labels = connection.execute(
        f"select label_{language} from reference.code_labels where code = ?", [str(value)]
    ).fetchall()
    names = connection.execute(
        "select service_name from marts.dim_service where service_id = $1 "
        "union all select contract_name from marts.dim_contract where contract_id = $1",
        [str(value)],
    ).fetchall()
    allowed = {
        str(value),
        str(value).replace("_", " "),
        *(label for (label,) in [*labels, *names]),
        in_words(str(value), language),
    }
    assert element.text in allowed, (element.attributes, element.text)


MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def in_words(text: str, language: str) -> str:
    """Dates as 2024-01-31, and amounts as EUR 1.00, in a message as a person writes them."""
    return re.sub(
        r"(\d{4})-(\d{2})-(\d{2})",
        lambda found: f"{int(found[3])} {MONTHS[language][int(found[2]) - 1]} {found[1]}",
        re.sub(r"EUR (?=\d)", "€\u00a0" if language == "nl" else "€", text),
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_is_the_value_of_its_mart(memo: Command, pages: dict[str, Page], language: str) -> None:
    numbers = 0
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        for element in pages[language].traced():
            value, kind = from_the_mart(connection, element), element.attributes["data-kind"]
            if kind == "text":
                assert_text(connection, element, value, language)
                continue
            if value is None:
                continue
            numbers += 1
            if kind == "period":
                assert element.attributes["value"] == "/".join(part.isoformat() for part in value)
                assert str(value[0].year) in element.text
            elif kind == "date":
                assert element.attributes["value"] == value.isoformat()
                assert str(value.day) in element.text and str(value.year) in element.text
            elif kind == "year":
                assert element.text == str(value) == element.attributes["value"]
            else:
                assert Decimal(element.attributes["value"]) == Decimal(value)
                in_unit = abs(Decimal(value)) / (1_000_000 if kind == "eur_million" else 1)
                read = abs(number_in(element.text, language))
                exponent = read.as_tuple().exponent
                assert read == in_unit.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP), element
    assert numbers > 200


@pytest.mark.parametrize("language", ["nl", "en"])
def test_unknown_is_said_and_never_zero(memo: Command, pages: dict[str, Page], language: str) -> None:
    word, unknown = {"nl": "onbekend", "en": "unknown"}[language], 0
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        for element in pages[language].traced():
            if element.attributes["data-kind"] != "text" and from_the_mart(connection, element) in (
                None,
                (None, None),
            ):
                unknown += 1
                assert element.text == word and not element.attributes.get("value")
    # Of the lengths of a pause that nobody states, nobody judged the spend.
    assert unknown > 4
    [said] = [
        one.text
        for one in pages[language].by_tag("p")
        if {"nl": "Niet bekend is het totaal", "en": "Not known is the total"}[language] in one.text
    ]
    assert {"nl": "Huidige koers", "en": "Current course"}[language] in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_digit_stands_outside_a_value_of_a_mart(memo: Command, pages: dict[str, Page], language: str) -> None:
    """Except in the release's own name and date, in what says where a number stands, and in the queries."""
    manifest = json.loads((memo.published / "manifest.json").read_text())
    as_of = in_words(manifest["as_of_date"], language)
    stray = [
        (piece, element.tag)
        for piece, element in pages[language].pieces
        if re.search(r"\d", piece.replace(as_of, ""))
        and not element.inside("figures", "quotes", "queries", "style", "title")
        and not any("data-mart" in one.attributes for one in [*element.parents, element])
        and piece != manifest["release_id"]
    ]
    assert stray == []
    text = [piece for piece, _ in pages[language].pieces]
    assert manifest["release_id"] in text and any(as_of in piece for piece in text)


def cell_text(page: Page, mart: str, column: str, **key: str) -> set[str]:
    wanted = {"publication_id": MEMO, **key}
    return {
        element.text
        for element in page.traced()
        if element.attributes["data-mart"] == mart
        and element.attributes["data-column"] == column
        and json.loads(element.attributes["data-key"]) == wanted
    }


@pytest.mark.parametrize(
    ("mart", "column", "key", "printed"),
    [
        ("noncompliance_by_contract_year", "unlawful_amount_gross", {"contract_id": "KIS"}, "64,6"),
        ("noncompliance_by_contract_year", "unlawful_amount_gross", {"contract_id": "EASI"}, "145,5"),
        ("noncompliance_by_contract_year", "unlawful_amount_gross", {}, "210,1"),
        (
            "noncompliance_by_contract_year",
            "unlawful_amount_gross",
            {"contract_id": "EASI", "year": "2023", "measure_type": "forecast"},
            "31,9",
        ),
        (
            "noncompliance_by_contract_year",
            "unlawful_amount_gross",
            {"year": "2020", "measure_type": "realised"},
            "12,7",
        ),
        # Printed 52,6 and 12,3; the cells add up to 52,7 and 12,2, and the note says both.
        (
            "noncompliance_by_contract_year",
            "unlawful_amount_gross",
            {"year": "2021", "measure_type": "realised"},
            "52,7",
        ),
        ("noncompliance_scenarios", "total_gross", {"scenario_id": "pause_0"}, "183,8"),
        ("noncompliance_scenarios", "increase_pct", {}, "14,3"),
        ("noncompliance_scenarios", "increase_gross", {}, "26,3"),
        ("noncompliance_scenarios", "pause_months", {}, "12"),
        ("impact_finance", "amount_eur", {"component": "total", "year": "2022"}, "8,35"),
        (
            "impact_finance",
            "amount_eur",
            {"component": "infrastructure_and_generic_services_shortfall", "year": "2022"},
            "7,1",
        ),
        ("impact_finance", "amount_eur", {"component": "building_team_programme_costs", "year": "2022"}, "1,25"),
        ("impact_services", "slip_months", {"service_id": "fbs"}, "12"),
        ("impact_services", "forecast_end_date", {"service_id": "fbs"}, "1 januari 2024"),
    ],
)
def test_the_figures_of_the_memo_are_in_it(
    pages: dict[str, Page], mart: str, column: str, key: dict[str, str], printed: str
) -> None:
    if mart.startswith("noncompliance"):
        key = {"scenario_id": "pause_12", **key}
    assert cell_text(pages["nl"], mart, column, **key) == {printed}
    english = printed.replace("januari", "January").replace(",", ".")
    assert cell_text(pages["en"], mart, column, **key) == {english}


def test_what_is_printed_otherwise_is_said_under_the_table(texts: dict[str, str], pages: dict[str, Page]) -> None:
    remarks = [one.text.strip() for one in pages["en"].by_tag("div") if one.attributes.get("class") == "remarks"]
    [spend] = [one for one in remarks if "Printed as" in one]
    assert "Printed as 52,6: within rounding." in spend and "Printed as 12,3: within rounding." in spend
    # A law is not late itself, and what the source says of its own percentage stands beside it.
    assert any("It says nothing on when the law enters into force." in one for one in remarks)
    assert any("without correction for inflation" in one for one in remarks)


def test_spend_that_only_the_source_judged_is_said_to_be_that(texts: dict[str, str]) -> None:
    said = re.sub("<[^>]+>", "", texts["en"])
    assert "The source itself calls it so, and states no other spend" in said and "Of all spend" not in said


def test_what_was_stated_before_stands_with_the_slip(release: Copied) -> None:
    """Original end 1 January 2023, then 1 July, then 1 January 2024: 184 days and 365 days."""
    release.change(
        "update marts.impact_services set previous_end_date = date '2023-07-01', slip_days_against_previous = 184 "
        "where service_id = 'fbs'"
    )
    remarks = [e.text for e in release.page("en").by_tag("div") if e.attributes.get("class") == "remarks"]
    [said] = [text.replace("\u00a0", " ") for text in remarks if "before the last restatement" in text]
    assert (
        "Federatief Berichten Stelsel (FBS): before the last restatement 1 July 2023, a difference of 184 days; "
        "stated first as 1 January 2023, a difference of 365 days."
    ) in said


# FBS has ten days of its own, and Herbouw Digipoort, on time by its own dates, gets twenty from what it waits for.
IN_DAYS = """
    update marts.impact_services set slip_months = 0, slip_days = 10, own_slip_days = 10, chain_slip_days = 10,
        delay_measure = 'days' where service_id = 'fbs';
    update marts.impact_services set slip_months = 0, slip_days = 0, own_slip_days = 0, chain_slip_days = 20,
        delay_basis = 'dependency', delay_measure = 'at_least_days' where service_id = 'herbouw_digipoort';
"""


def test_a_delay_of_days_is_never_none_at_all(release: Copied) -> None:
    release.change(IN_DAYS)
    page = release.page("en")
    rows = [
        [cell.text.replace("\u00a0", " ").strip() for cell in page.by_tag("th", "td") if cell.parents[-1] is row]
        for row in page.by_tag("tr")
    ]
    cells = {row[0]: row[3] for row in rows if len(row) == 5}
    assert cells["Federatief Berichten Stelsel (FBS)"] == "10 days"
    assert cells["Herbouw Digipoort"] == "at least 20 days"


def test_what_the_chain_adds_to_a_delay_of_its_own_is_said(release: Copied) -> None:
    release.change(
        "update marts.impact_services set chain_slip_days = 400, delay_measure = 'at_least_days' "
        "where service_id = 'fbs'"
    )
    rows = [e.text.replace("\u00a0", " ") for e in release.page("en").by_tag("tr")]
    row = next(text for text in rows if text.startswith("Federatief Berichten Stelsel (FBS)"))
    assert "at least 400 days" in row and "12 months" not in row


def test_what_is_at_risk_and_the_whatif_stand_beside_what_could_not_be_judged(release: Copied) -> None:
    release.change(
        "update narrow.pause_lengths set uncertain_amount_gross = 4500000 where is_total and pause_months = 12"
    )
    release.change(
        "update marts.impact_agreements set uncertain_amount_gross = 77, uncertain_unknown_lines = 0, "
        "days_past_contract_end = 3 where migration_id = 'digid'"
    )
    page = release.page("en")
    assert cell_text_of(page, "noncompliance_pause_whatif", "uncertain_amount_gross", "12") == {"4.5"}
    assert cell_text_of(page, "impact_agreements", "uncertain_amount_gross", "digid") == {"77"}
    at_risk = cell_text_of(page, "impact_agreements", "unlawful_amount_at_risk_gross", "digid")
    assert at_risk == {"not computable"}


def test_names_of_the_memo_stand_in_the_language_of_the_note(pages: dict[str, Page]) -> None:
    text = {language: " ".join(piece for piece, _ in page.pieces) for language, page in pages.items()}
    for dutch, english in (
        ("Nieuwe infrastructuur", "New infrastructure"),
        ("Migraties 12 maanden gepauzeerd", "Migrations paused for 12 months"),
        ("Informeren van de Kamer over de verdere impact", "Inform the House on the further impact"),
        ("Eerste migraties van Herbouw Digipoort", "First migrations of Herbouw Digipoort"),
        ("Programmakosten van de teams", "Programme costs of the teams"),
        ("hoog", "high"),
        ("binnen afronding", "within rounding"),
        ("De gedrukte cellen 14,6 en 38,1 zijn samen 52,7", "The printed cells 14.6 and 38.1 add up to 52.7"),
        ("De uitkomst telt alle inkoopfouten van Logius", "The outturn counts all procurement errors of Logius"),
    ):
        assert dutch in text["nl"] and dutch not in text["en"]
        assert english in text["en"]


def test_a_reason_that_is_not_delivered_in_dutch_is_marked_as_english(release: Copied) -> None:
    release.change(
        "update marts.source_reconciliation set accepted_reason_nl = null where figure_id = 'total_2021'"
    )
    marked = [e for e in release.page("nl").traced() if e.attributes.get("lang")]
    assert {(e.attributes["lang"], e.attributes["data-column"], e.text[:27]) for e in marked} == {
        ("en", "accepted_reason", "The printed cells 14.6 and ")
    }


def test_dutch_findings_name_what_they_are_about_in_dutch(memo: Command) -> None:
    messages = dict(
        query(memo.warehouse, f"select finding_id, message_nl from marts.findings where publication_id = '{MEMO}'")
    )
    assert (
        messages["service_delay_unknown:attenderingsservice"]
        == "Vertraging van onbekende duur: Attenderingsservice"
    )
    assert messages["service_delay_unknown:application_services_call_offs"] == (
        "Vertraging van onbekende duur, door de vertraging van Nieuwe infrastructuur: "
        "Nadere overeenkomsten voor applicatiediensten"
    )
    assert messages["scenario_total_rose:pause_12"].endswith("in scenario: Migraties 12 maanden gepauzeerd")
    [end] = [text for key, text in messages.items() if key.startswith("spend_after_contract_end:")]
    assert end.endswith("de laatste dag van: Contract voor de huidige infrastructuur")
    assert ", door de vertraging van Federatief Berichten Stelsel (FBS): " in messages["service_delayed:wmebv"]
    [frameworks] = [text for key, text in messages.items() if key.startswith("framework_without_maximum:")]
    assert frameworks == "Geen maximum bekend van raamovereenkomst: Raamovereenkomst voor applicatiediensten"
    # Without a Dutch name, the name as delivered.
    assert messages["service_delayed:herbouw_digipoort"] == "Vertraging van 12 maanden: Herbouw Digipoort"


def test_both_languages_have_the_same_numbers(pages: dict[str, Page]) -> None:
    def numbers(page: Page) -> list[tuple[str, ...]]:
        names = ("data-mart", "data-column", "data-key", "data-aggregate", "value")
        return [
            tuple(e.attributes.get(name, "") for name in names)
            for e in page.traced()
            if e.attributes["data-kind"] != "text"
        ]

    assert numbers(pages["nl"]) == numbers(pages["en"])


def test_every_number_links_to_its_row_in_the_list(memo: Command, pages: dict[str, Page]) -> None:
    page = pages["nl"]
    rows = {e.attributes["id"]: e for e in page.by_tag("tr") if e.attributes.get("id", "").startswith("f")}
    links = [
        e for e in page.by_tag("a") if e.attributes["href"].startswith("#f") and e.attributes["href"][2:].isdigit()
    ]
    assert len(links) > 50
    for link in links:
        assert link.text.strip() in rows[link.attributes["href"][1:]].text
    # What has no place in the source, a number of ours, has no row there, and says where in the marts it stands.
    values = [e for e in page.by_tag("data") if e.parents[-1].tag != "a" and not e.inside("figures")]
    assert values and all(e.attributes["data-mart"] for e in values)
    cited = [e for e in page.by_tag("data") if e.parents[-1].tag == "a"]
    assert {e.attributes["data-mart"] for e in cited} >= {
        "noncompliance_by_contract_year",
        "noncompliance_scenarios",
        "impact_finance",
        "impact_services",
        "milestones",
        "measures",
    }
    # Every printed figure has its citation, its text as printed and its verdict in the list.
    listed = " ".join(row.text for row in rows.values())
    for citation, printed in query(
        memo.warehouse,
        f"select citation, printed_text from marts.source_reconciliation where publication_id = '{MEMO}'",
    ):
        [name] = query(
            memo.warehouse,
            f"select label from marts.labels where subject_type = 'citation' and subject_id = '{citation}'",
        ) or [(citation,)]
        assert name[0] in listed and printed in listed


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_loads_nothing_and_runs_nothing(
    texts: dict[str, str], pages: dict[str, Page], language: str
) -> None:
    page = pages[language]
    assert not page.by_tag("script", "link", "img", "iframe", "object", "embed", "image", "use")
    for element in page.elements:
        for name, value in element.attributes.items():
            assert name not in ("src", "srcset", "xlink:href") and not name.startswith("on")
            if name == "href":
                assert value.startswith("#")
    assert set(re.findall(r"https?://[^\"' <]+", texts[language])) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\((?!#)", texts[language])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_screen_reader_finds_its_way(pages: dict[str, Page], language: str) -> None:
    page = pages[language]
    [html] = page.by_tag("html")
    assert html.attributes["lang"] == language
    assert [len(page.by_tag(tag)) for tag in ("h1", "main", "header", "nav", "footer", "title")] == [1] * 6 or (
        # Each chart has a title of its own.
        len(page.by_tag("title")) == 1 + len(page.by_tag("svg"))
    )
    # Ten sections and the annex with its four; then the queries.
    assert [e.tag for e in page.by_tag("h1", "h2", "h3", "h4")] == ["h1", *["h2"] * 11, *["h3"] * 4, "h2"]
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    targets = [e.attributes["href"][1:] for e in page.by_tag("a")]
    assert set(targets) <= set(ids)
    for name in ("aria-labelledby",):
        for element in page.elements:
            assert set(element.attributes.get(name, "").split()) <= set(ids)
    for table in page.by_tag("table"):
        inner = [e for e in page.elements if table in e.parents]
        assert inner[0].tag == "caption" and inner[0].text.strip()
        for row in [e for e in inner if e.tag == "tr"]:
            heads = [e for e in inner if e.tag == "th" and row in e.parents]
            assert heads and all(e.attributes.get("scope") in ("col", "row") for e in heads)
    charts = page.by_tag("svg")
    assert len(charts) == 1
    for chart in charts:
        inner = [e for e in page.elements if chart in e.parents]
        assert chart.attributes["role"] == "img"
        assert [e.tag for e in inner[:2]] == ["title", "desc"] and all(e.text.strip() for e in inner[:2])


def test_text_stands_out_from_its_ground(texts: dict[str, str]) -> None:
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 to 1, by the formula of relative luminance."""

    def luminance(colour: str) -> float:
        parts = [
            int(part * (3 - len(colour) // 3), 16) / 255
            for part in re.findall(r"[0-9a-f]" * (len(colour) // 3), colour)
        ]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert luminance("ffffff") == pytest.approx(1) and luminance("000") == 0
    style = re.search(r"<style>(.*?)</style>", texts["nl"], re.DOTALL)
    assert style
    inks = set(re.findall(r"(?<![-\w])color: #([0-9a-f]+)", style[1])) | set(
        re.findall(r'<text[^>]*fill="#([0-9a-f]+)"', texts["nl"])
    )
    grounds = set(re.findall(r"background: #([0-9a-f]+)", style[1]))
    assert len(inks) >= 3 and "fff" in grounds
    for ink in inks:
        for ground in grounds:
            assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ink, ground)


def test_the_bars_have_the_lengths_of_their_amounts(texts: dict[str, str]) -> None:
    """2021: EASI 38.1 and KIS 14.6, so that the heights are as 38.1 to 14.6, and each has a pattern of its own."""
    [chart] = re.findall(r'<svg[^>]*aria-labelledby="chart-spend-title.*?</svg>', texts["en"], re.DOTALL)
    boxes = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="66.0" height="([\d.]+)" fill="([^"]+)"([^>]*)/>', chart
    )
    assert len(boxes) == 12, "two contracts, six years"
    heights = [float(box[1]) for box in boxes]
    millions = [8.9, 3.8, 38.1, 14.6, 36.0, 15.7, 31.9, 14.3, 23.0, 11.6, 7.6, 4.6]
    for height, amount in zip(heights, millions, strict=True):
        assert height == pytest.approx(heights[2] * amount / 38.1, abs=0.11)
    assert {box[2] for box in boxes} == {"#1b3a5c", "url(#chart-spend-diagonal)"}
    # Four forecast years are dashed.
    assert ["stroke-dasharray" in box[3] for box in boxes] == [False] * 4 + [True] * 8


def test_the_same_release_gives_the_same_bytes(memo: Command, release: Copied) -> None:
    first = {path.name: path.read_bytes() for path in release.write("nl", "en")}
    second = {path.name: path.read_bytes() for path in release.write("nl", "en")}
    assert first == second and len(first) == 4


def test_the_manifest_has_the_hashes_of_the_pages(memo: Command) -> None:
    import hashlib

    files = json.loads((memo.published / "manifest.json").read_text())["files"]
    files = {name: found for name, found in files.items() if name.startswith("notes/")}
    assert set(files) == {f"notes/note-{language}.{kind}" for language in ("nl", "en") for kind in ("html", "pdf")}
    for name, found in files.items():
        stable = memo.published / Path(name).name
        assert hashlib.sha256(stable.read_bytes()).hexdigest() == found
        assert stable.resolve().parent.parent == memo.warehouse.resolve().parent, "the note of the same release"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update marts.source_reconciliation set is_accepted = false, verdict = 'mismatch', residual = 0.4 "
            "where figure_id = 'total_2022'",
            ["total_2022", "51,7", "residual 0.4", "mismatch", "row Totaal incl. btw, column Verwacht 2022"],
        ),
        (
            "update marts.source_reconciliation set is_accepted = false, verdict = 'missing', "
            "computed_value = null, residual = null where figure_id = 'pause_months_table'",
            ["pause_months_table", "unknown", "missing", "caption of the table"],
        ),
        # Accepted, and yet not what the mart now has.
        (
            "update marts.noncompliance_by_contract_year set unlawful_amount_gross = 14700000, "
            "stated_unlawful_amount_gross = 14700000 where contract_id = 'KIS' and year = 2021",
            ["total_all_years", "210.1", "210.2", "row Totaal incl. btw, column Totaal"],
        ),
        # A figure of another publication, which the note sets beside its own.
        (
            "update marts.source_reconciliation set is_accepted = false, verdict = 'mismatch' "
            "where publication_id = 'jaarverslag-bzk-2022' and measure = 'error_amount' and entity = 'Logius'",
            ["jaarverslag-bzk-2022", "mismatch"],
        ),
    ],
)
def test_a_figure_that_does_not_reconcile_refuses_the_note(
    release: Copied, statement: str, said: list[str]
) -> None:
    release.change(statement)
    with pytest.raises(Refused) as refusal:
        release.write()
    for part in said:
        assert part in str(refusal.value)
    assert not (release.folder / "out").exists()
    assert refusal.value.exit_code == 1


def test_facts_beside_a_scenario_are_in_its_total_and_not_in_its_table(release: Copied) -> None:
    """3.8 million of KIS is a fact as well: the scenario comes to 213.9, its own table still to 210.1."""
    release.change(
        "insert into marts.noncompliance_by_contract_year select * replace ('none' as scenario_id) "
        "from marts.noncompliance_by_contract_year "
        "where scenario_id = 'pause_12' and contract_id = 'KIS' and year = 2020"
    )
    release.change(
        "update marts.noncompliance_scenarios set total_gross = 213900000, stated_total_gross = 213900000 "
        "where scenario_id = 'pause_12'"
    )
    release.change(
        "update marts.source_reconciliation set computed_value = 213.9 where figure_id = 'total_all_years'"
    )
    page = release.page("en")
    amounts = {e.text for e in page.traced() if e.attributes["data-kind"] == "eur_million"}
    assert {"213.9", "210.1", "3.8"} <= amounts
    assert "count in the total of every scenario" in page.source


def test_the_command_is_refused_too(published: Command, tmp_path: Path) -> None:
    file = published.warehouse.resolve()
    file.parent.chmod(0o755)
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.source_reconciliation set is_accepted = false where figure_id = 'kis_2020'"
        )
    done = published("note", "--output", str(tmp_path / "out"))
    assert done.returncode == 1 and "kis_2020" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_note_that_is_refused_stops_the_publication(published: Command) -> None:
    warehouse = Warehouse.from_environment(str(published.home))
    before = current_release(warehouse)

    def refuse(folder: Path, manifest: dict[str, Any]) -> None:
        assert (folder / "fundament.duckdb").exists() and manifest["release_id"]
        raise Refused("No status note")

    with pytest.raises(Refused):
        publish(warehouse, dt.datetime.now(dt.UTC), refuse)
    assert current_release(warehouse) == before
    assert [path.name for path in (published.published / "releases").iterdir()] == [before.name]


def test_the_command_writes_what_the_night_wrote(memo: Command, tmp_path: Path) -> None:
    done = memo("note", "--language", "en", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"note-en.html", "note-en.pdf"}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (memo.published / path.name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--publication", "nothing"], "There is no publication nothing"),
        (["--release", "nothing"], "There is no release nothing"),
    ],
)
def test_wrong_names_are_said(memo: Command, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = memo("note", *arguments, "--output", str(tmp_path))
    assert done.returncode == 2 and said in done.stderr and not list(tmp_path.iterdir())


def test_a_publication_without_spend_has_a_note_too(release: Copied) -> None:
    page = release.page("en", publication="jaarverslag-bzk-2023")
    found = cell_text_of(page, "lawfulness_tolerance", "sum_pct", "BZK agencies")
    # 71,971 of 3,066,014 is 2.347 %; the report prints 2.3 %.
    assert found == {"2.3"}
    said = " ".join(re.sub("<[^>]+>", "", page.source).split()).replace("\u00a0", " ")
    # 71,971 thousand of a base of 3,066,014: over 2 %, 61,320.
    assert "are above the reporting tolerance of €61.3 million" in said
    # What is not there is named, and has no section.
    assert "What was delivered says nothing on services and their plans, issues, measures, " in said
    assert not [e for e in page.by_tag("section") if e.attributes["id"] in ("impact", "measures", "progress")]


def cell_text_of(page: Page, mart: str, column: str, entity: str) -> set[str]:
    return {
        e.text
        for e in page.traced()
        if e.attributes["data-mart"] == mart
        and e.attributes["data-column"] == column
        and entity in e.attributes["data-key"]
    }


def test_the_pdf_says_the_same_and_is_tagged(memo: Command, pages: dict[str, Page]) -> None:
    for language in ("nl", "en"):
        reader = pypdf.PdfReader(memo.published / f"note-{language}.pdf")
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith(language) and "/StructTreeRoot" in root
        about = root["/Metadata"].get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in about and "<pdfaid:part>2</pdfaid:part>" in about
        text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
        numbers = {e.text for e in pages[language].by_tag("data") if not e.inside("figures")}
        assert [number for number in numbers if number not in text] == []
        alternatives = [
            tag.get_object()["/Alt"] for tag in structure(root["/StructTreeRoot"]) if "/Alt" in tag.get_object()
        ]
        assert len(alternatives) == 1, "each chart is described"


def test_a_table_of_a_few_rows_stands_on_one_page(memo: Command) -> None:
    """Of a table with linked years in its head, which PDF/UA forbids to repeat, the rest would have no head."""
    for language, caption, last in (
        ("nl", "Onrechtmatigheid per contract en jaar", ["145,5", "64,6"]),
        ("en", "spend per contract and year", ["145.5", "64.6"]),
    ):
        sheets = [page.extract_text() for page in pypdf.PdfReader(memo.published / f"note-{language}.pdf").pages]
        [sheet] = [sheet for sheet in sheets if caption in sheet]
        rows = [line.split() for line in sheet.splitlines()]
        assert [cells[-1] for cells in rows if cells[:1] in (["EASI"], ["KIS"]) and len(cells) > 5] == last


def structure(node: Any) -> list[Any]:
    """All nodes of the tree of tags."""
    node = node.get_object()
    if not isinstance(node, pypdf.generic.DictionaryObject):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [node, *(found for kid in kids for found in structure(kid) if not isinstance(kid, int))]


def test_invented_data_is_labelled_on_every_page(release: Copied, texts: dict[str, str]) -> None:
    assert LABELS["synthetic"]["nl"] not in texts["nl"]
    release.change(f"update marts.dim_publication set is_synthetic = true where publication_id = '{MEMO}'")
    page = release.page("nl")
    banner = next(e for e in page.elements if e.attributes.get("class") == "synthetic")
    assert "SYNTHETISCH" in banner.text
    assert "@top-center" in page.source, "on every printed page"
    sheets = pypdf.PdfReader(release.write("nl")[1]).pages
    assert len(sheets) > 3 and all("SYNTHETISCH" in sheet.extract_text() for sheet in sheets)


def test_a_text_of_a_source_stays_a_text(release: Copied) -> None:
    """Markup of both page formats, signs without a glyph, and signs that no page can show."""
    release.change(
        "update marts.measures set title = '<script>alert(1)</script> &amp; #strong[x] $a$ @f1 \U0001f600 ' "
        "|| chr(8) || chr(8238) || 'einde' where measure_id = 'steering'"
    )
    page = release.page("en")
    assert not page.by_tag("script")
    assert "<script>alert(1)</script> &amp; #strong[x] $a$ @f1 \U0001f600  einde" in {
        e.text for e in page.traced()
    }
    text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(release.write("en")[1]).pages)
    assert "#strong[x]" in text and "script>alert(1)</script>" in re.sub(r"\s", "", text)


# Wording and notation


def amount(value: int | str | None, decimals: int = 1) -> Cell:
    number = None if value is None else Decimal(value)
    return Cell(number, "eur_million", Place("m", "c", (("k", value),)), "q", decimals=decimals)


@pytest.mark.parametrize(
    ("new", "old", "word"),
    [
        (210_100_000, 183_800_000, "rose"),
        (183_800_000, 210_100_000, "fell"),
        (183_800_000, 183_800_000, "unchanged"),
        # 0.02 million more, which one decimal does not show.
        (183_820_000, 183_800_000, "unchanged_as_shown"),
        # One euro over the border where the decimal turns.
        (183_850_000, 183_849_999, "rose"),
        (None, 183_800_000, "unknown"),
        (183_800_000, None, "unknown"),
        (-2_000_000, -1_000_000, "fell"),
        (0, 0, "unchanged"),
    ],
)
def test_the_word_of_a_comparison(new: int | None, old: int | None, word: str) -> None:
    assert compare(amount(new), amount(old)) == word


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("1.25", "rose"),
        ("-0.5", "fell"),
        ("0", "unchanged"),
        ("-0.04", "unchanged"),
        ("0.05", "rose"),
        (None, "unknown"),
    ],
)
def test_the_side_of_zero_is_that_which_is_shown(value: str | None, word: str) -> None:
    number = None if value is None else Decimal(value)
    assert side(Cell(number, "number", Place("m", "c", ()), "q", decimals=1)) == word


@pytest.mark.parametrize(
    ("baseline", "dutch", "english"),
    [
        (183_800_000, "stijgt de onrechtmatigheid met € 26,3 miljoen (14,3%)", "rises by €26.3 million (14.3%)"),
        # (210.1 - 250) / 250 is -15.96 %.
        (250_000_000, "daalt de onrechtmatigheid met € 39,9 miljoen (16,0%)", "falls by €39.9 million (16.0%)"),
        (210_100_000, "is gelijk aan", "It equals that of"),
        (None, "niet te maken", "be compared with"),
    ],
)
def test_the_sentence_follows_the_word(release: Copied, baseline: int | None, dutch: str, english: str) -> None:
    value = "null" if baseline is None else str(baseline)
    # The figures on the scenarios are left out: they are held against the marts.
    release.change("delete from marts.source_reconciliation where scenario_id is not null")
    release.change(f"update marts.noncompliance_scenarios set total_gross = {value} where scenario_id = 'pause_0'")
    release.change(
        f"update marts.noncompliance_scenarios set baseline_total_gross = {value}, "
        f"increase_gross = total_gross - {value}, "
        f"increase_pct = cast((total_gross - {value}) * 100 / {value} as decimal(28, 8)) "
        "where scenario_id = 'pause_12'"
    )
    for language, sentence in (("nl", dutch), ("en", english)):
        page = release.page(language)
        sentences = [e.text.replace("\u00a0", " ") for e in page.by_tag("p", "li")]
        assert any(sentence in one for one in sentences), sentences


@pytest.mark.parametrize(
    ("number", "decimals", "dutch", "english"),
    [
        ("1234.5", 1, "1.234,5", "1,234.5"),
        ("1234567", 0, "1.234.567", "1,234,567"),
        # Halves go away from zero, and not to the even neighbour.
        ("0.25", 1, "0,3", "0.3"),
        ("-0.25", 1, "\u22120,3", "\u22120.3"),
        ("2.5", 0, "3", "3"),
        ("8.35", 2, "8,35", "8.35"),
        ("99999999999999.99", 2, "99.999.999.999.999,99", "99,999,999,999,999.99"),
    ],
)
def test_numbers_in_both_notations(number: str, decimals: int, dutch: str, english: str) -> None:
    assert shown_number(Decimal(number), decimals, "nl") == dutch
    assert shown_number(Decimal(number), decimals, "en") == english


def test_decimals_show_an_amount_whole() -> None:
    assert decimals_for([Decimal(7_100_000)]) == 1 and decimals_for([Decimal(1_250_000)]) == 2
    assert decimals_for([Decimal(7_100_000), None, Decimal(1_250_000)]) == 2
    assert decimals_for([Decimal("12345678.91")]) == 2 and decimals_for([]) == 1


@pytest.mark.parametrize(
    ("start", "end", "dutch", "english"),
    [
        ("2022-06-27", "2022-06-28", "27 juni 2022", "27 June 2022"),
        ("2021-11-01", "2021-12-01", "november 2021", "November 2021"),
        ("2022-10-01", "2023-01-01", "4e kwartaal 2022", "Q4 2022"),
        ("2020-01-01", "2021-01-01", "2020", "2020"),
        (
            "2022-09-21",
            "2023-06-21",
            "21 september 2022 tot en met 20 juni 2023",
            "21 September 2022 to 20 June 2023",
        ),
        # Three months that are no quarter.
        (
            "2022-02-01",
            "2022-05-01",
            "1 februari 2022 tot en met 30 april 2022",
            "1 February 2022 to 30 April 2022",
        ),
    ],
)
def test_periods_by_name(start: str, end: str, dutch: str, english: str) -> None:
    days = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    assert shown_period(*days, "nl") == dutch and shown_period(*days, "en") == english


def test_unknown_in_both_languages() -> None:
    assert shown(amount(None), "nl") == "onbekend" and shown(amount(None), "en") == "unknown"
    assert shown(amount(0), "nl") == "0,0"


def test_every_label_is_in_both_languages() -> None:
    def leaves(node: dict[str, Any]) -> list[dict[str, str]]:
        if set(node) <= {"nl", "en"}:
            return [node]
        return [leaf for inner in node.values() for leaf in leaves(inner)]

    found = leaves(LABELS)
    assert len(found) > 80 and all(leaf.get("nl") and leaf.get("en") for leaf in found)


def test_the_note_can_be_left_out(published: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_NOTE", "off")
    assert Warehouse.from_environment(str(published.home)).settings.note == "off"
    monkeypatch.setenv("FUNDAMENT_NOTE", "perhaps")
    done: subprocess.CompletedProcess[str] = published("status")
    assert done.returncode == 2 and "FUNDAMENT_NOTE is 'perhaps'" in done.stderr


# Two pages and an annex


def sheets_of(path: Path) -> list[str]:
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in pypdf.PdfReader(path).pages]


def test_the_memo_takes_two_pages_before_its_annex(memo: Command) -> None:
    for language, title, last in (("nl", "Begrippen", "afgehandeld wordt"), ("en", "Terms", "is handled")):
        sheets = sheets_of(memo.published / f"note-{language}.pdf")
        assert title in sheets[1] and last in sheets[1] and len(sheets) == 4


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        # 12.7 + 52.7 realised; 51.7 + 46.2 + 34.6 + 12.2 forecast.
        (
            "nl",
            [
                "3 vertraagd met een geheel of deels bekende duur (het langst: Federatief Berichten Stelsel "
                "(FBS), 12 maanden)",
                "€ 210,1 miljoen over 2020 tot en met 2025: € 65,4 miljoen gerealiseerd en € 144,7 miljoen",
                "De bron noemt dit bedrag zelf onrechtmatig",
                "(Wep); daarnaast valt € 12,2 miljoen aan uitgaven na het einde van een contract",
                "U wordt gevraagd kennis te nemen van de huidige stand van zaken",
            ],
        ),
        (
            "en",
            [
                "3 are delayed by a time that is known in whole or in part (the longest: Federatief Berichten "
                "Stelsel (FBS), 12 months) and 6",
                "€210.1 million over 2020 to 2025: €65.4 million realised and €144.7 million forecast",
                "The source itself calls it so",
                "(Wep), and €12.2 million of spend falls after the end of a contract",
                "You are asked to take note of the current state",
            ],
        ),
    ],
)
def test_the_conclusion_is_five_sentences(pages: dict[str, Page], language: str, sentences: list[str]) -> None:
    items = [e.text.replace("\u00a0", " ") for e in pages[language].by_tag("li") if e.inside("summary")]
    assert len(items) == 5
    for item, sentence in zip(items, sentences, strict=True):
        assert sentence in item


def test_the_reason_that_is_named_is_that_of_most_of_what_could_not_be_judged(release: Copied) -> None:
    """Of 4.5 million 0.1 are facts, for reason a; the rest is of the scenario, for reason b."""
    release.change(
        "update marts.noncompliance_by_contract_year set uncertain_amount_gross = 4500000, "
        "spend_amount_gross = spend_amount_gross + 4500000 where contract_id = 'KIS' and year = 2021"
    )
    for mart, scenario, reason, amount in (
        ("spend_unjudged", "none", "a", 100_000),
        ("spend_unjudged", "pause_12", "b", 4_400_000),
        ("spend_unjudged_by_scenario", "pause_12", "a", 100_000),
        ("spend_unjudged_by_scenario", "pause_12", "b", 4_400_000),
    ):
        release.change(
            f"insert into marts.{mart} by name select '{MEMO}' as publication_id, '{scenario}' as scenario_id, "
            f"'{reason}' as reason, 'reason {reason}' as reason_en, 'reden {reason}' as reason_nl, "
            f"1 as lines, {amount} as amount_gross, 0 as unknown_lines, '' as deliver_en, '' as deliver_nl"
        )
    for language, said in (("nl", "€ 4,5 miljoen niet te beoordelen, vooral omdat reden b"), ("en", "reason b")):
        items = [e.text.replace("\u00a0", " ") for e in release.page(language).by_tag("li") if e.inside("summary")]
        assert any(said in item for item in items)


def test_the_longest_delay_is_that_of_the_chain_too_and_at_least_what_is_known(release: Copied) -> None:
    """The law waits for FBS, whose year is the least: another 35 days make it the latest of all."""
    release.change(
        "update marts.impact_services set chain_slip_days = 400, delay_measure = 'at_least_days' "
        "where service_name like '%(Wmebv)'"
    )
    for language, said in (("nl", "(Wmebv), ten minste 400 dagen)"), ("en", "(Wmebv), at least 400 days)")):
        [what, *_] = [e.text for e in release.page(language).by_tag("li") if e.inside("summary")]
        assert said in what.replace("\u00a0", " ")


def test_words_of_the_machine_and_of_the_other_language_stay_out(pages: dict[str, Page]) -> None:
    annex = ("figures", "quotes", "all_findings", "more_spending", "queries", "style")
    for language, foreign in (
        ("nl", r"\b(the|and|delay|spend|unknown)\b"),
        ("en", r"\b(het|een|onbekend|en)\b"),
    ):
        text = " ".join(
            piece
            for piece, element in pages[language].pieces
            if not element.inside(*annex)
            and not any(one.attributes.get("lang", language) != language for one in [*element.parents, element])
        )
        assert not re.search(r"\b(mart|marts|warehouse|verdict|query)\b", text, re.IGNORECASE)
        # The statements of the memo say "op de planning commitment".
        assert not re.findall(foreign, text)
        assert not re.search(r"\b1 (maanden|months|dagen|days)\b", text)
        assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
        shown = re.sub("<[^>]+>", "", pages[language].source.split('<h2 id="annex"')[0].split("</style>")[1])
        assert "%)" in shown and not re.search(r"\d\s%", shown)


def test_a_name_in_the_other_language_says_which(pages: dict[str, Page]) -> None:
    named = {(e.text, e.attributes.get("lang")) for e in pages["en"].traced() if e.inside("impact")}
    assert ("Wet elektronische publicaties (Wep)", "nl") in named and ("New infrastructure", None) in named
    title = next(e for e in pages["en"].traced() if e.inside("h1"))
    assert (title.text, title.attributes["lang"]) == ("Stand van zaken vernieuwing fundament Logius", "nl")


def test_what_was_expected_is_told_from_what_is_to_come(release: Copied) -> None:
    """On 1 September 2022 all was to come; on 24 November 2026 the source's expectations are all past."""
    environment = templates()

    def next_steps(as_of: str) -> tuple[str, list[str]]:
        page = Page(html(make(read(release.folder, as_of, None), "en", "a-release", environment), environment))
        rows = [e.text for e in page.by_tag("tr") if e.inside("next_steps")]
        return next((e.text for e in page.by_tag("p") if "Expected on" in e.text), ""), rows

    past, rows = next_steps("2022-09-01")
    assert past == "" and any("Preparation of the migrations resumes" in row for row in rows)
    past, rows = next_steps("2023-01-01")
    assert past.startswith(
        "Expected on 16 September 2022, and past by now; whether it happened was not reported: "
    )
    assert "Preparation of the migrations resumes (Q4 2022)" in past
    assert any("First migrations of Herbouw Digipoort" in row for row in rows)
    past, rows = next_steps(AS_OF)
    assert rows == [] and "First migrations of Herbouw Digipoort (Q4 2023)" in past


def test_each_part_stands_alone(release: Copied) -> None:
    """Where only projects or only contracts are delivered, a note says what there is and what is not."""
    release.change("delete from marts.noncompliance_by_contract_year")
    release.change("delete from marts.noncompliance_scenarios")
    release.change("delete from marts.source_reconciliation")
    for table in ("statements", "measures", "milestones", "impact_finance", "issue_stock", "finding_groups"):
        release.change(f"delete from marts.{table}")
    page = release.page("en", publication=MEMO)
    sections = [e.attributes["id"] for e in page.by_tag("section")]
    assert sections[:3] == ["summary", "progress", "impact"] and "money" not in sections
    said = " ".join(re.sub("<[^>]+>", "", page.source).split())
    assert "says nothing on spend and non-compliance, issues, measures, the continuity of existing" in said
    release.change("delete from marts.impact_services")
    said = " ".join(re.sub("<[^>]+>", "", release.page("en", publication=MEMO).source).split())
    # KIS, EASI, the current and the new infrastructure, the framework and its call-offs.
    assert "6 contracts are on file" in said.replace("\u00a0", " ")


def test_a_cell_of_many_lines_cites_the_first_three(release: Copied) -> None:
    places = {
        (row["contract_id"], row["year"], row["part_of"]): (row["lines"], len(row["first_lines"]))
        for row in read(release.folder, AS_OF, MEMO)["spend_lines"]
    }
    assert places["KIS", 2021, "unlawful"] == (1, 1)
    reading = read(release.folder, AS_OF, MEMO)
    line = {"source_file": f"{MEMO}/spend.csv", "source_line": 7, "citation": None}
    source = {"lines": 12, "first_lines": [line, {**line, "source_line": 8}, {**line, "source_line": 9}]}
    said = Maker(reading, "nl", templates())._first_lines(source)
    assert said == "spend.csv, regel 7; spend.csv, regel 8; spend.csv, regel 9 (en nog 9)"


def test_long_names_of_a_chart_are_whole_and_inside_it() -> None:
    name = "Contract for the maintenance of a facility of which the name is very long indeed, " * 3
    series = [charts.Series(Run(text), [Run("1.0", amount(1_000_000))]) for text in (name, "KIS", name)]
    group = charts.Group([Run("2020")], Run("3.0"), is_dashed=False)
    drawing = charts.stacked([group], series, lambda place: charts.PATTERNS[place])
    legend = [text for text in drawing.texts if text.anchor == "start"]
    assert " ".join(text.runs[0].text for text in legend).split() == f"{name} KIS {name}".split()
    assert all(text.x + len(text.runs[0].text) * charts.LETTER <= charts.WIDTH for text in legend)
    bars = [box for box in drawing.boxes if box.width > 22]
    assert min(box.y for box in bars) > max(text.y for text in legend)
    assert all(box.y + box.height <= drawing.height for box in bars)


def test_the_tags_of_the_pdf_are_those_that_a_checker_asks_for(memo: Command) -> None:
    """What a program can decide of Matterhorn 06, 14 and 15: title, headings without a gap, heads of tables."""
    for language, title in (("nl", "Stand van zaken"), ("en", "Stand van zaken")):
        root = pypdf.PdfReader(memo.published / f"note-{language}.pdf").trailer["/Root"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        nodes = structure(root["/StructTreeRoot"])
        headings = [node for node in nodes if re.fullmatch(r"/H[1-6]", str(node.get("/S")))]
        levels = [int(str(node["/S"])[2]) for node in headings]
        assert levels[0] == 1 and levels.count(1) == 1 and str(headings[0]["/T"]).startswith(title)
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
        kinds = [str(node.get("/S")) for node in nodes]
        assert kinds.count("/Table") > 3 and kinds.count("/THead") == kinds.count("/Table")
        heads = [node for node in nodes if node.get("/S") == "/TH"]
        assert heads and all(
            "/Scope" in attributes for node in heads for attributes in [node["/A"][0].get_object()]
        )


def test_axe_has_nothing_against_the_page(memo: Command) -> None:
    with chromium() as browser:
        for language in ("nl", "en"):
            shown = opened(browser, memo.published.resolve() / "current" / "notes" / f"note-{language}.html", 400)
            assert (shown.violations(), shown.asked, shown.errors) == ([], [], [])
            assert shown.page.evaluate("document.documentElement.scrollWidth") == 400


def test_the_contracts_that_end_are_those_around_the_status_date(release: Copied) -> None:
    """Three end on 31 December 2024; a running administration goes on after the day that it was as at first."""
    for status_date, found in (("2026-01-01", 0), ("2025-12-31", 3), ("2023-12-31", 3), ("2023-12-30", 0)):
        release.change(
            f"update marts.dim_publication set as_of_date = '2000-01-01', status_date = '{status_date}' "
            f"where publication_id = '{MEMO}'"
        )
        assert len(read(release.folder, AS_OF, MEMO)["contract_ends"]) == found, status_date
