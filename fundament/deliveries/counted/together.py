"""What deliveries say together, seen as soon as they are loaded: keys, publications and scenarios.

The checks of a release hold the same of the marts; here it is told in seconds, with file and line.
"""

from collections.abc import Iterator

import duckdb

from fundament.deliveries.declared.canonical import Source, canonical_sources
from fundament.errors import BadInput

SHOWN = 5
DELIVER_ONCE = (
    "Deliver each once, or make the key unique (an expression). Where a later increment corrects an earlier one, "
    "declare its key, and the day that each file is as at (as_of)."
)
# Where the keys of a source are many, the test of the models looks at them, once.
MANY_ROWS = 1_000_000


def refuse_what_does_not_fit(connection: duckdb.DuckDBPyConnection, has_all_keys: bool = False) -> None:
    """Raises `BadInput` at the first kind of thing that does not fit; `has_all_keys`: however many there are."""
    for source in canonical_sources().values():
        if has_all_keys or _rows(connection, source) <= MANY_ROWS:
            _refuse(_keys_twice(connection, source), DELIVER_ONCE)
    _refuse(_unknown_publications(connection), "Deliver the publication: a row of the source publications.")
    _refuse(_unknown_scenarios(connection), "Deliver the scenario: a row of the source scenarios.")
    to_do = "Deliver a printed figure of it (control_totals), or leave document_reference empty."
    _refuse(_documents_without_figures(connection), to_do)


def _rows(connection: duckdb.DuckDBPyConnection, source: Source) -> int:
    [(rows,)] = connection.execute(f"select count(*) from received.{source.name}").fetchall()
    return int(rows)


def _refuse(found: Iterator[tuple[str, str]], what_to_do: str) -> None:
    problems = list(found)
    if problems:
        more = f"\n  and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        what, where = problems[0]
        others = "".join(f"\n  {said}: {place}" for said, place in problems[1:SHOWN])
        raise BadInput(f"{what}{others}{more}", where, what_to_do)


def _keys_twice(connection: duckdb.DuckDBPyConnection, source: Source) -> Iterator[tuple[str, str]]:
    """Keys that stand twice where no file says that it takes rows back: nobody could tell which row counts.

    A row of a full state, or of an increment with a declared key, takes the place of one as at an earlier day.
    """
    names = [name for name in source.key if name != "publication_id"] or list(source.key)
    keys = ", ".join(f"lines.{name}" for name in names)
    rows = connection.execute(
        f"""
        with published as (
            select publication_id, min(published_on) as published_on from raw.publications group by publication_id
        ),
        files as (
            select
                files.*,
                files.scope = 'document' as is_document,
                -- A file that names no day is as at that of its publication.
                case when files.scope != 'document' then coalesce(as_of_date, published_on) end as as_at,
                files.scope != 'increment' or has_key as takes_back
            from raw.deliveries as files
            left join published on files.publication_id = published.publication_id
            where source_name = '{source.name}' and replaced_on is null and duplicate_of is null
        ),
        keyed as (
            select
                lines.publication_id, {keys}, files.is_document, files.as_at,
                lines.source_file || ', line ' || lines.source_line as place,
                max(files.as_at) filter (files.takes_back) over (
                    partition by lines.publication_id, {keys}, files.is_document
                ) as taken_back_at
            from raw.{source.name} as lines
            inner join files on lines.delivery_id = files.delivery_id and lines.source_file = files.source_file
            where {" and ".join(f"lines.{name} is not null" for name in names)}
        )
        select concat_ws(', ', {", ".join(names)}) as key_text, list(distinct place) as places
        from keyed
        group by publication_id, {", ".join(names)}, is_document, if(as_at < taken_back_at, as_at, taken_back_at)
        having count(*) > 1
        order by key_text
        """
    ).fetchall()
    for key_text, places in rows:
        yield (
            f"{source.name} has {', '.join(names)} {key_text!r} more than once",
            "; ".join(sorted(places)[:SHOWN]),
        )


def _unknown_publications(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    several = " union all ".join(
        f"select publication_id, source_file, source_line from raw.{name}"
        for name in canonical_sources()
        if name != "publications"
    )
    for publication_id, first in connection.execute(
        f"""
        select publication_id, min(source_file || ', line ' || source_line)
        from (select publication_id, source_file, min(source_line) as source_line from ({several}) group by all)
        where publication_id not in (select publication_id from raw.publications)
        group by publication_id order by publication_id
        """
    ).fetchall():
        yield f"The publication {publication_id!r} is not delivered", str(first)


def _unknown_scenarios(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    several = " union all ".join(
        f"select publication_id, scenario_id, source_file, min(source_line) as source_line from raw.{name} "
        "group by all"
        for name in ("contract_spend", "measures")
    )
    for scenario_id, first in connection.execute(
        f"""
        select scenario_id, min(source_file || ', line ' || source_line) from ({several})
        where scenario_id is not null and scenario_id != 'none'
            and (publication_id, scenario_id) not in (select (publication_id, scenario_id) from raw.scenarios)
        group by scenario_id order by scenario_id
        """
    ).fetchall():
        yield f"The scenario {scenario_id!r} is not delivered", str(first)


def _documents_without_figures(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    for publication_id, reference, first in connection.execute(
        """
        select publication_id, document_reference, min(source_file || ', line ' || source_line)
        from raw.publications
        where document_reference is not null
            and published_on <= (select max(as_of_date) from raw.run_parameters)
            and not exists (from raw.control_totals as f where f.publication_id = publications.publication_id)
        group by all order by publication_id
        """
    ).fetchall():
        what = f"The publication {publication_id!r} is a document, {reference!r}"
        yield f"{what}, and none of its printed figures is delivered", str(first)
