"""From the rows of a release to the sections of a note."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundament.note import charts
from fundament.note.cells import LANGUAGES, UNKNOWN, Cell, Place, decimals_for, shown, shown_number
from fundament.note.document import (
    Block,
    Bullets,
    Chart,
    Line,
    Note,
    Paragraph,
    Query,
    Run,
    Section,
    Table,
)
from fundament.note.document import Row as TableRow
from fundament.note.reading import Reading, Row, accept, described, hold_against, subject
from fundament.note.wording import compare

FOLDER = Path(__file__).parent
LABELS = yaml.safe_load((FOLDER / "labels.yml").read_text("utf-8"))
# A cell inside a sentence, as the templates hand it over.
TOKEN = re.compile("\ue000([0-9]+)\ue001")
MOST_ROWS = 40
MOST_CONTRACTS = 20
MOST_PERIODS = 10
MOST_BARS = 20
NEXT_STATUS = ("expected", "missed")
DONE = ("done", "cancelled", "in_place")


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
        return str(found[self.language])

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
        return "€" if self.language == "nl" else "EUR"

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
        """A name in the language of the note, where there is one."""
        word = self.reading.name(subject_type, subject_id, self.language, cell.value)
        return Cell(word, "text", cell.place, cell.query, cell.origin)


class Maker:
    """Makes the sections of one note."""

    def __init__(self, reading: Reading, language: str, svg: Environment) -> None:
        self.reading, self.words, self.svg = reading, Words(reading, language), svg
        self.language = language
        self.lines = {
            (row["scenario_id"], row["contract_id"], row["year"], row["measure_type"]): row
            for row in reading["spend_lines"]
        }
        self.spend_decimals = decimals_for(
            [row["unlawful_amount_gross"] for row in reading["spend"]]
            + [row["total_gross"] for row in reading["scenarios"]]
        )
        self.used_figures: dict[Place, Row] = {}

    # Cells

    def cell(self, query: str, row: Row, mart: str, column: str, key: list[str], kind: str, **more: Any) -> Cell:
        """A value of a row, with the key that finds it in its mart."""
        place = Place(
            mart,
            more.pop("source", column),
            (
                ("publication_id", more.pop("publication_id", self.reading.publication_id)),
                *((name, row[name]) for name in key),
            ),
            more.pop("aggregate", ""),
        )
        return Cell(row[column], kind, place, query, row.get("origin") or "", **more)

    def checked(self, cell: Cell, *subjects: tuple[Any, ...]) -> Cell:
        """The cell, held against the printed figure on its subject where there is one."""
        figure = self.reading.figure_of(*subjects)
        if figure is not None:
            accept([figure])
            hold_against(cell, figure)
            self.used_figures[cell.place] = figure
        return cell

    def spend(self, row: Row) -> Cell:
        """Non-compliant spend of a contract and year, or their sum."""
        key = [name for name in ("scenario_id", "contract_id", "year", "measure_type") if row[name] is not None]
        one = row["contract_id"] is not None and row["year"] is not None
        source = self.lines.get((row["scenario_id"], row["contract_id"], row["year"], row["measure_type"]))
        origin = ""
        if one and source:
            more = source["lines"] - 1
            origin = source["first_line"] + (f" (+{more})" if more else "")
        cell = self.cell(
            "spend",
            {**row, "origin": origin},
            "noncompliance_by_contract_year",
            "unlawful_amount_gross",
            key,
            self.money,
            aggregate="" if one else "sum",
            decimals=self.spend_decimals if self.money == "eur_million" else 0,
        )
        about = {
            "scenario_id": row["scenario_id"],
            "contract_id": row["contract_id"],
            "year": row["year"],
        }
        subjects = [self._subject("unlawful_amount_gross", **about, measure_type=row["measure_type"])]
        kinds = {
            other["measure_type"]
            for other in self.reading["spend"]
            if other["year"] == row["year"]
            and other["measure_type"]
            and other["scenario_id"] == row["scenario_id"]
        }
        if len(kinds) == 1:
            # A printed year that does not say realised or forecast, where there is only the one.
            subjects.append(self._subject("unlawful_amount_gross", **about))
        return self.checked(cell, *subjects)

    @property
    def money(self) -> str:
        """Millions, unless the whole publication stays below one."""
        amounts = [row["unlawful_amount_gross"] for row in self.reading["spend"]]
        amounts += [row["total_gross"] for row in self.reading["scenarios"]]
        known = [abs(amount) for amount in amounts if amount is not None]
        return "eur_million" if not known or max(known) >= 1_000_000 else "eur"

    def _subject(self, measure: str, **about: Any) -> tuple[Any, ...]:
        return subject(self.reading.publication_id, measure, **about)

    def scenario(self, row: Row) -> dict[str, Cell]:
        """The values of a scenario."""
        mart, key, about = "noncompliance_scenarios", ["scenario_id"], {"scenario_id": row["scenario_id"]}
        decimals = self.spend_decimals if self.money == "eur_million" else 0

        def cell(column: str, kind: str, **more: Any) -> Cell:
            return self.cell("scenarios", row, mart, column, key, kind, **more)

        return {
            "name": self.words.name("scenario", row["scenario_id"], cell("scenario_name", "text")),
            "pause_months": self.checked(cell("pause_months", "months"), self._subject("pause_months", **about)),
            "total": self.checked(
                cell("total_gross", self.money, decimals=decimals), self._subject("unlawful_amount_gross", **about)
            ),
            "baseline_total": cell("baseline_total_gross", self.money, decimals=decimals),
            "increase": cell("increase_gross", self.money, decimals=decimals),
            "increase_pct": self.checked(
                cell("increase_pct", "percent", decimals=1), self._subject("increase_pct", **about)
            ),
        }

    # Sections

    def note(self, release_id: str) -> Note:
        """The whole note."""
        words, [publication] = self.words, self.reading["publication"]

        def cell(column: str, kind: str) -> Cell:
            return self.cell("publication", publication, "dim_publication", column, [], kind)

        accept(row for row in self.reading["figures"] if row["publication_id"] == self.reading.publication_id)
        opening = Paragraph(
            words.say(
                "opening",
                title=cell("title", "text"),
                issuer=cell("issuer", "text"),
                published_on=cell("published_on", "date"),
            )
        )
        sections = [
            self._section("summary", [opening, *self.summary()]),
            self._section("progress", self.progress()),
            self._section("impact", self.impact()),
            self._section("noncompliance", self.noncompliance()),
            self._section("finance", self.finance()),
            self._section("measures", self.measures()),
            self._section("findings", self.findings()),
            self._section("next_steps", self.next_steps()),
        ]
        sections.append(self._section("figures", self.figures()))
        facts = [
            (words.label("publication"), words.line(cell("publication_id", "text"))),
            (words.label("published_on"), words.line(cell("published_on", "date"))),
            (words.label("as_of"), words.text(self.reading.as_of_date)),
            (words.label("release"), words.text(release_id)),
        ]
        return Note(
            language=self.language,
            title=words.label("title"),
            subtitle=[Run(words.label("subtitle") + " "), *words.line(cell("title", "text"))],
            facts=facts,
            synthetic=words.label("synthetic") if publication.get("is_synthetic") else "",
            sections=sections,
            queries=[
                Query(query.name, query.title, query.sql)
                for query in self.reading.queries
                if self.reading[query.name]
            ],
            labels={
                name: words.label(name) for name in ("skip", "contents", "page", "footer", "queries", "query")
            },
            as_of_date=self.reading.as_of_date,
            release_id=release_id,
        )

    def _section(self, name: str, blocks: list[Block]) -> Section:
        blocks = blocks or [Paragraph(self.words.text(self.words.label("nothing")))]
        return Section(name, self.words.label("sections", name), blocks)

    def _table(
        self, name: str, heads: list[Line], right: str, rows: list[TableRow], unit: str = "", **more: Any
    ) -> list[Block]:
        """A table of which `right` gives r or l per column; nothing where it has no row."""
        if not rows:
            return []
        caption = [Run(self.words.label("tables", name) + unit)]
        return [Table(name, caption, heads, [side == "r" for side in right], rows, **more)]

    def _first(self, rows: list[Row], most: int, where: str) -> tuple[list[Row], list[Line]]:
        """The rows that fit, and the remark that there are more."""
        return rows[:most], [self.words.say("more_rows", where=where)] if len(rows) > most else []

    def summary(self) -> list[Block]:
        """What a manager reads when there is time for one screen."""
        words, items = self.words, list[Line]()
        for scenario in self._scenarios_with_spend()[:1]:
            rows = [row for row in self.reading["spend"] if row["scenario_id"] == scenario]
            years = [row for row in rows if row["contract_id"] is None and row["year"] is not None]
            [total] = [row for row in rows if row["contract_id"] is None and row["year"] is None]
            items.append(
                words.say(
                    "key_total",
                    total=self.spend(total),
                    scenario=self._scenario_name(scenario),
                    first_year=self._year(years[0]),
                    last_year=self._year(years[-1]),
                )
            )
        items += self._scenario_sentences(only_known=True)
        items += self._delay_sentence()
        for row in self.reading["finance"]:
            if row["component"] == "total":
                items.append(words.say("year_cost", year=self._finance_year(row), amount=self._finance(row)))
        for row in self.reading["finding_counts"]:
            if row["severity"] == "high":
                items.append(self._finding_count(row))
        items += self._figure_count()
        return [Bullets(items)] if items else []

    def _figure_count(self) -> list[Line]:
        rows = {row["verdict"]: row for row in self.reading["figure_counts"]}
        if None not in rows or not rows[None]["figures"]:
            return []
        cells = {
            verdict or "all": self._count(
                "figure_counts",
                rows.get(verdict, {"verdict": verdict, "figures": 0}),
                "source_reconciliation",
                "figures",
                "verdict",
            )
            for verdict in (None, "exact", "source_only", "within_rounding", "mismatch")
        }
        return [self.words.say("figure_count", **cells)]

    def _count(self, query: str, row: Row, mart: str, column: str, by: str) -> Cell:
        """A number of rows; a NULL in the column that is counted by is all of them."""
        return self.cell(
            query, row, mart, column, [] if row[by] is None else [by], "count", source="*", aggregate="count"
        )

    def _finding_count(self, row: Row) -> Line:
        severity = self.cell("finding_counts", row, "findings", "severity", ["severity"], "text")
        return self.words.say(
            "finding_count",
            severity=self.words.code("severity", severity),
            findings=self._count("finding_counts", row, "findings", "findings", "severity"),
        )

    def _delay_sentence(self) -> list[Line]:
        rows = {row["delay_status"]: row for row in self.reading["service_counts"]}
        if None not in rows or not rows[None]["services"]:
            return []
        cells = {
            status or "all": self._count(
                "service_counts",
                rows.get(status, {"delay_status": status, "services": 0}),
                "impact_services",
                "services",
                "delay_status",
            )
            for status in (None, "delayed", "delayed_unknown")
        }
        return [self.words.say("delays", **cells)]

    def progress(self) -> list[Block]:
        """How migrations stand, what was met, and what blocks."""
        words, blocks = self.words, list[Block]()
        sentences = self._delay_sentence()
        for row in self.reading["blocking"]:
            cells = [
                self.cell("blocking", row, "impact_services", column, ["service_id"], kind)
                for column, kind in (("service_name", "text"), ("open_blocking_issues", "count"))
            ]
            name = words.name("service", row["service_id"], cells[0])
            sentences.append(words.say("blocking", platform=name, issues=cells[1]))
        if sentences:
            blocks.append(Bullets(sentences))
        rows = []
        for row in self.reading["service_counts"]:
            count = self._count("service_counts", row, "impact_services", "services", "delay_status")
            if row["delay_status"] is None:
                if row["services"]:
                    rows.append(TableRow([words.text(words.label("total")), words.line(count)], is_total=True))
                continue
            status = self.cell("service_counts", row, "impact_services", "delay_status", ["delay_status"], "text")
            rows.append(TableRow([words.line(words.code("delay_status", status)), words.line(count)]))
        blocks += self._table("counts", words.heads("status", "count"), "lr", rows)
        met = [row for row in self.reading["milestones"] if row["milestone_status"] == "met"]
        first, remarks = self._first(met, MOST_ROWS, "marts.milestones")
        blocks += self._table(
            "milestones",
            words.heads("milestone", "period"),
            "ll",
            [TableRow([words.line(self._milestone(row)), words.line(self._period(row))]) for row in first],
            remarks=remarks,
            widths=[3, 2],
        )
        return blocks

    def _milestone(self, row: Row) -> Cell:
        cell = self.cell("milestones", row, "milestones", "title", ["milestone_id"], "text")
        return self.words.name("milestone", row["milestone_id"], cell)

    def _period(self, row: Row) -> Cell:
        both = {**row, "period": None if row["period_start"] is None else (row["period_start"], row["period_end"])}
        return self.cell(
            "milestones",
            both,
            "milestones",
            "period",
            ["milestone_id"],
            "period",
            source="period_start, period_end",
        )

    def impact(self) -> list[Block]:
        """Slip per service, drawn and listed."""
        words = self.words
        first, remarks = self._first(self.reading["services"], MOST_ROWS, "marts.impact_services")
        rows, bars = [], list[charts.Bar]()
        for row in first:
            cells = self._service(row)
            rows.append(
                TableRow(
                    [
                        words.line(cells[name])
                        for name in (
                            "name",
                            "kind",
                            "baseline",
                            "forecast",
                            "slip",
                            "status",
                            "cause",
                            "blocking",
                            "contract_end",
                        )
                    ]
                )
            )
            if row["delay_status"] in ("delayed", "delayed_unknown") and len(bars) < MOST_BARS:
                bars.append(self._slip_bar(row, cells))
        blocks = self._table(
            "services",
            words.heads(
                "service", "kind", "baseline", "forecast", "slip", "status", "cause", "blocking", "contract_end"
            ),
            "llllrllrl",
            rows,
            remarks=remarks,
            widths=[3, 1.6, 1.7, 1.7, 1.4, 1.6, 1.8, 1.4, 1.7],
        )
        if bars:
            blocks.append(self._chart("slips", charts.lying(bars), "slip_chart_text"))
        return blocks

    def _service(self, row: Row) -> dict[str, Cell | None]:
        words = self.words

        def cell(column: str, kind: str) -> Cell:
            return self.cell("services", row, "impact_services", column, ["service_id"], kind)

        cause = Cell(row["cause_name"] or row["caused_by"], "text", cell("caused_by", "text").place, "services")
        return {
            "name": words.name("service", row["service_id"], cell("service_name", "text")),
            "kind": words.code("service_kind", cell("service_kind", "text")),
            "baseline": cell("baseline_end_date", "date"),
            "forecast": cell("forecast_end_date", "date"),
            "slip": self.checked(
                cell("slip_months", "months"), self._subject("slip_months", entity=row["service_id"])
            ),
            "status": words.code("delay_status", cell("delay_status", "text")),
            # Where nothing is late, there is no cause to state.
            "cause": words.name("service", row["caused_by"], cause)
            if row["delay_status"] in ("delayed", "delayed_unknown")
            else None,
            "blocking": cell("open_blocking_issues", "count"),
            "contract_end": cell("contract_end_date", "date"),
        }

    def _slip_bar(self, row: Row, cells: dict[str, Cell | None]) -> charts.Bar:
        slip, name, baseline, forecast = (cells[each] for each in ("slip", "name", "baseline", "forecast"))
        assert slip and name and baseline and forecast
        words = self.words
        title = [words.run(name)]
        if baseline.value and forecast.value:
            title += [Run(": "), words.run(baseline), Run(" → "), words.run(forecast)]
        after = [] if slip.value is None else [Run(f" {words.label('units', 'months')}")]
        pattern = "solid" if row["slip_basis"] in ("end_dates", "start_dates") else "dots"
        return charts.Bar(title, words.run(slip), after, pattern)

    def _chart(self, name: str, drawing: charts.Drawing, text: str) -> Chart:
        caption = self.words.label("charts", name.split("-")[0])
        description = "".join(run.text for run in self.words.say(text))
        return Chart(name, caption, description, drawing.svg(f"chart-{name}", caption, description, self.svg))

    def _scenarios_with_spend(self) -> list[str]:
        """Scenarios that have spend lines, in the order of the scenarios."""
        order = [row["scenario_id"] for row in self.reading["scenarios"]]
        found = dict.fromkeys(row["scenario_id"] for row in self.reading["spend"])
        return sorted(found, key=lambda one: (order.index(one) if one in order else len(order), one))

    def _scenario_name(self, scenario_id: str) -> Cell | None:
        for row in self.reading["scenarios"]:
            if row["scenario_id"] == scenario_id and row["scenario_name"]:
                return self.scenario(row)["name"]
        return None

    def _year(self, row: Row) -> Cell:
        key = ["scenario_id", "year"]
        return self.cell("spend", row, "noncompliance_by_contract_year", "year", key, "year")

    def _kind(self, row: Row) -> Cell:
        cell = self.cell(
            "spend",
            row,
            "noncompliance_by_contract_year",
            "measure_type",
            ["scenario_id", "year", "measure_type"],
            "text",
        )
        return self.words.code("measure_type", cell)

    def _scenario_sentences(self, only_known: bool = False) -> list[Line]:
        baseline = next((row for row in self.reading["scenarios"] if row["is_baseline"]), None)
        if baseline is None:
            return []
        base, lines = self.scenario(baseline), []
        for row in self.reading["scenarios"]:
            if row is baseline or (only_known and row["total_gross"] is None):
                continue
            cells = self.scenario(row)
            direction = compare(cells["total"], base["total"])
            increase, increase_pct = (
                Cell(c.value, c.kind, c.place, c.query, c.origin, c.decimals, without_sign=True)
                for c in (cells["increase"], cells["increase_pct"])
            )
            lines.append(
                self.words.say(
                    "scenario",
                    direction=direction,
                    name=cells["name"],
                    pause_months=cells["pause_months"],
                    total=cells["total"],
                    baseline_name=base["name"],
                    baseline_total=base["total"],
                    increase=increase,
                    increase_pct=increase_pct,
                )
            )
        return lines

    def noncompliance(self) -> list[Block]:
        """Per contract and year, per scenario, and beside what was reported later."""
        blocks = list[Block]()
        for number, scenario in enumerate(self._scenarios_with_spend()):
            blocks += self._spend_of(scenario, "" if number == 0 else f"-{number + 1}")
        blocks += self._scenario_blocks()
        blocks += self._tolerance()
        blocks += self._backtest()
        return blocks

    def _spend_of(self, scenario: str, suffix: str) -> list[Block]:
        words = self.words
        rows = [row for row in self.reading["spend"] if row["scenario_id"] == scenario]
        cells = {(row["contract_id"], row["year"], row["measure_type"]): row for row in rows}
        every = [row for row in rows if row["contract_id"] is None and row["year"] is not None]
        periods = every[-MOST_PERIODS:]
        contracts = [row for row in rows if row["contract_id"] is not None and row["year"] is None]
        by_size = sorted(contracts, key=lambda row: -(row["unlawful_amount_gross"] or 0))
        first, remarks = self._first(by_size, MOST_CONTRACTS, "marts.noncompliance_by_contract_year")
        if len(every) > len(periods) and not remarks:
            remarks = [words.say("more_rows", where="marts.noncompliance_by_contract_year")]
        first = sorted(first, key=lambda row: str(row["contract_id"]))
        table_rows = []
        # Realised years come before forecasts, as in the memo's own table.
        marks = _marks()
        for contract in [*first, None]:
            contract_id = contract["contract_id"] if contract else None
            line = []
            for period in [*periods, None]:
                key = (
                    (contract_id, period["year"], period["measure_type"]) if period else (contract_id, None, None)
                )
                line.append(self._spend_cell(cells.get(key), marks, remarks))
            head = words.text(words.label("total"))
            if contract:
                head = words.line(self._contract_name(contract, rows))
            table_rows.append(TableRow([head, *line], is_total=contract is None))
        heads = [[words.run(self._year(period)), Run(" "), words.run(self._kind(period))] for period in periods]
        unit = f" ({words.currency} {words.million})" if self.money == "eur_million" else ""
        caption = words.label("tables", "spend") + unit
        name = self._scenario_name(scenario)
        head_first = words.label("heads", "contract")
        blocks: list[Block] = []
        table = Table(
            f"spend{suffix}",
            [Run(caption), *([Run(": "), words.run(name)] if name else [])],
            [words.text(head_first), *heads, words.text(words.label("heads", "total"))],
            [False, *[True] * (len(periods) + 1)],
            table_rows,
            remarks,
        )
        blocks.append(table)
        if sentence := self._year_on_year(periods):
            blocks.append(Paragraph(sentence))
        blocks.append(self._spend_chart(f"spend{suffix}", first, periods, cells, rows))
        return blocks

    def _contract_name(self, contract: Row, rows: list[Row]) -> Cell:
        row = {**contract, "contract_name": contract["contract_name"] or contract["contract_id"]}
        cell = self.cell(
            "spend", row, "noncompliance_by_contract_year", "contract_name", ["scenario_id", "contract_id"], "text"
        )
        return self.words.name("contract", contract["contract_id"], cell)

    def _spend_cell(self, row: Row | None, marks: Iterator[str], remarks: list[Line]) -> Line:
        if row is None:
            return []
        cell = self.spend(row)
        figure = self.used_figures.get(cell.place)
        if figure is None or figure["verdict"] in ("exact", "source_only"):
            return self.words.line(cell)
        mark = next(marks)
        remarks.append([Run(f"{mark}) "), *self._printed_as(figure)])
        return self.words.line(cell, mark)

    def _printed_as(self, figure: Row) -> Line:
        return self.words.say(
            "printed_as",
            printed=self._figure_cell(figure, "printed_text"),
            verdict=self.words.code("verdict", self._figure_cell(figure, "verdict")),
        )

    def _figure_cell(self, figure: Row, column: str) -> Cell:
        return self.cell(
            "figures",
            figure,
            "source_reconciliation",
            column,
            ["figure_id"],
            "text",
            publication_id=figure["publication_id"],
        )

    def _year_on_year(self, periods: list[Row]) -> Line | None:
        """From the last realised year to the first forecast year."""
        realised = [row for row in periods if row["measure_type"] == "realised"]
        forecast = [row for row in periods if row["measure_type"] == "forecast"]
        if not realised or not forecast:
            return None
        old, new = realised[-1], forecast[0]
        return self.words.say(
            "year_on_year",
            direction=compare(self.spend(new), self.spend(old)),
            old_year=self._year(old),
            old_kind=self._kind(old),
            old_amount=self.spend(old),
            new_year=self._year(new),
            new_kind=self._kind(new),
            new_amount=self.spend(new),
        )

    def _spend_chart(
        self, name: str, contracts: list[Row], periods: list[Row], cells: dict[Any, Row], rows: list[Row]
    ) -> Block:
        words = self.words
        amounts = [
            row["unlawful_amount_gross"] for row in cells.values() if row["unlawful_amount_gross"] is not None
        ]
        if len(contracts) > len(charts.PATTERNS) or any(amount < 0 for amount in amounts):
            return Paragraph(words.text(words.label("not_drawn")))
        groups = [
            charts.Group(
                [words.run(self._year(period)), words.run(self._kind(period))],
                words.run(self.spend(period)),
                period["measure_type"] == "forecast",
            )
            for period in periods
        ]
        series = []
        for contract in contracts:
            keys = [(contract["contract_id"], period["year"], period["measure_type"]) for period in periods]
            values = [words.run(self.spend(cells[key])) if key in cells else None for key in keys]
            series.append(charts.Series(words.run(self._contract_name(contract, rows)), values))
        drawing = charts.stacked(groups, series, lambda place: charts.PATTERNS[place])
        return self._chart(name, drawing, "spend_chart_text")

    def _scenario_blocks(self) -> list[Block]:
        words, rows, bars = self.words, [], []
        million = self.money == "eur_million"
        for row in self.reading["scenarios"]:
            cells = self.scenario(row)
            names = ("name", "pause_months", "total", "increase", "increase_pct")
            rows.append(TableRow([words.line(cells[name]) for name in names]))
            after = [Run(f" {words.million}")] if million and cells["total"].value is not None else []
            extra = None
            if cells["increase"].value:
                extra = words.run(cells["increase"])
                sign = "+" if cells["increase"].value > 0 else ""
                after += [Run(f" ({sign}"), extra, Run("; "), words.run(cells["increase_pct"]), Run(" %)")]
            bars.append(charts.Bar([words.run(cells["name"])], words.run(cells["total"]), after, "solid", extra))
        unit = f" ({words.currency} {words.million})" if million else ""
        blocks: list[Block] = []
        if rows:
            heads = words.heads("scenario", "pause", "total", "increase", "increase_pct")
            caption = words.label("tables", "scenarios") + unit
            blocks.append(Table("scenarios", [Run(caption)], heads, [False, True, True, True, True], rows))
            blocks += [Paragraph(line) for line in self._scenario_sentences()]
        if len(bars) > 1:
            blocks.append(self._chart("scenarios", charts.lying(bars[:MOST_BARS]), "scenario_chart_text"))
        whatif = []
        for row in self.reading["whatif"]:
            key = ["method", "pause_months"]
            decimals = max(self.spend_decimals, 1) if million else 0
            cell = [
                self.cell("whatif", row, "noncompliance_pause_whatif", column, key, kind, decimals=places)
                for column, kind, places in (
                    ("pause_months", "months", 0),
                    ("method", "text", 0),
                    ("unlawful_amount_gross", self.money, decimals),
                    ("increase_gross", self.money, decimals),
                )
            ]
            cell[1] = words.code("whatif_method", cell[1])
            whatif.append(TableRow([words.line(one) for one in cell]))
        heads = words.heads("pause", "method", "total", "increase")
        blocks += self._table("whatif", heads, "rlrr", whatif, unit)
        return blocks

    def _tolerance(self) -> list[Block]:
        words, rows = self.words, []
        for row in self.reading["tolerance"]:
            about = {"entity": row["entity"], "year": row["year"]}

            def cell(column: str, kind: str, decimals: int = 0, row: Row = row, about: Any = about) -> Cell:
                made = self.cell(
                    "tolerance", row, "lawfulness_tolerance", column, ["entity", "year"], kind, decimals=decimals
                )
                return self.checked(made, self._subject(column, **about)) if kind in ("eur", "percent") else made

            breach = cell("is_breach", "text")
            word = None if breach.value is None else words.label("yes" if breach.value else "no")
            rows.append(
                TableRow(
                    [
                        words.line(cell("entity", "text")),
                        words.line(cell("year", "year")),
                        *(
                            words.line(cell(column, "eur"))
                            for column in (
                                "base_amount",
                                "tolerance_amount",
                                "error_amount",
                                "uncertainty_amount",
                                "sum_amount",
                            )
                        ),
                        words.line(cell("sum_pct", "percent", 1)),
                        words.line(Cell(word, "text", breach.place, breach.query)),
                    ]
                )
            )
        heads = words.heads(
            "entity", "year", "base", "tolerance", "errors", "uncertainties", "sum", "sum_pct", "breach"
        )
        return self._table("tolerance", heads, "lrrrrrrrl", rows)

    def _backtest(self) -> list[Block]:
        words, rows, notes = self.words, [], []
        key = ["year", "scenario_id"]
        for row in self.reading["backtest"]:
            keyed = {**row, "forecast_publication_id": self.reading.publication_id}

            def cell(column: str, kind: str, decimals: int = 0, keyed: Row = keyed) -> Cell:
                place = Place(
                    "noncompliance_backtest",
                    column,
                    tuple(
                        (name, keyed[name]) for name in ("forecast_publication_id", "outturn_publication_id", *key)
                    ),
                )
                return Cell(keyed[column], kind, place, "backtest", decimals=decimals)

            title = Cell(
                row["title"],
                "text",
                Place("dim_publication", "title", (("publication_id", row["outturn_publication_id"]),)),
                "backtest",
            )
            outturn = self.checked(
                cell("outturn_gross", "eur_million", 1),
                *self._outturn_subjects(row),
            )
            rows.append(
                TableRow(
                    [
                        words.line(cell("year", "year")),
                        words.line(cell("forecast_gross", "eur_million", 1)),
                        words.line(outturn),
                        words.line(cell("difference", "eur_million", 1)),
                        words.line(title),
                    ]
                )
            )
            notes.append(
                words.say("backtest_note", year=cell("year", "year"), note=cell("definition_note", "text"))
            )
        heads = words.heads("year", "forecast_amount", "outturn", "difference", "source")
        return self._table("backtest", heads, "rrrrl", rows, f" ({words.currency} {words.million})", remarks=notes)

    def _outturn_subjects(self, row: Row) -> list[tuple[Any, ...]]:
        """The printed figure on the errors of the issuer, in the publication of the outturn."""
        [publication] = self.reading["publication"]
        return [
            subject(row["outturn_publication_id"], "error_amount", entity=publication["issuer"], year=row["year"])
        ]

    def _finance_year(self, row: Row) -> Cell:
        return self.cell("finance", row, "impact_finance", "year", ["year", "component"], "year")

    def _finance(self, row: Row) -> Cell:
        amounts = [other["amount_eur"] for other in self.reading["finance"]]
        known = [abs(amount) for amount in amounts if amount is not None]
        kind = "eur_million" if not known or max(known) >= 1_000_000 else "eur"
        # The fewest decimals that show this amount whole: 7.1 and 1.25 side by side, as printed.
        decimals = decimals_for([row["amount_eur"]]) if kind == "eur_million" else 0
        cell = self.cell(
            "finance", row, "impact_finance", "amount_eur", ["year", "component"], kind, decimals=decimals
        )
        return self.checked(cell, self._subject("cost_impact_amount", entity=row["component"], year=row["year"]))

    def finance(self) -> list[Block]:
        """Cost of the delay."""
        words, rows = self.words, []
        first, remarks = self._first(self.reading["finance"], MOST_ROWS, "marts.impact_finance")
        million = False
        for row in first:
            cell = self.cell("finance", row, "impact_finance", "component", ["year", "component"], "text")
            component = words.name("cost_component", row["component"], words.code("cost_component", cell))
            amount = self._finance(row)
            million = million or amount.kind == "eur_million"
            cells = [words.line(component), words.line(self._finance_year(row)), words.line(amount)]
            rows.append(TableRow(cells, is_total=row["component"] == "total"))
        if not rows:
            return []
        sentences: list[Block] = [
            Paragraph(words.say("year_cost", year=self._finance_year(row), amount=self._finance(row)))
            for row in first
            if row["component"] == "total"
        ]
        caption = words.label("tables", "finance") + f" ({words.currency}{f' {words.million}' if million else ''})"
        heads = words.heads("component", "year", "amount")
        return [*sentences, Table("finance", [Run(caption)], heads, [False, True, True], rows, remarks)]

    def _measure(self, row: Row) -> dict[str, Cell]:
        def cell(column: str, kind: str) -> Cell:
            return self.cell("measures", row, "measures", column, ["measure_id"], kind)

        return {
            "title": self.words.name("measure", row["measure_id"], cell("title", "text")),
            "status": self.words.code("measure_status", cell("status", "text")),
            "owner": self.words.name("owner", row["owner"], cell("owner", "text")),
            "due": cell("due_date", "date"),
        }

    def measures(self) -> list[Block]:
        """Measures and their state."""
        words, rows = self.words, []
        first, remarks = self._first(self.reading["measures"], MOST_ROWS, "marts.measures")
        for row in first:
            cells = self._measure(row)
            rows.append(TableRow([words.line(cells[name]) for name in ("title", "status", "owner", "due")]))
        heads = words.heads("measure", "status", "owner", "due")
        return self._table("measures", heads, "llll", rows, remarks=remarks, widths=[4, 2, 2, 2])

    def findings(self) -> list[Block]:
        """What the warehouse raises by itself."""
        words, rows = self.words, []
        first, remarks = self._first(self.reading["findings"], MOST_ROWS, "marts.findings")
        for row in first:
            cells = [
                self.cell("findings", row, "findings", column, ["finding_id"], "text")
                for column in ("severity", f"message_{self.language}")
            ]
            rows.append(TableRow([words.line(words.code("severity", cells[0])), words.line(cells[1])]))
        blocks: list[Block] = []
        counts = [self._finding_count(row) for row in self.reading["finding_counts"]]
        if counts:
            blocks.append(Bullets(counts))
        heads = words.heads("severity", "finding")
        return blocks + self._table("findings", heads, "ll", rows, remarks=remarks, widths=[1, 7])

    def next_steps(self) -> list[Block]:
        """Milestones that are expected and measures that are due, in the order of time."""
        words = self.words
        steps: list[tuple[Any, TableRow]] = []
        for row in self.reading["milestones"]:
            if row["milestone_status"] == "met":
                continue
            steps.append((row["period_end"], self._step(self._milestone(row), self._period(row), row["is_past"])))
        for row in self.reading["measures"]:
            if row["due_date"] is None or row["status"] in DONE:
                continue
            cells = self._measure(row)
            steps.append((row["due_date"], self._step(cells["title"], cells["due"], row["is_past"])))
        steps.sort(key=lambda step: (step[0] is None, str(step[0])))
        heads = words.heads("step", "when", "remark")
        rows = [row for _, row in steps[:MOST_ROWS]]
        return self._table("next_steps", heads, "lll", rows, widths=[3, 2, 1.5])

    def _step(self, what: Cell, when: Cell, is_past: bool | None) -> TableRow:
        remark = self.words.text(self.words.label("past")) if is_past else []
        return TableRow([self.words.line(what), self.words.line(when), remark])

    def figures(self) -> list[Block]:
        """Every number of the note, and every printed figure of the publication."""
        words, rows = self.words, []
        listed = set()
        for number, cell in sorted(words.numbers.values(), key=lambda one: one[0]):
            figure = self.used_figures.get(cell.place)
            if figure:
                listed.add((figure["publication_id"], figure["figure_id"]))
            rows.append(self._figure_row(number, cell, figure))
        last = len(rows)
        for figure in self.reading["figures"]:
            key = (figure["publication_id"], figure["figure_id"])
            if figure["publication_id"] != self.reading.publication_id or key in listed:
                continue
            last += 1
            rows.append(self._unused_figure(last, figure))
        heads = words.heads("number", "value", "mart", "citation", "printed", "verdict")
        return self._table("figures", heads, "rrllll", rows, widths=[0.7, 1.8, 4, 4, 1.4, 1.8])

    def _figure_row(self, number: int, cell: Cell, figure: Row | None) -> TableRow:
        words = self.words
        own = f"publication_id {self.reading.publication_id}, "
        column = f"{cell.place.aggregate}({cell.place.column})" if cell.place.aggregate else cell.place.column
        key = (described(cell.place) + ", ").replace(own, "", 1).strip(", ")
        value = self._with_unit(cell)
        if figure is None:
            rest = [words.text(cell.origin), [], words.text(words.label("not_printed"))]
        else:
            rest = [
                [words.run(self._figure_cell(figure, "citation")), Run(f" ({figure['origin']})")],
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ]
        mart = [Run(f"{cell.place.mart}, {column}" + (f": {key}" if key else ""))]
        return TableRow([words.text(str(number)), value, mart, *rest], anchor=f"f{number}", query=cell.query)

    def _verdict(self, figure: Row) -> Line:
        words = self.words
        line = words.line(words.code("verdict", self._figure_cell(figure, "verdict")))
        if figure["verdict"] in ("within_rounding", "mismatch"):
            reason = self._figure_cell(figure, "accepted_reason")
            line += [Run(f" ({words.label('exception')}: "), words.run(reason), Run(")")]
        return line

    def _with_unit(self, cell: Cell) -> Line:
        words, run = self.words, self.words.run(cell)
        if cell.value is None:
            return [run]
        if cell.kind in ("eur", "eur_million"):
            after = [Run(f"\u00a0{words.million}")] if cell.kind == "eur_million" else []
            return [Run(f"{words.currency}\u00a0"), run, *after]
        unit = {"percent": " %", "months": f" {words.label('units', 'months')}"}.get(cell.kind)
        return [run, Run(unit)] if unit else [run]

    def _unused_figure(self, number: int, figure: Row) -> TableRow:
        """A printed figure that no sentence or table shows, such as one that is printed twice."""
        words = self.words
        computed = figure["computed_value"]
        text = UNKNOWN[self.language]
        if computed is not None:
            places = max(0, -computed.normalize().as_tuple().exponent)
            text = shown_number(computed, min(places, 2), self.language)
        value = Run(
            text, Cell(computed, "number", self._figure_cell(figure, "computed_value").place, "figures"), number
        )
        unit = {row: words.label("units", row) for row in ("eur_million",)}.get(figure["unit"], "")
        return TableRow(
            [
                words.text(str(number)),
                [value, Run(f" {unit}" if unit else "")],
                words.text(f"source_reconciliation, computed_value: figure_id {figure['figure_id']}"),
                [words.run(self._figure_cell(figure, "citation")), Run(f" ({figure['origin']})")],
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ],
            anchor=f"f{number}",
            query="figures",
        )


def _marks() -> Iterator[str]:
    """a, b, … z, aa, …"""
    number = 0
    while True:
        quotient, rest = divmod(number, 26)
        yield (chr(96 + quotient) if quotient else "") + chr(97 + rest)
        number += 1


def make(reading: Reading, language: str, release_id: str, svg: Environment) -> Note:
    """The note of a publication in one language. Raises `Refused` for a figure that does not reconcile."""
    assert language in LANGUAGES
    return Maker(reading, language, svg).note(release_id)
