"""The release as a page, in a browser: its numbers against the marts, what it asks for, who can use it."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pypdf
import pytest
from babel.numbers import format_decimal
from playwright.sync_api import Browser

from fundament import database
from fundament.explanation.figures import explain
from fundament.note import reading as note
from fundament.page.reading import read
from fundament.page.writing import AT_MOST, page
from fundament.released import read_manifest
from tests.browser import Opened, chromium, opened
from tests.conftest import MEMO, Command, query

OF_MEMO = f"publication_id = '{MEMO}'"
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
UNKNOWN = {"nl": "onbekend", "en": "unknown"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def dutch(browser: Browser, memo: Command) -> Opened:
    """The page as it opens. Tests leave it as they found it."""
    return opened(browser, memo.published / "index.html")


@pytest.fixture(scope="module")
def english(browser: Browser, memo: Command) -> Opened:
    """The same in English, on a telephone."""
    return opened(browser, memo.published / "index.html", width=390, lang="en")


def millions(amount: Decimal | None, language: str = "nl") -> str:
    if amount is None:
        return UNKNOWN[language]
    rounded = (amount / 1_000_000).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return format_decimal(rounded, "#,##0.0", LOCALES[language]).replace("-", "\u2212")


def plain(text: str) -> str:
    return " ".join(text.split())


def rows(of: Opened, section: str, number: int = 0) -> list[list[str]]:
    """The texts of a table of a section, a list for each row of its body."""
    found = of.page.evaluate(
        "([section, number]) => [...document.querySelectorAll(`#${section} table`)[number].tBodies[0].rows]"
        ".map(row => [...row.cells].map(cell => cell.textContent))",
        [section, number],
    )
    return [[plain(text) for text in row] for row in found]


def tiles(of: Opened) -> list[list[str]]:
    """The numbers of each tile."""
    found = of.page.evaluate(
        "[...document.querySelectorAll('#tiles li')]"
        ".map(tile => [...tile.querySelectorAll('.value')].map(one => one.textContent))"
    )
    return [[plain(text) for text in tile] for tile in found]


def choose(of: Opened, **what: str) -> None:
    for name, value in what.items():
        of.page.select_option(f"#{name}", value)


def test_it_opens_from_disk_asks_for_nothing_and_says_the_memos_figures(dutch: Opened) -> None:
    assert dutch.errors == [] and dutch.asked == []
    # Realised 3.8 + 14.6 + 8.9 + 38.1, the rest forecast, as the memo prints them; no date but those a year apart.
    assert tiles(dutch) == [
        ["€ 210,1 miljoen"],
        ["€ 65,4 miljoen", "€ 144,7 miljoen"],
        ["€ 0,0 miljoen"],
        ["12 maanden"],
        ["niet vermeld"],
    ]


def test_tables_are_those_of_the_marts(dutch: Opened, memo: Command) -> None:
    def asked(sql: str) -> list[tuple]:
        return query(memo.warehouse, sql)

    in_pause = f"from marts.noncompliance_by_scenario where {OF_MEMO} and scenario_id = 'pause_12'"
    *contracts, total, unjudged, spend = rows(dutch, "spend")
    amounts = "list(unlawful_amount_gross order by year), sum(unlawful_amount_gross)"
    assert contracts == [
        [name, *map(millions, years), millions(of_all)]
        for name, years, of_all in asked(f"select contract_id, {amounts} {in_pause} group by all order by 3 desc")
    ]
    sums = "sum(unlawful_amount_gross), sum(uncertain_amount_gross), sum(spend_amount_gross)"
    years = asked(f"select year, {sums} {in_pause} group by rollup (year) order by year nulls last")
    for shown, column in ((total, 1), (unjudged, 2), (spend, 3)):
        assert shown[1:] == [millions(year[column]) for year in years]
    scenarios = asked(
        "select pause_months, total_gross, uncertain_gross, increase_gross from marts.noncompliance_scenarios "
        f"where {OF_MEMO} order by pause_months nulls last"
    )
    assert [row[1:5] for row in rows(dutch, "scenarios")] == [
        ["onbekend" if months is None else str(months), *map(millions, amounts)] for months, *amounts in scenarios
    ]
    # What no date gives is unknown, and never no delay.
    slips = asked(f"select slip_months, count(*) from marts.impact_services where {OF_MEMO} group by all")
    shown = [row[1] for row in rows(dutch, "slips")]
    # Of the one law that waits for FBS no dates are known; 1 January 2023 to 2024 is 365 days.
    late = "ten minste 365 dagen"
    assert shown.count(late) == 1
    assert {text: shown.count(text) for text in shown if text != late} == {
        "onbekend" if months is None else str(months): count - (months is None) for months, count in slips
    }
    figures = asked(f"select printed_text, computed_value from marts.source_reconciliation where {OF_MEMO}")
    assert sorted(tuple(row[1:3]) for row in rows(dutch, "reconciliation")) == sorted(
        (plain(text), format_decimal(value, "#,##0.###", "nl_NL")) for text, value in figures
    )


def test_findings_are_grouped_and_ranked(dutch: Opened, memo: Command) -> None:
    groups = query(
        memo.warehouse,
        "select severity_nl, finding_rule_nl, findings::varchar from marts.finding_groups "
        f"where {OF_MEMO} order by group_order",
    )
    shown = dutch.page.eval_on_selector_all("#findings summary", "all => all.map(one => one.textContent)")
    assert [plain(text) for text in shown] == [f"{severity} {rule} ({count})" for severity, rule, count in groups]
    messages = query(memo.warehouse, f"select message_nl from marts.findings where {OF_MEMO}")
    told = dutch.page.eval_on_selector_all("#findings li li", "all => all.map(one => one.firstChild.data.trim())")
    assert sorted(told) == sorted(message for (message,) in messages)


def test_the_slider_shows_the_month_of_the_mart(dutch: Opened, memo: Command) -> None:
    months = query(
        memo.warehouse,
        "select pause_months, label_nl, unlawful_amount_gross, increase_gross "
        "from marts.noncompliance_pause_whatif inner join reference.code_labels "
        "on code_list = 'whatif_method' and code = method "
        f"where {OF_MEMO} and is_total order by pause_months",
    )
    assert [month for month, *_ in months] == list(range(37))
    slider = dutch.page.locator("#months")
    slider.focus()
    slider.press("Home")
    for month, method, amount, increase in months:
        [[shown_method, shown_amount, shown_increase, _]] = rows(dutch, "pause")
        assert (shown_method, shown_amount, shown_increase) == (method, millions(amount), millions(increase))
        assert slider.get_attribute("aria-valuetext") == (f"{month} maand" if month == 1 else f"{month} maanden")
        slider.press("ArrowRight")
    # With a mouse, and in the middle between the two points that the memo states.
    slider.fill("6")
    assert rows(dutch, "pause")[0][1] == "197,0"
    slider.fill("12")


def test_publication_and_scenario_choose_the_rows(dutch: Opened, memo: Command) -> None:
    choose(dutch, scenario="zero_scenario")
    assert tiles(dutch)[0] == ["12 maanden"] and "€" not in dutch.page.inner_text("#tiles")
    choose(dutch, scenario="pause_0")
    assert tiles(dutch)[:2] == [["€ 183,8 miljoen"], ["12 maanden"]]
    choose(dutch, publication="jaarverslag-bzk-2022")
    # Errors 81,899,502 and uncertainties 14,242,854; of Logius no base is printed, so that nothing can be tested.
    assert tiles(dutch) == [["€ 96,1 miljoen"]]
    assert rows(dutch, "tolerance") == [
        ["Agentschappen van BZK", "2022", "2.728,0", "54,6", "81,9", "14,2", "96,1", "3,5", "ja"],
        ["Logius", "2022", "onbekend", "onbekend", "56,8", "onbekend", "onbekend", "onbekend", "onbekend"],
    ]
    assert dutch.page.locator("#spend, #slips").count() == 0
    # What is chosen stands in the address.
    assert "publication=jaarverslag-bzk-2022" in dutch.page.url
    choose(dutch, publication=MEMO)
    assert tiles(dutch)[0] == ["€ 210,1 miljoen"]


# Clicks every number that is not in a dialog, and gives of each: text, and the facts of its dialog. To show it so
# often takes seconds.
EVERY_ORIGIN = """() => {
    const {showModal} = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.showModal = () => {};
    const dialog = document.getElementById('trace');
    const cited = 'li > code:first-child:not(:only-child)';
    const found = [...document.querySelectorAll('main button.value')].map(button => {
        button.click();
        const facts = {text: button.textContent};
        for (const name of dialog.querySelectorAll('dt')) facts[name.textContent] = name.nextSibling.textContent;
        facts.lines = [...dialog.querySelectorAll(cited)].map(one => one.textContent);
        facts.parts = dialog.querySelectorAll('button.value').length;
        return facts;
    });
    HTMLDialogElement.prototype.showModal = showModal;
    dialog.replaceChildren();
    return found;
}"""


def test_every_number_leads_to_its_row_and_lines_as_explain_has_them(dutch: Opened, memo: Command) -> None:
    found = dutch.page.evaluate(EVERY_ORIGIN)
    assert len(found) > 200 and all(re.fullmatch(r"marts\.\w+\.\w+", one["Mart en kolom"]) for one in found)
    line = re.compile(r"(.+), regel (\d+)")
    explained = {}
    with database.to_read(memo.warehouse) as connection:
        for one in found:
            address = one.get("Nagaan in de uitgave", "").removeprefix("fundament explain ").strip("'")
            if not address:
                # A sum or a count, of rows that have an address each, or of rows that are not there.
                assert one["parts"] or one["text"] == "0", one
                continue
            # But for amounts of spend, columns of one row rest on the same lines here, each on its own in explain.
            is_spend = address.startswith("noncompliance_by_scenario/")
            row = address if is_spend else address.rpartition("/")[0]
            if row not in explained:
                explained[row] = explain(connection, row)
            listed = [(line.source_file, line.source_line) for line in explained[row].lines.shown]
            lines = set(listed)
            shown = [(file, int(number)) for file, number in (line.match(text).groups() for text in one["lines"])]
            assert shown or one["parts"] or not lines, one
            if is_spend and not one["parts"]:
                assert shown == listed[: len(shown)], one
            # The length of a pause is a line of its own, and so is a service without a migration.
            column = one["Mart en kolom"].removeprefix("marts.")
            if column != "noncompliance_scenarios.pause_months" and not column.startswith("issue_stock"):
                assert set(shown) <= lines or not lines, one
    assert len(explained) > 80
    of_total = next(one for one in found if one["text"].startswith("€"))
    assert of_total["parts"] == 2 and of_total["Waarde"] == "€\u00a0210.100.000,00"


def test_the_keyboard_reaches_a_number_its_origin_and_back(dutch: Opened) -> None:
    number = dutch.page.locator("#tiles .value").first
    number.focus()
    dutch.page.keyboard.press("Enter")
    assert dutch.page.evaluate("document.activeElement.closest('dialog').id") == "trace"
    # To the first of its parts, a contract, and on to a year of it with its line and citation.
    for _ in range(2):
        dutch.page.keyboard.press("Tab")
        dutch.page.keyboard.press("Enter")
    told = plain(dutch.page.inner_text("dialog"))
    assert "nota-2022-0000555327/contract_spend.csv, regel 8" in told
    assert "B, Impact op onrechtmatigheid, tabel, rij EASI, kolom Realisatie 2020" in told
    assert dutch.violations() == []
    dutch.page.keyboard.press("Escape")
    assert plain(dutch.page.evaluate("document.activeElement.textContent")) == tiles(dutch)[0][0]


def test_the_other_language_says_the_same(dutch: Opened, english: Opened) -> None:
    assert english.errors == [] and english.asked == []
    assert english.page.evaluate("document.documentElement.lang") == "en"
    assert tiles(english)[:2] == [["EUR 210.1 million"], ["EUR 65.4 million", "EUR 144.7 million"]]
    numbers = [[re.sub(r"[.,]", "", cell) for cell in row[1:]] for row in rows(dutch, "spend")]
    assert [[re.sub(r"[.,]", "", cell) for cell in row[1:]] for row in rows(english, "spend")] == numbers
    english.page.click("button[data-language=nl]")
    assert english.page.evaluate("document.documentElement.lang") == "nl"
    texts = "[...document.querySelectorAll('main :is(h2, caption, th)')].map(one => one.textContent)"
    assert english.page.evaluate(texts) == dutch.page.evaluate(texts)
    english.page.click("button[data-language=en]")
    # A heading of one language that is the same in the other was not translated, but for these.
    same = set(english.page.evaluate(texts)) & set(dutch.page.evaluate(texts))
    assert {text for text in same if not re.search(r"EASI|KIS|DigiD|MijnOverheid|FBS|Wep|Wmebv|_", text)} <= {
        "Contract",
        "Scenario",
        "infrastructure",
        "Herbouw Digipoort",
        "Logius Private Cloud",
    }


def test_axe_has_nothing_against_it(dutch: Opened, english: Opened) -> None:
    assert dutch.violations() == []
    assert english.violations() == []


def test_it_fits_a_telephone_and_paper(dutch: Opened, english: Opened, tmp_path: Path) -> None:
    for of in (dutch, english):
        assert of.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dutch.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    paper = plain(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages))
    # What is folded on the screen is there; what can be clicked is not.
    assert "Maatregel niet als gereed bekend na de uiterste datum" in paper
    assert "Scenario: Migraties 12 maanden gepauzeerd" in paper and "Als CSV" not in paper


def test_tables_are_downloaded_as_the_mart_has_them(dutch: Opened, memo: Command) -> None:
    with dutch.page.expect_download() as download:
        dutch.page.click("#scenarios .tools button")
    text = Path(download.value.path()).read_text("utf-8-sig")
    found = list(csv.DictReader(text.splitlines()))
    expected = query(
        memo.warehouse,
        "select scenario_id, coalesce(total_gross::varchar, ''), source_file, source_line::varchar "
        f"from marts.noncompliance_scenarios inner join marts.dim_scenario using (publication_id, scenario_id) "
        f"where {OF_MEMO} order by dim_scenario.pause_months nulls last",
    )
    names = ("scenario_id", "total_gross", "source_file", "source_line")
    assert [tuple(row[name] for name in names) for row in found] == expected
    assert download.value.suggested_filename == f"{MEMO}-scenarios.csv"


# Ends a script, is markup, is a formula, and turns the direction of what follows.
HOSTILE = "=1+1</script><img src=x onerror=hacked=1><script>hacked=1</script>&lt;b&gt;{n} $& \u202e\u2028"
CHANGED = """
    update marts.dim_publication set title = $hostile || title, issuer = $hostile, document_reference = $hostile,
        publication_name_en = $hostile || publication_name_en,
        publication_name_nl = $hostile || publication_name_nl;
    update marts.labels set label = $hostile || label;
    update marts.dim_scenario set scenario_name_en = $hostile, scenario_name_nl = $hostile;
    update marts.dim_contract set contract_name_en = $hostile, contract_name_nl = $hostile;
    update marts.dim_service set service_name_en = $hostile, service_name_nl = $hostile;
    update marts.lawfulness_tolerance set entity_en = $hostile, entity_nl = $hostile;
    update marts.findings set message_en = $hostile, message_nl = $hostile, evidence_nl = $hostile;
    update marts.source_reconciliation set printed_text = $hostile, figure_id = $hostile || figure_id;
    update marts.issue_stock set component_en = $hostile, component_nl = $hostile where not is_total;
    update marts.migrations set citation = $hostile;
    update marts.dim_scenario set citation = $hostile, source_file = $hostile;
