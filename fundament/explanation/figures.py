"""A printed figure: which cells of the marts it is made of, and how they come to its value.

The terms are those of the release, `quality.figure_terms`. The arithmetic is done again on the cells as they
stand, and `defect` says where that comes to something else.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from functools import reduce
from typing import Any

import duckdb

from fundament.explanation.cells import NEAR, PARTS_OF_COLUMN, Cell, find_cell, lines_of_cell, marts, unknown
from fundament.explanation.origin import Lines, key_of_row, spend_lines, together

Row = dict[str, Any]
FORMULAS = {
    "spend": "Sum of stated_unlawful_amount_gross, EUR including VAT",
    "contracts": "Number of contracts that have one",
    "increase": "100 x (total - baseline) / baseline",
    "slip": "Complete months of delay",
    "cost_impact": "Sum of amount_eur, EUR",
    "error_sum": "error_amount + uncertainty_amount, EUR",
    "tolerance": "tolerance_share x base_amount, EUR",
    "error_percentage": "100 x (error_amount + uncertainty_amount) / base_amount",
}
TERMS_OF_FIGURE = """
    from quality.figure_terms
    where publication_id = ? and figure_id = ? and (term_value != 0 or term_value is null or made_of != 'spend')
    order by term_no
"""


@dataclass(frozen=True)
class Term:
    """One value of the arithmetic, with the interval that rounding leaves open, and the cell that holds it."""

    label: str
    value: Any
    low: Any = None
    high: Any = None
    address: str = ""


@dataclass(frozen=True)
class Explanation:
    """A figure, or a cell, with what it is made of."""

    lines: Lines
    figure: Row | None = None
    cell: Cell | None = None
    formula: str = ""
    terms: tuple[Term, ...] = ()
    result: Term | None = None
    defect: str = ""


def explain(connection: duckdb.DuckDBPyConnection, name: str) -> Explanation:
    """Explain a figure by its id, or by `publication_id/figure_id`; or else a cell by its address.

    Raises `Misconfigured`, with the nearest names, where there is none, or where several publications have it.
    """
    found = rows(connection, "from marts.source_reconciliation where figure_id = ?", name)
    if not found and name.count("/") == 1:
        both = "from marts.source_reconciliation where publication_id = ? and figure_id = ?"
        found = rows(connection, both, *name.split("/"))
    if len(found) > 1:
        raise unknown(
            f"{len(found)} publications have a figure {name}", [f"{row['publication_id']}/{name}" for row in found]
        )
    if found:
        [figure] = found
        [unit] = rows(connection, "select one_over from reference.units where unit = ?", figure["unit"])
        figure |= unit
        return _explained(connection, figure)
    # The name of a mart alone is an address without its keys, and is told which it needs.
    if "/" in name or name in marts(connection):
        cell = find_cell(connection, name)
        return Explanation(lines_of_cell(connection, cell), cell=cell)
    ids = [row["figure_id"] for row in rows(connection, "from marts.source_reconciliation order by figure_id")]
    near = get_close_matches(name, ids, NEAR, 0.5) + get_close_matches(name, list(marts(connection)), NEAR, 0.6)
    raise unknown(f"There is no figure {name}", near or ids[:NEAR])


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[Row]:
    """The answer with the names of its columns."""
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _explained(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    parts = rows(connection, TERMS_OF_FIGURE, figure["publication_id"], figure["figure_id"])
    if not parts:
        return Explanation(together([]), figure, formula=f"No arithmetic is known for {figure['measure']}")
    _read_again(connection, parts)
    made_of = parts[0]["made_of"]
    # One cell may be taken off and divided by.
    cells = {(part["row_key"], part["column_name"]): part for part in reversed(parts)}
    terms = tuple(
        Term(part["label"], part["term_value"], part["low"], part["high"], f"{part['mart']}/{part['row_key']}")
        for part in reversed(cells.values())
    )
    if made_of == "slip":
        row = find_cell(connection, terms[0].address).row
        names = ("baseline_end_date", "forecast_end_date", "slip_days")
        terms = tuple(Term(name, row[name], address=terms[0].address) for name in names)
    explanation = Explanation(
        _lines_of_terms(connection, figure, parts),
        figure,
        formula=FORMULAS.get(made_of, "As stated"),
        terms=terms,
        result=_result(parts),
    )
    return replace(explanation, defect=_defect(explanation, made_of))


def _read_again(connection: duckdb.DuckDBPyConnection, parts: list[Row]) -> None:
    """Put the values in place that the cells have now."""
    keys = marts(connection)
    for mart, column in {(part["mart"], part["column_name"]) for part in parts}:
        of_column = [part for part in parts if (part["mart"], part["column_name"]) == (mart, column)]
        key = key_of_row(f'"{name}"' for name in keys[mart])
        query = f'select {key}, "{column}" from marts."{mart}" where list_contains(?, {key})'
        now = dict(connection.execute(query, [[part["row_key"] for part in of_column]]).fetchall())
        for part in of_column:
            value = now.get(part["row_key"])
            moved = None if value is None or part["term_value"] is None else value - part["term_value"]
            part["term_value"] = value
            part["low"], part["high"] = (None if moved is None else part[name] + moved for name in ("low", "high"))


def _lines_of_terms(connection: duckdb.DuckDBPyConnection, figure: Row, parts: list[Row]) -> Lines:
    if parts[0]["mart"] == "noncompliance_by_contract_year":
        key = key_of_row(f"part.{name}" for name in marts(connection)["noncompliance_by_contract_year"])
        condition = (
            f"part.publication_id = ? and {PARTS_OF_COLUMN['stated_']} and {key} in "
            "(select row_key from quality.figure_terms where publication_id = ? and figure_id = ?)"
        )
        return spend_lines(
            connection, condition, [figure["publication_id"], figure["publication_id"], figure["figure_id"]]
        )
    # Several terms may stand in one row.
    columns = {f"{part['mart']}/{part['row_key']}": part["column_name"] for part in parts}
    found = [
        lines_of_cell(connection, find_cell(connection, f"{row}/{column}")) for row, column in columns.items()
    ]
    return reduce(Lines.and_also, found)


def _result(parts: list[Row]) -> Term:
    if parts[0]["made_of"] == "contracts":
        return Term("", len({part["row_key"].split("/")[2] for part in parts}))
    over = [part for part in parts if part["is_divisor"]]
    value, low, high = _added([part for part in parts if not part["is_divisor"]])
    if not over:
        # To the cent, as the marts have it.
        return Term("sum" if len(parts) > 1 else parts[0]["column_name"], _cents(value), low, high)
    base, base_low, base_high = _added(over)
    return Term("", _percent(value, base), _percent(low, base_high), _percent(high, base_low))


def _added(parts: list[Row]) -> tuple[Any, Any, Any]:
    """The sum of the terms times their factors, and the least and the most that it may be."""
    if any(part["term_value"] is None for part in parts):
        return None, None, None
    ends = [sorted((part["factor"] * part["low"], part["factor"] * part["high"])) for part in parts]
    value = sum((part["factor"] * part["term_value"] for part in parts), Decimal(0))
    return value, sum((low for low, _ in ends), Decimal(0)), sum((high for _, high in ends), Decimal(0))


def _defect(explanation: Explanation, made_of: str) -> str:
    """What the arithmetic, or the lines, come to where that is not the value of the figure."""
    figure, result = explanation.figure, explanation.result
    if figure is None or result is None or result.value is None:
        return ""
    if made_of == "spend" and explanation.lines.total != result.value:
        return f"The lines come to EUR {explanation.lines.total}"
    again = (Decimal(result.value) * figure["one_over"]).quantize(Decimal("1e-8"), ROUND_DOWN)
    return (
        ""
        if again == figure["computed_value"]
        else (f"This comes to {again} and the release to {figure['computed_value']}")
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """As the models have it: eight decimals, cut off."""
    return None if part is None or not whole else (100 * part / whole).quantize(Decimal("1e-8"), ROUND_DOWN)
