"""What sections share: values of the marts as cells, held against printed figures; frames of tables and charts.

How a cell is shown: `cells.py`. What is read: `reading.py` and `queries/`.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from jinja2 import Environment

from fundament.note import charts
from fundament.note.cells import MILLION, Cell, Place, decimals_for, readable, shown_date
from fundament.note.document import Block, Chart, Line, Paragraph, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Reading, Row, accept, hold_against, subject
from fundament.note.words import OTHER, Words

# Of tables in the annex; those of the two pages have fewer.
MOST_ROWS = 40
# Names in a sentence.
MOST_NAMES = 6
SPEND_KEY = ("scenario_id", "contract_id", "year", "measure_type")
LATE = ("overdue", "delayed", "delayed_unknown")


class Values:
    """Cells of one publication, each with its place in its mart and held against its printed figure."""

    def __init__(self, reading: Reading, language: str, svg: Environment) -> None:
        self.reading, self.words, self.svg = reading, Words(reading, language), svg
        self.language = language
        self.as_of = shown_date(dt.date.fromisoformat(reading.as_of_date), language)
        self.lines = {tuple(row[name] for name in (*SPEND_KEY, "part_of")): row for row in reading["spend_lines"]}
        self.spend_decimals = decimals_for(
            [row["unlawful_amount_gross"] for row in reading["spend"]]
            + [row["total_gross"] for row in reading["scenarios"]]
        )
        # The one that the two pages speak of.
        self.main_scenario = next(iter(self._scenarios_with_spend()), "")
        self.used_figures: dict[Place, Row] = {}
        # Looked at for every cell, of which there are as many as these rows.
        self.money = self._money()
        # What contracts, services and scenarios are called where no label names them.
        self.delivered_names = {
            (key, row[key]): row[name]
            for query, key, name in (
                ("spend", "contract_id", "contract_name"),
                ("services", "service_id", "service_name"),
                ("scenarios", "scenario_id", "scenario_name"),
                ("measures", "measure_id", "title"),
                ("milestones", "milestone_id", "title"),
                ("contract_ends", "contract_id", "contract_name"),
                ("agreements", "contract_id", "contract_name"),
                ("oldest_blocking", "issue_id", "title"),
            )
            for row in reading[query]
            if row[name] is not None
        }
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
        origin, citation = row.get("origin") or "", row.get("citation") or ""
        return Cell(row[column], kind, place, query, origin, citation, **more)

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
                self.words.printed.add(cell.place)
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
        key = [name for name in SPEND_KEY if row[name] is not None]
        one = row["contract_id"] is not None and row["year"] is not None
        # A column is called by what it adds up.
        source = self.lines.get((*(row[name] for name in SPEND_KEY), column.partition("_")[0]))
        cell = self.cell(
            "spend",
            {**row, "citation": self._first_lines(source) if source else ""},
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

    def _first_lines(self, source: Row) -> str:
        """Where the lines of an amount stand: the first three, and how many more there are."""
        places = [
            self.cited(line["citation"])
            if line["citation"]
            else self.delivered(f"{line['source_file']}, line {line['source_line']}")
            for line in source["first_lines"]
        ]
        more = source["lines"] - len(places)
        return "; ".join(places) + (f" ({self.words.label('more_lines').format(more)})" if more > 0 else "")

    def cited(self, citation: str) -> str:
        """A citation, in the language of the note where it has words for it."""
        names, key = self.reading.names, ("citation", citation, self.language)
        return readable(names[key][0] if key in names else citation)

    def delivered(self, origin: str) -> str:
        """File and line, in the language of the note."""
        place = readable(origin).replace(f"{self.reading.publication_id}/", "")
        return place.replace(", line ", f", {self.words.label('line')} ")

    def _scenarios_with_spend(self) -> list[str]:
        """Scenarios that have spend lines, in the order of the scenarios."""
        order = [row["scenario_id"] for row in self.reading["scenarios"]]
        found = dict.fromkeys(row["scenario_id"] for row in self.reading["spend"])
        return sorted(found, key=lambda one: (order.index(one) if one in order else len(order), one))

    def total(self, row: Row, column: str = "unlawful_amount_gross") -> Cell:
        """Spend of a scenario with the facts in it: all of it, or what is realised or forecast of it."""
        key = [name for name in ("scenario_id", "measure_type") if row[name] is not None]
        mart = "noncompliance_by_" + ("scenario" if self.has_facts_apart(row["scenario_id"]) else "contract_year")
        more: dict[str, Any] = {"aggregate": "sum", "is_computed": True}
        cell = self.in_full(self.cell("totals", row, mart, column, key, self.money, **more))
        if column != "unlawful_amount_gross":
            return cell
        stated = row["stated_unlawful_amount_gross"]
        about = self._subject(column, scenario_id=row["scenario_id"], measure_type=row["measure_type"])
        return self.checked(cell, about, stated=stated, is_stated=stated == row[column])

    def in_full(self, cell: Cell) -> Cell:
        """An amount for a sentence: in millions with one decimal from a million on, else in whole units."""
        if cell.value is None:
            return cell
        is_large = abs(cell.value) >= MILLION
        return replace(cell, kind="eur_million" if is_large else "eur", decimals=1 if is_large else 0)

    def spend_left_out(self, row: Row, column: str = "unlawful_amount_gross") -> list[Line]:
        """That an amount leaves lines of unknown amount out, where it does."""
        number = column.replace("amount_gross", "unknown_lines")
        if not row[number]:
            return []
        amount = self.spend(row, column) if "contract_id" in row else self.total(row, column)
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

    def _first(self, rows: list[Row], most: int) -> tuple[list[Row], list[Line]]:
        """The rows that fit, and the remark that there are more."""
        return rows[:most], [self.words.say("more_rows")] if len(rows) > most else []

    def statements(self, *topics: str, most: int = 6) -> list[Row]:
        """The first statements on these topics."""
        return [row for row in self.reading["statements"] if row["topic"] in topics][:most]

    def quoted(self, rows: list[Row]) -> list[Block]:
        """Statements as one paragraph."""
        line = list[Run]()
        for row in rows:
            line += [*([Run(" ")] if line else []), *self.words.quote(self.statement(row))]
        return [Paragraph(line)] if line else []

    def _chart(self, name: str, drawing: charts.Drawing, said: Line) -> Chart:
        caption = self.words.label("charts", name)
        description = "".join(run.text for run in said)
        return Chart(name, caption, description, drawing.svg(f"chart-{name}", caption, description, self.svg))
