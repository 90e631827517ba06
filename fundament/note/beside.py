"""What stands beside non-compliant spend: why it was not judged, other pauses, tolerance, later reports.

Non-compliant spend itself, and where its tables go: `spending.py`.
"""

from dataclasses import replace
from typing import Any

from fundament.note.cells import Cell, Place
from fundament.note.document import Block, Line, Paragraph, Run, Table
from fundament.note.document import Row as TableRow
from fundament.note.reading import Row, marks, subject
from fundament.note.values import Values


class Beside(Values):
    """Tables beside those of spend."""

    def _unjudged(self, scenario: str, suffix: str) -> list[Block]:
        """Why spend could not be judged, and what to deliver."""
        words, rows, remarks, marked = self.words, [], list[Line](), marks()
        for row in self.reading["spend_unjudged"]:
            if row["scenario_id"] != scenario:
                continue

            names = (f"reason_{self.language}", "lines", "amount_gross", f"deliver_{self.language}")
            kinds = ("text", "count", "eur", "text")
            cells = [words.line(self._reason(row, name, kind)) for name, kind in zip(names, kinds, strict=True)]
            if row["unknown_lines"] and row["amount_gross"] is not None:
                mark = next(marked)
                cells[2] = words.line(self._reason(row, "amount_gross", "eur"), mark)
                left_out = words.say("left_out", lines=self._reason(row, "unknown_lines", "count"), of="")
                remarks.append([Run(f"{mark}) "), *left_out])
            rows.append(TableRow(cells))
        heads = words.heads("unjudged_reason", "lines", "amount_eur", "deliver")
        found = self._table("unjudged", heads, "lrrl", rows, remarks=remarks, widths=[3, 1, 1.6, 4])
        return [replace(one, name=f"unjudged{suffix}") for one in found if isinstance(one, Table)]

    def _reason(self, row: Row, column: str, kind: str) -> Cell:
        key = ["scenario_id", "reason"]
        return self.cell("spend_unjudged", row, "spend_unjudged", column, key, kind, is_computed=kind == "eur")

    def _whatif(self) -> list[Block]:
        words, million = self.words, self.money == "eur_million"
        unit = f" ({words.currency} {words.million})" if million else f" ({words.currency})"
        said = [
            words.quote(self.statement(row))
            for row in self.reading["statements"]
            if (row["topic"], row["subject_type"]) == ("definition", "scenario")
        ]
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
        heads = words.heads("pause", "method", "total", "unjudged", "increase")
        table = self._table("whatif", heads, "rlrrr", whatif, unit, remarks=said, widths=[1, 2, 1, 1, 1])
        return table or [Paragraph(line) for line in said]

    def _of_entity(self, row: Row, column: str, kind: str, decimals: int = 0) -> Cell:
        key = ["entity", "year"]
        cell = self.cell("tolerance", row, "lawfulness_tolerance", column, key, kind, decimals=decimals)
        about = {"entity": row["entity"], "year": row["year"]}
        return self.checked(cell, self._subject(column, **about)) if kind in ("eur", "percent") else cell

    def _entity(self, row: Row) -> Cell:
        return self.words.name("entity", row["entity"], self._of_entity(row, "entity", "text"))

    def tolerances(self) -> list[Line]:
        """What errors and uncertainties come to beside what is tolerated, where that is known."""
        return [
            self.words.say(
                "tolerance",
                is_breach=row["is_breach"],
                entity=self._entity(row),
                year=self._of_entity(row, "year", "year"),
                total=self.in_full(self._of_entity(row, "sum_amount", "eur")),
                share=self._of_entity(row, "sum_pct", "percent", 1),
                tolerated=self.in_full(self._of_entity(row, "tolerance_amount", "eur")),
            )
            for row in self.reading["tolerance"]
            if row["is_breach"] is not None
        ]

    def _tolerance(self) -> list[Block]:
        words, rows = self.words, []
        for row in self.reading["tolerance"]:
            breach = self._of_entity(row, "is_breach", "text")
            word = None if breach.value is None else words.label("yes" if breach.value else "no")
            columns = ("base_amount", "tolerance_amount", "error_amount", "uncertainty_amount", "sum_amount")
            cells = [
                self._entity(row),
                self._of_entity(row, "year", "year"),
                *(self._of_entity(row, column, "eur") for column in columns),
                self._of_entity(row, "sum_pct", "percent", 1),
                Cell(word, "text", breach.place, breach.query),
            ]
            rows.append(TableRow([words.line(cell) for cell in cells]))
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
            title = words.name("publication", row["outturn_publication_id"], title)
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
            note = replace(note, value=words.as_written(str(note.value)))
            notes.append([words.run(cell("year", "year")), Run(": "), words.run(note)])
        heads = words.heads("year", "forecast_amount", "unjudged", "outturn", "difference", "source")
        return self._table(
            "backtest",
            heads,
            "rrrrrl",
            rows,
            f" ({words.currency} {words.million})",
            remarks=notes,
            widths=[0.8, 1.1, 1.4, 1.3, 1.1, 5],
        )

    def _outturn_subjects(self, row: Row) -> list[tuple[Any, ...]]:
        """The printed figure on the errors of the issuer, in the publication of the outturn."""
        [publication] = self.reading["publication"]
        return [
            subject(row["outturn_publication_id"], "error_amount", entity=publication["issuer"], year=row["year"])
        ]
