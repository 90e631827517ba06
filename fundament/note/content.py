"""The order of a note, two pages and an annex; conclusion, cause, contracts and terms are made here.

The other sections: `services.py`, `lists.py`, `spending.py`, `findings.py` and `figures.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jinja2 import Environment

from fundament.note.cells import LANGUAGES, Cell
from fundament.note.document import Block, Bullets, Line, Note, Paragraph, Row, Run, Section
from fundament.note.figures import Figures
from fundament.note.findings import Findings
from fundament.note.reading import Reading, accept
from fundament.note.services import Services
from fundament.note.spending import Spending
from fundament.note.values import LATE, MOST_NAMES

MOST_ENDS = 6
MOST_ENTITIES = 3
# What a note is about, and the queries that say whether it was delivered.
TOPICS = {
    "spend": ("spend", "tolerance"),
    "services": ("services",),
    "issues": ("issue_stock",),
    "measures": ("measures",),
}
# The statements on these come first, where there is no place for all of one kind.
ON_TERMS = "service"


class Maker(Services, Spending, Findings, Figures):
    """Makes the sections of one note."""

    def note(self, release_id: str) -> Note:
        """The whole note."""
        words, [publication] = self.words, self.reading["publication"]
        accept(row for row in self.reading["figures"] if row["publication_id"] == self.reading.publication_id)

        def cell(column: str, kind: str) -> Cell:
            return self.cell("publication", publication, "dim_publication", column, [], kind)

        title = words.name("publication", self.reading.publication_id, cell("title", "text"))
        issuer = words.name("entity", publication["issuer"], cell("issuer", "text"))
        subtitle = words.say("subtitle", issuer=issuer, published_on=cell("published_on", "date"))
        sections = self._sections(
            {
                "summary": self.conclusion,
                "continuity": lambda: self.quoted(self.statements("continuity")),
                "cause": self.cause,
                "progress": self.progress,
                "impact": self.impact,
                "money": lambda: [*self.noncompliance(), *self.costs()],
                "contracts": self.contracts,
                "findings": self.serious,
                "measures": self.measures,
                "next_steps": self.next_steps,
                "terms": self.terms,
            }
        )
        # What the annex shows is no figure of the note: it has no row in the list.
        words.is_listing = False
        annex = self._sections({"all_findings": self.findings, "more_spending": self.more_spending}, is_annex=True)
        annex += self._sections({"quotes": self.quotes, "figures": self.figures}, is_annex=True)
        return Note(
            language=self.language,
            title=words.line(title),
            subtitle=[*subtitle, Run(" "), Run(self.as_of)],
            synthetic=words.label("synthetic") if publication.get("is_synthetic") else "",
            sections=[*sections, *annex],
            queries=[query for query in self.reading.queries if self.reading[query.name]],
            labels={
                name: words.label(name)
                for name in ("skip", "contents", "page", "footer", "annex", "queries", "query", "release")
            },
            as_of_date=self.reading.as_of_date,
            release_id=release_id,
        )

    def _sections(self, makers: dict[str, Callable[[], list[Block]]], is_annex: bool = False) -> list[Section]:
        """The sections that have something to say."""
        made = [(name, make_blocks()) for name, make_blocks in makers.items()]
        return [
            Section(name, self.words.label("sections", name), blocks, is_annex) for name, blocks in made if blocks
        ]

    def conclusion(self) -> list[Block]:
        """What it is, how much, what is not judged, what it threatens and what is asked: a sentence each."""
        said = [("what", line) for line in self.delays() + self.issues_open()]
        if not said:
            said = [("what", line) for line in self._contracts_known()]
        said += self.how_much()
        said += [("unjudged", line) for line in self.tolerances()[:MOST_ENTITIES]]
        said += [("threatens", line) for line in self._threatens()]
        asked = self.statements("decision_asked", most=1)
        said += [("asked", self.words.quote(self.statement(row))) for row in asked]
        items: list[Line] = []
        for place, (name, line) in enumerate(said):
            # Two sentences of one kind share their head.
            if place and said[place - 1][0] == name:
                items[-1] = [*items[-1], Run(" "), *line]
            else:
                items.append([Run(self.words.label("conclusion", name), is_strong=True), Run(" "), *line])
        missing = [
            self.words.label("topics", topic)
            for topic, queries in TOPICS.items()
            if not any(self.reading[query] for query in queries)
        ]
        for topic, name in (("continuity", "continuity"), ("decision_asked", "decision")):
            if not self.statements(topic):
                missing.append(self.words.label("topics", name))
        blocks: list[Block] = [Bullets(items)] if items else []
        if missing:
            blocks.append(Paragraph(self.words.say("not_delivered", topics=missing)))
        return blocks

    def _threatens(self) -> list[Line]:
        """The laws that are late, or else the programmes, or else the rest; and spend after a contract's end."""
        late = [row for row in self.reading["services"] if row["delay_status"] in LATE]
        for kind in ("law", "programme", "service", "agreement"):
            rows = [row for row in late if row["service_kind"] == kind]
            if rows:
                break
        else:
            rows = []
        names = [self._name_of_service("services", row) for row in rows]
        groups = {row["finding_rule"]: row for row in self.reading["finding_groups"]}
        after_end = groups.get("spend_after_contract_end")
        amount = self.in_full(self._of_group(after_end, "amount_gross", "eur")) if after_end else None
        if amount is not None and amount.value is None:
            amount = None
        if not names and amount is None:
            return []
        is_part = len(names) > MOST_NAMES
        return [self.words.say("threatens", names=names[:MOST_NAMES], is_part=is_part, amount=amount)]

    def cause(self) -> list[Block]:
        """What led to it, what else is asked, and which course is taken."""
        asked = self.statements("decision_asked")[1:]
        course = [row for row in self.statements("commitment") if row["subject_type"] == "scenario"]
        return self.quoted(self.statements("background")) + self.quoted(asked + course)

    def _contracts_known(self) -> list[Line]:
        lines = []
        for row in self.reading["contract_counts"]:
            counted: dict[str, Any] = {"kind": "count", "source": "*", "aggregate": "count"}
            known = {**row, "is_on_file": True, "contract_end_date": None}
            ends = [one for one in self.reading["finding_groups"] if one["finding_rule"] == "contract_ends_soon"]
            said = self.words.say(
                "contracts_known",
                contracts=self.cell(
                    "contract_counts", known, "dim_contract", "contracts", ["is_on_file"], **counted
                ),
                ending=self._of_group(ends[0], "findings", "count") if ends else None,
                without_end=self.cell(
                    "contract_counts",
                    known,
                    "dim_contract",
                    "without_end",
                    ["is_on_file", "contract_end_date"],
                    **counted,
                ),
            )
            lines.append(said)
        return lines

    def contracts(self) -> list[Block]:
        """Contracts that end around the status date, where the note has no spend to speak of."""
        if self.reading["spend"]:
            return []
        words, rows = self.words, []
        first, remarks = self._first(self.reading["contract_ends"], MOST_ENDS)
        for row in first:

            def cell(column: str, kind: str) -> Cell:
                return self.cell("contract_ends", row, "dim_contract", column, ["contract_id"], kind)  # noqa: B023

            name = words.name("contract", row["contract_id"], cell("contract_name", "text"))
            supplier = words.line(cell("supplier_name", "text")) if row["supplier_name"] else []
            rows.append(Row([words.line(cell("contract_end_date", "date")), words.line(name), supplier]))
        heads = words.heads("contract_end", "contract", "supplier")
        return self._table("contract_ends", heads, "lll", rows, remarks=remarks, widths=[1, 2, 2])

    def terms(self) -> list[Block]:
        """What words mean, once: our own where they were used, and those that the source explains."""
        items = list[Line]()
        if self.reading["spend"]:
            for term in ("noncompliance", "unjudged", "forecast"):
                name, text = self.words.label("terms", term, "name"), self.words.label("terms", term, "text")
                items.append([Run(name, is_strong=True), Run(": " + text)])
        for row in self.statements("definition", most=12):
            if row["subject_type"] == ON_TERMS:
                named = self.delivered_names.get(("service_id", row["subject_id"]))
                cell = self.cell("statements", row, "statements", "subject_id", ["statement_id"], "text")
                what = self.words.name("service", row["subject_id"], Cell(named, "text", cell.place, cell.query))
                run = replace(self.words.run(what), is_strong=True)
                items.append([run, Run(": "), *self.words.quote(self.statement(row))])
        return [Bullets(items)] if items else []


def make(reading: Reading, language: str, release_id: str, svg: Environment) -> Note:
    """The note of a publication in one language. Raises `Refused` for a figure that does not reconcile."""
    assert language in LANGUAGES
    return Maker(reading, language, svg).note(release_id)