"""


@pytest.fixture
def editable(memo: Command, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published file."""
    shutil.copyfile(memo.warehouse, tmp_path / "fundament.duckdb")
    (tmp_path / "fundament.duckdb").chmod(0o644)
    with duckdb.connect(str(tmp_path / "fundament.duckdb")) as connection:
        yield connection


def paged(connection: duckdb.DuckDBPyConnection, memo: Command, folder: Path) -> str:
    connection.close()
    return page(folder, read_manifest(memo.warehouse.resolve().parent))


# FBS has ten days of its own; Herbouw Digipoort, on time by its own dates, gets twenty from what it waits for.
IN_DAYS = """
    update marts.impact_services set slip_months = 0, slip_days = 10, own_slip_days = 10, chain_slip_days = 10,
        delay_measure = 'days' where service_id = 'fbs';
    update marts.impact_services set slip_months = 0, slip_days = 0, own_slip_days = 0, chain_slip_days = 20,
        delay_basis = 'dependency', delay_measure = 'at_least_days' where service_id = 'herbouw_digipoort';
    update marts.impact_services set chain_slip_days = 10 where service_id = 'wmebv';
"""


def test_a_delay_of_days_is_never_none_at_all(
    editable: duckdb.DuckDBPyConnection, browser: Browser, memo: Command, tmp_path: Path
) -> None:
    editable.execute(IN_DAYS)
    (tmp_path / "index.html").write_text(paged(editable, memo, tmp_path))
    of = opened(browser, tmp_path / "index.html", lang="en")
    shown = {row[0]: row[1] for row in rows(of, "slips")}
    assert shown["Federatief Berichten Stelsel (FBS)"] == "10 days"
    assert shown["Herbouw Digipoort"] == "at least 20 days"
    tiles = plain(of.page.inner_text("#tiles"))
    assert "at least 20 days" in tiles and "Herbouw Digipoort." in tiles
    of.page.close()


