"""How services, migrations and issues stand: progress, the impact of the delay, collisions with agreements.

What comes next, and costs: `lists.py`.
"""

from dataclasses import replace
from typing import Any

from fundament.note.cells import Cell, Place
from fundament.note.comparing import side
from fundament.note.document import Block, Line, Paragraph, Run
from fundament.note.document import Row as TableRow
from fundament.note.lists import Lists
from fundament.note.reading import Row, marks
from fundament.note.values import LATE

MOST_SERVICES = 8
MOST_COMPONENTS = 6
MOST_COLLISIONS = 5
MOST_EVENTS = 8


class Services(Lists):
    """Progress, and impact on services."""

    def progress(self) -> list[Block]:
        """What was promised, how migrations and issues stand, and what happened when."""
        words = self.words
        promised = [row for row in self.statements("commitment") if row["subject_type"] != "scenario"]
        said = self._blocking() + self._earned_schedule() + self._issues()
        blocks = self.quoted(promised)
        if said:
            blocks.append(Paragraph([run for line in said for run in [*line, Run(" ")]][:-1]))
        rows = []
        for row in self.reading["issue_components"][:MOST_COMPONENTS]:
            if row["open"] is not None:
                columns = ("open", "open_blocking", "awaiting_validation")
                cells = [
                    self.cell("issue_components", row, "issue_stock", one, ["component"], "count")
                    for one in columns
                ]
                name = self.cell("issue_components", row, "issue_stock", "component", ["component"], "text")
                rows.append(TableRow([words.line(name), *(words.line(one) for one in cells)]))
        if len(rows) > 1:
            heads = words.heads("component", "open", "open_blocking", "to_validate")
            remarks = [words.say("more_rows")] if len(self.reading["issue_components"]) > MOST_COMPONENTS else []
            blocks += self._table("components", heads, "lrrr", rows, remarks=remarks, widths=[3, 1, 1, 1])
        blocks += self._oldest_blocking()
        met = [row for row in self.reading["milestones"] if row["milestone_status"] == "met"]
        rows = [
            TableRow([words.line(self._period(row)), words.line(self._milestone(row))])
            for row in met[-MOST_EVENTS:]
        ]
        return blocks + self._table("timeline", words.heads("when", "event"), "ll", rows, widths=[1, 3])

    def _oldest_blocking(self) -> list[Block]:
        """The blocking issues by name that have been open longest."""
        words, rows = self.words, []
        for row in self.reading["oldest_blocking"]:
            kinds = {"title": "text", "component": "text", "first_opened_on": "date", "open_days": "count"}
            cells = {
                one: self.cell("oldest_blocking", row, "issues", one, ["issue_id"], kind)
                for one, kind in kinds.items()
            }
            cells["title"] = words.name("issue", row["issue_id"], cells["title"])
            rows.append(TableRow([words.line(cell) if cell.value is not None else [] for cell in cells.values()]))
        heads = words.heads("issue", "component", "opened_on", "open_days")
        return self._table("oldest_blocking", heads, "lllr", rows, widths=[4, 2, 1.6, 1])

    def _blocking(self) -> list[Line]:
        known, unknown = list[Line](), list[Cell]()
        for row in self.reading["blocking"]:
            name, issues = (
                self.cell("blocking", row, "impact_services", column, ["service_id"], kind)
                for column, kind in (("service_name", "text"), ("open_blocking_issues", "count"))
            )
            name = self.words.name("service", row["service_id"], name)
            if issues.value is None:
                unknown.append(name)
            else:
                known.append(self.words.say("blocking_known", platform=name, issues=issues))
        return known[:MOST_COMPONENTS] + ([self.words.say("blocking", names=unknown)] if unknown else [])

    def delays(self) -> list[Line]:
        """How many are late, by how much at most, and what causes most of it."""
        rows = {row["delay_status"]: row for row in self.reading["service_counts"]}
        if None not in rows or not rows[None]["services"]:
            return []
        cells: dict[str, Any] = {
            status or "all": self._count(
                "service_counts",
                rows.get(status, {"delay_status": status, "services": 0}),
                "impact_services",
                "services",
                "delay_status",
            )
            for status in (None, "overdue", "delayed", "delayed_unknown")
        }
        longest, cause = self.reading["longest"], self.reading["causes"]
        kinds = [self.words.label("kinds", kind) for kind in sorted(self._kinds(), key=KINDS.index)]
        return [
            self.words.say(
                "delays",
                kinds=kinds or [self.words.label("kinds", "other")],
                longest=self._longest(longest[0]) if longest else None,
                longest_name=self._name_of_service("longest", longest[0]) if longest else None,
                is_least=bool(longest) and longest[0]["delay_measure"] == "at_least_days",
                cause=self._cause("causes", cause[0]) if cause else None,
                **cells,
            )
        ]

    def _longest(self, row: Row) -> Cell:
        if row["delay_measure"] == "months":
            return self._of_service("longest", row, "slip_months", "months")
        return self._of_service("longest", row, "chain_slip_days", "days")

    def _kinds(self) -> set[str]:
        return {row["service_kind"] for row in self.reading["services"]} & set(KINDS)

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
            late = {name: cells.pop(name) for name in ("sv_t", "spi_t", "ieac_t", "planned_duration_months")}
            lines.append(self.words.say("earned_schedule", **cells))
            # That nothing was due and nothing is done says nothing on the pace.
            if row["planned"] or row["actual"]:
                lines.append(
                    self.words.say(
                        "schedule_variance",
                        direction=side(late["sv_t"]),
                        is_all=row["actual"] == row["planned_total"],
                        sv_t=replace(late["sv_t"], without_sign=True),
                        spi_t=late["spi_t"],
                        ieac_t=late["ieac_t"],
                        planned_duration=late["planned_duration_months"],
                    )
                )
        return lines

    def _issues(self) -> list[Line]:
        """What came and went in the last week, and what has no day. How many are open stands in the conclusion."""
        lines = list[Line]()
        for row in self.reading["issue_flow"]:
            key = ["period_end", "component"]
            kinds = {
                "period_end": "date",
                "opened": "count",
                "resolved": "count",
                "validated": "count",
                "oldest_open_days": "days",
            }
            cells = {
                one: self.cell("issue_flow", row, "issue_flow", one, key, kind) for one, kind in kinds.items()
            }
            lines.append(self.words.say("issue_flow", oldest=cells.pop("oldest_open_days"), **cells))
        for row in self.reading["issue_stock"]:
            if row["open_without_date"]:
                cell = self.cell("issue_stock", row, "issue_stock", "open_without_date", ["component"], "count")
                lines.append(self.words.say("issues_without_date", open_without_date=cell))
        return lines

    def issues_open(self) -> list[Line]:
        """How many issues are open, where that is known."""
        lines = list[Line]()
        for row in self.reading["issue_stock"]:
            if row["open"] is not None:
                cells = {
                    one: self.cell("issue_stock", row, "issue_stock", one, ["component"], "count")
                    for one in ("open", "open_blocking")
                }
                lines.append(self.words.say("issues_open", **cells))
        return lines

    def impact(self) -> list[Block]:
        """What is late by how much; by name, what is late for an unknown time and of what no plan is known."""
        words, rows, restated, remarks = self.words, list[TableRow](), marks(), list[Line]()
        services = self.reading["services"]
        known = [row for row in services if row["delay_status"] in ("overdue", "delayed")]
        for row in known[:MOST_SERVICES]:
            columns = {"baseline": "baseline_end_date", "forecast": "forecast_end_date"}
            dates = {
                name: words.line(self._of_service("services", row, column, "date")) if row[column] else []
                for name, column in columns.items()
            }
            name = self._name_of_service("services", row)
            earlier = {row["previous_end_date"], row["first_stated_end_date"]} - {row["baseline_end_date"], None}
            if earlier and row["previous_end_date"] is not None and dates["forecast"]:
                mark = next(restated)
                dates["forecast"] = [replace(dates["forecast"][0], mark=mark)]
                remarks.append([Run(f"{mark}) "), *self._restated(row, name)])
            if row["baseline_basis"] == "first_plan" and dates["baseline"]:
                dates["baseline"] = [replace(dates["baseline"][0], mark="*")]
            cause = self._cause("services", row) if row["caused_by"] else None
            late = self._late(row)
            rows.append(TableRow([words.line(name), *dates.values(), late, words.line(cause)]))
        if len(known) > MOST_SERVICES:
            remarks.append(words.say("more_rows"))
        if any(row["baseline_basis"] == "first_plan" for row in known[:MOST_SERVICES]):
            remarks.append(words.say("first_plan"))
        if any(row["service_kind"] == "law" and row["delay_status"] in LATE for row in services):
            remarks.append(words.say("of_laws"))
        heads, widths = words.heads("name", "baseline", "forecast", "slip", "cause"), [2.8, 1.9, 1.8, 1.8, 2.4]
        if not any(row.cells[-1] for row in rows):
            heads, widths, rows = heads[:-1], widths[:-1], [replace(row, cells=row.cells[:-1]) for row in rows]
        blocks = self._table("services", heads, "l" * len(heads), rows, remarks=remarks, widths=widths)
        unknown = []
        for status, sentence in (("delayed_unknown", "delay_unknown"), ("unknown", "plan_unknown")):
            # What carries the others is named as their cause.
            names = [self._name_of_service("services", row) for row in services if row["delay_status"] == status]
            unknown += self._named(sentence, names)
        return [
            *blocks,
            *([Paragraph([run for line in unknown for run in [*line, Run(" ")]][:-1])] if unknown else []),
            *self._agreements(),
            *self.quoted(self.statements("risk")),
        ]

    def _late(self, row: Row) -> Line:
        """By how much something is late: by its own dates, by what it waits for, or since its end is past."""
        if row["delay_status"] == "overdue" and row["overdue_days"] is not None:
            days = self._of_service("services", row, "overdue_days", "days")
            return self.words.say("days_overdue", days=days)
        if row["delay_measure"] == "months":
            slip = self._of_service("services", row, "slip_months", "months")
            return self.words.say("months_late", months=slip)
        if row["delay_measure"] == "days":
            days = self._of_service("services", row, "slip_days", "days")
            return self.words.say("days_late", days=days)
        if row["delay_measure"] == "at_least_days":
            days = self._of_service("services", row, "chain_slip_days", "days")
            return self.words.say("at_least", days=days)
        return []

    def _restated(self, row: Row, name: Cell) -> Line:
        """The end before the last restatement and the one stated first, with what lies between."""
        columns = {
            "previous": ("previous_end_date", "date"),
            "against_previous": ("slip_days_against_previous", "days"),
            "first": ("first_stated_end_date", "date"),
            "since_first": ("slip_days_since_first_statement", "days"),
        }
        cells = {said: self._of_service("services", row, *column) for said, column in columns.items()}
        return self.words.say("restated", name=name, **cells)

    def _of_service(self, query: str, row: Row, column: str, kind: str) -> Cell:
        cell = self.cell(query, row, "impact_services", column, ["service_id"], kind)
        if column != "slip_months":
            return cell
        return self.checked(cell, self._subject("slip_months", entity=row["service_id"]))

    def _name_of_service(self, query: str, row: Row) -> Cell:
        return self.words.name("service", row["service_id"], self._of_service(query, row, "service_name", "text"))

    def _cause(self, query: str, row: Row) -> Cell:
        key = ["service_id"] if "service_id" in row else ["caused_by"]
        cell = self.cell(query, row, "impact_services", "caused_by", key, "text")
        return self.words.name("service", row["caused_by"], replace(cell, value=row["cause_name"] or cell.value))

    def _agreements(self) -> list[Block]:
        """What collides; by name, of what that can't be said."""
        words, rows, remarks = self.words, list[TableRow](), list[Line]()
        known = [row for row in self.reading["agreements"] if not _is_open(row)]
        # What has no plan, or no known delay, has been named.
        named = {
            row["service_id"]
            for row in self.reading["services"]
            if row["delay_status"] in ("delayed_unknown", "unknown")
        }
        key = ["migration_id", "contract_id"]
        unknown: dict[str, Cell] = {}
        for row in self.reading["agreements"]:
            service = self.cell("agreements", row, "impact_agreements", "service_id", key, "text")
            service = words.name(
                "service", row["service_id"], replace(service, value=row["service_name"] or row["service_id"])
            )
            if _is_open(row):
                if row["service_id"] not in named:
                    unknown.setdefault(row["service_id"], service)
                continue
            if len(rows) == MOST_COLLISIONS:
                continue

            def cell(column: str, kind: str, row: Row = row, **more: bool) -> Cell:
                return self.cell("agreements", row, "impact_agreements", column, key, kind, **more)

            contract = replace(cell("contract_id", "text"), value=row["contract_name"] or row["contract_id"])
            is_computed = row["days_past_contract_end"] is not None
            at_risk = cell("unlawful_amount_at_risk_gross", "eur", is_computed=is_computed)
            uncertain = cell("uncertain_amount_gross", "eur", is_computed=True)
            rows.append(
                TableRow(
                    [
                        words.line(service),
                        words.line(words.name("contract", row["contract_id"], contract)),
                        words.line(words.code("collision_type", cell("collision_type", "text"))),
                        words.line(cell("overlap_days", "days")) if row["overlap_days"] is not None else [],
                        words.line(at_risk),
                        # Of the change of an agreement no spend is at risk.
                        words.line(uncertain) if row["uncertain_unknown_lines"] is not None else [],
                    ]
                )
            )
        if len(known) > MOST_COLLISIONS:
            remarks.append(words.say("more_rows"))
        if any(row["unlawful_amount_at_risk_gross"] is not None for row in known):
            remarks.append(words.say("do_not_add"))
        heads = words.heads("name", "contract", "collision", "overlap", "at_risk", "unjudged")
        widths = [3, 3, 2.6, 1.2, 1.8, 1.8]
        blocks = self._table("agreements", heads, "lllrrr", rows, remarks=remarks, widths=widths)
        return [*blocks, *(Paragraph(line) for line in self._named("collision_unknown", list(unknown.values())))]


def _is_open(row: Row) -> bool:
    """Whether it can't be said if a migration and a contract collide."""
    return row["collision_type"] == "unknown" and row["days_past_contract_end"] is None


KINDS = ["service", "programme", "law", "agreement", "platform"]
