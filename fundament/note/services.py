"""How services stand: progress, and the impact of the delay."""

from fundament.note import charts
from fundament.note.cells import Cell
from fundament.note.document import Block, Bullets, Line, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import MOST_ROWS, Values

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
            for status in (None, "delayed", "delayed_unknown")
        }
        return [self.words.say("delays", **cells)]

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
