"""Findings: the serious ones by name; in the annex what each says, and which rules are switched off.

Their sentences: `dbt/macros/sentences.sql`. In the terminal: `fundament.screen.findings`.
"""

from dataclasses import replace

from fundament.note.cells import Cell
from fundament.note.document import Block, Bullets, Line, Paragraph, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import MOST_NAMES, MOST_ROWS, Values

MOST_GROUPS = 8


class Findings(Values):
    """Findings by rule."""

    def serious(self) -> list[Block]:
        """The serious findings by name, rule by rule, and how many others there are."""
        items = list[Line]()
        for group in self.reading["finding_groups"]:
            rows = [
                row
                for row in self.reading["findings"]
                if (row["finding_rule"], row["severity"]) == (group["finding_rule"], "high")
            ]
            if rows and len(items) < MOST_GROUPS:
                items.append(self._serious(group, rows))
        counts = {
            severity: self._count(
                "finding_counts", {"severity": severity, "findings": found}, "findings", "findings", "severity"
            )
            for severity, found in self._others().items()
        }
        rest = self.words.say("findings_rest", is_serious=bool(items), **counts)
        # Where there is nothing to find, nothing is said.
        is_said = items or any(self._others().values())
        return [*([Bullets(items)] if items else []), *([Paragraph(rest)] if is_said and rest else [])]

    def _others(self) -> dict[str, int]:
        found = {row["severity"]: row["findings"] for row in self.reading["finding_counts"]}
        return {severity: found.get(severity, 0) for severity in ("medium", "low")}

    def _serious(self, group: Row, rows: list[Row]) -> Line:
        names = [self._subject_name(row) for row in rows[:MOST_NAMES]]
        unique = list({str(name.value): name for name in names}.values())
        adds_up = group["amount_gross"] is not None
        amount = self._of_group(group, "amount_gross" if adds_up else "largest_amount_gross", "eur")
        return self.words.say(
            "finding_group",
            label=self._of_group(group, f"finding_rule_{self.language}", "text"),
            findings=self._of_group(group, "high", "count"),
            names=unique,
            is_part=group["high"] > len(unique),
            amount=self.in_full(amount),
            is_largest=not adds_up and group["findings"] > 1,
        )

    def _subject_name(self, row: Row) -> Cell:
        cell = self.cell("findings", row, "findings", f"subject_name_{self.language}", ["finding_id"], "text")
        return self.words.name(row["subject_type"], row["subject_id"], cell)

    def _of_group(self, group: Row, column: str, kind: str) -> Cell:
        return self.cell("finding_groups", group, "finding_groups", column, ["finding_rule"], kind)

    def findings(self) -> list[Block]:
        """What each finding says, by rule: as many of each as are shown."""
        words, rows = self.words, []
        for group in self.reading["finding_groups"]:
            rule = group["finding_rule"]
            severity = words.code("severity", self._of_group(group, "severity", "text"))
            label = self._of_group(group, f"finding_rule_{self.language}", "text")
            number = self._of_group(group, "findings", "count")
            said = [*words.line(label), Run(" ("), words.run(number), Run(")")]
            rows.append(TableRow([words.line(severity), said], is_total=True))
            rows += [self._finding(row) for row in self.reading["findings"] if row["finding_rule"] == rule]
            if group["not_shown"]:
                rows.append(TableRow([words.line(severity), words.text(words.label("and_more"))]))
        heads = words.heads("severity", "finding")
        return self._table("findings", heads, "ll", rows, widths=[1, 7]) + self._rules_off()

    def _finding(self, row: Row) -> TableRow:
        """A finding, with the name of its subject where the message does not give it."""

        def cell(column: str) -> Cell:
            return self.cell("findings", row, "findings", column, ["finding_id"], "text")

        message, name = f"message_{self.language}", f"subject_name_{self.language}"
        line = self.words.line(replace(cell(message), value=self.words.as_written(row[message])))
        if row[name] not in row[message]:
            line += [Run(" ("), self.words.run(cell(name)), Run(")")]
        return TableRow([self.words.line(self.words.code("severity", cell("severity"))), line])

    def _rules_off(self) -> list[Block]:
        """What is not raised since its rule is switched off, and why."""
        rows = []
        first, remarks = self._first(self.reading["rules_off"], MOST_ROWS)
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
