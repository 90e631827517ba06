"""From the rows of a release to the sections of a note."""

from jinja2 import Environment

from fundament.note.cells import LANGUAGES, Cell
from fundament.note.document import Block, Bullets, Line, Note, Paragraph, Query, Run, Section
from fundament.note.figures import Figures
from fundament.note.lists import Lists
from fundament.note.reading import Reading, accept
from fundament.note.services import Services
from fundament.note.spending import Spending


class Maker(Services, Spending, Lists, Figures):
    """Makes the sections of one note."""

    def note(self, release_id: str) -> Note:
        """The whole note."""
        words, [publication] = self.words, self.reading["publication"]

        def cell(column: str, kind: str) -> Cell:
            return self.cell("publication", publication, "dim_publication", column, [], kind)

        accept(row for row in self.reading["figures"] if row["publication_id"] == self.reading.publication_id)
        opening = Paragraph(
            words.say(
                "opening",
                title=cell("title", "text"),
                issuer=cell("issuer", "text"),
                published_on=cell("published_on", "date"),
            )
        )
        sections = [
            self._section("summary", [opening, *self.summary()]),
            self._section("statements", self.statements()),
            self._section("progress", self.progress()),
            self._section("impact", self.impact()),
            self._section("noncompliance", self.noncompliance()),
            self._section("finance", self.finance()),
            self._section("measures", self.measures()),
            self._section("findings", self.findings()),
            self._section("next_steps", self.next_steps()),
        ]
        sections.append(self._section("figures", self.figures()))
        facts = [
            (words.label("publication"), words.line(cell("publication_id", "text"))),
            (words.label("published_on"), words.line(cell("published_on", "date"))),
            (words.label("as_of"), words.text(self.reading.as_of_date)),
            (words.label("release"), words.text(release_id)),
        ]
        return Note(
            language=self.language,
            title=words.label("title"),
            subtitle=[Run(words.label("subtitle") + " "), *words.line(cell("title", "text"))],
            facts=facts,
            synthetic=words.label("synthetic") if publication.get("is_synthetic") else "",
            sections=sections,
            queries=[
                Query(query.name, query.title, query.sql)
                for query in self.reading.queries
                if self.reading[query.name]
            ],
            labels={
                name: words.label(name) for name in ("skip", "contents", "page", "footer", "queries", "query")
            },
            as_of_date=self.reading.as_of_date,
            release_id=release_id,
        )

    def _section(self, name: str, blocks: list[Block]) -> Section:
        blocks = blocks or [Paragraph(self.words.text(self.words.label("nothing")))]
        return Section(name, self.words.label("sections", name), blocks)

    def summary(self) -> list[Block]:
        """What a manager reads when there is time for one screen."""
        words, items = self.words, list[Line]()
        for scenario in self._scenarios_with_spend()[:1]:
            rows = [row for row in self.reading["spend"] if row["scenario_id"] == scenario]
            years = [row for row in rows if row["contract_id"] is None and row["year"] is not None]
            [total] = [row for row in rows if row["contract_id"] is None and row["year"] is None]
            items.append(
                words.say(
                    "key_total",
                    total=self.spend(total),
                    uncertain=self.spend(total, "uncertain_amount_gross"),
                    spend=self.spend(total, "spend_amount_gross"),
                    scenario=self._scenario_name(scenario),
                    first_year=self._year(years[0]),
                    last_year=self._year(years[-1]),
                    is_all_asserted=total["is_all_asserted"],
                )
            )
            for column in ("unlawful_amount_gross", "uncertain_amount_gross", "spend_amount_gross"):
                items += self.spend_left_out(total, column)
        items += self._scenario_sentences(only_known=True)
        items += self._delay_sentence()
        for row in self.reading["finance"]:
            if row["component"] == "total":
                items += self._year_cost(row)
        for row in self.reading["finding_counts"]:
            if row["severity"] == "high":
                items.append(self._finding_count(row))
        items += self._figure_count()
        return [Bullets(items)] if items else []


def make(reading: Reading, language: str, release_id: str, svg: Environment) -> Note:
    """The note of a publication in one language. Raises `Refused` for a figure that does not reconcile."""
    assert language in LANGUAGES
    return Maker(reading, language, svg).note(release_id)