def test_an_amount_of_spend_shows_the_lines_that_it_adds_up(
    editable: duckdb.DuckDBPyConnection, browser: Browser, memo: Command, tmp_path: Path
) -> None:
    """Line 99 is lawful, and larger than line 8, which is all that EASI had in 2020."""
    editable.execute(
        "insert into narrow.spend select * replace "
        "(99 as source_line, 'extra' as line_id, 'lawful' as outcome, 9e9::decimal(18, 2) as amount_gross) "
        "from narrow.spend where contract_id = 'EASI' and year = 2020"
    )
    (tmp_path / "index.html").write_text(paged(editable, memo, tmp_path))
    of = opened(browser, tmp_path / "index.html", lang="en")

    def lines() -> list[str]:
        return re.findall(r"contract_spend.csv, line (\d+)", of.page.inner_text("dialog"))

    of.page.click("#spend tbody tr:first-child .value >> nth=0")
    assert lines() == ["8"]
    of.page.keyboard.press("Escape")
    # The spend of 2020, and of that the part of EASI.
    of.page.click("#spend table >> nth=0 >> tbody tr:last-child .value >> nth=0")
    of.page.click("dialog .value >> nth=0")
    assert lines() == ["99", "8"]
    of.page.close()


def test_hostile_names_are_text(
    editable: duckdb.DuckDBPyConnection, browser: Browser, memo: Command, tmp_path: Path
) -> None:
    editable.execute(f"set variable hostile = {chr(39)}{HOSTILE}{chr(39)}")
    editable.execute(CHANGED.replace("$hostile", "getvariable('hostile')"))
    text = paged(editable, memo, tmp_path)
    assert text.count("<script") == 2 and "<img" not in text and "\u202e" not in text
    (tmp_path / "index.html").write_text(text)
    of = opened(browser, tmp_path / "index.html")
    assert of.page.evaluate("typeof hacked") == "undefined"
    assert of.errors == [] and of.asked == []
    of.page.click("#tiles .value >> nth=0")
    of.page.evaluate(EVERY_ORIGIN)
    assert of.page.locator("img, iframe, object, script:not([type='application/json']) + *").count() == 0
    assert of.page.evaluate("typeof hacked") == "undefined" and of.errors == [] and of.asked == []
    assert "=1+1</script><img src=x onerror=hacked=1>" in of.page.text_content("#title")
    of.page.keyboard.press("Escape")
    with of.page.expect_download() as download:
        of.page.click("#scenarios .tools button")
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        [first, *_] = csv.DictReader(file)
    # A spreadsheet program takes none of it for a formula.
    assert {name: value[:2] for name, value in first.items() if "=1" in (value or "")} == dict.fromkeys(
        ("scenario_name_en", "scenario_name_nl", "source_file", "citation"), "'="
    )
    of.page.close()


