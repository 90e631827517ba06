"""The list of figures, with citation and verdict."""

from dataclasses import replace

from fundament.note.cells import UNKNOWN, Cell, shown_number
from fundament.note.document import Block, Line, Run
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row, described
from fundament.note.values import Values


class Figures(Values):
    """Every number of the note, and every printed figure of the publication."""

    def figures(self) -> list[Block]:
        """Every number of the note, and every printed figure of the publication."""
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
        heads = words.heads("number", "value", "mart", "citation", "printed", "verdict")
        return self._table("figures", heads, "rrllll", rows, widths=[0.7, 1.8, 4, 4, 1.4, 1.8])

    def _figure_row(self, number: int, cell: Cell, figure: Row | None) -> TableRow:
        words = self.words
        own = f"publication_id {self.reading.publication_id}, "
        column = f"{cell.place.aggregate}({cell.place.column})" if cell.place.aggregate else cell.place.column
        key = (described(cell.place) + ", ").replace(own, "", 1).strip(", ")
        value = self._with_unit(cell)
        if figure is None:
            rest = [words.text(cell.origin), [], words.text(words.label("not_printed"))]
        else:
            rest = [
                [words.run(self._figure_cell(figure, "citation")), Run(f" ({figure['origin']})")],
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ]
        mart = [Run(f"{cell.place.mart}, {column}" + (f": {key}" if key else ""))]
        return TableRow([words.text(str(number)), value, mart, *rest], anchor=f"f{number}", query=cell.query)

    def _verdict(self, figure: Row) -> Line:
        words = self.words
        line = words.line(words.code("verdict", self._figure_cell(figure, "verdict")))
        if figure["verdict"] in ("within_rounding", "mismatch"):
            reason = self._figure_cell(figure, words.column("accepted_reason"))
            if reason.value is None:
                reason = replace(self._figure_cell(figure, "accepted_reason"), language="en")
            line += [Run(f" ({words.label('exception')}: "), words.run(reason), Run(")")]
        return line

    def _with_unit(self, cell: Cell) -> Line:
        words, run = self.words, self.words.run(cell)
        if cell.value is None:
            return [run]
        if cell.kind in ("eur", "eur_million"):
            after = [Run(f"\u00a0{words.million}")] if cell.kind == "eur_million" else []
            return [Run(f"{words.currency}\u00a0"), run, *after]
        unit = {"percent": " %", "months": f" {words.label('units', 'months')}"}.get(cell.kind)
        return [run, Run(unit)] if unit else [run]

    def _unused_figure(self, number: int, figure: Row) -> TableRow:
        """A printed figure that no sentence or table shows, such as one that is printed twice."""
        words = self.words
        computed = figure["computed_value"]
        text = UNKNOWN[self.language]
        if computed is not None:
            places = max(0, -computed.normalize().as_tuple().exponent)
            text = shown_number(computed, min(places, 2), self.language)
        value = Run(
            text, Cell(computed, "number", self._figure_cell(figure, "computed_value").place, "figures"), number
        )
        unit = {row: words.label("units", row) for row in ("eur_million",)}.get(figure["unit"], "")
        return TableRow(
            [
                words.text(str(number)),
                [value, Run(f" {unit}" if unit else "")],
                words.text(f"source_reconciliation, computed_value: figure_id {figure['figure_id']}"),
                [words.run(self._figure_cell(figure, "citation")), Run(f" ({figure['origin']})")],
                words.line(self._figure_cell(figure, "printed_text")),
                self._verdict(figure),
            ],
            anchor=f"f{number}",
            query="figures",
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
