"""How services stand: progress, and the impact of the delay."""

from dataclasses import replace

from fundament.note import charts
from fundament.note.cells import Cell, Place
from fundament.note.document import Block, Bullets, Line, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import LATE, MOST_ROWS, Values, marks
from fundament.note.wording import side

MOST_BARS = 20


class Services(Values):
    """Progress, and impact on services."""

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
        sentences += self._earned_schedule()
        sentences += self._issue_flow()
        sentences += self._issue_stock()
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
            for status in (None, "overdue", "delayed", "delayed_unknown")
        }
        return [self.words.say("delays", **cells)]

    def _earned_schedule(self) -> list[Line]:
        lines = []
        migrations = sum(row["migrations"] for row in self.reading["services"])
        if migrations and not self.reading["progress"]:
            place = Place(
                "impact_services", "migrations", (("publication_id", self.reading.publication_id),), "sum"
            )
            lines.append(self.words.say("no_plan", migrations=Cell(migrations, "count", place, "services")))
        for row in self.reading["progress"]:
            cells = {
                column: self.cell(
                    "progress", row, "migration_progress", column, ["period_end"], kind, decimals=places
                )
                for column, kind, places in (
                    ("period_end", "date", 0),
                    ("planned_total", "count", 0),
                    ("planned", "count", 0),
                    ("actual", "count", 0),
                    ("planned_duration_months", "months", 0),
                    ("sv_t", "number", 1),
                    ("spi_t", "number", 2),
                    ("ieac_t", "number", 1),
                    ("completed_without_date", "count", 0),
                    ("without_baseline", "count", 0),
                    ("planned_by_first_plan", "count", 0),
                )
            }
            names = (
                "period_end",
                "planned_total",
                "planned",
                "actual",
                "completed_without_date",
                "without_baseline",
                "planned_by_first_plan",
            )
            lines.append(self.words.say("earned_schedule", **{name: cells[name] for name in names}))
            lines.append(
                self.words.say(
                    "schedule_variance",
                    direction=side(cells["sv_t"]),
                    is_nothing=row["planned"] == row["actual"] == 0,
                    is_all=row["actual"] == row["planned_total"],
                    planned=cells["planned"],
                    actual=cells["actual"],
                    sv_t=replace(cells["sv_t"], without_sign=True),
                    spi_t=cells["spi_t"],
                    ieac_t=cells["ieac_t"],
                    planned_duration=cells["planned_duration_months"],
                )
            )
        return lines

    def _issue_flow(self) -> list[Line]:
        lines = []
        for row in self.reading["issue_flow"]:
            key = ["period_end", "component"]
            cells = {
                column: self.cell("issue_flow", row, "issue_flow", column, key, kind)
                for column, kind in (
                    ("period_end", "date"),
                    ("opened", "count"),
                    ("resolved", "count"),
                    ("validated", "count"),
                )
            }
            lines.append(self.words.say("issue_flow", **cells))
        return lines

    def _issue_stock(self) -> list[Line]:
        lines = []
        for row in self.reading["issue_stock"]:
            cells = {
                column: self.cell("issue_stock", row, "issue_stock", column, ["component"], "count")
                for column in (
                    "open",
                    "open_blocking",
                    "open_listed",
                    "open_number_not_stated",
                    "open_without_date",
                )
            }
            lines.append(self.words.say("issue_stock", **cells))
        return lines

    def impact(self) -> list[Block]:
        """Slip per service, drawn and listed."""
        words = self.words
        first, remarks = self._first(self.reading["services"], MOST_ROWS, "marts.impact_services")
        rows, bars, restated = [], list[charts.Bar](), marks()
        names = ("name", "kind", "baseline", "forecast", "slip", "status", "cause", "blocking", "contract_end")
        for row in first:
            cells = self._service(row)
            lines = {name: words.line(cells[name]) for name in names}
            earlier = {row["previous_end_date"], row["first_stated_end_date"]} - {row["baseline_end_date"], None}
            if earlier and row["previous_end_date"] is not None:
                mark = next(restated)
                lines["forecast"] = words.line(cells["forecast"], mark)
                remarks = [*remarks, [Run(f"{mark}) "), *self._restated(row, cells["name"])]]
            if row["baseline_basis"] == "first_plan":
                lines["baseline"] = words.line(cells["baseline"], "*")
            if row["overdue_days"] is not None:
                days = self.cell("services", row, "impact_services", "overdue_days", ["service_id"], "days")
                lines["status"] += [Run(" ("), words.run(days), Run(f" {words.label('units', 'days')})")]
            if row["delay_status"] == "delayed" and row["delay_basis"] == "dependency":
                # By what it waits for at least so many; its own dates may say nothing, or less.
                days = self.cell("services", row, "impact_services", "chain_slip_days", ["service_id"], "days")
                lines["status"] += [Run(" (≥ "), words.run(days), Run(f" {words.label('units', 'days')})")]
            rows.append(TableRow(list(lines.values())))
            if row["delay_status"] in LATE and len(bars) < MOST_BARS:
                bars.append(self._slip_bar(row, cells))
        if any(row["baseline_basis"] == "first_plan" for row in first):
            remarks = [*remarks, words.say("first_plan")]
        if any(row["service_kind"] == "law" and row["delay_status"] in LATE for row in first):
            remarks = [*remarks, words.say("of_laws")]
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
        return blocks + self._agreements()

    def _restated(self, row: Row, name: Cell | None) -> Line:
        """The end before the last restatement and the one stated first, with what lies between."""
        columns = {
            "previous": ("previous_end_date", "date"),
            "against_previous": ("slip_days_against_previous", "days"),
            "first": ("first_stated_end_date", "date"),
            "since_first": ("slip_days_since_first_statement", "days"),
        }
        cells = {
            said: self.cell("services", row, "impact_services", column, ["service_id"], kind)
            for said, (column, kind) in columns.items()
        }
        return self.words.say("restated", name=name, **cells)

    def _agreements(self) -> list[Block]:
        words, rows = self.words, []
        first, remarks = self._first(self.reading["agreements"], MOST_ROWS, "marts.impact_agreements")
        for row in first:
            key = ["migration_id", "contract_id"]

            def cell(column: str, kind: str, row: Row = row, key: list[str] = key, **more: bool) -> Cell:
                return self.cell("agreements", row, "impact_agreements", column, key, kind, **more)

            service, contract = cell("service_id", "text"), cell("contract_id", "text")
            service = replace(service, value=row["service_name"] or row["service_id"])
            contract = replace(contract, value=row["contract_name"] or row["contract_id"])
            rows.append(
                TableRow(
                    [
                        words.line(words.name("service", row["service_id"], service)),
                        words.line(words.name("contract", row["contract_id"], contract)),
                        words.line(words.code("collision_type", cell("collision_type", "text"))),
                        words.line(cell("overlap_days", "days")),
                        words.line(
                            cell(
                                "unlawful_amount_at_risk_gross",
                                "eur",
                                is_computed=row["days_past_contract_end"] is not None,
                            )
                        ),
                        # Of the change of an agreement no spend is at risk.
                        words.line(cell("uncertain_amount_gross", "eur", is_computed=True))
                        if row["uncertain_unknown_lines"] is not None
                        else [],
                    ]
                )
            )
        if any(row["unlawful_amount_at_risk_gross"] is not None for row in first):
            remarks = [*remarks, words.say("do_not_add")]
        heads = words.heads("service", "contract", "collision", "overlap", "at_risk", "unjudged_spend")
        return self._table("agreements", heads, "lllrrr", rows, remarks=remarks, widths=[3, 3, 2.6, 1.2, 1.8, 1.8])

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