def test_the_policy_of_the_page_stops_what_would_get_in(browser: Browser, memo: Command, tmp_path: Path) -> None:
    """The second wall: markup that is in the file all the same does nothing and fetches nothing."""
    text = (memo.published / "index.html").read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy and policy[1].startswith("default-src &#39;none&#39;") and "unsafe" not in policy[1]
    intruder = (
        "<script>hacked = 1</script><img src='http://localhost:9/x.png' onerror='hacked = 2'>"
        "<link rel=stylesheet href='http://localhost:9/x.css'><style>h1 { display: none }</style>"
    )
    (tmp_path / "index.html").write_text(text.replace("<header>", intruder + "<header>", 1))
    of = opened(browser, tmp_path / "index.html")
    assert of.page.evaluate("typeof hacked") == "undefined" and of.page.locator("h1").is_visible()
    assert of.asked == [] and of.errors and all("Content Security Policy" in error for error in of.errors)
    of.page.close()


LARGE = """
    insert into marts.dim_publication select row.* replace ('P' || n as publication_id, 5 + n as publication_order)
    from marts.dim_publication as row, range(500) as many(n) where publication_id like 'nota%';
    insert into marts.dim_service select row.* replace (
        publication.publication_id as publication_id, 'S' || n as service_id,
        repeat('Long name ', 40) || n as service_name_en, repeat('Lange naam ', 40) || n as service_name_nl
    ) from marts.dim_service as row, marts.dim_publication as publication, range(120) as many(n)
    where service_id = 'fbs';
    insert into marts.impact_services select row.* replace (
        publication.publication_id as publication_id, 'S' || n as service_id
    ) from marts.impact_services as row, marts.dim_publication as publication, range(120) as many(n)
    where service_id = 'fbs';
    insert into marts.findings select row.* replace (
        'F' || n as finding_id, 'rule ' || n % 30 as finding_rule, n // 30 + 1 as rank_in_rule,
        repeat('Long message ', 40) as message_en, repeat('Lange melding ', 40) as message_nl
    ) from marts.findings as row, range(20000) as many(n) where finding_rule = 'measure_overdue';
    insert into marts.finding_groups select row.* replace (
        'rule ' || n as finding_rule, 600 as findings, 590 as not_shown
    ) from marts.finding_groups as row, range(30) as many(n) where finding_rule = 'measure_overdue';
"""


