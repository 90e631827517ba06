"""Columns that become rows: each row of the file gives one per column, with that column's name and value."""

from dataclasses import replace

from fundament.deliveries.declared.declaration import Unpivot
from fundament.deliveries.declared.names import is_named
from fundament.deliveries.read.formats.base import Relation
from fundament.deliveries.read.white_space import collapse
from fundament.errors import BadInput


def unpivoted(header: list[str], relation: Relation, how: Unpivot, where: str) -> tuple[list[str], Relation]:
    """Header and rows with the columns taken out, and those of their names and values at the end.

    A row that can't be read, or is blank, stays one row. Raises `BadInput` for columns that the file lacks.
    """
    names = [collapse(name) for name in header]
    wanted = [collapse(name) for name in how.columns]
    if lacking := [each for each in wanted if not any(is_named(name, each) for name in names)]:
        there = f"The file has: {', '.join(filter(None, names))}"
        raise BadInput(f"Columns of unpivot that are missing: {', '.join(map(repr, lacking))}", where, there)
    taken = [place for place, name in enumerate(names) if name and any(is_named(name, each) for each in wanted)]
    kept = [place for place in range(len(names)) if place not in taken]
    if twice := {collapse(how.name), collapse(how.value)} & {names[place] for place in kept}:
        raise BadInput(
            f"The file has a column {twice.pop()!r} already", where, "Give another name or value under unpivot."
        )
    columns = [f"c{place} as c{number}" for number, place in enumerate(kept)]
    columns += [f"unnest({name}) as c{len(kept) + place}" for place, name in enumerate(("names", "fields"))]
    has_fields = (
        f"row_problem is null and coalesce({', '.join(f'c{place}' for place in range(len(names)))}) is not null"
    )
    values = ", ".join(f"c{place}" for place in taken)
    sql = (
        f"select source_line, row_problem, {', '.join(columns)} from (select *, "
        f"case when {has_fields} then cast($unpivoted as varchar[]) else [null] end as names, "
        f"case when {has_fields} then [{values}] else [null] end as fields from ({relation.sql}))"
    )
    bound = {**relation.values, "unpivoted": [names[place] for place in taken]}
    return [*(header[place] for place in kept), how.name, how.value], replace(relation, sql=sql, values=bound)
