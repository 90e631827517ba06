"""Values of the marts as cells, and the tables that the sections make of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jinja2 import Environment

from fundament.note import charts
from fundament.note.cells import Cell, Place, decimals_for
from fundament.note.document import Block, Chart, Line, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Reading, Row, accept, hold_against, subject
from fundament.note.words import Words

MOST_ROWS = 40
OTHER = {"nl": "en", "en": "nl"}
# Of these a cause is stated, and a bar is drawn.
LATE = ("overdue", "delayed", "delayed_unknown")


class Values:
    """Cells of one publication, each with its place in its mart and held against its printed figure."""

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
        # Looked at for every cell, of which there are as many as these rows.
        self.money = self._money()
        self.has_facts = any(row["scenario_id"] == "none" for row in reading["spend"])
        self.kinds: dict[tuple[Any, Any], set[str]] = {}
        for row in reading["spend"]:
            if row["measure_type"]:
                self.kinds.setdefault((row["scenario_id"], row["year"]), set()).add(row["measure_type"])

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

    def checked(self, cell: Cell, *subjects: tuple[Any, ...], stated: Any = None, is_stated: bool = True) -> Cell:
        """The cell, held against the printed figure on its subject where there is one.

        `stated` is the amount before assessments; where those changed the cell (not `is_stated`) the figure is
        about that amount, or, without one, about nothing that is shown.
        """
        figure = self.reading.figure_of(*subjects)
        if figure is not None:
            accept([figure])
            if is_stated:
                hold_against(cell, figure)
                self.used_figures[cell.place] = figure
            elif stated is not None:
                hold_against(replace(cell, value=stated), figure)
        return cell

    def statement(self, row: Row) -> Cell:
        """What the source states in words: in the language of the note where it is there in it."""
        language = self.language if row[f"text_{self.language}"] else OTHER[self.language]
        text = self.cell("statements", row, "statements", f"text_{language}", ["statement_id"], "text")
        return replace(text, language="" if language == self.language else language)

    def spend(self, row: Row, column: str = "unlawful_amount_gross") -> Cell:
        """Non-compliant, unjudged or all spend of a contract and year, or their sum."""
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
            column,
            key,
            self.money,
            aggregate="" if one else "sum",
            decimals=self.spend_decimals if self.money == "eur_million" else 0,
            is_computed=True,
        )
        if column != "unlawful_amount_gross":
            return cell
        if self.has_facts_apart(row["scenario_id"]):
            # What is printed of a scenario has the facts in it, and these are its own amounts.
            return cell
        about = {
            "scenario_id": row["scenario_id"],
            "contract_id": row["contract_id"],
            "year": row["year"],
        }
        subjects = [self._subject("unlawful_amount_gross", **about, measure_type=row["measure_type"])]
        if len(self.kinds.get((row["scenario_id"], row["year"]), ())) == 1:
            # A printed year that does not say realised or forecast, where there is only the one.
            subjects.append(self._subject("unlawful_amount_gross", **about))
        stated = row["stated_unlawful_amount_gross"]
        return self.checked(cell, *subjects, stated=stated, is_stated=stated == row["unlawful_amount_gross"])

    def spend_left_out(self, row: Row, column: str = "unlawful_amount_gross") -> list[Line]:
        """That an amount leaves lines of unknown amount out, where it does."""
        number = column.replace("amount_gross", "unknown_lines")
        if not row[number]:
            return []
        amount = self.spend(row, column)
        place = replace(amount.place, column=number)
        lines = replace(amount, value=row[number], kind="count", decimals=0, place=place)
        of = self.words.label("spend_rows", column)
        return [self.words.say("left_out", lines=lines, of=of)]

    def has_facts_apart(self, scenario: str) -> bool:
        """Whether facts, which hold in every scenario, stand in a table beside that of this scenario."""
        return scenario != "none" and self.has_facts

    def _money(self) -> str:
        """Millions, unless the whole publication stays below one."""
        amounts = [
            row[name] for row in self.reading["spend"] for name in ("unlawful_amount_gross", "spend_amount_gross")
        ]
        amounts += [row["total_gross"] for row in self.reading["scenarios"]]
        known = [abs(amount) for amount in amounts if amount is not None]
        return "eur_million" if not known or max(known) >= 1_000_000 else "eur"

    def _subject(self, measure: str, **about: Any) -> tuple[Any, ...]:
        return subject(self.reading.publication_id, measure, **about)

    def scenario(self, row: Row) -> dict[str, Cell]:
        """The values of a scenario."""
        mart, key, about = "noncompliance_scenarios", ["scenario_id"], {"scenario_id": row["scenario_id"]}
        decimals = self.spend_decimals if self.money == "eur_million" else 0
        is_stated = row["total_gross"] == row["stated_total_gross"]
        baselines = [other for other in self.reading["scenarios"] if other["is_baseline"]]

        def cell(column: str, kind: str, **more: Any) -> Cell:
            return self.cell("scenarios", row, mart, column, key, kind, **more)

        return {
            "name": self.words.name("scenario", row["scenario_id"], cell("scenario_name", "text")),
            "pause_months": self.checked(cell("pause_months", "months"), self._subject("pause_months", **about)),
            "total": self.checked(
                cell("total_gross", self.money, decimals=decimals),
                self._subject("unlawful_amount_gross", **about),
                stated=row["stated_total_gross"],
                is_stated=is_stated,
            ),
            # Where only the total is published nobody says what was judged.
            "uncertain": cell(
                "uncertain_gross", self.money, decimals=decimals, is_computed=row["total_basis"] == "from_spend"
            ),
            "stated_total": cell("stated_total_gross", self.money, decimals=decimals),
            "baseline_total": cell("baseline_total_gross", self.money, decimals=decimals),
            "increase": cell("increase_gross", self.money, decimals=decimals),
            "increase_pct": self.checked(
                cell("increase_pct", "percent", decimals=1),
                self._subject("increase_pct", **about),
                is_stated=is_stated and all(one["total_gross"] == one["stated_total_gross"] for one in baselines),
            ),
        }

    def _count(self, query: str, row: Row, mart: str, column: str, by: str) -> Cell:
        """A number of rows; a NULL in the column that is counted by is all of them."""
        return self.cell(
            query, row, mart, column, [] if row[by] is None else [by], "count", source="*", aggregate="count"
        )

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
            "cause": words.name("service", row["caused_by"], cause) if row["delay_status"] in LATE else None,
            "blocking": cell("open_blocking_issues", "count"),
            "contract_end": cell("contract_end_date", "date"),
        }

    def _measure(self, row: Row) -> dict[str, Cell]:
        def cell(column: str, kind: str) -> Cell:
            return self.cell("measures", row, "measures", column, ["measure_id"], kind)

        return {
            "title": self.words.name("measure", row["measure_id"], cell("title", "text")),
            "status": self.words.code("measure_status", cell("status", "text")),
            "owner": self.words.name("owner", row["owner"], cell("owner", "text")),
            "due": cell("due_date", "date"),
        }

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

    def _year_cost(self, row: Row) -> list[Line]:
        """The cost of a year in a sentence, and what it leaves out."""
        said = [self.words.say("year_cost", year=self._finance_year(row), amount=self._finance(row))]
        if row["unknown_lines"]:
            key = ["year", "component"]
            lines = self.cell("finance", row, "impact_finance", "unknown_lines", key, "count")
            said.append(self.words.say("left_out", lines=lines, of=""))
        return said

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

    def _contract_name(self, contract: Row, rows: list[Row]) -> Cell:
        row = {**contract, "contract_name": contract["contract_name"] or contract["contract_id"]}
        cell = self.cell(
            "spend", row, "noncompliance_by_contract_year", "contract_name", ["scenario_id", "contract_id"], "text"
        )
        return self.words.name("contract", contract["contract_id"], cell)

    def _scenario_name(self, scenario_id: str) -> Cell | None:
        for row in self.reading["scenarios"]:
            if row["scenario_id"] == scenario_id and row["scenario_name"]:
                return self.scenario(row)["name"]
        return None

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

    def _chart(self, name: str, drawing: charts.Drawing, text: str) -> Chart:
        caption = self.words.label("charts", name.split("-")[0])
        description = "".join(run.text for run in self.words.say(text))
        return Chart(name, caption, description, drawing.svg(f"chart-{name}", caption, description, self.svg))


def marks() -> Iterator[str]:
    """a, b, … z, aa, …"""
    number = 0
    while True:
        quotient, rest = divmod(number, 26)
        yield (chr(96 + quotient) if quotient else "") + chr(97 + rest)
        number += 1
