"""What a file of `expectations/` may say: suites of checks, each of one kind, and the query that each is.

Great Expectations asks it in a run, and DuckDB by itself in a rehearsal, which does not import the first.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fundament import own_yaml
from fundament.project import EXPECTATIONS_DIR

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Name
    description: str


class NoRows(_Declared):
    """A query of what is wrong finds nothing. Its columns are what somebody needs to find the row."""

    expect: Literal["no_rows"]
    query: str

    def wrong_rows(self) -> str:
        """That query."""
        return self.query


class TotalsAgree(_Declared):
    """Two queries add up to the same totals per key. A key that one lacks differs, unknown from known too.

    `of` has their names, which stand before those of the totals where shown. Their rows are added up here.
    With `empty_is_zero` a total of NULL, or of a key that is not there, is zero.
    """

    expect: Literal["totals_agree"]
    per: Annotated[list[Name], Field(min_length=1)]
    totals: Annotated[list[Name], Field(min_length=1)]
    of: Annotated[dict[Name, str], Field(min_length=2, max_length=2)]
    empty_is_zero: bool = False

    def wrong_rows(self) -> str:
        """Keys of which a total differs, with all totals of both and their differences."""
        one, other = self.of
        keys = ", ".join(self.per)
        sums = ", ".join(f"sum({total}) as {total}" for total in self.totals)
        added_up = [
            f"(select {keys}, true as is_there, {sums} from ({query}) group by {keys}) as {side}"
            for side, query in self.of.items()
        ]
        shown, differs = [], [] if self.empty_is_zero else [f"{one}.is_there is distinct from {other}.is_there"]
        for total in self.totals:
            this, that = (
                f"coalesce({side}.{total}, 0)" if self.empty_is_zero else f"{side}.{total}" for side in self.of
            )
            shown.append(
                f"{this} as {one}_{total}, {that} as {other}_{total}, {this} - {that} as {total}_difference"
            )
            differs.append(f"{this} is distinct from {that}")
        return (
            f"select {keys}, {', '.join(shown)} from {' full join '.join(added_up)} using ({keys}) "
            f"where {' or '.join(differs)}"
        )


class ReferencesAreKnown(_Declared):
    """What the rows of a query name is there, in the same publication. A column of NULL names nothing.

    `of` gives `publication_id`, the columns of `names`, and what somebody needs to find the row; `known` gives
    `publication_id` and what there is.
    """

    expect: Literal["references_are_known"]
    names: Annotated[list[Name], Field(min_length=1)]
    of: str
    known: str

    def wrong_rows(self) -> str:
        """The rows that name something else: in which column, and what."""
        return (
            "select in_column, named, * exclude (in_column, named) "
            f"from (unpivot ({self.of}) on {', '.join(self.names)} into name in_column value named) as naming "
            f"anti join ({self.known}) as known(publication_id, named) using (publication_id, named)"
        )


Check = Annotated[NoRows | TotalsAgree | ReferencesAreKnown, Field(discriminator="expect")]


class Suite(BaseModel):
    """Checks on one subject, and the Dagster asset whose check they are."""

    model_config = ConfigDict(extra="forbid")
    suite: Name
    title: str
    asset: list[str]
    checks: list[Check]


def read_suites(folder: Path = EXPECTATIONS_DIR) -> list[Suite]:
    """All suites, in the order of their file names."""
    return [Suite.model_validate(own_yaml.read(path)) for path in sorted(folder.glob("*.yml"))]
