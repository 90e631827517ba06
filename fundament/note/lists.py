"""What a note lists: finance, measures, findings and next steps."""

from typing import Any

from fundament.note.cells import Cell
from fundament.note.document import Block, Bullets, Line, Paragraph, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import MOST_ROWS, Values

DONE = ("done", "cancelled", "in_place")


class Lists(Values):
    """Finance, measures, findings and next steps."""

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
        totals = [row for row in first if row["component"] == "total"]
        sentences: list[Block] = [Paragraph(line) for row in totals for line in self._year_cost(row)]
        caption = words.label("tables", "finance") + f" ({words.currency}{f' {words.million}' if million else ''})"
        heads = words.heads("component", "year", "amount")
        return [*sentences, Table("finance", [Run(caption)], heads, [False, True, True], rows, remarks)]

    def statements(self) -> list[Block]:
        """What the source states in words, as it stands there or, marked so, as a translation."""
        words, rows = self.words, []
        first, remarks = self._first(self.reading["statements"], MOST_ROWS, "marts.statements")
        for row in first:

            def cell(column: str, row: Row = row) -> Cell:
                return self.cell("statements", row, "statements", column, ["statement_id"], "text")

            text = self.statement(row)
            line = words.line(text)
            if row["original_language"] not in (None, text.language or self.language):
                line = [*line, Run(f" ({words.label('translation')})")]
            topic = words.line(words.code("statement_topic", cell("topic")))
            rows.append(TableRow([topic, line, words.line(cell("citation"))]))
        heads = words.heads("topic", "statement", "citation")
        return self._table("statements", heads, "lll", rows, remarks=remarks, widths=[1.4, 5, 2])

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
        """What the warehouse raises by itself, by rule: how many, how much, and ten of each."""
        words, rows = self.words, []
        for group in self.reading["finding_groups"]:
            rule = group["finding_rule"]
            rows.append(self._finding_group(group))
            rows += [self._finding(row) for row in self.reading["findings"] if row["finding_rule"] == rule]
            if group["not_shown"]:
                more = self.cell("finding_groups", group, "finding_groups", "not_shown", ["finding_rule"], "count")
                rows.append(TableRow([[], words.say("findings_not_shown", not_shown=more)]))
        blocks: list[Block] = []
        counts = [self._finding_count(row) for row in self.reading["finding_counts"]]
        if counts:
            blocks.append(Bullets(counts))
        heads = words.heads("severity", "finding")
        blocks += self._table("findings", heads, "ll", rows, widths=[1, 7])
        return blocks + self._rules_off()

    def _finding_group(self, group: Row) -> TableRow:
        def cell(column: str, kind: str) -> Cell:
            return self.cell("finding_groups", group, "finding_groups", column, ["finding_rule"], kind)

        adds_up = group["amount_gross"] is not None
        said = self.words.say(
            "finding_group",
            label=cell(f"finding_rule_{self.language}", "text"),
            findings=cell("findings", "count"),
            amount=cell("amount_gross" if adds_up else "largest_amount_gross", "eur"),
            is_largest=not adds_up and group["findings"] > 1,
        )
        return TableRow(
            [self.words.line(self.words.code("severity", cell("severity", "text"))), said], is_total=True
        )

    def _finding(self, row: Row) -> TableRow:
        """A finding, with key and name of its subject where the message does not give them."""

        def cell(column: str) -> Cell:
            return self.cell("findings", row, "findings", column, ["finding_id"], "text")

        severity, message = cell("severity"), f"message_{self.language}"
        line = self.words.line(cell(message))
        about = [name for name in ("subject_id", f"subject_name_{self.language}") if row[name] not in row[message]]
        if about and row[about[0]] == row[about[-1]]:
            about = about[:1]
        for place, name in enumerate(about):
            line += [Run(", " if place else " ("), self.words.run(cell(name))]
        if about:
            line.append(Run(")"))
        return TableRow([self.words.line(self.words.code("severity", severity)), line])

    def _rules_off(self) -> list[Block]:
        """What is not raised since its rule is switched off, and why."""
        rows = []
        first, remarks = self._first(self.reading["rules_off"], MOST_ROWS, "marts.finding_rules_off")
        for row in first:

            def cell(column: str, kind: str, source: str, row: Row = row) -> Cell:
                return self.cell(
                    "rules_off", row, "finding_rules_off", column, ["finding_rule"], kind, source=source
                )

            reason = "disabled_reason" if self.language == "en" else "disabled_reason_nl"
            title = f"finding_rule_{self.language}"
            cells = [
                cell(title, "text", title),
                cell(f"disabled_reason_{self.language}", "text", reason),
                cell("findings_suppressed", "count", "findings_suppressed"),
            ]
            rows.append(TableRow([self.words.line(one) for one in cells]))
        heads = self.words.heads("rule", "reason", "not_shown")
        return self._table("rules_off", heads, "llr", rows, remarks=remarks, widths=[3, 4, 1])

    def _finding_count(self, row: Row) -> Line:
        severity = self.cell("finding_counts", row, "findings", "severity", ["severity"], "text")
        return self.words.say(
            "finding_count",
            severity=self.words.code("severity", severity),
            findings=self._count("finding_counts", row, "findings", "findings", "severity"),
        )

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
            steps.append(
                (row["due_date"], self._step(cells["title"], cells["due"], row["is_past"], self.words.label("by")))
            )
        steps.sort(key=lambda step: (step[0] is None, str(step[0])))
        heads = words.heads("step", "when", "remark")
        rows = [row for _, row in steps[:MOST_ROWS]]
        return self._table("next_steps", heads, "lll", rows, widths=[3, 2, 1.5])

    def _step(self, what: Cell, when: Cell, is_past: bool | None, by: str = "") -> TableRow:
        remark = self.words.text(self.words.label("past")) if is_past else []
        return TableRow(
            [self.words.line(what), [*([Run(f"{by} ")] if by else []), *self.words.line(when)], remark]
        )
