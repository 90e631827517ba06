"""Non-compliant spend: tables, charts and the sentences that compare.

Its amounts as cells: `values.py`. What stands beside it: `beside.py`. The words of a comparison: `comparing.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fundament.note import charts
from fundament.note.beside import Beside
from fundament.note.comparing import compare
from fundament.note.document import Block, Line, Paragraph, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row, marks

# On the two pages; in the annex the other scenarios, at more length.
MOST_CONTRACTS, MOST_CONTRACTS_IN_ANNEX = 6, 20
MOST_PERIODS = 8
# Of more, a bar has no legible parts.
MOST_PARTS = 4
MOST_SCENARIOS = 6


class Spending(Beside):
    """Non-compliance: per contract and year, per scenario, and beside what was reported later."""

    def noncompliance(self) -> list[Block]:
        """Per contract and year, and per scenario."""
        blocks = list[Block]()
        for scenario in self._scenarios_with_spend()[:1]:
            blocks += self._spend_of(scenario, "", MOST_CONTRACTS)
        sentences = self._scenario_sentences()
        if sentences:
            blocks.append(Paragraph([run for line in sentences for run in [*line, Run(" ")]][:-1]))
        return blocks + self._tolerance()

    def more_spending(self) -> list[Block]:
        """For the annex: why spend was not judged, other scenarios, the what-if, and what was reported later."""
        blocks = list[Block]()
        for number, scenario in enumerate(self._scenarios_with_spend()):
            suffix = "" if number == 0 else f"-{number + 1}"
            if suffix:
                blocks += self._spend_of(scenario, suffix, MOST_CONTRACTS_IN_ANNEX)
            blocks += self._unjudged(scenario, suffix)
        return [*blocks, *self._whatif(), *self._backtest()]

    def how_much(self) -> list[tuple[str, Line]]:
        """What is non-compliant, realised and forecast apart, and what of all spend could not be judged."""
        words, said = self.words, list[tuple[str, Line]]()
        for scenario in self._scenarios_with_spend()[:1]:
            rows = {row["measure_type"]: row for row in self.reading["totals"] if row["scenario_id"] == scenario}
            total = rows[None]
            apart = {kind: self.total(rows[kind]) if kind in rows else None for kind in ("realised", "forecast")}
            years = {
                name: self.cell("totals", total, "noncompliance_by_contract_year", name, ["scenario_id"], "year")
                for name in ("first_year", "last_year")
            }
            years = {
                name: replace(cell, place=replace(cell.place, column="year", aggregate=aggregate))
                for (name, cell), aggregate in zip(years.items(), ("min", "max"), strict=True)
            }
            line = words.say(
                "key_total", total=self.total(total), scenario=self._scenario_name(scenario), **apart, **years
            )
            said.append(("how_much", self._and(line, self.spend_left_out(total))))
            reason = next((row for row in self.reading["main_reason"] if row["scenario_id"] == scenario), None)
            line = words.say(
                "judged",
                total=self.total(total),
                uncertain=self.total(total, "uncertain_amount_gross"),
                spend=self.total(total, "spend_amount_gross"),
                reason=reason
                and self.cell(
                    "main_reason",
                    reason,
                    "spend_unjudged_by_scenario",
                    f"reason_{self.language}",
                    ["scenario_id", "reason"],
                    "text",
                ),
                is_all_asserted=total["is_all_asserted"],
            )
            left_out = [
                one
                for column in ("uncertain_amount_gross", "spend_amount_gross")
                for one in self.spend_left_out(total, column)
            ]
            said.append(("unjudged", self._and(line, left_out)))
        return said

    def _and(self, line: Line, more: list[Line]) -> Line:
        return [*line, *(run for one in more for run in [Run(" "), *one])]

    def _scenario_sentences(self) -> list[Line]:
        """Each scenario beside the baseline; those without a total by name."""
        baseline = next((row for row in self.reading["scenarios"] if row["is_baseline"]), None)
        if baseline is None:
            return []
        base, lines = self.scenario(baseline), []
        for row in self.reading["scenarios"][:MOST_SCENARIOS]:
            if row is baseline or row["total_gross"] is None:
                continue
            cells = self.scenario(row)
            direction = "unknown" if cells["increase"].value is None else compare(cells["total"], base["total"])
            increase, increase_pct = (
                replace(c, without_sign=True) for c in (cells["increase"], cells["increase_pct"])
            )
            lines.append(
                self.words.say(
                    "scenario",
                    direction=direction,
                    name=cells["name"],
                    is_said=row["scenario_id"] in self._scenarios_with_spend()[:1],
                    pause_months=cells["pause_months"],
                    total=cells["total"],
                    baseline_name=base["name"],
                    baseline_total=base["total"],
                    increase=increase,
                    increase_pct=increase_pct,
                )
            )
            if row["unknown_lines"]:
                lines.append(
                    self.words.say(
                        "left_out",
                        lines=self.cell(
                            "scenarios", row, "noncompliance_scenarios", "unknown_lines", ["scenario_id"], "count"
                        ),
                        of="",
                    )
                )
        unknown = [
            self.scenario(row)["name"]
            for row in self.reading["scenarios"]
            if row["total_gross"] is None and row["scenario_name"]
        ]
        if unknown:
            lines.append(self.words.say("scenarios_unknown", names=unknown))
        return lines + self._assessed_sentences()

    def _assessed_sentences(self) -> list[Line]:
        """What assessments changed: the printed figures are about the totals before them."""
        return [
            self.words.say("assessed_total", **{name: cells[name] for name in ("name", "stated_total", "total")})
            for row in self.reading["scenarios"]
            if row["total_gross"] != row["stated_total_gross"]
            for cells in [self.scenario(row)]
        ]

    def _spend_of(self, scenario: str, suffix: str, most: int) -> list[Block]:
        words = self.words
        rows = [row for row in self.reading["spend"] if row["scenario_id"] == scenario]
        cells = {(row["contract_id"], row["year"], row["measure_type"]): row for row in rows}
        every = [row for row in rows if row["contract_id"] is None and row["year"] is not None]
        periods = every[-MOST_PERIODS:]
        contracts = [row for row in rows if row["contract_id"] is not None and row["year"] is None]
        # Those that have something to show, the largest first.
        by_size = sorted(
            (row for row in contracts if row["unlawful_amount_gross"] or row["unlawful_unknown_lines"]),
            key=lambda row: -(row["unlawful_amount_gross"] or 0),
        )
        first, remarks = self._first(by_size, most)
        if not remarks and (len(every) > len(periods) or len(contracts) > len(by_size)):
            remarks = [words.say("more_rows")]
        if self.has_facts_apart(scenario):
            remarks = [*remarks, words.say("facts_apart")]
        table_rows = []
        # Realised years come before forecasts, as in the memo's own table.
        marked = marks()
        for contract in [*first, None]:
            contract_id = contract["contract_id"] if contract else None
            line = []
            for period in [*periods, None]:
                key = (
                    (contract_id, period["year"], period["measure_type"]) if period else (contract_id, None, None)
                )
                line.append(self._spend_cell(cells.get(key), marked, remarks))
            head = words.text(words.label("total"))
            if contract:
                head = words.line(self._contract_name(contract, rows))
            table_rows.append(TableRow([head, *line], is_total=contract is None))
        for column in ("uncertain_amount_gross", "spend_amount_gross"):
            found = [
                cells.get((None, period["year"], period["measure_type"]) if period else (None, None, None))
                for period in [*periods, None]
            ]
            line = [self._spend_cell(row, marked, remarks, column) for row in found]
            table_rows.append(TableRow([words.text(words.label("spend_rows", column)), *line]))
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
            [1.8, *[1.0] * (len(periods) + 1)],
        )
        blocks.append(table)
        if sentence := self._year_on_year(periods):
            remarks.append(sentence)
        # One chart, of the table on the two pages.
        return blocks if suffix else blocks + self._spend_chart(first, len(by_size), periods, cells, rows)

    def _spend_cell(
        self, row: Row | None, marked: Iterator[str], remarks: list[Line], column: str = "unlawful_amount_gross"
    ) -> Line:
        if row is None:
            return []
        cell = self.spend(row, column)
        figure = self.used_figures.get(cell.place)
        said = self.spend_left_out(row, column)
        if figure is not None and figure["verdict"] not in ("exact", "source_only"):
            said = [self._printed_as(figure), *said]
        if not said:
            return self.words.line(cell)
        mark = next(marked)
        remarks += [[Run(f"{mark}) "), *line] for line in said]
        return self.words.line(cell, mark)

    def _printed_as(self, figure: Row) -> Line:
        return self.words.say(
            "printed_as",
            printed=self._figure_cell(figure, "printed_text"),
            verdict=self.words.code("verdict", self._figure_cell(figure, "verdict")),
        )

    def _year_on_year(self, periods: list[Row]) -> Line | None:
        """From the last realised year to the first forecast year."""
        realised = [row for row in periods if row["measure_type"] == "realised"]
        forecast = [row for row in periods if row["measure_type"] == "forecast"]
        if not realised or not forecast:
            return None
        old, new = realised[-1], forecast[0]
        are_whole = not (old["unlawful_unknown_lines"] or new["unlawful_unknown_lines"])
        return self.words.say(
            "year_on_year",
            direction=compare(self.spend(new), self.spend(old)) if are_whole else "unknown",
            old_year=self._year(old),
            old_kind=self._kind(old),
            old_amount=self.spend(old),
            new_year=self._year(new),
            new_kind=self._kind(new),
            new_amount=self.spend(new),
        )

    def _spend_chart(
        self, contracts: list[Row], number: int, periods: list[Row], cells: dict[Any, Row], rows: list[Row]
    ) -> list[Block]:
        """A bar for each year, by contract where there are few. Nothing where an amount is negative."""
        words = self.words
        amounts = [row["unlawful_amount_gross"] or 0 for row in cells.values()]
        has_unjudged = any(row["uncertain_amount_gross"] for row in periods)
        if (not any(amounts) and not has_unjudged) or any(amount < 0 for amount in amounts):
            return []
        groups = [
            charts.Group(
                [words.run(self._year(period)), words.run(self._kind(period))],
                words.run(self.spend(period)),
                period["measure_type"] == "forecast",
            )
            for period in periods
        ]
        series = []
        is_by_contract = 1 < number <= MOST_PARTS
        if is_by_contract:
            for contract in contracts:
                keys = [(contract["contract_id"], period["year"], period["measure_type"]) for period in periods]
                values = [words.run(self.spend(cells[key])) if key in cells else None for key in keys]
                series.append(charts.Series(words.run(self._contract_name(contract, rows)), values))
        else:
            series.append(self._series("unlawful_amount_gross", periods))
        patterns = list(charts.PATTERNS[: len(series)])
        if has_unjudged:
            # On top of what is non-compliant, and apart from it.
            series.append(self._series("uncertain_amount_gross", periods))
            patterns.append(charts.PATTERNS[-1])
        drawing = charts.stacked(groups, series, lambda place: patterns[place])
        said = words.say("spend_chart_text", is_by_contract=is_by_contract, has_unjudged=has_unjudged)
        return [self._chart("spend", drawing, said)]

    def _series(self, column: str, periods: list[Row]) -> charts.Series:
        values = [self.words.run(self.spend(period, column)) for period in periods]
        return charts.Series(Run(self.words.label("spend_rows", column)), list(values))
