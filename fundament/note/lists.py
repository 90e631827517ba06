"""What the note lists: costs, measures and what comes next.

What happened so far, and what is late: `services.py`. Spend on contracts: `spending.py`.
"""

from typing import Any

from fundament.note.cells import Cell, decimals_for
from fundament.note.document import Block, Bullets, Line, Paragraph, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import MOST_NAMES, Values

DONE = ("done", "cancelled", "in_place")
# In the order in which one asks: what holds, what is under way, what is still to be done.
STATUSES = ("in_place", "done", "in_progress", "in_preparation", "planned", "unknown", None, "cancelled")
MOST_STEPS = 10
MOST_PARTS = 4


class Lists(Values):
    """Costs, measures and next steps."""

    def costs(self) -> list[Block]:
        """The cost of each year in a sentence, with its parts, and what it leaves out."""
        return [Paragraph(line) for row in self.reading["finance"] for line in self._year_cost(row)]

    def _year_cost(self, row: Row) -> list[Line]:
        if row["component"] != "total":
            return []
        parts = [
            one for one in self.reading["finance"] if one["year"] == row["year"] and one["component"] != "total"
        ]
        named = [
            (self._finance(one), self._component(one))
            for one in parts
            if one["amount_eur"] is not None and 1 < len(parts) <= MOST_PARTS
        ]
        year = self.cell("finance", row, "impact_finance", "year", ["year", "component"], "year")
        said = [self.words.say("year_cost", year=year, amount=self._finance(row), parts=named)]
        if row["unknown_lines"]:
            key = ["year", "component"]
            lines = self.cell("finance", row, "impact_finance", "unknown_lines", key, "count")
            said.append(self.words.say("left_out", lines=lines, of=""))
        return said

    def _component(self, row: Row) -> Cell:
        cell = self.cell("finance", row, "impact_finance", "component", ["year", "component"], "text")
        return self.words.name("cost_component", row["component"], self.words.code("cost_component", cell))

    def _measure(self, row: Row) -> dict[str, Cell | None]:
        def cell(column: str, kind: str) -> Cell:
            return self.cell("measures", row, "measures", column, ["measure_id"], kind)

        return {
            "title": self.words.name("measure", row["measure_id"], cell("title", "text")),
            "owner": self.words.name("owner", row["owner"], cell("owner", "text")) if row["owner"] else None,
            "due": cell("due_date", "date") if row["due_date"] else None,
        }

    def measures(self) -> list[Block]:
        """Measures by their state, each with who it is up to and by when, where that is known."""
        items = []
        for status in STATUSES:
            rows = [row for row in self.reading["measures"] if row["status"] == status]
            if not rows:
                continue
            word = self.reading.label("measure_status", status or "unknown", self.language) or ""
            line = [Run(word[:1].upper() + word[1:], is_strong=True), Run(": ")]
            for place, row in enumerate(rows[:MOST_STEPS]):
                line += [*([Run("; ")] if place else []), *self.words.say("measure", **self._measure(row))]
            items.append([*line, Run("; …" if len(rows) > MOST_STEPS else ".")])
        return [Bullets(items)] if items else []

    def next_steps(self) -> list[Block]:
        """What is to come after the as-of date, and what was expected before it and not reported on since."""
        words = self.words
        steps: list[tuple[Any, bool, Cell, Cell, str]] = []
        for row in self.reading["milestones"]:
            if row["milestone_status"] != "met" and row["period_end"] is not None:
                steps.append((row["period_end"], row["is_past"], self._milestone(row), self._period(row), ""))
        for row in self.reading["measures"]:
            cells = self._measure(row)
            if row["status"] not in DONE and cells["due"] is not None and cells["title"] is not None:
                by = words.label("by") + " "
                steps.append((row["due_date"], row["is_past"], cells["title"], cells["due"], by))
        steps.sort(key=lambda step: str(step[0]))
        to_come = [step for step in steps if not step[1]]
        rows = [
            TableRow([[*([Run(by)] if by else []), words.run(when)], words.line(what)])
            for _, _, what, when, by in to_come[:MOST_STEPS]
        ]
        remarks = [words.say("more_rows")] if len(to_come) > MOST_STEPS else []
        blocks = self._table("next_steps", words.heads("when", "step"), "ll", rows, remarks=remarks, widths=[1, 3])
        past = [(what, when) for _, is_past, what, when, _ in steps if is_past]
        if past:
            blocks.append(Paragraph(self._was_expected(past[-MOST_STEPS:])))
        return blocks + self.quoted(self._further_steps(steps))

    def _was_expected(self, steps: list[tuple[Cell, Cell]]) -> Line:
        [publication] = self.reading["publication"]
        stated_on = self.cell("publication", publication, "dim_publication", "as_of_date", [], "date")
        return self.words.say("was_expected", stated_on=stated_on, steps=steps)

    def _further_steps(self, steps: list[tuple[Any, bool, Cell, Cell, str]]) -> list[Row]:
        """Steps that the source states in words, of what stands neither among the dates nor among the measures."""
        shown = {("milestone", row["milestone_id"]) for row in self.reading["milestones"]} | {
            ("measure", row["measure_id"]) for row in self.reading["measures"]
        }
        return [
            row for row in self.statements("next_step") if (row["subject_type"], row["subject_id"]) not in shown
        ]

    def _named(self, sentence: str, cells: list[Cell]) -> list[Line]:
        """A sentence on names, the first of them; nothing where there is none."""
        if not cells:
            return []
        return [self.words.say(sentence, names=cells[:MOST_NAMES], is_part=len(cells) > MOST_NAMES)]

    def _milestone(self, row: Row) -> Cell:
        cell = self.cell("milestones", row, "milestones", "title", ["milestone_id"], "text")
        return self.words.name("milestone", row["milestone_id"], cell)

    def _period(self, row: Row) -> Cell:
        both = {**row, "period": None if row["period_start"] is None else (row["period_start"], row["period_end"])}
        place = "period_start, period_end"
        return self.cell("milestones", both, "milestones", "period", ["milestone_id"], "period", source=place)

    def _finance(self, row: Row) -> Cell:
        amounts = [other["amount_eur"] for other in self.reading["finance"]]
        known = [abs(amount) for amount in amounts if amount is not None]
        kind = "eur_million" if not known or max(known) >= 1_000_000 else "eur"
        # The fewest decimals that show this amount whole: 7.1 and 1.25 side by side, as printed.
        decimals = decimals_for([row["amount_eur"]]) if kind == "eur_million" else 0
        key = ["year", "component"]
        cell = self.cell("finance", row, "impact_finance", "amount_eur", key, kind, decimals=decimals)
        return self.checked(cell, self._subject("cost_impact_amount", entity=row["component"], year=row["year"]))