def test_note_and_page_have_of_each_rule_the_findings_that_its_group_shows(
    editable: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    editable.execute("update marts.finding_groups set not_shown = findings - 1")
    groups = editable.execute("select publication_id, finding_rule from marts.finding_groups").fetchall()
    editable.close()
    of_page = read(tmp_path).tables["findings"]
    places = [of_page.columns.index(name) for name in ("publication_id", "finding_rule", "rank_in_rule")]
    shown = [tuple(row[place] for place in places) for row in of_page.rows]
    assert sorted(shown) == sorted((*group, 1) for group in groups)
    noted = note.read(tmp_path, "2024-12-31", MEMO)["findings"]
    assert sorted((MEMO, row["finding_rule"]) for row in noted) == sorted(row for row in groups if row[0] == MEMO)


def test_a_large_portfolio_is_cut_to_size_and_says_what_is_left_out(
    editable: duckdb.DuckDBPyConnection, browser: Browser, memo: Command, tmp_path: Path
) -> None:
    editable.execute(LARGE)
    text = paged(editable, memo, tmp_path)
    assert AT_MOST / 4 < len(text.encode()) <= AT_MOST == 2_000_000
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    services, publications = data["tables"]["services"], data["tables"]["publications"]
    kept = [row for row in services["rows"] if row[0] == MEMO]
    assert 0 < len(kept) < 100 and len(kept) + services["left_out"][MEMO] == 135
    assert len(publications["rows"]) + publications["left_out"][""] == 504
    (tmp_path / "index.html").write_text(text)
    of = opened(browser, tmp_path / "index.html")
    left_out = data["tables"]["services"]["left_out"][MEMO]
    assert f"Nog {format_decimal(left_out, locale='nl_NL')} staan niet op deze pagina." in of.page.inner_text(
        "#slips"
    )
    assert of.errors == [] and "publicaties staan niet op deze pagina" in of.page.inner_text("main")
    of.page.close()
