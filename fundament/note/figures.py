"""Two lists of the annex: where quotes stand, and the figures with citation and result.

What gets a number or a mark there: `words.py`. The rest of the annex: `findings.py` and `spending.py`.
"""

from dataclasses import replace
from typing import Any

from fundament.note.cells import LABELS, Cell, Place, readable, shown, shown_number
from fundament.note.document import Block, Line, Paragraph, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row
from fundament.note.values import Values
from fundament.note.words import OTHER

# Parts of a key that are names of something, and what names it.
NAMED = {
    "contract_id": "contract",
    "scenario_id": "scenario",
    "service_id": "service",
    "measure_id": "measure",
    "milestone_id": "milestone",
    "issue_id": "issue",
    "component": "cost_component",
    "entity": "entity",
}
# Parts of a key that are codes, and their list. Not said: the publication, and what only tells rows apart.
CODED = {
    "measure_type": "measure_type",
    "delay_status": "delay_status",
    "severity": "severity",
    "verdict": "verdict",
}
SILENT = ("publication_id", "language", "finding_rule", "migration_id")
NOWHERE = Place("", "", ())


class Figures(Values):
    """Every figure of the note, every printed figure of the publication, and the place of every quote."""

    def quotes(self) -> list[Block]:
        """Where the statements stand that the note quotes."""
        words, rows = self.words, []
        statements = {row["statement_id"]: row for row in self.reading["statements"]}
        for mark, cell in words.quotes.values():
            row = statements[dict(cell.place.key)["statement_id"]]
            citation = self.cell("statements", row, "statements", "citation", ["statement_id"], "text")
            line = words.line(self._citation(citation))
            rows.append(
                TableRow([words.text(mark), line], anchor=f"q-{mark}", delivered_in=self.delivered(row["origin"]))
            )
        heads = words.heads("number", "citation")
        table = self._table("quotes", heads, "ll", rows, widths=[0.6, 12])
        original = {statements[dict(place.key)["statement_id"]]["original_language"] for place in words.quotes}
        is_translated = OTHER[self.language] in original
        return [*([Paragraph(words.say("translated"))] if is_translated else []), *table]

    def figures(self) -> list[Block]:
        """Every figure of the note, and every printed figure of the publication."""
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
        heads = words.heads("number", "value", "what", "citation", "printed", "verdict")
        right, widths = "rrllll", [0.4, 1.7, 3.9, 6.3, 1.2, 2.4]
        if not self.reading["figures"]:
            # Nothing is printed: no figure has a text of its own, and a result.
            heads, right, widths = heads[:4], right[:4], [0.5, 1.6, 4, 4]
            rows = [replace(row, cells=row.cells[:4]) for row in rows]
        table = self._table("figures", heads, right, rows, widths=widths)
        said = self._figure_count()
        if self.main_scenario and (name := self._scenario_name(self.main_scenario)):
            said = [*said, self.words.say("of_scenario", name=name)]
        return [*(Paragraph(line) for line in said), *table]

    def _citation(self, cell: Cell) -> Cell:
        return self.words.name("citation", cell.value, cell)

    def _figure_row(self, number: int, cell: Cell, figure: Row | None) -> TableRow:
        words = self.words
        if figure is None:
            delivered_in = self.delivered(cell.origin)
            rest: list[Line] = [words.text(self.cited(cell.citation) or delivered_in), [], []]
            delivered_in = delivered_in if cell.citation else ""
        else:
            rest = [
                words.line(self._citation(self._figure_cell(figure, "citation"))),
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ]
            delivered_in = self.delivered(figure["origin"])
        cells = [words.text(str(number)), words.with_unit(cell), words.text(self._what(cell)), *rest]
        return TableRow(cells, anchor=f"f{number}", query=cell.query, of=cell, delivered_in=delivered_in)

    def _what(self, cell: Cell) -> str:
        """What a value is, in words: its measure, and what the row is about."""
        place = cell.place
        labels = LABELS["measures"]
        column = place.aggregate if place.column == "*" else place.column
        found = labels.get(f"{place.mart}.{column}") or labels.get(column)
        said = found[self.language] if found else column.replace("_", " ")
        about = [self._about(name, value) for name, value in place.key if name not in SILENT]
        # Of an event when it was, which goes without saying.
        of = [] if cell.kind == "period" else [said]
        return readable(", ".join([*of, *(one for one in about if one)]))

    def _about(self, name: str, value: Any) -> str:
        if value is None or value == "none" or (name == "scenario_id" and value == self.main_scenario):
            return ""
        if name == "component" and value == "total":
            return self.words.label("total").lower()
        if name in NAMED:
            named = self.words.name(NAMED[name], value, Cell(value, "text", NOWHERE, ""))
            if named.value != value:
                return str(named.value)
            return self.delivered_names.get((name, value), str(value))
        if name in CODED:
            return self.reading.label(CODED[name], str(value), self.language) or ""
        return shown(Cell(value, "date" if hasattr(value, "year") else "text", NOWHERE, ""), self.language)

    def _verdict(self, figure: Row) -> Line:
        words = self.words
        line = words.line(words.code("verdict", self._figure_cell(figure, "verdict")))
        if figure["verdict"] in ("within_rounding", "mismatch"):
            reason = self._figure_cell(figure, words.column("accepted_reason"))
            if reason.value is None:
                reason = replace(self._figure_cell(figure, "accepted_reason"), language="en")
            line += [Run(f" ({words.label('exception')}: "), words.run(reason), Run(")")]
        return line

    def _unused_figure(self, number: int, figure: Row) -> TableRow:
        """A printed figure that no sentence or table shows, such as one that is printed twice."""
        words = self.words
        computed = figure["computed_value"]
        text = words.label("unknown")
        if computed is not None:
            places = max(0, -computed.normalize().as_tuple().exponent)
            text = shown_number(computed, min(places, 2), self.language)
        place = self._figure_cell(figure, "computed_value").place
        value = Cell(computed, "number", place, "figures")
        unit = LABELS["units"].get(figure["unit"], {}).get(self.language, "")
        measure = LABELS["measures"].get(figure["measure"], {}).get(self.language)
        about = [self._about(name, figure[name]) for name in (*NAMED, "year", "measure_type") if figure.get(name)]
        what = ", ".join([measure or figure["measure"].replace("_", " "), *(one for one in about if one)])
        return TableRow(
            [
                words.text(str(number)),
                [Run(text, value, number), Run(f" {unit}" if unit else "")],
                words.text(readable(what)),
                words.line(self._citation(self._figure_cell(figure, "citation"))),
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ],
            anchor=f"f{number}",
            query="figures",
            of=value,
            delivered_in=self.delivered(figure["origin"]),
        )

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
