"""Non-compliant spend: tables, charts and the sentences that compare."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fundament.note import charts
from fundament.note.cells import Cell, Place
from fundament.note.document import Block, Line, Paragraph, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row, subject
from fundament.note.values import Values, marks
from fundament.note.wording import compare

MOST_CONTRACTS = 20
MOST_PERIODS = 10
MOST_SCENARIOS = 20


class Spending(Values):
    """Non-compliance: per contract and year, per scenario, and beside what was reported later."""

    def noncompliance(self) -> list[Block]:
        """Per contract and year, per scenario, and beside what was reported later."""
        blocks = list[Block]()
        for number, scenario in enumerate(self._scenarios_with_spend()):
            blocks += self._spend_of(scenario, "" if number == 0 else f"-{number + 1}")
        blocks += self._scenario_blocks()
        blocks += self._tolerance()
        blocks += self._backtest()
        return blocks

    def _scenarios_with_spend(self) -> list[str]:
        """Scenarios that have spend lines, in the order of the scenarios."""
        order = [row["scenario_id"] for row in self.reading["scenarios"]]
        found = dict.fromkeys(row["scenario_id"] for row in self.reading["spend"])
        return sorted(found, key=lambda one: (order.index(one) if one in order else len(order), one))

    def _scenario_sentences(self, only_known: bool = False) -> list[Line]:
        baseline = next((row for row in self.reading["scenarios"] if row["is_baseline"]), None)
        if baseline is None:
            return []
        base, lines = self.scenario(baseline), []
        for row in self.reading["scenarios"]:
            if row is baseline or (only_known and row["total_gross"] is None):
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
        return lines + self._assessed_sentences()

    def _assessed_sentences(self) -> list[Line]:
        """What assessments changed: the printed figures are about the totals before them."""
        return [
            self.words.say("assessed_total", **{name: cells[name] for name in ("name", "stated_total", "total")})
            for row in self.reading["scenarios"]
            if row["total_gross"] != row["stated_total_gross"]
            for cells in [self.scenario(row)]
        ]

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
        if self.has_facts_apart(scenario):
            remarks = [*remarks, words.say("facts_apart")]
        first = sorted(first, key=lambda row: str(row["contract_id"]))
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
            [2.2, *[1.0] * (len(periods) + 1)],
        )
        blocks.append(table)
        if sentence := self._year_on_year(periods):
            blocks.append(Paragraph(sentence))
        blocks.append(self._spend_chart(f"spend{suffix}", first, periods, cells, rows))
        return blocks + self._unjudged(scenario, suffix)

    def _unjudged(self, scenario: str, suffix: str) -> list[Block]:
        """Why spend could not be judged, and what to deliver."""
        words, rows, remarks, marked = self.words, [], list[Line](), marks()
        for row in self.reading["spend_unjudged"]:
            if row["scenario_id"] != scenario:
                continue

            def cell(column: str, kind: str, row: Row = row) -> Cell:
                key = ["scenario_id", "reason"]
                return self.cell(
                    "spend_unjudged", row, "spend_unjudged", column, key, kind, is_computed=kind == "eur"
                )

            names = (f"reason_{self.language}", "lines", "amount_gross", f"deliver_{self.language}")
            kinds = ("text", "count", "eur", "text")
            cells = [words.line(cell(name, kind)) for name, kind in zip(names, kinds, strict=True)]
            if row["unknown_lines"] and row["amount_gross"] is not None:
                mark = next(marked)
                cells[2] = words.line(cell("amount_gross", "eur"), mark)
                left_out = words.say("left_out", lines=cell("unknown_lines", "count"), of="")
                remarks.append([Run(f"{mark}) "), *left_out])
            rows.append(TableRow(cells))
        heads = words.heads("unjudged", "lines", "amount_eur", "deliver")
        found = self._table("unjudged", heads, "lrrl", rows, remarks=remarks, widths=[3, 1, 1.6, 4])
        return [replace(one, name=f"unjudged{suffix}") for one in found if isinstance(one, Table)]

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
        self, name: str, contracts: list[Row], periods: list[Row], cells: dict[Any, Row], rows: list[Row]
    ) -> Block:
        words = self.words
        amounts = [
            row["unlawful_amount_gross"] for row in cells.values() if row["unlawful_amount_gross"] is not None
        ]
        has_unjudged = any(row["uncertain_amount_gross"] for row in periods)
        if len(contracts) + has_unjudged > len(charts.PATTERNS) or any(amount < 0 for amount in amounts):
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
        patterns = list(charts.PATTERNS[: len(contracts)])
        if has_unjudged:
            # On top of what is non-compliant, and apart from it.
            values = [words.run(self.spend(period, "uncertain_amount_gross")) for period in periods]
            series.append(charts.Series(Run(words.label("spend_rows", "uncertain_amount_gross")), values))
            patterns.append(charts.PATTERNS[-1])
        drawing = charts.stacked(groups, series, lambda place: patterns[place])
        return self._chart(name, drawing, "spend_chart_text")

    def _scenario_blocks(self) -> list[Block]:
        words, rows, bars = self.words, [], []
        million = self.money == "eur_million"
        for row in self.reading["scenarios"]:
            cells = self.scenario(row)
            names = ("name", "pause_months", "total", "uncertain", "increase", "increase_pct")
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
            heads = words.heads("scenario", "pause", "total", "unjudged_amount", "increase", "increase_pct")
            caption = words.label("tables", "scenarios") + unit
            said = [
                words.line(self.statement(row))
                for row in self.reading["statements"]
                if (row["topic"], row["subject_type"]) == ("definition", "scenario")
            ]
            blocks.append(Table("scenarios", [Run(caption)], heads, [False, *[True] * 5], rows, said))
            blocks += [Paragraph(line) for line in self._scenario_sentences()]
        if len(bars) > 1:
            blocks.append(self._chart("scenarios", charts.lying(bars[:MOST_SCENARIOS]), "scenario_chart_text"))
        whatif = []
        for row in self.reading["whatif"]:
            row = {**row, "contract_id": None, "year": None}
            key = ["method", "contract_id", "year", "pause_months"]
            decimals = max(self.spend_decimals, 1) if million else 0
            cell = [
                self.cell("whatif", row, "noncompliance_pause_whatif", column, key, kind, decimals=places)
                for column, kind, places in (
                    ("pause_months", "months", 0),
                    ("method", "text", 0),
                    ("unlawful_amount_gross", self.money, decimals),
                    ("uncertain_amount_gross", self.money, decimals),
                    ("increase_gross", self.money, decimals),
                )
            ]
            cell[1] = words.code("whatif_method", cell[1])
            whatif.append(TableRow([words.line(one) for one in cell]))
        heads = words.heads("pause", "method", "total", "unjudged_amount", "increase")
        blocks += self._table("whatif", heads, "rlrrr", whatif, unit)
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
                        words.line(replace(cell("forecast_uncertain_gross", "eur_million", 1), is_computed=True)),
                        words.line(outturn),
                        words.line(cell("difference", "eur_million", 1)),
                        words.line(title),
                    ]
                )
            )
            note = cell(words.column("definition_note"), "text")
            notes.append(words.say("backtest_note", year=cell("year", "year"), note=note))
        heads = words.heads("year", "forecast_amount", "unjudged_amount", "outturn", "difference", "source")
        return self._table(
            "backtest", heads, "rrrrrl", rows, f" ({words.currency} {words.million})", remarks=notes
        )

    def _outturn_subjects(self, row: Row) -> list[tuple[Any, ...]]:
        """The printed figure on the errors of the issuer, in the publication of the outturn."""
        [publication] = self.reading["publication"]
        return [
            subject(row["outturn_publication_id"], "error_amount", entity=publication["issuer"], year=row["year"])
        ]
